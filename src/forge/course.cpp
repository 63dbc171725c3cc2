#include "forge/course.h"

#include <algorithm>
#include <cmath>

namespace palpate::forge {

namespace {

/// `count` points evenly spread along a polyline.
std::vector<Vec3> spread(const std::vector<Vec3>& line, size_t count) {
  std::vector<float> sum(line.size(), 0.0f);
  for (size_t i = 1; i < line.size(); ++i) sum[i] = sum[i - 1] + glm::length(line[i] - line[i - 1]);
  std::vector<Vec3> out;
  size_t at = 1;
  for (size_t k = 0; k < count; ++k) {
    const float want = sum.back() * static_cast<float>(k) / static_cast<float>(count - 1);
    while (at + 1 < line.size() && sum[at] < want) ++at;
    const float share = (want - sum[at - 1]) / std::max(sum[at] - sum[at - 1], 1e-4f);
    out.push_back(glm::mix(line[at - 1], line[at], glm::clamp(share, 0.0f, 1.0f)));
  }
  return out;
}

}  // namespace

Strand laid(const Course& c) {
  std::vector<Vec3> knots = {c.from.at};
  knots.insert(knots.end(), c.via.begin(), c.via.end());
  knots.push_back(c.to.at);
  const std::vector<Vec3> fine = spline(knots, 8);
  float length = 0.0f;
  for (size_t i = 0; i + 1 < fine.size(); ++i) length += glm::length(fine[i + 1] - fine[i]);
  const size_t count = std::clamp<size_t>(static_cast<size_t>(std::lround(length / c.step)) + 1, 5, 40);
  Strand strand;
  strand.muscle = c.muscle;
  strand.fascicle.origin = c.from.bone, strand.fascicle.insertion = c.to.bone;
  strand.fascicle.path = spread(fine, count);
  strand.fascicle.origin_cut = c.from_cut, strand.fascicle.insertion_cut = c.to_cut;
  strand.fascicle.origin_radius_mm = std::max(2.0f, c.tip_from + 1.0f);
  strand.fascicle.insertion_radius_mm = std::max(2.0f, c.tip_to + 1.0f);
  strand.tendon_origin = c.tendon_origin, strand.tendon_insertion = c.tendon_insertion;
  for (size_t k = 0; k < count; ++k) {
    const float t = static_cast<float>(k) / static_cast<float>(count - 1);
    const float in = smoothstep(0.0f, std::max(c.full_from, 1e-3f), t),
                out = smoothstep(1.0f, std::min(c.full_to, 0.999f), t);
    strand.girth.push_back(t < 0.5f * (c.full_from + c.full_to) ? glm::mix(c.tip_from, c.girth, in)
                                                                : glm::mix(c.tip_to, c.girth, out));
  }
  return strand;
}

void keep_out_of(Strand& strand, const std::vector<const Volume*>& bones) {
  constexpr float near_end = 30.0f, close = 5.0f, most = 2.6f;  // mm
  std::vector<Vec3>& path = strand.fascicle.path;
  const float whole = strand.fascicle.length_mm();
  std::vector<Vec3> points;
  std::vector<float> girth, from_end;
  float sum = 0.0f;
  for (size_t k = 0; k + 1 < path.size(); ++k) {
    const float length = glm::length(path[k + 1] - path[k]);
    const bool at_end = (sum < near_end && !strand.fascicle.origin_cut) ||
                        (whole - sum - length < near_end && !strand.fascicle.insertion_cut);
    const int parts = at_end ? std::max(1, static_cast<int>(std::lround(length / close))) : 1;
    for (int i = 0; i < parts; ++i) {
      const float t = static_cast<float>(i) / static_cast<float>(parts), at = sum + t * length;
      points.push_back(glm::mix(path[k], path[k + 1], t));
      girth.push_back(glm::mix(strand.girth[k], strand.girth[k + 1], t));
      from_end.push_back(std::min(at, whole - at));
    }
    sum += length;
  }
  points.push_back(path.back()), girth.push_back(strand.girth.back());
  for (int round = 0; round < 6; ++round)
    for (size_t k = 1; k + 1 < points.size(); ++k) {
      const float room = std::min({0.7f * from_end[k], std::max(girth[k], 0.8f) + 0.4f, most});
      for (const Volume* bone : bones) {
        // Bones know distances only within their band.
        const float want = std::min(room, 2.5f * bone->voxel_mm()), off = bone->sample(points[k]);
        if (off < want) points[k] += (want - off) * bone->gradient(points[k]);
      }
    }
  path = std::move(points), strand.girth = std::move(girth);
}

}  // namespace palpate::forge
