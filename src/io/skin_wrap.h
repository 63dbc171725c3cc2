#pragma once
// What a skin is wrapped round, and how widely: from an atlas that has none.

#include <string>

#include "anatomy/atlas.h"

namespace palpate {

/// True for a back (sacral base and three or more spinous processes) without a skin.
bool lacks_skin(const anatomy::Atlas& atlas);

struct SkinWrap {
  anatomy::Mesh soup;        ///< the triangles of the trunk, a hand below the trochanters to a hand above T9 (or its
                             ///< place, where the column ends lower); the filling
  float closing_mm = 45.0f;  ///< hollows narrower than twice this are bridged
  float cover_mm = 8.0f;     ///< skin and fat over the outermost structures
  std::string provenance;
};
/// Figures (design estimates): hollows up to 90 mm are bridged (between ribs, beside the spine) and 8 mm put over
/// muscles, skin 2 mm and fat 6 mm. The inside is filled slice by slice: most muscles are walls round nothing. Bones
/// alone stand for much thicker flesh: their hull, evened out along the body, mounds for the buttocks, and 14 mm over
/// all.
SkinWrap plan_skin_wrap(const anatomy::Atlas& atlas);

}  // namespace palpate
