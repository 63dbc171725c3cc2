#include "motion/soft_volume.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace palpate::motion {
namespace {

constexpr double k_most_bulge = 0.75;  // flesh is never thinned away, nor more than doubled

struct Posed {
  Vec3 at, outwards;
};

// Of a closed mesh whose vertices stand at `at` + t `outwards`. The first term is the volume itself; it grows with t by
// the flow of `outwards` through the surface, whose area vectors are n0 + t n1 + t² n2.
VolumeCubic volume_of(const std::vector<Posed>& points, std::span<const uint32_t> triangles) {
  VolumeCubic out{};
  const Vec3 origin = points.front().at;
  for (size_t i = 0; i + 2 < triangles.size(); i += 3) {
    const Posed &p = points[triangles[i]], &q = points[triangles[i + 1]], &r = points[triangles[i + 2]];
    const Vec3 e = q.at - p.at, f = r.at - p.at, g = q.outwards - p.outwards, h = r.outwards - p.outwards;
    const Vec3 flow = p.outwards + q.outwards + r.outwards;
    const Vec3 n0 = glm::cross(e, f), n1 = glm::cross(g, f) + glm::cross(e, h), n2 = glm::cross(g, h);
    out[0] += static_cast<double>(glm::dot(p.at - origin, n0));
    out[1] += static_cast<double>(glm::dot(flow, n0));
    out[2] += static_cast<double>(glm::dot(flow, n1));
    out[3] += static_cast<double>(glm::dot(flow, n2));
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
  for (const uint32_t i : used) {
    const Vec3 outwards = anatomy::unpack_normal(vertices[i].normal) * flesh[i].half_mm();
    vertices_.push_back({vertices[i].position, outwards, flesh[i].breath_mm(), static_cast<uint32_t>(shares_.size())});
    still.push_back({vertices[i].position, outwards});
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
  thread_local std::vector<Posed> points;
  points.resize(vertices_.size());
  for (size_t i = 0; i < points.size(); ++i) {
    const Vertex& v = vertices_[i];
    Vec4 real(0.0f), dual(0.0f);
    for (const Share *s = shares_.data() + v.first, *end = s + per_vertex_; s != end; ++s) {
      real += s->of * pose[s->segment].real;
      dual += s->of * pose[s->segment].dual;
    }
    // As to_rigid(): all of it is quadratic in the sum's length.
    const Vec3 a(real), b(dual), p = v.at + pose.breath * v.breath;
    const float two = 2.0f / glm::dot(real, real);
    points[i].at =
        p + two * (glm::cross(a, glm::cross(a, p) + real.w * p) + real.w * b - dual.w * a + glm::cross(a, b));
    points[i].outwards = v.outwards + two * glm::cross(a, glm::cross(a, v.outwards) + real.w * v.outwards);
  }
  return volume_of(points, triangles_);
}

float SoftVolume::bulge(const PoseBlock& pose) const {
  return solve_near_zero(posed(pose), rest_, k_most_bulge);
}

}  // namespace palpate::motion
