#pragma once
// Runs the recipes: order, threads, cache, checks.

#include <filesystem>

#include "anatomy/atlas.h"
#include "anatomy/figures.h"
#include "core/progress.h"
#include "forge/recipe.h"

namespace palpate::forge {

struct Order {
  std::vector<std::string>
      only;  ///< ids or base ids ("rib_12"); empty: everything. What they need is made too, but not handed over
  std::filesystem::path cache;  ///< folder for finished pieces; empty: none
};

struct Forged {
  std::map<std::string, PiecePtr> pieces;  ///< what was asked for, by id; meshes filled in
  size_t made = 0, from_cache = 0;
};

/// Throws Error for an unknown id, a bad figure or a mesh that is not a sound solid.
Forged forge(const anatomy::Figures& figures, const Order& order, const Progress& progress = {});

/// The pieces as an atlas, facts from the catalogue. Throws for an id or landmark that the catalogue lacks.
anatomy::RawAtlas as_atlas(const Forged& forged, const anatomy::Catalogue& catalogue);

/// Ids of all recipes, in build order.
std::vector<std::string> recipe_ids();

}  // namespace palpate::forge
