#pragma once
// Bringing foreign meshes into the body frame: unit, axes, origin; and finding the landmarks there.

#include <filesystem>
#include <vector>

#include "core/progress.h"
#include "io/assimp_read.h"
#include "io/import_recipe.h"
#include "io/mesh_import.h"
#include "io/mesh_mend.h"
#include "io/structure_match.h"

namespace palpate {

/// One mesh on its way from a file into the atlas.
struct Found {
  FoundMesh found;
  Mended mended;
  std::filesystem::path file;
  bool alone = false;  ///< the only mesh of its file
  size_t source = 0;   ///< index in Recipe::sources
};

/// Gives every mesh its source, turns and scales it: as the recipe says, else metres for glTF, a guess by size for
/// other formats (`unit_mm` above 0: known), axes guessed from named bones when the recipe leaves them open. Sorts by
/// source; files that no source of the recipe names are reported and dropped. `placed`: coordinates are not turned by a
/// guess.
void place_in_body(std::vector<Found>& all, const Recipe& recipe, double unit_mm, bool placed,
                   const StructureMatcher& matcher, const Progress& progress, ImportReport& report);

/// Landmarks from the bones, the recipe's corrections, and (unless `placed`) the move of the origin to the sacral base.
void find_places(anatomy::RawAtlas& atlas, const Recipe& recipe, bool placed, const anatomy::Catalogue* catalogue,
                 ImportReport& report);

}  // namespace palpate
