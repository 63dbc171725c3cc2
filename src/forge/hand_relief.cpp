#include <algorithm>
#include <cmath>

#include "forge/hand_field.h"

namespace palpate::forge {
namespace {

float bump(float x, float width) {
  return std::exp(-x * x / (width * width));
}

struct Line {
  std::vector<Vec2> points;
};
// The three great lines of the palm, x and y in the hand frame of a flat hand.
const std::vector<Line>& palm_line_table() {
  static const std::vector<Line> lines{
      {{{-38, 64}, {-28, 67}, {-15, 69}, {-3, 73}, {7, 80}, {11, 86}}},
      {{{31, 70}, {22, 69}, {10, 64}, {-5, 57}, {-20, 47}, {-27, 40}}},
      {{{31, 70}, {23, 67}, {15, 58}, {9, 46}, {7, 33}, {10, 20}}},
  };
  return lines;
}

/// Depth 0..1 of a line at a point: fades at both ends so that it does not look cut with a knife.
float groove(const Line& line, const Vec2& p, float width) {
  float total = 0.0f, best = 1e9f, where = 0.0f;
  for (size_t i = 0; i + 1 < line.points.size(); ++i) {
    const Vec2 a = line.points[i], b = line.points[i + 1], ab = b - a;
    const float length = glm::length(ab), t = glm::clamp(glm::dot(p - a, ab) / (length * length), 0.0f, 1.0f);
    const float d = glm::length(p - a - t * ab);
    if (d < best) best = d, where = total + t * length;
    total += length;
  }
  return bump(best, width) * smoothstep(0, 12, where) * smoothstep(0, 16, total - where);
}

}  // namespace

float HandField::palm_lines(const Vec3& p) const {
  if (p.z < 4.0f || p.y < -8.0f || p.y > 96.0f) return 0.0f;
  const float palmar = smoothstep(4.0f, 10.0f, p.z);
  float depth = 0.0f;
  for (const Line& line : palm_line_table()) depth = std::max(depth, 0.40f * groove(line, Vec2(p), 1.5f));
  depth = std::max(depth, 0.24f * bump(p.y - 1.0f + 0.006f * p.x * p.x, 1.3f) * smoothstep(23, 8, std::abs(p.x)));
  return -palmar * depth;
}

float HandField::nail(const motion::FingerSizes& size, const Vec3& q, motion::SkinCues& cues) const {
  const float length = size.lengths[2], r = 0.5f * (size.radii[2] + size.radii[3]);
  if (q.z > 0.0f) return 0.0f;
  const float arc = std::atan2(q.x, -q.z) * r, half_width = 0.80f * r, half_length = 0.31f * length;
  const float from = q.y - (length - 1.4f - half_length);
  const float round = 0.55f * half_width;
  // Round at the root, nearly straight at the free edge.
  const Vec2 w = glm::abs(Vec2(arc, from)) - Vec2(half_width, half_length) + Vec2(from < 0.0f ? round : 1.6f);
  const float d =
      glm::length(glm::max(w, Vec2(0.0f))) + std::min(std::max(w.x, w.y), 0.0f) - (from < 0.0f ? round : 1.6f);
  cues.x = std::max(cues.x, smoothstep(0.5f, -0.5f, d));
  const float fold = 0.26f * bump(d - 1.5f, 1.1f) * smoothstep(half_length, 0.3f * half_length, from);
  return fold - 0.24f * bump(d, 0.95f) - 0.10f * smoothstep(0.5f, -0.8f, d);
}

float HandField::finger_relief(const motion::FingerSizes& size, int first_bone, bool is_thumb, const Vec3& p,
                               motion::SkinCues& cues) const {
  float height = 0.0f;
  for (int k = 1; k < 3; ++k) {
    const size_t s = static_cast<size_t>(k);
    if (is_thumb && k == 1) continue;
    const Vec3 q = local(first_bone + k, p), before = local(first_bone + k - 1, p) - Vec3(0, size.lengths[s - 1], 0);
    const float r = size.radii[s];
    if (glm::length(q) > 2.1f * r) continue;
    const float y = 0.5f * (q.y + before.y), z = 0.5f * (q.z + before.z);
    const float cos_bend = glm::dot(Vec3(frames_[static_cast<size_t>(first_bone + k)][1]),
                                    Vec3(frames_[static_cast<size_t>(first_bone + k - 1)][1]));
    const float bend = glm::degrees(std::acos(glm::clamp(cos_bend, -1.0f, 1.0f)));
    const float dorsal = smoothstep(0.25f, 0.75f, -z / r), palmar = smoothstep(0.15f, 0.6f, z / r);
    const float fade = smoothstep(72.0f, 18.0f, bend), pitch = (k == 1 ? 2.6f : 1.9f);
    const float depth = k == 1 ? 0.22f : 0.15f;
    float wrinkles = 0.0f;
    for (const float i : {-1.5f, -0.5f, 0.5f, 1.5f})
      wrinkles = std::max(wrinkles, (1.15f - 0.25f * std::abs(i)) * bump(y - i * pitch - 0.02f * i * q.x * q.x, 1.05f));
    height -= dorsal * fade * depth * wrinkles;
    const float creases = k == 1 ? std::max(bump(y + 1.3f, 1.0f), 0.8f * bump(y - 1.8f, 1.0f)) : bump(y, 1.1f);
    height -= palmar * 0.30f * creases;
    cues.y = std::max(cues.y, 0.55f * dorsal * bump(y, 6.0f));
  }
  const Vec3 tip = local(first_bone + 2, p);
  if (std::abs(tip.x) < 1.4f * size.radii[2] && tip.y > 0.15f * size.lengths[2] && std::abs(tip.z) < 13.0f) {
    height += nail(size, tip, cues);
    cues.y = std::max(cues.y, 0.8f * smoothstep(0.35f, 0.85f, tip.y / size.lengths[2]));
  }
  if (!is_thumb) {  // where the finger leaves the palm
    const Vec3 root = local(first_bone, p);
    const float r = size.radii[0];
    if (std::abs(root.x) < 1.15f * r && root.z > 0.0f)
      height -= 0.36f * smoothstep(0.3f, 0.7f, root.z / r) * bump(root.y - 0.47f * size.lengths[0], 1.1f);
  }
  return height;
}

float HandField::relief(const Vec3& p, motion::SkinCues& cues) const {
  float height = palm_lines(p);
  for (int i = 0; i < motion::finger_count; ++i) {
    if (finger(i, p) > 2.5f) continue;
    height += finger_relief(shape_.sizes.fingers[static_cast<size_t>(i)], motion::phalanx_bone(i, 0), false, p, cues);
  }
  if (thumb(p) <= 2.5f) height += finger_relief(shape_.sizes.thumb, motion::thumb_metacarpal, true, p, cues);
  for (int i = 0; i < motion::finger_count; ++i) {
    const Vec3 joint(frames_[static_cast<size_t>(motion::phalanx_bone(i, 0))][3]);
    cues.y = std::max(cues.y, 0.40f * bump(glm::length(p - joint - Vec3(0, 0, -9)), 9.0f));
  }
  cues.z = std::max(cues.z, smoothstep(-0.05f, -0.32f, height));
  return height;
}

}  // namespace palpate::forge
