#include "motion/soft_volume.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace palpate::motion {
namespace {

using Lanes = SoftVolume::Lanes;

// Of the first three lanes; the fourth comes out as 0.
Lanes cross(const Lanes& a, const Lanes& b) {
  const Lanes turned = a * __builtin_shufflevector(b, b, 1, 2, 0, 3) - __builtin_shufflevector(a, a, 1, 2, 0, 3) * b;
  return __builtin_shufflevector(turned, turned, 1, 2, 0, 3);
}

constexpr double k_most_bulge = 0.75;  // flesh is never thinned away, nor more than doubled

// Of a closed mesh whose vertices stand at `at` + t `outwards`. The first term is the volume itself; it grows with t by
// the flow of `outwards` through the surface, whose area vectors are n0 + t n1 + t² n2.
VolumeCubic volume_of(const std::vector<SoftVolume::Posed>& points, std::span<const uint32_t> triangles) {
  constexpr size_t run = 3 * 32;  // sums of floats stay short
  VolumeCubic out{};
  const Lanes origin = points.front().at;
  for (size_t begin = 0; begin < triangles.size(); begin += run) {
    std::array<Lanes, 4> sum{};
    for (size_t i = begin; i < std::min(begin + run, triangles.size()); i += 3) {
      const SoftVolume::Posed &p = points[triangles[i]], &q = points[triangles[i + 1]], &r = points[triangles[i + 2]];
      const Lanes e = q.at - p.at, f = r.at - p.at, g = q.outwards - p.outwards, h = r.outwards - p.outwards;
      const Lanes flow = p.outwards + q.outwards + r.outwards, n0 = cross(e, f);
      sum[0] += (p.at - origin) * n0;
      sum[1] += flow * n0;
      sum[2] += flow * (cross(g, f) + cross(e, h));
      sum[3] += flow * cross(g, h);
    }
    for (size_t k = 0; k < 4; ++k) out[k] += static_cast<double>(sum[k][0] + sum[k][1] + sum[k][2]);
  }
  out[2] /= 2.0, out[3] /= 3.0;
  return out;
}

// The root nearest to zero of p(t) = wanted within [-most, most], by Newton's way from zero; the end where there is
// none.
float solve_near_zero(const VolumeCubic& p, double wanted, double most) {
  double t = 0.0;
  for (int step = 0; step < 8; ++step) {
    const double slope = p[1] + t * (2.0 * p[2] + t * 3.0 * p[3]);
    if (slope <= 0.0) break;  // more bulge would no longer mean more volume
    const double next = std::clamp(t - (at(p, t) - wanted) / slope, -most, most);
    if (std::abs(next - t) < 1e-5) return static_cast<float>(next);
    t = next;
  }
  return static_cast<float>(t);
}

}  // namespace

SoftVolume::SoftVolume(std::span<const anatomy::PackedVertex> vertices, std::span<const uint32_t> triangles,
                       std::span<const PackedWeights> weights, std::span<const PackedFlesh> flesh,
                       size_t most_segments) {
  std::vector<uint32_t> place(vertices.size(), ~0u), used;
  for (const uint32_t index : triangles) {
    if (place[index] == ~0u) place[index] = static_cast<uint32_t>(used.size()), used.push_back(index);
    triangles_.push_back(place[index]);
  }
  size_t most = 1;
  for (const uint32_t i : used) {
    const auto there = std::count_if(weights[i].begin(), weights[i].end(), [](uint16_t w) { return w > 0; });
    most = std::max(most, static_cast<size_t>(there));
  }
  per_vertex_ = std::min(most, most_segments);
  std::vector<Posed> still;
  const auto lanes = [](const Vec3& v) { return Lanes{v.x, v.y, v.z, 0.0f}; };
  for (const uint32_t i : used) {
    const Vec3 outwards = anatomy::unpack_normal(vertices[i].normal) * flesh[i].half_mm();
    vertices_.push_back({lanes(vertices[i].position), lanes(outwards), lanes(flesh[i].breath_mm())});
    still.push_back({vertices_.back().at, vertices_.back().outwards});
    std::array<uint32_t, segment_count> order{};
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return weights[i][a] > weights[i][b]; });
    float sum = 0.0f;
    for (size_t k = 0; k < per_vertex_; ++k) sum += static_cast<float>(weights[i][order[k]]);
    for (size_t k = 0; k < per_vertex_; ++k)
      shares_.push_back({static_cast<float>(weights[i][order[k]]) / std::max(sum, 1.0f), order[k]});
  }
  if (!still.empty()) rest_ = volume_of(still, triangles_)[0];
}

VolumeCubic SoftVolume::posed(const PoseBlock& pose) const {
  if (vertices_.empty()) return {};
  std::array<Lanes, segment_count> real, dual;
  for (size_t s = 0; s < segment_count; ++s) {
    for (int k = 0; k < 4; ++k) real[s][k] = pose[s].real[k], dual[s][k] = pose[s].dual[k];
  }
  thread_local std::vector<Posed> points;
  points.resize(vertices_.size());
  const Share* share = shares_.data();
  for (size_t i = 0; i < points.size(); ++i) {
    const Vertex& v = vertices_[i];
    Lanes a{}, b{};
    for (size_t k = 0; k < per_vertex_; ++k, ++share)
      a += share->of * real[share->segment], b += share->of * dual[share->segment];
    // As to_rigid(): all of it is quadratic in the sum's length.
    const Lanes square = a * a, p = v.at + pose.breath * v.breath;
    const float two = 2.0f / (square[0] + square[1] + square[2] + square[3]), w = a[3];
    points[i].at = p + two * (cross(a, cross(a, p) + w * p + b) + w * b - b[3] * a);
    points[i].outwards = v.outwards + two * cross(a, cross(a, v.outwards) + w * v.outwards);
  }
  return volume_of(points, triangles_);
}

float SoftVolume::bulge(const PoseBlock& pose) const {
  return solve_near_zero(posed(pose), rest_, k_most_bulge);
}

}  // namespace palpate::motion
