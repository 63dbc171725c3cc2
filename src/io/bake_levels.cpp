#include <meshoptimizer.h>

#include <algorithm>

#include "io/bake.h"

namespace palpate {
namespace {

// Share of the mesh's own size that a level may stray from the finest: keeps thin sheets from being eaten.
constexpr float largest_error = 0.04f;

DetailLevel simplify(const anatomy::Mesh& mesh, const std::vector<uint32_t>& from, float from_error_mm,
                     size_t triangles, float scale_mm) {
  std::vector<uint32_t> room(from.size());
  const float* positions = &mesh.positions[0].x;
  float error = 0.0f;
  const size_t count = meshopt_simplify(room.data(), from.data(), from.size(), positions, mesh.positions.size(),
                                        sizeof(Vec3), triangles * 3, largest_error, 0, &error);
  DetailLevel out;
  out.triangles.assign(room.begin(), room.begin() + static_cast<std::ptrdiff_t>(count));
  out.error_mm = from_error_mm + error * scale_mm;  // each level is made from the one before: errors add up
  return out;
}

}  // namespace

std::array<DetailLevel, level_count> coarser_levels(const anatomy::Mesh& mesh,
                                                    const std::array<size_t, level_count>& targets) {
  std::array<DetailLevel, level_count> levels;
  const float scale_mm =
      mesh.positions.empty() ? 0.0f : meshopt_simplifyScale(&mesh.positions[0].x, mesh.positions.size(), sizeof(Vec3));
  const std::vector<uint32_t>* finer = &mesh.triangles;
  float error_mm = 0.0f;
  for (size_t k = 1; k < level_count; ++k) {
    const size_t have = finer->size() / 3;
    if (targets[k] * 10 >= have * 9) continue;  // not worth a list of its own
    DetailLevel coarser = simplify(mesh, *finer, error_mm, std::min(std::max<size_t>(targets[k], 32), have), scale_mm);
    if (coarser.triangles.size() < 12 || coarser.triangles.size() > have * 27 / 10) continue;
    levels[k] = std::move(coarser);
    finer = &levels[k].triangles, error_mm = levels[k].error_mm;
  }
  for (auto& [triangles, error] : levels) {
    if (triangles.empty()) continue;
    meshopt_optimizeVertexCache(triangles.data(), triangles.data(), triangles.size(), mesh.positions.size());
  }
  return levels;
}

}  // namespace palpate
