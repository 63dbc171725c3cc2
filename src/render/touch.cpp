#include "render/touch.h"

#include <algorithm>
#include <cmath>

#include "render/frame_block.h"
#include "tissue/dent.h"

namespace palpate::render {

namespace {

// How far a contact moves what lies in a box, 0..1.
struct Share {
  float least = 0.0f, most = 0.0f;
};

Share share_of(const Touch& touch, const Box3& box) {
  const Vec3 from = box.centre() - touch.centre_mm, half = 0.5f * box.size();
  Vec3 middle, reach;
  for (int k = 0; k < 3; ++k) {
    middle[k] = std::abs(glm::dot(from, touch.axes[k])) / touch.half_sizes_mm[k];
    reach[k] = glm::dot(half, glm::abs(touch.axes[k])) / touch.half_sizes_mm[k];
  }
  const float away = std::sqrt(middle.y * middle.y + middle.z * middle.z),
              wide = std::sqrt(reach.y * reach.y + reach.z * reach.z);
  const auto falls = [](float from_, float at) {
    return 1.0f - smoothstep(from_, tissue::dent_rim, tissue::dent_rim * std::max(at, 0.0f));
  };
  return {falls(0.0f, middle.x + reach.x) * falls(tissue::dent_core, away + wide),
          falls(0.0f, middle.x - reach.x) * falls(tissue::dent_core, away - wide)};
}

}  // namespace

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

Touch footprint_of(const ContactPatch& contact, Touch touch) {
  constexpr float line = 1.2f, fades_mm = 60.0f;
  touch.half_sizes_mm = {fades_mm, line * std::max(contact.half_length_mm, 0.5f) + 2.0f,
                         line * std::max(contact.half_width_mm, 0.5f) + 2.0f};
  return touch;
}

bool Touch::reaches(const Box3& box) const {
  const Vec3 from = box.centre() - centre_mm, half = 0.5f * box.size();
  for (int k = 0; k < 3; ++k) {
    if (std::abs(glm::dot(from, axes[k])) - glm::dot(half, glm::abs(axes[k])) > half_sizes_mm[k]) return false;
  }
  return true;
}

bool Touch::holds(const Touch& other) const {
  for (int k = 0; k < 3; ++k) {
    float reach = std::abs(glm::dot(other.centre_mm - centre_mm, axes[k]));
    for (int j = 0; j < 3; ++j) reach += other.half_sizes_mm[j] * std::abs(glm::dot(other.axes[j], axes[k]));
    if (reach > half_sizes_mm[k]) return false;
  }
  return true;
}

Box3 moved_box(std::span<const Touch> touches, const Box3& box, float share) {
  constexpr float rounding_mm = 0.01f;  // of the shaders beside this
  Box3 moved = box;
  for (const Touch& touch : touches) {
    if (!touch.reaches(box)) continue;
    const Share by = share_of(touch, box);
    if (by.most <= 0.0f) continue;
    const Vec3 least = share * by.least * touch.push_mm, most = share * by.most * touch.push_mm,
               lifted = share * by.most * touch.lift_mm;  // a fold falls off sooner than the dent's shoulder
    moved.lo += glm::min(least, most) + glm::min(lifted, Vec3(0.0f)) - rounding_mm;
    moved.hi += glm::max(least, most) + glm::max(lifted, Vec3(0.0f)) + rounding_mm;
  }
  return moved;
}

}  // namespace palpate::render
