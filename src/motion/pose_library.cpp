#include "motion/pose_library.h"

namespace palpate::motion {
namespace {

constexpr std::array<std::string_view, limb_joint_count> limb_names = {
    "knee_left", "knee_right", "shoulder_flexion", "shoulder_abduction", "elbow_flexion", "neck_flexion"};

template <class Row>
const Row* find(const std::vector<Row>& rows, std::string_view id) {
  for (const Row& row : rows) {
    if (row.id == id) return &row;
  }
  return nullptr;
}

}  // namespace

std::string_view limb_joint_name(int joint) {
  return limb_names[static_cast<size_t>(joint)];
}

Figure blend(const Figure& a, const Figure& b, float t) {
  Figure out;
  for (size_t j = 0; j < joint_count; ++j) out.posture[j] = glm::mix(a.posture[j], b.posture[j], t);
  for (size_t j = 0; j < limb_joint_count; ++j) out.limbs[j] = glm::mix(a.limbs[j], b.limbs[j], t);
  return out;
}

const Position* PoseLibrary::position(std::string_view id) const {
  return find(positions, id);
}
const BodyPose* PoseLibrary::pose(std::string_view id) const {
  return find(poses, id);
}

Figure PoseLibrary::figure(std::string_view position_id, std::string_view pose_id, float amount) const {
  if (const BodyPose* moved = pose(pose_id)) return blend(moved->from, moved->to, amount);
  const Position* still = position(position_id);
  return still ? still->rest : Figure{};
}

namespace {

// Angle of the shins about the axis to the left, and the knee's place: means of both legs.
struct Shins {
  float turn_deg = 0.0f;
  Vec3 knee{0.0f};
};
Shins shins_of(const Skeleton& skeleton, const JointRanges& ranges, const Figure& figure) {
  constexpr float thigh_mm = 431.0f;  // as session/figure_props draws it
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
