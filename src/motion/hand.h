#pragma once
// A therapist's hand as joints: sizes, pose, forward kinematics, limits. Everything is the right hand; a left hand is
// its mirror image in x. Hand frame, mm: origin at the wrist's centre, +x to the thumb's side, +y along the middle
// finger, +z out of the palm. Each bone's frame: y along the bone to its far end, z to the side of the pad.

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/math.h"

namespace palpate::motion {

/// Bones that carry skin. Fingers are numbered 0 index, 1 middle, 2 ring, 3 little; phalanges 0 proximal .. 2 distal.
enum Bone : int {
  palm_bone,
  first_metacarpal,       ///< 1..4: index to little
  first_phalanx = 5,      ///< 5..16: three a finger
  thumb_metacarpal = 17,  ///< 17, 18 proximal, 19 distal
  forearm_bone = 20,      ///< y from the elbow to the wrist
  upper_arm_bone,         ///< y from the shoulder to the elbow
  bone_count
};
inline constexpr int finger_count = 4;
constexpr int phalanx_bone(int finger, int phalanx) {
  return first_phalanx + 3 * finger + phalanx;
}
constexpr int metacarpal_bone(int finger) {
  return first_metacarpal + finger;
}
/// "palm", "metacarpal_index", "index_proximal", "thumb_distal", "forearm", …: names in hand files.
std::string_view bone_name(int bone);

struct FingerSizes {
  Vec3 base{0.0f};                 ///< of the metacarpal
  Vec3 knuckle{0.0f};              ///< centre of the joint to the palm (thumb: of its base joint)
  std::array<float, 3> lengths{};  ///< of the bones; the last one with the soft tip (thumb: metacarpal first)
  std::array<float, 4> radii{};    ///< of the flesh at the three joints and the tip
  float roll_deg = 0.0f;           ///< fixed turn of the pads towards the little finger
};
/// Elliptic section of the forearm.
struct ForearmSection {
  float along_mm = 0.0f;  ///< from the wrist to the elbow
  float half_depth = 0.0f, half_width = 0.0f;
};
/// Read from assets/hands/sizes.yaml (io/hand_file.h), where each figure has its source.
struct HandSizes {
  std::array<FingerSizes, finger_count> fingers;
  FingerSizes thumb;
  std::vector<ForearmSection> forearm;
  float elbow_mm = 262.0f;  ///< wrist to elbow joint
};

/// Degrees. Positive: towards the thumb's side (spread), towards the palm (flexion).
struct FingerPose {
  float spread = 0.0f, knuckle = 0.0f, middle = 0.0f, tip = 0.0f;
};
struct ThumbPose {
  float radial = 0.0f, palmar = 0.0f, roll = 0.0f, knuckle = 0.0f, tip = 0.0f;
};
struct HandPose {
  std::array<FingerPose, finger_count> fingers;
  ThumbPose thumb;
  float wrist_flexion = 0.0f;    ///< towards the palm
  float wrist_deviation = 0.0f;  ///< towards the thumb's side
  float cup = 0.0f;              ///< 0 flat palm .. 1 hollow palm
  float elbow_flexion = 0.0f;
};
HandPose blend(const HandPose& a, const HandPose& b, float t);

/// Closed interval of a joint, degrees.
struct JointRange {
  float lo = 0.0f, hi = 0.0f;
  float clamp(float v) const { return glm::clamp(v, lo, hi); }
};
/// What the joints allow, active and passive together. Ranges as taught for goniometry (AAOS / Norkin & White, from
/// memory: knuckle 0..90 with 20..45 hyperextension, middle joint 0..100, end joint 0..80; wrist flexion 80, extension
/// 70, radial 20, ulnar 30), pads pressed on skin bend the end joints further back.
namespace limits {
inline constexpr JointRange knuckle{-30, 92}, middle{-4, 108}, tip{-14, 80}, spread{-20, 20};
inline constexpr JointRange thumb_radial{10, 62}, thumb_palmar{-6, 50}, thumb_knuckle{-12, 56}, thumb_tip{-22, 78};
inline constexpr JointRange wrist_flexion{-72, 75}, wrist_deviation{-32, 24}, elbow{0, 145};
}  // namespace limits
/// True when every joint lies within its range.
bool within_limits(const HandPose& pose);

using BoneFrames = std::array<Mat4, bone_count>;
/// Frames of all bones in the hand frame.
BoneFrames bone_frames(const HandSizes& sizes, const HandPose& pose);

/// A sphere-swept piece of the hand for distances: flesh between two points.
struct FleshCone {
  int bone = 0;
  Vec3 a{0.0f}, b{0.0f};
  float radius_a = 0.0f, radius_b = 0.0f;
  float near_end = 0.0f;  ///< forearm: distance of `a` from the wrist, mm
};
/// The hand as cones (palm, fingers, forearm), in the hand frame: for solving and testing, not for looking at.
/// `forearm_mm`: how much of the forearm, with `sleeve_mm` of cloth on it beyond the cuff.
std::vector<FleshCone> flesh(const HandSizes& sizes, const BoneFrames& frames, float forearm_mm, float sleeve_mm);
float distance(const FleshCone& cone, const Vec3& p);

}  // namespace palpate::motion
