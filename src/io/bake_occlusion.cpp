#include <algorithm>
#include <cmath>
#include <mutex>
#include <numbers>
#include <unordered_set>

#include "core/parallel.h"
#include "io/bake.h"
#include "io/mesh_parts.h"
#include "io/shadow_tree.h"

namespace palpate {
namespace {

using anatomy::Mesh;

constexpr float long_reach_mm = 60.0f, short_reach_mm = 10.0f;
constexpr float short_weight = 0.35f;
constexpr float lift_mm = 0.8f;                              // off the own surface
constexpr float stray_share = 1.5f, largest_lift_mm = 6.0f;  // more where the own occluder strays from it
constexpr float unknown = -1.0f;
constexpr int fine_directions = 96, quick_directions = 26;
constexpr size_t quick_places = 1'800;

// Evenly spread over the sphere (Fibonacci lattice); about half lie above any surface. Fixed directions make neighbours
// agree: no noise to hide.
std::vector<Vec3> directions(int count) {
  const double golden = std::numbers::pi * (3.0 - std::sqrt(5.0));
  std::vector<Vec3> all;
  for (int i = 0; i < count; ++i) {
    const double y = 1.0 - 2.0 * (i + 0.5) / count, r = std::sqrt(1.0 - y * y);
    all.emplace_back(r * std::cos(golden * i), y, r * std::sin(golden * i));
  }
  return all;
}

float darkening(float distance) {
  const float far = 1.0f - distance / long_reach_mm;
  const float close = std::max(0.0f, 1.0f - distance / short_reach_mm);
  return (1.0f - short_weight) * far + short_weight * close;
}

float visibility(const ShadowTree& occluders, int layer, const Vec3& from, const Vec3& normal,
                 const std::vector<Vec3>& all) {
  float open = 0.0f, weight = 0.0f;
  for (const Vec3& d : all) {
    const float cosine = glm::dot(d, normal);
    if (cosine < 0.1f) continue;  // grazing: little weight, long ways
    weight += cosine;
    const float hit = occluders.first_hit(from, d, layer, long_reach_mm);
    open += cosine * (hit < long_reach_mm ? 1.0f - darkening(hit) : 1.0f);
  }
  return weight > 0.0f ? open / weight : 1.0f;
}

// Vertices that were not sampled take the mean of their neighbours, ring by ring; then everything is smoothed once.
void fill_and_smooth(const Mesh& mesh, std::vector<float>& value) {
  const size_t n = value.size();
  const Neighbours near = neighbours_of(mesh);
  const auto mean = [&](uint32_t i, const std::vector<float>& of) {
    float sum = 0.0f, count = 0.0f;
    for (uint32_t k = near.first[i]; k < near.first[i + 1]; ++k) {
      if (of[near.list[k]] != unknown) sum += of[near.list[k]], count += 1.0f;
    }
    return count > 0.0f ? sum / count : unknown;
  };
  std::vector<uint32_t> ring;
  std::vector<char> seen(n, 0);
  const auto look_round = [&](uint32_t i, std::vector<uint32_t>& found) {
    for (uint32_t k = near.first[i]; k < near.first[i + 1]; ++k) {
      const uint32_t j = near.list[k];
      if (value[j] == unknown && !seen[j]) seen[j] = 1, found.push_back(j);
    }
  };
  for (uint32_t i = 0; i < n; ++i) {
    if (value[i] != unknown) look_round(i, ring);
  }
  while (!ring.empty()) {
    std::vector<float> means;  // of what was known before this ring
    for (const uint32_t i : ring) means.push_back(mean(i, value));
    for (size_t k = 0; k < ring.size(); ++k) value[ring[k]] = means[k];
    std::vector<uint32_t> next;
    for (const uint32_t i : ring) look_round(i, next);
    ring = std::move(next);
  }
  // Loose crumbs that no place fell on look like the rest of their mesh.
  double known = 0.0, count_known = 0.0;
  for (const float v : value) {
    if (v != unknown) known += static_cast<double>(v), count_known += 1.0;
  }
  const float usual = count_known > 0.0 ? static_cast<float>(known / count_known) : 1.0f;
  for (float& v : value) {
    if (v == unknown) v = usual;
  }
  const std::vector<float> sharp = value;
  for (uint32_t i = 0; i < n; ++i) {
    if (const float around = mean(i, sharp); around != unknown) value[i] = 0.5f * value[i] + 0.5f * around;
  }
}

double area_mm2(const std::vector<const Mesh*>& meshes, const IndexLists& lists) {
  double area = 0.0;
  for (size_t s = 0; s < meshes.size(); ++s) {
    const std::vector<uint32_t>& t = *lists[s];
    for (size_t i = 0; i + 2 < t.size(); i += 3) {
      const Vec3& a = meshes[s]->positions[t[i]];
      area += 0.5 * static_cast<double>(glm::length(
                        glm::cross(meshes[s]->positions[t[i + 1]] - a, meshes[s]->positions[t[i + 2]] - a)));
    }
  }
  return area;
}

// The first vertex in each cell of space that faces the same way (of six): as dense on a wide sheet as on a small knob.
void keep_one_a_cell(const Mesh& mesh, float cell_mm, std::vector<uint32_t>& vertices) {
  std::unordered_set<uint64_t> taken;
  std::erase_if(vertices, [&](uint32_t i) {
    const Vec3 at = glm::floor(mesh.positions[i] / std::max(cell_mm, 0.1f)), &n = mesh.normals[i], size = glm::abs(n);
    const int axis = size.x >= size.y && size.x >= size.z ? 0 : size.y >= size.z ? 1 : 2;
    uint64_t key = static_cast<uint64_t>(2 * axis + (n[axis] < 0.0f));
    for (int k = 0; k < 3; ++k) key = key << 20 | (static_cast<uint64_t>(static_cast<int64_t>(at[k])) & 0xFFFFF);
    return !taken.insert(key).second;
  });
}

// Vertices that light is worked out at: those of the sampled triangles, one a cell where `cell_mm` says so.
std::vector<uint32_t> eyes_of(const Mesh& mesh, std::vector<uint32_t> eyes, float cell_mm) {
  std::sort(eyes.begin(), eyes.end());
  eyes.erase(std::unique(eyes.begin(), eyes.end()), eyes.end());
  if (cell_mm > 0.0f) keep_one_a_cell(mesh, cell_mm, eyes);
  return eyes;
}

ShadowTree tree_of(const std::vector<const Mesh*>& meshes, const std::vector<int>& layers, const IndexLists& casting) {
  std::vector<Vec3> corners;
  std::vector<int> of_triangle;
  for (size_t s = 0; s < meshes.size(); ++s) {
    for (const uint32_t i : *casting[s]) corners.push_back(meshes[s]->positions[i]);
    of_triangle.resize(corners.size() / 3, layers[s]);
  }
  return {corners, of_triangle};
}

}  // namespace

std::vector<std::vector<float>> bake_occlusion(const std::vector<const Mesh*>& meshes, const std::vector<int>& layers,
                                               const std::vector<int>& seen_in, const IndexLists& casting,
                                               const IndexLists& sampled, const Progress& progress, Care care,
                                               const std::vector<float>& stray_mm) {
  const bool quick = care == Care::quick;
  const ShadowTree occluders = tree_of(meshes, layers, casting);
  const std::vector<Vec3> all = directions(quick ? quick_directions : fine_directions);
  std::vector<std::vector<float>> result(meshes.size());
  const float cell_mm = quick ? static_cast<float>(std::sqrt(area_mm2(meshes, sampled) / quick_places)) : 0.0f;
  std::mutex telling;
  size_t done = 0;
  // The rays of a large mesh are shared out too: the inner loop.
  parallel_for(meshes.size(), 1, [&](size_t first, size_t last) {
    for (size_t s = first; s < last && !progress.cancelled(); ++s) {
      const Mesh& mesh = *meshes[s];
      const std::vector<uint32_t> eyes = eyes_of(mesh, *sampled[s], cell_mm);
      std::vector<float>& value = result[s];
      value.assign(mesh.positions.size(), unknown);
      const float lift = stray_mm.empty() ? lift_mm : std::min(lift_mm + stray_share * stray_mm[s], largest_lift_mm);
      parallel_for(eyes.size(), quick ? 32 : 256, [&](size_t begin, size_t end) {
        for (size_t i = begin; i < end && !progress.cancelled(); ++i) {
          const Vec3& normal = mesh.normals[eyes[i]];
          value[eyes[i]] = visibility(occluders, seen_in[s], mesh.positions[eyes[i]] + lift * normal, normal, all);
        }
      });
      fill_and_smooth(mesh, value);
      const std::lock_guard lock(telling);
      progress.at(static_cast<float>(++done) / static_cast<float>(meshes.size()), "baking soft shadows");
    }
  });
  progress.throw_if_cancelled();
  return result;
}

}  // namespace palpate
