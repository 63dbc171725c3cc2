#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "anatomy/ray_index.h"
#include "core/parallel.h"
#include "io/bake.h"

namespace palpate {
namespace {

using anatomy::Mesh;
using anatomy::RayIndex;

constexpr float long_reach_mm = 60.0f, short_reach_mm = 10.0f;
constexpr float short_weight = 0.35f;
constexpr float lift_mm = 0.8f;  // off the own surface, beyond the error of the coarse occluders
constexpr float unknown = -1.0f;
constexpr int fine_directions = 96, quick_directions = 48;
constexpr size_t quick_places = 20'000;

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

float visibility(const RayIndex& occluders, const Vec3& position, const Vec3& normal, const std::vector<Vec3>& all) {
  const Vec3 from = position + lift_mm * normal;
  float open = 0.0f, weight = 0.0f;
  for (const Vec3& d : all) {
    const float cosine = glm::dot(d, normal);
    if (cosine < 0.1f) continue;  // grazing: little weight, long ways
    weight += cosine;
    const auto hit = occluders.first_hit(from, d, 0.0f, long_reach_mm);
    open += cosine * (hit ? 1.0f - darkening(hit->distance) : 1.0f);
  }
  return weight > 0.0f ? open / weight : 1.0f;
}

// Vertices that were not sampled take the mean of their neighbours, ring by ring; then everything is smoothed once.
void fill_and_smooth(const Mesh& mesh, std::vector<float>& value) {
  const size_t n = value.size();
  std::vector<float> sum(n), count(n);
  const auto gather = [&] {
    std::fill(sum.begin(), sum.end(), 0.0f), std::fill(count.begin(), count.end(), 0.0f);
    for (size_t t = 0; t + 2 < mesh.triangles.size(); t += 3) {
      for (size_t k = 0; k < 3; ++k) {
        const uint32_t a = mesh.triangles[t + k], b = mesh.triangles[t + (k + 1) % 3];
        if (value[b] != unknown) sum[a] += value[b], count[a] += 1.0f;
        if (value[a] != unknown) sum[b] += value[a], count[b] += 1.0f;
      }
    }
  };
  for (int round = 0; round < 64 && std::find(value.begin(), value.end(), unknown) != value.end(); ++round) {
    gather();
    bool grew = false;
    for (size_t i = 0; i < n; ++i) {
      if (value[i] == unknown && count[i] > 0.0f) value[i] = sum[i] / count[i], grew = true;
    }
    if (!grew) break;
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
  gather();
  for (size_t i = 0; i < n; ++i) {
    if (count[i] > 0.0f) value[i] = 0.5f * value[i] + 0.5f * sum[i] / count[i];
  }
}

// One index for each layer that something is seen in: what lies in it or deeper.
std::map<int, RayIndex> occluders_by_layer(const std::vector<const Mesh*>& meshes, const std::vector<int>& layers,
                                           const std::vector<int>& seen_in, const IndexLists& casting) {
  std::map<int, RayIndex> indices;
  for (const int layer : seen_in) indices[layer];
  std::vector<std::pair<const int, RayIndex>*> entries;
  for (auto& entry : indices) entries.push_back(&entry);
  parallel_for(entries.size(), 1, [&](size_t begin, size_t end) {
    for (size_t e = begin; e < end; ++e) {
      Mesh all;
      for (size_t s = 0; s < meshes.size(); ++s) {
        if (layers[s] < entries[e]->first) continue;
        for (const uint32_t i : *casting[s]) {
          all.triangles.push_back(static_cast<uint32_t>(all.positions.size()));
          all.positions.push_back(meshes[s]->positions[i]);
        }
      }
      entries[e]->second = RayIndex(all);
    }
  });
  return indices;
}

}  // namespace

std::vector<std::vector<float>> bake_occlusion(const std::vector<const Mesh*>& meshes, const std::vector<int>& layers,
                                               const std::vector<int>& seen_in, const IndexLists& casting,
                                               const IndexLists& sampled, const Progress& progress, Shadows shadows) {
  const bool quick = shadows == Shadows::quick;
  const std::map<int, RayIndex> indices = occluders_by_layer(meshes, layers, seen_in, casting);
  const std::vector<Vec3> all = directions(quick ? quick_directions : fine_directions);
  std::vector<std::vector<float>> result(meshes.size());
  size_t total = 0, before = 0;
  for (const Mesh* m : meshes) total += m->positions.size();
  const size_t stride = quick ? 1 + total / quick_places : 1;
  for (size_t s = 0; s < meshes.size(); ++s) {
    const Mesh& mesh = *meshes[s];
    const RayIndex& occluders = indices.at(seen_in[s]);
    std::vector<float>& value = result[s];
    value.assign(mesh.positions.size(), unknown);
    std::vector<uint32_t> eyes(*sampled[s]);
    std::sort(eyes.begin(), eyes.end());
    eyes.erase(std::unique(eyes.begin(), eyes.end()), eyes.end());
    size_t kept = 0;  // evenly thinned out: neighbours in the list are neighbours on the mesh
    for (size_t i = 0; i < eyes.size(); i += stride) eyes[kept++] = eyes[i];
    eyes.resize(kept);
    parallel_for(eyes.size(), quick ? 32 : 256, [&](size_t begin, size_t end) {
      if (progress.cancelled()) return;
      for (size_t i = begin; i < end; ++i) {
        value[eyes[i]] = visibility(occluders, mesh.positions[eyes[i]], mesh.normals[eyes[i]], all);
      }
    });
    progress.throw_if_cancelled();
    before += mesh.positions.size();
    progress.at(static_cast<float>(before) / static_cast<float>(total), "baking soft shadows");
  }
  parallel_for(meshes.size(), 1, [&](size_t begin, size_t end) {
    for (size_t s = begin; s < end; ++s) fill_and_smooth(*meshes[s], result[s]);
  });
  return result;
}

}  // namespace palpate
