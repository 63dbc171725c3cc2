#include "forge/hand_field.h"

#include <algorithm>
#include <cmath>

namespace palpate::forge {
namespace {

using motion::phalanx_bone;

float cone(const Vec3& p, const Vec3& a, const Vec3& b, float ra, float rb) {
  const Vec3 along = b - a;
  const float t = glm::clamp(glm::dot(p - a, along) / glm::dot(along, along), 0.0f, 1.0f);
  return glm::length(p - a - t * along) - glm::mix(ra, rb, t);
}

float egg(const Vec3& q, const Vec3& radii) {
  const float k0 = glm::length(q / radii), k1 = glm::length(q / (radii * radii));
  const float least = std::min({radii.x, radii.y, radii.z});
  return k1 < 1e-6f ? -least : std::max(k0 * (k0 - 1.0f) / k1, -least);
}

float ellipse(float x, float y, float rx, float ry) {
  const float k0 = std::sqrt(x * x / (rx * rx) + y * y / (ry * ry));
  const float k1 = std::sqrt(x * x / (rx * rx * rx * rx) + y * y / (ry * ry * ry * ry));
  const float least = std::min(rx, ry);
  return k1 < 1e-6f ? -least : std::max(k0 * (k0 - 1.0f) / k1, -least);
}

float triangle(const Vec3& p, const Vec3& a, const Vec3& b, const Vec3& c) {
  const Vec3 ba = b - a, cb = c - b, ac = a - c, n = glm::cross(ba, ac), pa = p - a, pb = p - b, pc = p - c;
  const auto side = [&](const Vec3& e, const Vec3& v) { return glm::dot(glm::cross(e, n), v) >= 0.0f; };
  if (side(ba, pa) && side(cb, pb) && side(ac, pc)) return std::abs(glm::dot(n, pa)) / glm::length(n);
  const auto edge = [](const Vec3& e, const Vec3& v) {
    return glm::length(e * glm::clamp(glm::dot(e, v) / glm::dot(e, e), 0.0f, 1.0f) - v);
  };
  return std::min({edge(ba, pa), edge(cb, pb), edge(ac, pc)});
}

Vec3 at(const Mat4& frame, const Vec3& q) {
  return Vec3(frame * Vec4(q, 1.0f));
}

// How much of each knuckle stands out, index to little finger.
constexpr std::array<float, 4> knuckle_radius{7.6f, 8.4f, 8.2f, 7.4f}, palm_radius{11.2f, 11.6f, 11.0f, 9.8f};

}  // namespace

HandField::HandField(const HandShape& shape) : shape_(shape), frames_(motion::bone_frames(shape.sizes, shape.pose)) {
  for (size_t i = 0; i < frames_.size(); ++i) inverse_[i] = glm::inverse(frames_[i]);
}

float HandField::phalanx(int f, int k, const Vec3& q) const {
  const bool is_thumb = f < 0;
  const motion::FingerSizes& size = is_thumb ? shape_.sizes.thumb : shape_.sizes.fingers[static_cast<size_t>(f)];
  const size_t s = static_cast<size_t>(k);
  const float ra = size.radii[s], rb = size.radii[s + 1], length = size.lengths[s], r = 0.5f * (ra + rb);
  const bool last = k == 2;
  // Fingers are a little narrower than deep; the end of the thumb is broad and flat.
  const float squeeze = last ? (is_thumb ? 1.10f : 0.96f) : 0.96f, flat = last ? (is_thumb ? 0.84f : 0.93f) : 1.0f;
  const Vec3 u(q.x / squeeze, q.y, q.z / flat);
  const float shrink = std::min(squeeze, flat);
  const Vec3 end(0, last ? length - rb : length, last ? -0.12f * rb : 0.0f);
  float d = cone(u, Vec3(0), end, ra, rb);
  const Vec3 pad(0, last ? 0.58f * length : 0.5f * length, (last ? 0.30f : 0.36f) * r);
  const Vec3 radii = last ? Vec3(0.93f * r, 0.42f * length, 0.84f * r) : Vec3(0.93f * r, 0.42f * length, 0.76f * r);
  return shrink * smooth_min(d, egg(u - pad, radii), last ? 3.0f : 4.0f);
}

float HandField::finger(int i, const Vec3& p) const {
  float d = phalanx(i, 0, local(phalanx_bone(i, 0), p));
  for (int k = 1; k < 3; ++k) d = smooth_min(d, phalanx(i, k, local(phalanx_bone(i, k), p)), 3.2f);
  return d;
}

float HandField::thumb(const Vec3& p) const {
  float d = phalanx(-1, 1, local(motion::thumb_metacarpal + 1, p));
  d = smooth_min(d, phalanx(-1, 2, local(motion::thumb_metacarpal + 2, p)), 4.5f);
  return smooth_min(d, phalanx(-1, 0, local(motion::thumb_metacarpal, p)), 5.0f);
}

float HandField::thenar(float d, const Vec3& p) const {
  const Mat4& bone = frames_[motion::thumb_metacarpal];
  const float length = shape_.sizes.thumb.lengths[0];
  const auto on = [&](float share) { return at(bone, Vec3(0, share * length, 0)); };
  d = smooth_min(d, cone(p, Vec3(bone[3]), on(0.62f), 14.0f, 13.0f), 9.0f);
  d = smooth_min(d, cone(p, Vec3(5, 31, 4), on(0.58f), 11.0f, 10.8f), 9.0f);
  const Mat4& index = frames_[static_cast<size_t>(motion::metacarpal_bone(0))];
  const float index_length = glm::length(Vec3(frames_[motion::first_phalanx][3] - index[3]));
  const auto beside = [&](float share) { return at(index, Vec3(0, share * index_length, 1.0f)); };
  const Vec3 a = on(0.40f), b = on(0.92f), c = beside(0.30f), e = beside(0.72f);
  return smooth_min(d, std::min(triangle(p, a, b, c), triangle(p, b, e, c)) - 5.0f, 10.0f);
}

float HandField::knuckles(float d, const Vec3& p) const {
  const float gain = shape_.tendons;
  for (int i = 0; i < motion::finger_count; ++i) {
    const size_t s = static_cast<size_t>(i);
    const float bend = smoothstep(10.0f, 80.0f, shape_.pose.fingers[s].knuckle);
    const Mat4& meta = frames_[static_cast<size_t>(motion::metacarpal_bone(i))];
    const Vec3 joint(frames_[static_cast<size_t>(phalanx_bone(i, 0))][3]);
    const Vec3 centre = joint + Vec3(meta[2]) * (-3.2f - 1.8f * bend);
    d = smooth_min(d, glm::length(p - centre) - (knuckle_radius[s] + 1.4f * bend), 8.0f);
    if (gain <= 0.0f) continue;
    const float sunk = 1.5f * (1.0f - gain), back = 10.2f - sunk;
    const float length = glm::length(joint - Vec3(meta[3]));
    d = smooth_min(
        d,
        cone(p, at(meta, Vec3(0, 0.30f * length, -back)), at(meta, Vec3(0, 0.95f * length, -back - 0.6f)), 1.2f, 1.5f),
        4.0f);
  }
  return d;
}

float HandField::palm(const Vec3& p) const {
  float d = 1e6f;
  for (int i = 0; i < motion::finger_count; ++i) {
    const size_t s = static_cast<size_t>(i);
    const Vec3 base(frames_[static_cast<size_t>(motion::metacarpal_bone(i))][3]);
    const Vec3 joint(frames_[static_cast<size_t>(phalanx_bone(i, 0))][3]);
    d = smooth_min(d, cone(p, base, joint, 13.0f, palm_radius[s]), 9.0f);
  }
  const Vec3 first(frames_[motion::first_phalanx][3]), last(frames_[static_cast<size_t>(phalanx_bone(3, 0))][3]);
  d = smooth_min(d, cone(p, first + Vec3(-2, -4, 6.5f), last + Vec3(2, -3, 4.5f), 8.0f, 7.6f), 9.0f);
  d = smooth_min(d, cone(p, Vec3(-18.5f, 17, 5), last + Vec3(3, -18, 4.5f), 13.6f, 11.0f), 8.0f);
  d = thenar(d, p);
  d = knuckles(d, p);
  return smooth_min(d, forearm(p), 19.0f);
}

float HandField::elbow(float d, const Vec3& q) const {
  const Vec3 bend = glm::normalize(Vec3(0.89f, 0, 0.45f)), joint(0, -shape_.sizes.elbow_mm, 0);
  const Mat4 to_upper = glm::inverse(glm::inverse(frames_[motion::forearm_bone]) * frames_[motion::upper_arm_bone]);
  const Vec3 u = Vec3(to_upper * Vec4(q, 1.0f));
  const float along = -u.y, width = glm::mix(40.0f, 47.0f, smoothstep(0, 110, along)),
              depth = glm::mix(33.0f, 45.0f, smoothstep(0, 90, along));
  const float upper = smooth_max(ellipse(u.x, u.z, depth, width), std::max(-along - 27.0f, along - 170.0f), 24.0f);
  d = smooth_min(d, upper, 16.0f);
  // The point of the elbow with the ridge of the ulna running from it, and a bone on the inner side.
  const Vec3 point = joint - bend * 21.0f + Vec3(0, -19, 0);
  d = smooth_min(d, cone(q, point, joint - bend * 28.0f + Vec3(0, 46, 0), 11.0f, 9.0f), 14.0f);
  const Vec3 across = glm::cross(bend, Vec3(0, 1, 0));
  return smooth_min(d, glm::length(q - (joint + across * 29.0f)) - 11.0f, 16.0f);
}

float HandField::forearm(const Vec3& p) const {
  const Vec3 q = local(motion::forearm_bone, p);
  const auto& sections = shape_.sizes.forearm;
  const float along = -q.y, end = shape_.upper_arm ? shape_.sizes.elbow_mm + 22.0f : shape_.forearm_mm;
  size_t i = 0;
  while (i + 2 < sections.size() && sections[i + 1].along_mm < along) ++i;
  const auto &a = sections[i], &b = sections[i + 1];
  const float t = glm::clamp((along - a.along_mm) / (b.along_mm - a.along_mm), 0.0f, 1.0f), s = t * t * (3 - 2 * t);
  const float depth = glm::mix(a.half_depth, b.half_depth, 0.5f * (s + t)),
              width = glm::mix(a.half_width, b.half_width, 0.5f * (s + t));
  float d = smooth_max(ellipse(q.x, q.z, width, depth), std::max(-along - 8.0f, along - end),
                       shape_.upper_arm ? 30.0f : 14.0f);
  d = smooth_min(d, glm::length(q - Vec3(-17.5f, -16, -10)) - 9.0f, 11.0f);
  return shape_.upper_arm ? elbow(d, q) : d;
}

float HandField::flesh(const Vec3& p) const {
  float d = palm(p);
  // A bent finger must not melt into the palm, yet its root is fleshy: the blend fades along the first bone.
  const motion::FingerSizes& thumb_size = shape_.sizes.thumb;
  const float along_thumb = local(motion::thumb_metacarpal, p).y / thumb_size.lengths[0];
  d = smooth_min(d, thumb(p), glm::mix(8.0f, 0.6f, smoothstep(1.0f, 1.45f, along_thumb)));
  std::array<float, 4> fingers{};
  for (int i = 0; i < motion::finger_count; ++i) {
    const size_t s = static_cast<size_t>(i);
    fingers[s] = finger(i, p);
    const float share = local(phalanx_bone(i, 0), p).y / shape_.sizes.fingers[s].lengths[0];
    d = smooth_min(d, fingers[s], glm::mix(9.0f, 0.5f, smoothstep(0.38f, 0.85f, share)));
  }
  for (int i = 0; i + 1 < motion::finger_count; ++i) {
    const auto root = [&](int f) {
      return at(frames_[static_cast<size_t>(phalanx_bone(f, 0))],
                Vec3(0, 0.34f * shape_.sizes.fingers[static_cast<size_t>(f)].lengths[0], 1.5f));
    };
    d = smooth_min(d, cone(p, root(i), root(i + 1), 4.6f, 4.6f), 5.0f);
  }
  return d;
}

float HandField::operator()(const Vec3& p) const {
  const float d = flesh(p);
  if (std::abs(d) > 3.0f) return d;
  motion::SkinCues cues(0.0f);
  return d - relief(p, cues);
}

float HandField::bone_distance(int bone, const Vec3& p) const {
  const auto far = 1e9f;
  if (bone == motion::forearm_bone) {
    const Vec3 q = local(bone, p);
    // Half of the skin about the wrist belongs to each side.
    return std::max(forearm(p), q.y * 0.9f - 3.0f);
  }
  if (bone == motion::upper_arm_bone) {
    if (!shape_.upper_arm) return far;
    const Vec3 q = local(bone, p);
    return std::max(ellipse(q.x, q.z, 36.0f, 42.0f), q.y * 0.8f);
  }
  if (bone == motion::palm_bone) {
    const Vec3 q = p;
    return std::max(cone(q, Vec3(-8, 12, 2), Vec3(-6, 62, 1), 20.0f, 22.0f), -q.y * 0.9f - 1.0f);
  }
  if (bone < motion::first_phalanx) {
    const size_t i = static_cast<size_t>(bone - motion::first_metacarpal);
    const Vec3 joint(frames_[static_cast<size_t>(phalanx_bone(static_cast<int>(i), 0))][3]);
    const Vec3 base(frames_[static_cast<size_t>(bone)][3]);
    return cone(p, glm::mix(base, joint, 0.35f), joint, 11.0f, palm_radius[i] + 1.5f);
  }
  if (bone >= motion::thumb_metacarpal) {
    const int k = bone - motion::thumb_metacarpal;
    const Vec3 q = local(bone, p);
    if (k == 0) return cone(q, Vec3(0, 8, 0), Vec3(0, shape_.sizes.thumb.lengths[0], 0), 13.0f, 11.5f);
    return phalanx(-1, k, q);
  }
  const int i = (bone - motion::first_phalanx) / 3, k = (bone - motion::first_phalanx) % 3;
  return phalanx(i, k, local(bone, p));
}

float HandField::finger_share(int i, const Vec3& p) const {
  // Past its root a vertex follows one finger only; in the web it follows both neighbours.
  const float own = finger(i, p);
  float share = 1.0f;
  for (int j = i - 1; j <= i + 1; j += 2) {
    if (j < 0 || j >= motion::finger_count) continue;
    const float along = local(phalanx_bone(j, 0), p).y / shape_.sizes.fingers[static_cast<size_t>(j)].lengths[0];
    const float nearer = smoothstep(-0.5f, 2.5f, own - finger(j, p));
    share *= 1.0f - nearer * smoothstep(0.22f, 0.5f, along);
  }
  return share;
}

Field HandField::field() const {
  Box3 box;
  for (const motion::FleshCone& c :
       motion::flesh(shape_.sizes, frames_, shape_.upper_arm ? 270.0f : shape_.forearm_mm, 0))
    box.add(Box3{c.a, c.a}.grown(c.radius_a + 6.0f)), box.add(Box3{c.b, c.b}.grown(c.radius_b + 6.0f));
  const Vec3 heel(0, 0, 0);
  box.add(Box3{heel, heel}.grown(40.0f));
  if (shape_.upper_arm)
    for (const float along : {60.0f, -170.0f}) {
      const Vec3 v = at(frames_[motion::upper_arm_bone], Vec3(0, along, 0));
      box.add(Box3{v, v}.grown(56.0f));
    }
  return {[shared = std::make_shared<HandField>(*this)](const Vec3& p) { return (*shared)(p); }, box};
}

}  // namespace palpate::forge
