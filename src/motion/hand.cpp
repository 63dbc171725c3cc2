#include "motion/hand.h"

#include <algorithm>
#include <glm/gtc/matrix_transform.hpp>

namespace palpate::motion {
namespace {

constexpr std::array<std::string_view, bone_count> names{
    "palm",           "metacarpal_index", "metacarpal_middle", "metacarpal_ring", "metacarpal_little",
    "index_proximal", "index_middle",     "index_distal",      "middle_proximal", "middle_middle",
    "middle_distal",  "ring_proximal",    "ring_middle",       "ring_distal",     "little_proximal",
    "little_middle",  "little_distal",    "thumb_metacarpal",  "thumb_proximal",  "thumb_distal",
    "forearm",        "upper_arm"};

Mat4 turn(float degrees, const Vec3& axis) {
  return glm::rotate(Mat4(1.0f), glm::radians(degrees), axis);
}
Mat4 flex(float degrees) {
  return turn(degrees, Vec3(1, 0, 0));
}
Mat4 abduct(float degrees) {
  return turn(-degrees, Vec3(0, 0, 1));
}
Mat4 roll(float degrees) {
  return turn(-degrees, Vec3(0, 1, 0));
}
Mat4 shift(const Vec3& by) {
  return glm::translate(Mat4(1.0f), by);
}

/// A frame at `from` whose y points to `to`, its x as near to the hand's x as that allows.
Mat4 pointing(const Vec3& from, const Vec3& to) {
  const Vec3 y = glm::normalize(to - from);
  const Vec3 x = glm::normalize(Vec3(1, 0, 0) - y * y.x);
  return Mat4(Vec4(x, 0), Vec4(y, 0), Vec4(glm::cross(x, y), 0), Vec4(from, 1));
}

float mix(float a, float b, float t) {
  return a + (b - a) * t;
}

Vec3 at(const Mat4& frame, const Vec3& local) {
  return Vec3(frame * Vec4(local, 1.0f));
}

}  // namespace

std::string_view bone_name(int bone) {
  return names[static_cast<size_t>(bone)];
}

HandPose blend(const HandPose& a, const HandPose& b, float t) {
  HandPose out;
  for (size_t i = 0; i < a.fingers.size(); ++i) {
    const FingerPose &f = a.fingers[i], &g = b.fingers[i];
    out.fingers[i] = {mix(f.spread, g.spread, t), mix(f.knuckle, g.knuckle, t), mix(f.middle, g.middle, t),
                      mix(f.tip, g.tip, t)};
  }
  const ThumbPose &f = a.thumb, &g = b.thumb;
  out.thumb = {mix(f.radial, g.radial, t), mix(f.palmar, g.palmar, t), mix(f.roll, g.roll, t),
               mix(f.knuckle, g.knuckle, t), mix(f.tip, g.tip, t)};
  out.wrist_flexion = mix(a.wrist_flexion, b.wrist_flexion, t);
  out.wrist_deviation = mix(a.wrist_deviation, b.wrist_deviation, t);
  out.cup = mix(a.cup, b.cup, t);
  out.elbow_flexion = mix(a.elbow_flexion, b.elbow_flexion, t);
  return out;
}

bool within_limits(const HandPose& pose) {
  const auto in = [](const JointRange& range, float v) { return v >= range.lo - 1e-3f && v <= range.hi + 1e-3f; };
  bool ok = in(limits::thumb_radial, pose.thumb.radial) && in(limits::thumb_palmar, pose.thumb.palmar) &&
            in(limits::thumb_knuckle, pose.thumb.knuckle) && in(limits::thumb_tip, pose.thumb.tip) &&
            in(limits::wrist_flexion, pose.wrist_flexion) && in(limits::wrist_deviation, pose.wrist_deviation) &&
            in(limits::elbow, pose.elbow_flexion);
  for (const FingerPose& f : pose.fingers)
    ok = ok && in(limits::spread, f.spread) && in(limits::knuckle, f.knuckle) && in(limits::middle, f.middle) &&
         in(limits::tip, f.tip);
  return ok;
}

BoneFrames bone_frames(const HandSizes& sizes, const HandPose& pose) {
  // How far each knuckle rises towards the palm when the hand is hollowed: the little finger's side is the mobile one.
  constexpr std::array<float, finger_count> rise{3.0f, 0.0f, 4.0f, 9.0f};
  BoneFrames out;
  out[palm_bone] = Mat4(1.0f);
  for (int i = 0; i < finger_count; ++i) {
    const size_t f = static_cast<size_t>(i);
    const FingerSizes& size = sizes.fingers[f];
    const FingerPose& bend = pose.fingers[f];
    Vec3 knuckle = size.knuckle;
    knuckle.x *= 1.0f - 0.06f * pose.cup;
    knuckle.z += pose.cup * rise[f];
    out[static_cast<size_t>(metacarpal_bone(i))] = pointing(size.base, knuckle);
    Mat4 frame =
        shift(knuckle) * abduct(bend.spread) * roll(size.roll_deg * 0.7f * (1.0f + pose.cup)) * flex(bend.knuckle);
    out[static_cast<size_t>(phalanx_bone(i, 0))] = frame;
    frame = frame * shift(Vec3(0, size.lengths[0], 0)) * flex(bend.middle);
    out[static_cast<size_t>(phalanx_bone(i, 1))] = frame;
    frame = frame * shift(Vec3(0, size.lengths[1], 0)) * flex(bend.tip);
    out[static_cast<size_t>(phalanx_bone(i, 2))] = frame;
  }
  const ThumbPose& t = pose.thumb;
  Mat4 frame = shift(sizes.thumb.knuckle) * abduct(t.radial) * flex(t.palmar) * roll(t.roll);
  out[thumb_metacarpal] = frame;
  frame = frame * shift(Vec3(0, sizes.thumb.lengths[0], 0)) * flex(t.knuckle);
  out[thumb_metacarpal + 1] = frame;
  frame = frame * shift(Vec3(0, sizes.thumb.lengths[1], 0)) * flex(t.tip);
  out[thumb_metacarpal + 2] = frame;
  // The hand hangs on the forearm, but is what we place: so the forearm turns the other way.
  const Mat4 forearm = flex(-pose.wrist_flexion) * abduct(-pose.wrist_deviation);
  out[forearm_bone] = forearm;
  const float e = glm::radians(pose.elbow_flexion);
  const Vec3 bend_to = glm::normalize(Vec3(0.89f, 0.0f, 0.45f));
  const Vec3 elbow(0, -sizes.elbow_mm, 0), away = Vec3(0, -1, 0) * glm::cos(e) + bend_to * glm::sin(e);
  const Vec3 across = glm::cross(bend_to, Vec3(0, 1, 0)), y = -away, z = glm::cross(across, y);
  out[upper_arm_bone] = forearm * Mat4(Vec4(across, 0), Vec4(y, 0), Vec4(z, 0), Vec4(elbow, 1));
  return out;
}

std::vector<FleshCone> flesh(const HandSizes& sizes, const BoneFrames& frames, float forearm_mm, float sleeve_mm) {
  std::vector<FleshCone> out;
  out.reserve(40);
  for (int i = 0; i < finger_count; ++i) {
    const FingerSizes& size = sizes.fingers[static_cast<size_t>(i)];
    const auto bone = [&](int b) -> const Mat4& { return frames[static_cast<size_t>(b)]; };
    const Vec3 base(bone(metacarpal_bone(i))[3]), knuckle(bone(phalanx_bone(i, 0))[3]);
    out.push_back({metacarpal_bone(i), base, knuckle, 13.0f, size.radii[0] + 1.0f});
    // The knuckle itself stands out on the back of the hand, more so when it is bent.
    const float bent =
        glm::clamp(1.0f - glm::dot(Vec3(bone(metacarpal_bone(i))[1]), Vec3(bone(phalanx_bone(i, 0))[1])), 0.0f, 1.0f);
    const Vec3 back = knuckle - Vec3(0, 0, 3.4f + 1.6f * bent);
    out.push_back({metacarpal_bone(i), back, back, 8.4f + 1.2f * bent, 8.4f + 1.2f * bent});
    for (int k = 0; k < 3; ++k) {
      const size_t s = static_cast<size_t>(k);
      const float end = size.lengths[s] - (k == 2 ? size.radii[3] : 0.0f);
      out.push_back({phalanx_bone(i, k), Vec3(bone(phalanx_bone(i, k))[3]), at(bone(phalanx_bone(i, k)), {0, end, 0}),
                     size.radii[s], size.radii[s + 1]});
    }
  }
  for (int k = 0; k < 3; ++k) {
    const size_t s = static_cast<size_t>(k), b = static_cast<size_t>(thumb_metacarpal + k);
    const float end = sizes.thumb.lengths[s] - (k == 2 ? sizes.thumb.radii[3] : 0.0f);
    const float ball = k == 0 ? 2.0f : 0.0f;  // muscle round the first bone
    out.push_back({thumb_metacarpal + k, Vec3(frames[b][3]), at(frames[b], {0, end, 0}), sizes.thumb.radii[s] + ball,
                   sizes.thumb.radii[s + 1] + ball});
  }
  // Heel of the hand: the pads on both sides of the wrist's groove.
  out.push_back({palm_bone, Vec3(-19, 16, 5), Vec3(-30, 56, 6), 14.0f, 11.5f});
  out.push_back({palm_bone, Vec3(18, 17, 6.5f), Vec3(14, 50, 7), 15.5f, 11.5f});
  // The row of pads under the knuckles, and the web between thumb and index, which a fist carries in front.
  const Vec3 under(0, -5, 7);
  out.push_back({palm_bone, Vec3(frames[phalanx_bone(0, 0)][3]) + under, Vec3(frames[phalanx_bone(3, 0)][3]) + under,
                 8.2f, 8.2f});
  const Vec3 index_base(frames[metacarpal_bone(0)][3]), index_knuckle(frames[phalanx_bone(0, 0)][3]);
  out.push_back({thumb_metacarpal + 1, at(frames[thumb_metacarpal], {0, 0.75f * sizes.thumb.lengths[0], 0}),
                 glm::mix(index_base, index_knuckle, 0.6f), 9.0f, 9.0f});
  const Mat4& arm = frames[forearm_bone];
  for (size_t i = 0; i + 1 < sizes.forearm.size(); ++i) {
    const ForearmSection &a = sizes.forearm[i], &b = sizes.forearm[i + 1];
    if (a.along_mm >= forearm_mm) break;
    const float cloth = a.along_mm > 30.0f ? sleeve_mm : 0.0f;
    for (const float side : {-1.0f, 1.0f})
      out.push_back({forearm_bone, at(arm, {side * (a.half_width - a.half_depth), -a.along_mm, 0}),
                     at(arm, {side * (b.half_width - b.half_depth), -std::min(b.along_mm, forearm_mm), 0}),
                     a.half_depth + cloth, b.half_depth + cloth, a.along_mm});
  }
  return out;
}

float distance(const FleshCone& cone, const Vec3& p) {
  const Vec3 along = cone.b - cone.a;
  const float t = glm::clamp(glm::dot(p - cone.a, along) / glm::max(glm::dot(along, along), 1e-6f), 0.0f, 1.0f);
  return glm::length(p - cone.a - t * along) - glm::mix(cone.radius_a, cone.radius_b, t);
}

}  // namespace palpate::motion
