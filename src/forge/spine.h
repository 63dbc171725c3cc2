#pragma once
// Where each vertebra stands: the column is built upward from the S1 end-plate, disc by disc, from the figures.

#include <array>
#include <string>

#include "forge/recipe.h"

namespace palpate::forge {

inline constexpr std::array<const char*, 9> levels = {"t9", "t10", "t11", "t12", "l1", "l2", "l3", "l4", "l5"};
inline constexpr int level_count = static_cast<int>(levels.size());

/// "vertebra_l3" for 6; "sacrum" for level_count.
std::string bone_id(int level);
/// "disc_l3_l4" for the disc below level 6.
std::string disc_id(int level);

/// A plate of the column: its centre and the frame (x left, y normal to it upward, z forward), body coordinates.
struct Plate {
  Mat4 frame{1.0f};
  float half_width = 0.0f, half_depth = 0.0f;
};

/// Body frame <- vertebra frame (origin in the middle of the body); for level_count the S1 end-plate's frame.
Mat4 vertebra_frame(const Bench& bench, int level);
Plate upper_plate(const Bench& bench, int level);  ///< level_count: S1
Plate lower_plate(const Bench& bench, int level);

/// The facet joint between `level` and the bone above it, in the frame of `level` (the lower bone), left side.
struct Joint {
  Vec3 centre;
  Vec3 normal;  ///< from the lower bone's facet towards the upper bone's: back and inward
  Vec3 across;  ///< in the joint plane, outward and back
  float width = 0.0f, height = 0.0f;
};
Joint upper_joint(const Bench& bench, int level);

/// Middle of the hind edge of the spinous process (T9 to L5), body coordinates.
Vec3 spinous_tip(const Bench& bench, int level);

/// A point given in a bone's frame, on the body.
inline Vec3 placed(const Mat4& frame, const Vec3& p) {
  return Vec3(frame * Vec4(p, 1.0f));
}

/// A small number in -1 .. 1 that is always the same for the same words: for the differences between two sides.
float whim(const std::string& words);

}  // namespace palpate::forge
