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

}  // namespace palpate::motion
