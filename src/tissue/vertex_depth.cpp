#include "tissue/vertex_depth.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "core/parallel.h"

namespace palpate::tissue {
namespace {

constexpr float evened_over_mm = 10.0f;  // about the width of a fingertip: design estimate

/// For each vertex the first one that lies at the same place.
std::vector<uint32_t> first_at_place(const anatomy::PackedMesh& mesh) {
  const auto& vertices = mesh.vertices;
  std::vector<uint32_t> order(vertices.size()), first(vertices.size());
  std::iota(order.begin(), order.end(), 0u);
  const auto key = [&](uint32_t i) {
    const Vec3& p = vertices[i].position;
    return std::array<float, 3>{p.x, p.y, p.z};
  };
  std::sort(order.begin(), order.end(),
            [&](uint32_t a, uint32_t b) { return key(a) < key(b) || (key(a) == key(b) && a < b); });
  for (size_t k = 0; k < order.size(); ++k)
    first[order[k]] = k > 0 && key(order[k]) == key(order[k - 1]) ? first[order[k - 1]] : order[k];
  return first;
}

}  // namespace

std::vector<float> vertex_depths(const anatomy::PackedMesh& mesh, const anatomy::RayIndex& skin) {
  const size_t count = mesh.vertices.size();
  const std::vector<uint32_t> first = first_at_place(mesh);
  std::vector<float> depth(count, 0.0f);
  parallel_for(count, 512, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      if (first[i] != i) continue;
      const auto near = skin.nearest(mesh.vertices[i].position, deep_enough_mm);
      depth[i] = near ? near->distance : deep_enough_mm;
    }
  });
  double edge = 0.0;
  for (size_t t = 0; t + 2 < mesh.indices.size(); t += 3)
    edge += double{glm::distance(mesh.vertices[mesh.indices[t]].position, mesh.vertices[mesh.indices[t + 1]].position)};
  const float mean_edge = static_cast<float>(edge / std::max<double>(1.0, static_cast<double>(mesh.triangle_count())));
  // Each pass spreads by about an edge, passes add up like a walk.
  const float reach = evened_over_mm / std::max(mean_edge, 0.5f);
  const int passes = std::clamp(static_cast<int>(std::lround(reach * reach)), 0, 24);
  std::vector<float> sum(count), weight(count);
  for (int pass = 0; pass < passes; ++pass) {
    std::fill(sum.begin(), sum.end(), 0.0f), std::fill(weight.begin(), weight.end(), 0.0f);
    for (size_t t = 0; t + 2 < mesh.indices.size(); t += 3) {
      for (size_t k = 0; k < 3; ++k) {
        const uint32_t a = first[mesh.indices[t + k]], b = first[mesh.indices[t + (k + 1) % 3]];
        sum[a] += depth[b], sum[b] += depth[a], weight[a] += 1.0f, weight[b] += 1.0f;
      }
    }
    for (size_t i = 0; i < count; ++i)
      if (weight[i] > 0.0f) depth[i] = 0.5f * depth[i] + 0.5f * sum[i] / weight[i];
  }
  for (size_t i = 0; i < count; ++i) depth[i] = depth[first[i]];
  return depth;
}

}  // namespace palpate::tissue
