#include <meshoptimizer.h>

#include <algorithm>

#include "io/bake.h"

namespace palpate {
namespace {

// Share of the mesh's own size that a level may stray from the finest: keeps thin sheets from being eaten.
constexpr float largest_error = 0.04f;

std::vector<uint32_t> simplify(const anatomy::Mesh& mesh, const std::vector<uint32_t>& from, size_t triangles) {
  std::vector<uint32_t> out(from.size());
  const float* positions = &mesh.positions[0].x;
  const size_t count = meshopt_simplify(out.data(), from.data(), from.size(), positions, mesh.positions.size(),
                                        sizeof(Vec3), triangles * 3, largest_error, 0, nullptr);
  out.resize(count);
  return out;
}

}  // namespace

std::array<std::vector<uint32_t>, level_count> make_levels(const anatomy::Mesh& mesh,
                                                           const std::array<size_t, level_count>& targets) {
  std::array<std::vector<uint32_t>, level_count> levels;
  levels[0] = mesh.triangles;
  size_t finer = 0;
  for (size_t k = 1; k < level_count; ++k) {
    const size_t have = levels[finer].size() / 3;
    if (targets[k] * 10 >= have * 9) continue;  // not worth a list of its own
    std::vector<uint32_t> coarser = simplify(mesh, levels[finer], std::min(std::max<size_t>(targets[k], 32), have));
    if (coarser.size() < 12 || coarser.size() * 10 > levels[finer].size() * 9) continue;
    levels[k] = std::move(coarser);
    finer = k;
  }
  for (std::vector<uint32_t>& level : levels) {
    if (!level.empty()) meshopt_optimizeVertexCache(level.data(), level.data(), level.size(), mesh.positions.size());
  }
  return levels;
}

}  // namespace palpate
