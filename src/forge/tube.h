#pragma once
// Nerves and vessels: closed tubes of elliptic section along smooth lines.

#include <vector>

#include "anatomy/mesh.h"

namespace palpate::forge {

struct TubeKnot {
  Vec3 at;
  float half_width = 1.0f, half_height = 1.0f;  ///< across `up` and along it, mm
  Vec3 up{0, 0, -1};
};

/// Adds to `mesh` a tube of `sides` faces round the smooth line through the knots, one ring every `step` mm or so, its
/// ends rounded off. Fibres run along it.
void add_tube(anatomy::Mesh& mesh, const std::vector<TubeKnot>& knots, int sides, float step);

}  // namespace palpate::forge
