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

}  // namespace palpate::forge
