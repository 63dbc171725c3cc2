#pragma once
// How clients lie and sit, and the stretches and exercises they do: postures by name, read from
// assets/motion/poses.yaml.

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "motion/skeleton.h"

namespace palpate::motion {

/// Joints of the schematic limbs, degrees: only drawn, nothing is computed from them.
enum LimbJoint : int {
  knee_left,
  knee_right,
  shoulder_flexion,
  shoulder_abduction,
  elbow_flexion,
  neck_flexion,
  limb_joint_count
};
std::string_view limb_joint_name(int joint);
using Limbs = std::array<float, limb_joint_count>;

/// A whole figure: the modelled body and the schematic rest.
struct Figure {
  Posture posture{};
  Limbs limbs{};
};
Figure blend(const Figure& a, const Figure& b, float t);

enum class Support { table, mat, chair, floor };
/// What stays where it is while the rest moves.
enum class Fixed { pelvis, chest, shins };

/// A client's position: "prone", "side-lying", …
struct Position {
  std::string id, name;
  Figure rest;
  Support on = Support::table;
  Fixed fixed = Fixed::pelvis;
  Vec3 down{0.0f, 0.0f, 1.0f};  ///< gravity, unit, in the frame of the pelvis
};

/// A stretch or an exercise: from one figure to another.
struct BodyPose {
  std::string id, name, position;
  Figure from, to;
  std::string cue;      ///< what the client does, plain words
  std::string careful;  ///< who should not, and when to stop
  std::string basis, source, confidence;
};

struct PoseLibrary {
  std::vector<Position> positions;
  std::vector<BodyPose> poses;
  JointRanges ranges;

  /// Null where there is none.
  const Position* position(std::string_view id) const;
  const BodyPose* pose(std::string_view id) const;
  /// The figure of a client in `position_id` who has come `amount` (0..1) of the way into `pose_id`, "" = none.
  Figure figure(std::string_view position_id, std::string_view pose_id, float amount) const;
};

}  // namespace palpate::motion
