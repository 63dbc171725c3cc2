#include "render/touch.h"

#include <algorithm>
#include <cmath>

#include "render/frame_block.h"
#include "tissue/dent.h"

namespace palpate::render {

Touch::Touch(const Vec3& centre_mm, const Mat3& axes, const Vec3& half_sizes_mm, const Vec3& push_mm,
             const Vec3& lift_mm)
    : centre_mm_(centre_mm), axes_(axes), half_sizes_mm_(half_sizes_mm), push_mm_(push_mm), lift_mm_(lift_mm) {
  for (int k = 0; k < 3; ++k) {
    for (int i = 0; i < 3; ++i) {
      to_unit_[i][k] = axes[k][i] / half_sizes_mm[k];
      to_unit_size_[i][k] = std::abs(to_unit_[i][k]);
    }
  }
}

bool Touch::reaches(const Box3& box) const {
  const Vec3 away = glm::abs(to_unit_ * (box.centre() - centre_mm_)) - to_unit_size_ * (0.5f * box.size());
  return away.x <= 1.0f && away.y <= 1.0f && away.z <= 1.0f;
}

bool Touch::holds(const Touch& other) const {
  for (int k = 0; k < 3; ++k) {
    float reach = std::abs(glm::dot(other.centre_mm_ - centre_mm_, axes_[k]));
    for (int j = 0; j < 3; ++j) reach += other.half_sizes_mm_[j] * std::abs(glm::dot(other.axes_[j], axes_[k]));
    if (reach > half_sizes_mm_[k]) return false;
  }
  return true;
}

Box3 Touch::box() const {
  Box3 box;
  for (int k = 0; k < 8; ++k) {
    const Vec3 sign(k & 1 ? 1.0f : -1.0f, k & 2 ? 1.0f : -1.0f, k & 4 ? 1.0f : -1.0f);
    box.add(centre_mm_ + axes_ * (sign * half_sizes_mm_));
  }
  return box;
}

void Touch::add_movement(const Box3& box, float share, Box3& moved) const {
  constexpr float rounding_mm = 0.01f;  // of the shaders beside this
  const Vec3 middle = glm::abs(to_unit_ * (box.centre() - centre_mm_)), reach = to_unit_size_ * (0.5f * box.size());
  const Vec3 away = middle - reach;
  if (away.x >= 1.0f || away.y >= 1.0f || away.z >= 1.0f) return;
  const float beside = std::sqrt(middle.y * middle.y + middle.z * middle.z),
              wide = std::sqrt(reach.y * reach.y + reach.z * reach.z);
  if (beside - wide >= 1.0f) return;
  const auto falls = [](float from, float at) {
    return 1.0f - smoothstep(from, tissue::dent_rim, tissue::dent_rim * std::max(at, 0.0f));
  };
  const float least = share * falls(0.0f, middle.x + reach.x) * falls(tissue::dent_core, beside + wide),
              most = share * falls(0.0f, away.x) * falls(tissue::dent_core, beside - wide);
  if (most <= 0.0f) return;
  const Vec3 lifted = most * lift_mm_;  // a fold falls off sooner than the dent's shoulder
  moved.lo += glm::min(least * push_mm_, most * push_mm_) + glm::min(lifted, Vec3(0.0f)) - rounding_mm;
  moved.hi += glm::max(least * push_mm_, most * push_mm_) + glm::max(lifted, Vec3(0.0f)) + rounding_mm;
}

Touch touch_of(const ContactPatch& contact) {
  const Vec3 out = normalize_or(contact.normal, Vec3(0, 0, -1));
  const Vec3 along = normalize_or(contact.direction - out * glm::dot(contact.direction, out), frame_about(out)[0]);
  const float widened = tissue::dent_widening * std::max(contact.depth_mm, 0.0f);
  return {contact.position_mm,
          {out, along, glm::cross(out, along)},
          {std::max(contact.reach_mm, 1.0f), tissue::dent_rim * (std::max(contact.half_length_mm, 0.5f) + widened),
           tissue::dent_rim * (std::max(contact.half_width_mm, 0.5f) + widened)},
          contact.slide_mm - contact.depth_mm * out,
          contact.fold_mm * out};
}

// Bounds of what a contact turns triangles by, from the formula in tissue/dent.h: a smoothstep is nowhere steeper than
// 1.5 over its length, and a displacement along `along` leaves what lies square to it alone.
std::vector<GpuAtlas::Turn> turns_of(const ContactPatch& contact) {
  constexpr float steep = 1.5f;
  const float narrow = std::max(std::min(contact.half_length_mm, contact.half_width_mm), 0.5f);
  const float widened = narrow + tissue::dent_widening * std::max(contact.depth_mm, 0.0f);
  const float deep = steep / std::max(contact.reach_mm, 1.0f);
  const float dent = deep + steep / ((tissue::dent_rim - tissue::dent_core) * widened), fold = deep + steep / narrow;
  return {{normalize_or(contact.normal, Vec3(0, 0, -1)),
           std::abs(contact.depth_mm) * dent + std::abs(contact.fold_mm) * fold},
          {normalize_or(contact.slide_mm, Vec3(0, 1, 0)), glm::length(contact.slide_mm) * dent}};
}

Touch footprint_of(const ContactPatch& contact, const Touch& touch) {
  constexpr float line = 1.2f, fades_mm = 60.0f;  // MARK_EDGE and the fade of shaders/footprint.glsl
  return touch.sized({fades_mm, line * std::max(contact.half_length_mm, 0.5f) + 2.0f,
                      line * std::max(contact.half_width_mm, 0.5f) + 2.0f});
}

bool any_reaches(std::span<const Touch> touches, const Box3& box) {
  return std::any_of(touches.begin(), touches.end(), [&](const Touch& touch) { return touch.reaches(box); });
}

Box3 moved_box(std::span<const Touch> touches, const Box3& box, float share) {
  Box3 moved = box;
  for (const Touch& touch : touches) touch.add_movement(box, share, moved);
  return moved;
}

}  // namespace palpate::render
