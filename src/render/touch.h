#pragma once
// What contacts may do to the body, for whole boxes of it at rest: the formula of tissue/dent.h in bounds.

#include <span>
#include <vector>

#include "render/frame_input.h"
#include "render/gpu_atlas.h"

namespace palpate::render {

/// Where one contact moves or marks anything: the box round the elliptical cylinder of tissue/dent.h.
class Touch {
 public:
  /// `axes`: outward, along the footprint, across it. What lies at its middle is moved by `push_mm`, and by `lift_mm`
  /// where a fold is lifted.
  Touch(const Vec3& centre_mm, const Mat3& axes, const Vec3& half_sizes_mm, const Vec3& push_mm, const Vec3& lift_mm);
  const Vec3& half_sizes_mm() const { return half_sizes_mm_; }
  /// The same in another size.
  Touch sized(const Vec3& half_sizes_mm) const { return {centre_mm_, axes_, half_sizes_mm, push_mm_, lift_mm_}; }

  bool reaches(const Box3& box) const;
  /// Whether the other one's box lies within this one's.
  bool holds(const Touch& other) const;
  Box3 box() const;
  /// Widens `moved` by what the contact may add to what lies in `box` and follows it by `share`.
  void add_movement(const Box3& box, float share, Box3& moved) const;

 private:
  Vec3 centre_mm_;
  Mat3 axes_;
  Vec3 half_sizes_mm_, push_mm_, lift_mm_;
  Mat3 to_unit_, to_unit_size_;  ///< half_sizes_mm_ become 1: of places, and of sizes of boxes
};

Touch touch_of(const ContactPatch& contact);
/// The box in which shaders/footprint.glsl draws anything.
Touch footprint_of(const ContactPatch& contact, const Touch& touch);
/// By how much the contact turns triangles.
std::vector<GpuAtlas::Turn> turns_of(const ContactPatch& contact);

/// Whether any of them reaches the box.
bool any_reaches(std::span<const Touch> touches, const Box3& box);
/// Where what lies in `box` may come to lie, if it follows the contacts by that share. A box that none of them moves
/// comes back as it is; a small one is hardly larger than what moves in it.
Box3 moved_box(std::span<const Touch> touches, const Box3& box, float share);

}  // namespace palpate::render
