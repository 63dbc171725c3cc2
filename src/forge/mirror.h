#pragma once
// Fascicles of the right side as the mirror image of the left ones. A real back is never quite even, but which way it
// differs no source tells: bones and the flesh round them differ a little, where fascicles begin and end does not.

#include <vector>

#include "forge/strand.h"

namespace palpate::forge {

/// The strands in the mirror x -> -x, with the sides in the names of bones exchanged.
std::vector<Strand> mirrored(std::vector<Strand> strands);

}  // namespace palpate::forge
