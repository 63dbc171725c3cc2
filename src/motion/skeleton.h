#pragma once
// The body as rigid segments joined at the spine and the hips: where the joints are in an atlas, how far they go, and
// where the segments stand in a posture. Body frame; the pelvis stays where it is.

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "anatomy/atlas.h"
#include "motion/dual_quaternion.h"

namespace palpate::motion {

/// Bones that move as one. Ribs go with their vertebra; what lies above T9 goes with T9.
enum Segment : int { pelvis, l5, l4, l3, l2, l1, t12, t11, t10, t9, thigh_left, thigh_right, segment_count };
/// "pelvis", "vertebra_l5", …, "femur_left": as structures are called.
std::string_view segment_name(int segment);
/// Segment of a bone by its structure's id; -1 for everything that is not a bone of a segment.
int segment_of(std::string_view structure_id);

/// What a posture is told in: degrees away from the rest pose. Positive: forwards, to the subject's left, thigh
/// forwards, outwards, and turned inwards.
enum Joint : int {
  lumbar_flexion,
  lumbar_side_bend,
  lumbar_rotation,
  thoracic_flexion,
  thoracic_side_bend,
  thoracic_rotation,
  hip_flexion_left,
  hip_flexion_right,
  hip_abduction_left,
  hip_abduction_right,
  hip_rotation_left,
  hip_rotation_right,
  rib_lift,  ///< of all modelled ribs about their necks: 0 breathed out at rest, its most as far in as it goes
  joint_count
};
std::string_view joint_name(int joint);
/// -1 where no joint is called so.
int joint_of(std::string_view name);
/// For people: "Lumbar flexion".
std::string_view joint_title(int joint);

using Posture = std::array<float, joint_count>;  ///< degrees, by Joint

/// What one level of the spine, T9/T10 to L5/S1, contributes; degrees from the rest pose.
struct LevelRange {
  int moves = l5;                                                             ///< the segment above the level
  float flexion = 0.0f, extension = 0.0f, side_bend = 0.0f, rotation = 0.0f;  ///< side bend and rotation: to one side
  float coupled_rotation = 0.0f;  ///< degrees of rotation that go with one degree of side bend
  std::string source, confidence;
};
struct HipRange {
  float flexion = 120, extension = 10, abduction = 40, adduction = 25, inward = 35, outward = 40;
  std::string source, confidence;
};
/// How the lower ribs turn in breathing (motion/rib_motion.h).
struct RibRange {
  float lift = 12.2f;  ///< degrees from breathed out at rest to as far in as it goes
  float axis = 35.0f;  ///< degrees between the axis, along the rib's neck, and the plane between left and right
  std::string source, confidence;
};
/// assets/motion/joints.yaml (io/motion_file.h). Levels from L5/S1 upwards.
struct JointRanges {
  std::vector<LevelRange> levels;
  HipRange hip;
  RibRange ribs;
  float centre_back_mm = 0.0f, centre_down_mm = 0.0f;  ///< of a level's axis, from the middle between the bodies
  std::string centre_source;
};
/// Closed interval of a joint, degrees.
struct JointSpan {
  float lo = 0.0f, hi = 0.0f;
};
JointSpan span_of(const JointRanges& ranges, int joint);
/// Every joint within its interval.
Posture clamped(const JointRanges& ranges, Posture posture);
/// Degrees that a level turns forwards, to the left and to the left about its axis in a posture.
struct LevelAngles {
  float flexion = 0.0f, side_bend = 0.0f, rotation = 0.0f;
};
LevelAngles level_angles(const JointRanges& ranges, const LevelRange& level, const Posture& posture);

/// The joints of one atlas at its rest pose.
struct Skeleton {
  std::array<Vec3, segment_count> centre{};  ///< of the joint that carries the segment
  std::array<Mat3, segment_count> axes{};    ///< columns: to the left, upwards along the spine, forwards
  std::array<bool, segment_count> present{};
  std::vector<std::string> missing;  ///< for people: which motion is not there, and why
};
/// From the landmarks vertebral_body_*, sacral_base and femoral_head_*, else from the bones' own shapes.
Skeleton make_skeleton(const anatomy::Atlas& atlas, const JointRanges& ranges);

using SegmentMotions = std::array<Rigid, segment_count>;
/// Where the segments of `skeleton` stand. Angles beyond their interval are cut; joints that the atlas lacks stay
/// still.
SegmentMotions move_segments(const Skeleton& skeleton, const JointRanges& ranges, const Posture& posture);

}  // namespace palpate::motion
