#include "motion/root_motion.h"

namespace palpate::motion {
namespace {

// Angle of the shins about the axis to the left, and the knee's place: means of both legs.
struct Shins {
  float turn_deg = 0.0f;
  Vec3 knee{0.0f};
};
Shins shins_of(const Skeleton& skeleton, const JointRanges& ranges, const Figure& figure) {
  const SegmentMotions moved = move_segments(skeleton, ranges, figure.posture);
  Shins out;
  for (const bool left : {true, false}) {
    const size_t thigh = left ? thigh_left : thigh_right;
    out.turn_deg += 0.5f * (figure.limbs[left ? knee_left : knee_right] -
                            figure.posture[left ? hip_flexion_left : hip_flexion_right]);
    out.knee += 0.5f * moved[thigh].point(skeleton.centre[thigh] - Vec3(0, thigh_mm, 0));
  }
  return out;
}

}  // namespace

Rigid root_motion(const Skeleton& skeleton, const JointRanges& ranges, const Figure& figure, const Position* position) {
  if (!position || position->fixed == Fixed::pelvis || !skeleton.present[pelvis]) return {};
  if (position->fixed == Fixed::chest) {
    // The chest keeps the place that it has in the position itself.
    const Rigid now = move_segments(skeleton, ranges, figure.posture)[t9];
    const glm::quat back = glm::inverse(now.turn);
    return {back, -(back * now.shift)};
  }
  const Shins rest = shins_of(skeleton, ranges, position->rest), now = shins_of(skeleton, ranges, figure);
  const glm::quat turn = glm::angleAxis(glm::radians(rest.turn_deg - now.turn_deg), Vec3(1, 0, 0));
  return {turn, rest.knee - turn * now.knee};
}

}  // namespace palpate::motion
