#pragma once
// An atlas in video memory: one vertex array, one vertex and one index buffer; a structure's level is a range of
// indices.

#include <memory>
#include <vector>

#include "anatomy/atlas.h"
#include "gl/handle.h"
#include "render/frame_input.h"

namespace palpate::render {

/// Attribute names of the scene programs, in the order of their places.
std::vector<std::string> scene_attributes();
/// Points attributes 0 to 4 at the PackedVertex array in the bound vertex buffer.
void bind_packed_vertices();

class GpuAtlas {
 public:
  struct Range {
    size_t offset_bytes = 0;  ///< into the index buffer
    GLsizei count = 0;        ///< indices
  };

  explicit GpuAtlas(std::shared_ptr<const anatomy::Atlas> atlas);

  const anatomy::Atlas& atlas() const { return *atlas_; }
  const std::shared_ptr<const anatomy::Atlas>& shared() const { return atlas_; }
  /// Levels that any structure has; a structure with fewer repeats its coarsest.
  int level_count() const { return level_count_; }
  Range range(size_t structure, int level) const;
  /// The finest level at which these structures together stay within `budget` triangles, else the coarsest.
  int level_within(const std::vector<size_t>& structures, size_t budget) const;

  /// Binds the vertex array; with `field`, each vertex's value (scaled to 0..1 over low..high, -1 = none) is attribute
  /// 5, kept on the GPU until the field's revision changes.
  void bind(const ScalarField* field);

 private:
  void upload();
  void upload_field(const ScalarField& field);

  std::shared_ptr<const anatomy::Atlas> atlas_;
  gl::VertexArray array_;
  gl::Buffer vertices_, indices_, field_;
  std::vector<std::vector<Range>> ranges_;  ///< [structure][level]
  std::vector<size_t> first_vertex_;        ///< of each structure's level 0
  size_t vertex_count_ = 0;
  int level_count_ = 0;
  uint64_t field_revision_ = 0;
  const ScalarField* field_shown_ = nullptr;
};

}  // namespace palpate::render
