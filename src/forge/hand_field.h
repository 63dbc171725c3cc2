#pragma once
// A hand as a signed distance: flesh of cones, pads and sheets round the joints of motion/hand.h, creases and nails on
// top. All shape numbers here are design estimates, tuned by eye; lengths and radii come with the sizes.

#include <array>
#include <vector>

#include "forge/field.h"
#include "motion/hand_mesh.h"

namespace palpate::forge {

struct HandShape {
  motion::HandSizes sizes;
  motion::HandPose pose;
  float forearm_mm = 120.0f;  ///< of bare forearm; ends in the sleeve
  bool upper_arm = false;     ///< whole forearm, elbow and a piece of the upper arm instead
  float tendons = 0.3f;       ///< 0..1: how far the cords on the back of the hand stand out
};

class HandField {
 public:
  explicit HandField(const HandShape& shape);

  /// Distance without creases and nails, mm.
  float flesh(const Vec3& p) const;
  /// Height of the fine relief at a point near the surface, mm, outward; what it is made of goes to `cues`.
  float relief(const Vec3& p, motion::SkinCues& cues) const;
  float operator()(const Vec3& p) const;
  Field field() const;
  /// Distance from a bone's own flesh, for skin weights; `finger_share` < 1 tells how little finger `i` may pull here.
  float bone_distance(int bone, const Vec3& p) const;
  float finger_share(int finger, const Vec3& p) const;
  const motion::BoneFrames& frames() const { return frames_; }
  const HandShape& shape() const { return shape_; }

 private:
  Vec3 local(int bone, const Vec3& p) const { return Vec3(inverse_[static_cast<size_t>(bone)] * Vec4(p, 1.0f)); }
  float phalanx(int finger, int k, const Vec3& q) const;
  float finger(int i, const Vec3& p) const;
  float thumb(const Vec3& p) const;
  float palm(const Vec3& p) const;
  float knuckles(float d, const Vec3& p) const;
  float thenar(float d, const Vec3& p) const;
  float forearm(const Vec3& p) const;
  float elbow(float d, const Vec3& q) const;
  float finger_relief(const motion::FingerSizes& size, int first_bone, bool is_thumb, const Vec3& p,
                      motion::SkinCues& cues) const;
  float nail(const motion::FingerSizes& size, const Vec3& q, motion::SkinCues& cues) const;
  float palm_lines(const Vec3& p) const;

  HandShape shape_;
  motion::BoneFrames frames_;
  std::array<Mat4, motion::bone_count> inverse_;
};

/// The bind mesh of a hand with its sleeve: closed, analytic normals, weights, at most about 60 thousand triangles.
motion::HandMesh make_hand(const std::string& name, const HandShape& shape, float voxel_mm = 1.3f);

}  // namespace palpate::forge
