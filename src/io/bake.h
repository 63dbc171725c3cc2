#pragma once
// What an atlas needs once before it is drawn: packed vertices, levels of detail, occlusion, a coordinate along the
// fibres.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "anatomy/atlas.h"
#include "core/progress.h"

namespace palpate {

/// Version of everything below; part of the cache key.
inline constexpr int bake_version = 8;
inline constexpr size_t level_count = 8;
/// Triangles of the whole atlas at each level; the first is as many as there are. Steps of about two thirds: a budget
/// is met closely, and no step is seen. Design: what software rendering draws fluently lies in the middle.
inline constexpr std::array<size_t, level_count> level_totals{~size_t{0}, 450'000, 300'000, 200'000,
                                                              135'000,    90'000,  60'000,  40'000};

/// One level of detail of one mesh.
struct DetailLevel {
  std::vector<uint32_t> triangles;
  float error_mm = 0.0f;  ///< how far about it strays from the finest surface
};

/// How carefully it is done: fine for the bundled atlas, which is baked once for all; quick for imports, where somebody
/// waits (soft shadows from fewer directions at about 12,000 places, the rest filled in between; three levels of detail
/// beside the finest; fewer rounds for the coordinates along the fibres).
enum class Care { fine, quick };

struct BakedStructure {
  anatomy::StructureInfo info;
  std::string provenance;
  std::vector<anatomy::Fascicle> fascicles;
  std::vector<anatomy::PackedVertex> vertices;  ///< shared by all levels, those of the coarsest first
  std::array<DetailLevel, level_count> levels;  ///< without triangles: the same as the level before
  Box3 bounds;
  double volume_mm3 = 0.0;  ///< 0 where the mesh is open
  bool closed = false;
};

/// Structures sorted by layer, then id. The result depends on the input alone, not on the number of threads. Takes the
/// meshes out of `raw` one by one, so that a whole body is never held twice; its facts stay.
std::vector<BakedStructure> bake(anatomy::RawAtlas& raw, const Progress& progress, Care care = Care::fine);

/// Index lists of one mesh, with about `targets` triangles each; an empty list stands for "as the level before". The
/// first, the mesh itself, is left empty.
std::array<DetailLevel, level_count> coarser_levels(const anatomy::Mesh& mesh,
                                                    const std::array<size_t, level_count>& targets);

/// Ambient visibility 0..1 of every vertex of every mesh: 48 or so fixed directions, weighted by the cosine to the
/// normal; what lies within 60 mm darkens, what lies within 10 mm more. Occluders are structures of the layer that the
/// mesh is `seen_in` or of a deeper one, so that peeling leaves no stains. `coarse`: triangles of each mesh that cast
/// shadow, and whose vertices are sampled; others are filled in from their neighbours. `stray_mm`: how far the casting
/// triangles of each mesh stray from its surface, so that none shadows itself. Reaches and weights: design choice by
/// eye.
using IndexLists = std::vector<const std::vector<uint32_t>*>;
std::vector<std::vector<float>> bake_occlusion(const std::vector<const anatomy::Mesh*>& meshes,
                                               const std::vector<int>& layers, const std::vector<int>& seen_in,
                                               const IndexLists& casting, const IndexLists& sampled,
                                               const Progress& progress, Care care = Care::fine,
                                               const std::vector<float>& stray_mm = {});

/// A coordinate (across, along) in mm that follows the fibres: per connected part, the least-squares fit over its edges
/// of "along grows by the length along the fibre, across by the length across it on the surface". Constant along a
/// fibre up to the curl of the field, hence no swirls; `across` folds back where the surface turns round the muscle's
/// edge. From 0 up in each part. Zero on meshes without fibres.
std::vector<Vec2> fibre_coordinates(const anatomy::Mesh& mesh, Care care = Care::fine);

}  // namespace palpate
