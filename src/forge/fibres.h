#pragma once
// Fibres for solids that come from a volume: every vertex takes them from the nearest of the muscle's own paths.

#include "forge/recipe.h"

namespace palpate::forge {

struct FibrePath {
  std::vector<Vec3> points;        ///< from origin to insertion
  float tendon_origin = 0.1f;      ///< share of the path that is tendon at the origin
  float tendon_insertion = 0.15f;  ///< and at the insertion
};

/// Gives `mesh` fibres, along, tendon, fascicle (index into `paths`) and depth (0 at the surface).
void lay_fibres(anatomy::Mesh& mesh, const std::vector<FibrePath>& paths);

}  // namespace palpate::forge
