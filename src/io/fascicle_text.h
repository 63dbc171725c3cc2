#pragma once
// A fascicle as one line of text: how GLB files carry it (Assimp keeps strings of up to 1023 bytes, and no arrays).
//   vertebra_l1 sacrum 2.5 3.0 x y z x y z …      origin, insertion, radii of the two patches, path; all mm
// A bone name ending in ~ is that of an end cut by the picture's border.

#include <optional>
#include <string>
#include <string_view>

#include "anatomy/fascicle.h"

namespace palpate {

/// Paths too long for one string are thinned evenly; their ends stay.
std::string fascicle_text(const anatomy::Fascicle& fascicle);
/// Nothing when the text is not a fascicle of at least two points.
std::optional<anatomy::Fascicle> fascicle_from(std::string_view text);

}  // namespace palpate
