#pragma once
// How long every fascicle is in a posture, and by what arm it turns each joint: geometry alone, no force.
//
// The two ends stay on their bones; what lies between goes with the flesh, by the same field that the picture is posed
// by. Moment arms are found by tendon excursion, r = -dL/dangle (K. N. An et al., "Determination of muscle orientations
// and moment arms", J Biomech Eng 106, 1984, from memory): positive where shortening turns the joint its positive way.

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "motion/body_rig.h"

namespace palpate::motion {

using JointArms = std::array<float, joint_count>;  ///< mm, by Joint

/// One fascicle made ready to be measured.
struct MeasuredFascicle {
  size_t structure = 0, index = 0;  ///< in the atlas; in Structure::fascicles
  std::vector<Vec3> points;         ///< at rest, mm
  std::vector<PackedWeights> weights;
  std::vector<Vec3> breath;  ///< where ribs lifted as far as they go take the points
  float rest_mm = 0.0f;
  JointArms arm_mm{};  ///< about the rest pose
};

class FascicleLengths {
 public:
  /// Hundredths of a second for the bundled atlas.
  explicit FascicleLengths(std::shared_ptr<const BodyRig> rig);

  const BodyRig& rig() const { return *rig_; }
  const std::vector<MeasuredFascicle>& all() const { return all_; }
  /// Those of one structure, in its own order; empty where it knows none.
  std::span<const MeasuredFascicle> of(size_t structure) const;

  static float length_mm(const MeasuredFascicle& fascicle, const PoseBlock& pose);
  /// Percent longer (shorter below 0) than at rest.
  static float stretch_percent(const MeasuredFascicle& fascicle, const PoseBlock& pose) {
    return fascicle.rest_mm > 0.0f ? 100.0f * (length_mm(fascicle, pose) / fascicle.rest_mm - 1.0f) : 0.0f;
  }
  /// About a whole joint as postures tell it (a region of the spine turns by its levels' shares).
  float arm_mm(const MeasuredFascicle& fascicle, Joint joint, const Posture& at = {}) const;
  /// About one axis of the joint that carries `segment`: 0 to the left, 1 along the spine, 2 forwards (Skeleton::axes).
  float level_arm_mm(const MeasuredFascicle& fascicle, int segment, int axis) const;

 private:
  std::shared_ptr<const BodyRig> rig_;
  std::vector<MeasuredFascicle> all_;
  std::vector<size_t> first_;  ///< by structure, one more at the end
};

/// Lengths of one fascicle while one joint goes over its whole range, the others as in `at`.
struct LengthCurve {
  std::vector<float> angle_deg, length_mm;
};
LengthCurve length_curve(const FascicleLengths& lengths, const MeasuredFascicle& fascicle, Joint joint,
                         const Posture& at, int samples = 25);

}  // namespace palpate::motion
