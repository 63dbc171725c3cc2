#pragma once
// An atlas in video memory: one vertex array, one vertex and one index buffer; a structure's level is a range of
// indices.

#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "anatomy/atlas.h"
#include "gl/handle.h"
#include "render/frame_input.h"

namespace palpate::render {

/// Attribute names of the scene programs, in the order of their places.
std::vector<std::string> scene_attributes();
/// Points attributes 0 to 4 at the PackedVertex array in the bound vertex buffer.
void bind_packed_vertices();

/// Structures whose looks fit in one uniform block.
constexpr size_t looks_a_block = 128;

/// Sine of the angle below which a triangle is as good as edge on: there the driver decides which way it faces, whose
/// corners lie on a grid of parts of pixels. Design estimate.
constexpr float edge_on = 0.02f;

class GpuAtlas {
 public:
  struct Range {
    size_t offset_bytes = 0;    ///< into the index buffer
    GLsizei count = 0;          ///< indices
    uint32_t first_vertex = 0;  ///< in the vertex buffer, of the level's own vertices
  };

  static size_t triangles_of(std::span<const Range> runs);

  explicit GpuAtlas(std::shared_ptr<const anatomy::Atlas> atlas);

  const anatomy::Atlas& atlas() const { return *atlas_; }
  const std::shared_ptr<const anatomy::Atlas>& shared() const { return atlas_; }
  /// Past the coarsest level: that again.
  Range range(size_t structure, int level) const;
  const anatomy::PackedMesh& mesh(size_t structure, int level) const;
  /// Of a run of a level's triangles the corners, as its mesh numbers them.
  std::span<const uint32_t> corners(size_t structure, int level, const Range& run) const;

  /// A run of a level's triangles and where they are, at the rest pose.
  struct Chunk {
    Box3 bounds;
    Range range;
  };
  /// A level in runs of 8 triangles, neighbours in space. Made when first asked for.
  const std::vector<Chunk>& chunks(size_t structure, int level) const;
  /// What may turn a triangle away from its place at rest: `along` itself by an angle of that sine, what lies square to
  /// it not at all.
  struct Turn {
    Vec3 along{0.0f};
    float sine = 0.0f;
  };
  /// An eye at the rest pose, and what turns triangles before it sees them.
  struct View {
    Vec3 eye_mm{0.0f};
    std::span<const Turn> turns;
    float any_sine = 0.0f;  ///< of the angle by which triangles may turn whichever way
  };
  /// Appends the indices (of vertices in the vertex buffer) of those triangles of a level's runs that may face the eye.
  /// The driver would drop the others, but only after their vertices were lit.
  void append_facing(size_t structure, int level, std::span<const Range> runs, const View& from,
                     std::vector<uint32_t>& to) const;
  /// The index buffer of the atlas, for the bound vertex array.
  void bind_indices() const { glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, indices_.id()); }

  /// Longest edges of a level's triangles, mm: the root mean square, larger triangles counting more. Made when first
  /// asked for.
  float long_edge_mm(size_t structure, int level) const;
  /// Volume by surface, mm: half the thickness of a sheet. 0 for open meshes. Made when first asked for.
  float mean_depth_mm(size_t structure) const;

  /// Binds the vertex array; with `field`, each vertex's value (scaled to 0..1 over low..high, -1 = none) is attribute
  /// 5, kept on the GPU until the field's revision changes.
  void bind(const ScalarField* field);
  /// After bind(): every vertex's shares of the segments as attributes 10 to 13, made when a rig first comes (some
  /// seconds); null: none.
  void bind_posture(const BodyPosture* posture);
  /// Points the vertex array that is bound, of whatever context, at all of the atlas: as bind() and bind_posture() left
  /// it for the one of this renderer.
  void point(bool field, bool posed) const;

 private:
  struct VertexBlock {
    size_t structure = 0;
    std::span<const anatomy::PackedVertex> vertices;
    size_t first = 0;
  };
  /// The plane of each triangle of a level, normal outward. Made when first asked for.
  const std::vector<Vec4>& planes(size_t structure, int level) const;
  void upload_shares(const std::shared_ptr<const motion::BodyRig>& rig);
  void upload();
  void upload_owners();
  void upload_field(const ScalarField& field);

  void point_owners() const;
  void point_shares() const;

  std::shared_ptr<const anatomy::Atlas> atlas_;
  gl::VertexArray array_;
  gl::Buffer vertices_, indices_, field_, shares_, owners_;
  std::vector<VertexBlock> blocks_;
  std::shared_ptr<const motion::BodyRig> rig_;  ///< that `shares_` were made with
  std::vector<std::vector<Range>> ranges_;      ///< [structure][level]
  mutable std::mutex making_;                   ///< of what is made when first asked for: two threads may ask
  mutable std::map<std::pair<size_t, size_t>, std::vector<Chunk>> chunks_;
  mutable std::map<std::pair<size_t, size_t>, std::vector<Vec4>> planes_;  ///< of a level's triangles
  mutable std::map<std::pair<size_t, size_t>, float> long_edges_;
  mutable std::map<size_t, float> depths_;
  std::vector<size_t> first_vertex_;  ///< of each structure's level 0
  size_t vertex_count_ = 0;
  uint64_t field_revision_ = 0;
  const ScalarField* field_shown_ = nullptr;
};

}  // namespace palpate::render
