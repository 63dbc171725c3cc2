#pragma once
// A body of balls, 36 mm apart, in a skin of one big ball: enough to know where everything must go.

#include <filesystem>

#include "io/atlas_store.h"
#include "io/motion_file.h"
#include "mesh_samples.h"
#include "motion/body_rig.h"

namespace palpate::test {

inline const motion::PoseLibrary& poses() {
  static const motion::PoseLibrary shipped =
      read_pose_library(std::filesystem::path(PALPATE_SOURCE_DIR) / "assets" / "motion");
  return shipped;
}

inline anatomy::RawStructure part(const std::string& id, anatomy::Mesh mesh) {
  anatomy::RawStructure s;
  s.info.id = s.info.base_id = s.info.name = id, s.mesh = std::move(mesh);
  return s;
}

inline anatomy::RawAtlas ball_bones() {
  anatomy::RawAtlas raw;
  raw.structures.push_back(part("skin", sphere(48, 32, 330.0f, {0, 120, 0})));
  raw.structures.push_back(part("sacrum", sphere(24, 16, 20.0f, {0, -26, 0})));
  raw.landmarks["sacral_base"] = Vec3(0, 0, 0);
  const char* levels[] = {"l5", "l4", "l3", "l2", "l1", "t12", "t11", "t10", "t9"};
  for (int i = 0; i < 9; ++i) {
    const Vec3 at(0, 20.0f + 36.0f * static_cast<float>(i), 0);
    raw.structures.push_back(part(std::string("vertebra_") + levels[i], sphere(24, 16, 15.0f, at)));
    raw.landmarks[std::string("vertebral_body_") + levels[i]] = at;
  }
  for (const float side : {1.0f, -1.0f}) {
    const std::string name = side > 0 ? "left" : "right";
    raw.structures.push_back(part("femur_" + name, sphere(24, 16, 24.0f, {90 * side, -70, 0})));
    raw.landmarks["femoral_head_" + name] = Vec3(90 * side, -70, 0);
  }
  return raw;
}
inline std::shared_ptr<const anatomy::Atlas> ball_body() {
  static const auto made = bake_in_memory(ball_bones());
  return made;
}

inline const motion::BodyRig& ball_rig() {
  static const motion::BodyRig rig(ball_body(), std::make_shared<motion::JointRanges>(poses().ranges));
  return rig;
}

inline motion::Posture with(std::initializer_list<std::pair<motion::Joint, float>> angles) {
  motion::Posture posture{};
  for (const auto& [joint, degrees] : angles) posture[joint] = degrees;
  return posture;
}

}  // namespace palpate::test
