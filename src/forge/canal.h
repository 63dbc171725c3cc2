#pragma once
// The vertebral canal from T9 to the sacral hiatus: no muscle has room there.

#include <vector>

#include "forge/field.h"
#include "forge/recipe.h"

namespace palpate::forge {

/// Distance to the canal, from the figures of the vertebrae (canal_width, canal_depth) and of the sacrum.
Field spinal_canal(const Bench& bench);

/// Its part in the sacrum, from above S1 to the hiatus.
std::vector<Station> sacral_canal(const Bench& bench);

}  // namespace palpate::forge
