#pragma once
// Clean lines where the fascicles of one muscle meet on its surface.

#include "anatomy/mesh.h"
#include "forge/strand.h"

namespace palpate::forge {

/// Cuts the triangles of a closed mesh along the lines where the nearest of its fascicles changes, and doubles the
/// vertices of those lines: afterwards `fascicle` names one strand of `own` for all corners of a triangle. Positions,
/// normals and `fascicle` are filled, other attributes dropped; the surface stays closed and where it was.
void cut_at_borders(anatomy::Mesh& mesh, const StrandIndex& own);

}  // namespace palpate::forge
