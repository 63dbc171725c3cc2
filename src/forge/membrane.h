#pragma once
// Thin sheets as two offset surfaces over a net of places: full on the side that is looked at, half as fine on the
// other, walls between.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "anatomy/mesh.h"

namespace palpate::forge {

struct MembraneKnot {
  Vec3 at;              ///< middle of the sheet
  Vec3 out{0.0f};       ///< towards the side that is looked at; laid_out() finds it
  float thick = 0.5f;   ///< mm
  float relief = 0.0f;  ///< how deep the drawing presses into the side that is looked at, mm
};

/// `nu` knots along the fibres in each of `nv` rows; both odd, so that the coarse side reaches every border.
struct Membrane {
  size_t nu = 0, nv = 0;
  std::vector<MembraneKnot> knots;  ///< row after row
  MembraneKnot& at(size_t i, size_t j) { return knots[j * nu + i]; }
  const MembraneKnot& at(size_t i, size_t j) const { return knots[j * nu + i]; }
};

/// Sets `out` of every knot: square to the net, on the side of `towards`.
void face(Membrane& membrane, const Vec3& towards);

/// Moves `knot` to `to` and what follows it along the row (`step` 1 or -1) or the column (nu or -nu) with it, less and
/// less over `follows_mm`.
void draw(Membrane& membrane, size_t knot, ptrdiff_t step, size_t count, const Vec3& to, float follows_mm);

/// Closed; with fibres, along, tendon 1, `fascicles` fascicles and depth.
anatomy::Mesh mesh_of(const Membrane& membrane, int fascicles);

}  // namespace palpate::forge
