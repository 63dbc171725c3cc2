#pragma once
// What contacts may do to the body, for whole boxes of it at rest: the formula of tissue/dent.h in bounds.

#include <span>
#include <vector>

#include "render/frame_input.h"
#include "render/gpu_atlas.h"

namespace palpate::render {

/// Where one contact moves or marks anything: the box round the elliptical cylinder of tissue/dent.h.
struct Touch {
  Vec3 centre_mm{0.0f};
  Mat3 axes{1.0f};           ///< outward, along the footprint, across it
  Vec3 half_sizes_mm{0.0f};  ///< along these axes
  Vec3 push_mm{0.0f};        ///< what lies at its middle is moved so far
  Vec3 lift_mm{0.0f};        ///< and so far where a fold is lifted
  bool reaches(const Box3& box) const;
  /// Whether the other one's box lies within this one's.
  bool holds(const Touch& other) const;
};

Touch touch_of(const ContactPatch& contact);
/// The box in which shaders/footprint.glsl draws anything.
Touch footprint_of(const ContactPatch& contact, Touch touch);
/// By how much the contact turns triangles.
std::vector<GpuAtlas::Turn> turns_of(const ContactPatch& contact);

/// Where what lies in `box` may come to lie, if it follows the contacts by that share. A box that none of them moves
/// comes back as it is; a small one is hardly larger than what moves in it.
Box3 moved_box(std::span<const Touch> touches, const Box3& box, float share);

}  // namespace palpate::render
