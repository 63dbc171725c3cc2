#pragma once
// What a skin is wrapped round, and how widely: from an atlas that has none.

#include <string>

#include "anatomy/atlas.h"

namespace palpate {

/// True for a back (sacral base and three or more spinous processes) without a skin.
bool lacks_skin(const anatomy::Atlas& atlas);

struct SkinWrap {
  anatomy::Mesh soup;        ///< the triangles of the trunk: from a hand below the trochanters to a hand above T9
  float closing_mm = 30.0f;  ///< hollows narrower than twice this are bridged
  float cover_mm = 8.0f;     ///< skin and fat over the outermost structures
  std::string provenance;
};
/// Figures (design estimates): with muscles hollows up to 60 mm are bridged (between ribs, beside the spine) and 8 mm
/// put over them, skin 2 mm and fat 6 mm; bones alone stand for much thicker flesh: 140 mm and 12 mm.
SkinWrap plan_skin_wrap(const anatomy::Atlas& atlas);

}  // namespace palpate
