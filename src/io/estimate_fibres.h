#pragma once
// Fibre directions for muscles that came without any.

#include "anatomy/mesh.h"

namespace palpate {

/// Fills `fibres` (unit vectors on the surface), `along` (0 at one end, 1 at the other) and `tendon` (0: not known):
/// the lines of steepest change of a smooth function that is 0 at one end of each connected piece and 1 at the other,
/// the ends being the tenths farthest apart along its longest principal axis; crumbs take the direction of the largest
/// piece. Runs from the end nearer to the feet to the end nearer to the head, or outward where the muscle lies across.
/// An estimate from the shape alone: right for strap-like and spindle-shaped muscles, wrong inside pennate ones.
void estimate_fibres(anatomy::Mesh& mesh);

}  // namespace palpate
