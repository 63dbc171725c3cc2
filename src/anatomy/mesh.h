#pragma once
// Meshes in two forms: Mesh, as the forge makes and files carry them; PackedMesh, as the cache maps and the GPU reads
// them.

#include <cstdint>
#include <span>
#include <vector>

#include "core/math.h"

namespace palpate::anatomy {

/// Indexed triangles, millimetres, body frame, counter-clockwise seen from outside. Optional attributes are empty or as
/// long as `positions`.
struct Mesh {
  std::vector<Vec3> positions;
  std::vector<Vec3> normals;        ///< unit length
  std::vector<Vec3> fibres;         ///< unit fibre direction, origin -> insertion; fibrous tissue only
  std::vector<float> along;         ///< position along the fascicle, 0 at the origin .. 1 at the insertion
  std::vector<float> tendon;        ///< tendon fraction, 0 belly .. 1 tendon
  std::vector<float> fascicle;      ///< index of the fascicle in its structure (whole number)
  std::vector<float> depth;         ///< depth in the structure, 0 surface .. 1 core
  std::vector<uint32_t> triangles;  ///< three indices each

  size_t triangle_count() const { return triangles.size() / 3; }
  Box3 bounds() const;
  /// Enclosed volume in mm³ (signed: negative when inside out); meaningful for closed meshes.
  double volume_mm3() const;
};

/// Area-weighted vertex normals from the triangles. Vertices without a triangle get +z.
void compute_normals(Mesh& mesh);

/// What is wrong with a mesh as a solid. All zero = closed, manifold, finite, outward.
struct MeshDefects {
  size_t open_edges = 0;          ///< edges of one triangle
  size_t non_manifold_edges = 0;  ///< edges of three or more, or two with the same direction
  size_t non_finite = 0;          ///< vertices with NaN or infinity
  size_t degenerate = 0;          ///< triangles naming a vertex twice
  bool inside_out = false;
  bool sound() const { return open_edges + non_manifold_edges + non_finite + degenerate == 0 && !inside_out; }
};
/// Edges are matched by position (vertices doubled at the same place count as one).
MeshDefects find_defects(const Mesh& mesh);

/// 28 bytes a vertex; the layout of the cache file and of the vertex buffer (render/gpu_atlas.h binds it).
struct PackedVertex {
  Vec3 position;      ///< mm
  int16_t normal[2];  ///< octahedral, snorm16
  uint32_t fibre;     ///< snorm 10-10-10-2 direction (GL_INT_2_10_10_10_REV); w bits: 1 = has a fibre
  uint8_t occlusion;  ///< baked ambient visibility, 255 = open
  uint8_t tendon;     ///< tendon fraction, unorm8
  uint8_t along;      ///< along the fascicle, unorm8
  uint8_t depth;      ///< depth in the structure, unorm8
  uint16_t
      fibre_uv[2];  ///< across and along the fibres, in 1/16 mm modulo 4096 mm: a coordinate that follows the fibres
};
static_assert(sizeof(PackedVertex) == 28);

/// A mesh somebody else keeps in memory (a mapped cache file, or vectors).
struct PackedMesh {
  std::span<const PackedVertex> vertices;
  std::span<const uint32_t> indices;
  float error_mm = 0.0f;  ///< how far about it strays from the finest surface; 0 for that itself
  size_t triangle_count() const { return indices.size() / 3; }
};

void pack_normal(const Vec3& unit, int16_t out[2]);
Vec3 unpack_normal(const int16_t packed[2]);
uint32_t pack_fibre(const Vec3& unit);
/// Zero vector where the vertex has no fibre.
Vec3 unpack_fibre(uint32_t packed);

}  // namespace palpate::anatomy
