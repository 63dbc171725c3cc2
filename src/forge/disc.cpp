// Discs: a short column between two end-plates, bulging a little, its ends taken from the bones themselves.

#include <algorithm>
#include <cmath>

#include "forge/spine.h"

namespace palpate::forge {

namespace {

Field column(const Plate& above, const Plate& below, float bulge) {
  const Vec3 top = Vec3(above.frame[3]), base = Vec3(below.frame[3]);
  const Vec3 up_top = Vec3(above.frame[1]), up_base = Vec3(below.frame[1]);
  const Vec3 axis = normalize_or(top - base, Vec3(0, 1, 0)), x(1, 0, 0), forward = glm::cross(x, axis);
  const float height = glm::length(top - base);
  Box3 box;
  const float wide = std::max(above.half_width, below.half_width) + bulge;
  box.add(Box3{0.5f * (top + base), 0.5f * (top + base)}.grown(wide + height));
  return {[=](const Vec3& p) {
            const Vec3 q = p - base;
            const float t = glm::dot(q, axis) / height, u = glm::clamp(2.0f * t - 1.0f, -1.3f, 1.3f);
            const float swell = bulge * (1.0f - 1.1f * u * u) - 0.4f, mix = glm::clamp(t, 0.0f, 1.0f);
            const float a = glm::mix(below.half_width, above.half_width, mix) + swell,
                        b = glm::mix(below.half_depth, above.half_depth, mix) + swell;
            const float xr = std::abs(q.x) / a, zr = std::abs(glm::dot(q, forward)) / b;
            const float xe = std::pow(xr, 1.5f), ze = std::pow(zr, 1.5f),
                        k = std::pow(std::max(xr * xe + zr * ze, 1e-6f), 0.4f);
            const float slope = std::pow(k, -1.5f) * std::sqrt(xe * xe / (a * a) + ze * ze / (b * b));
            const float side = k < 0.2f ? -0.7f * std::min(a, b) : 0.85f * (k - 1.0f) / std::max(slope, 1e-6f);
            const float above_top = glm::dot(p - top, up_top) - 3.5f, below_base = -glm::dot(p - base, up_base) - 3.5f;
            return std::max(side, std::max(above_top, below_base));
          },
          box};
}

Piece build(const Bench& b, int level) {
  const std::string above = bone_id(level), below = bone_id(level + 1);
  Blend disc(column(lower_plate(b, level), upper_plate(b, level + 1), 0.8f));
  disc.cut(grown(b.input(above).volume.field(), 0.15f)).cut(grown(b.input(below).volume.field(), 0.15f));
  Piece piece;
  piece.volume = Volume::of(disc.field(), b.figure("bone.voxel")).largest_piece();
  piece.adaptivity = b.figure("bone.adaptivity");
  piece.provenance =
      "The space between two end-plates of the figures, bulging 0.8 mm; heights and wedges from MRI series "
      "(vertebrae.csv).";
  return piece;
}

}  // namespace

void add_discs(std::vector<Recipe>& list) {
  for (int level = 0; level < level_count; ++level)
    list.push_back({disc_id(level), {bone_id(level), bone_id(level + 1)}, "disc,spine", [level](const Bench& b) {
                      return build(b, level);
                    }});
}

}  // namespace palpate::forge
