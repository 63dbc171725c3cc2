#include "forge/hands.h"

#include "forge/hand_cloth.h"
#include "forge/hand_field.h"

namespace palpate::forge {

std::vector<motion::HandMesh> make_hands(const motion::HandPoses& poses, const Progress& progress) {
  std::vector<motion::HandMesh> out;
  const auto hand = [&](const char* name, const char* pose, bool upper_arm, float voxel) {
    progress.throw_if_cancelled();
    progress.at(0.16f * static_cast<float>(out.size()), name);
    HandShape shape;
    shape.sizes = poses.sizes;
    shape.pose = poses.pose(pose);
    shape.upper_arm = upper_arm;
    out.push_back(make_hand(name, shape, voxel));
  };
  hand("open", "bind", false, 1.0f);
  hand("fist", "fist", false, 1.1f);
  hand("arm", "half_fist", true, 1.4f);
  out.push_back(make_stone());
  out.push_back(make_towel());
  out.push_back(make_gel_pack());
  return out;
}

}  // namespace palpate::forge
