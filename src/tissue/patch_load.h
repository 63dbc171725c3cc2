#pragma once
// A load on the skin that is not an ellipse: the true contact patch of a hand, cell by cell, and the stress under it.

#include <span>
#include <vector>

#include "core/math.h"

namespace palpate::tissue {

/// The patch under one contact. Forces of the cells add up to the contact's force.
struct PatchLoad {
  size_t contact = 0;  ///< index in State::contacts
  Vec3 normal{0.0f, 0.0f, -1.0f};
  float cell_mm = 5.0f;         ///< side of a cell
  std::vector<Vec3> places_mm;  ///< middles of the cells on the undeformed skin
  std::vector<float> forces_N;
};

/// Vertical stress, kPa, at `place` in an elastic half-space under the patch: each cell a point load (Boussinesq 1885:
/// 3 F z³ / 2 pi R⁵), seen from a little above so that neighbouring cells join to a smooth pressure at the surface. The
/// height is a design estimate; the stress carries the patch's force through every depth.
double patch_stress_kPa(const PatchLoad& patch, const Vec3& place);

}  // namespace palpate::tissue
