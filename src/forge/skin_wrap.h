#pragma once
// A skin round any heap of triangles: open, inside out or in pieces, as long as they lie where a body is.

#include "anatomy/mesh.h"
#include "core/progress.h"

namespace palpate::forge {

struct WrapFigures {
  float voxel_mm = 4.0f;
  float closing_mm = 30.0f;  ///< hollows narrower than twice this are bridged
  float cover_mm = 8.0f;     ///< distance of the skin from the outermost triangles
};

/// A closed, smooth surface round everything: the outer shell of what lies within closing_mm of a triangle, moved back
/// inward until cover_mm are left. Throws Error when there is nothing to wrap.
anatomy::Mesh wrap_skin(const anatomy::Mesh& triangles, const WrapFigures& figures, const Progress& progress);

}  // namespace palpate::forge
