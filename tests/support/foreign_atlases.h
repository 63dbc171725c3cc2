#pragma once
// The collections beside the project as atlases with a skin, for tests that play on other people's bodies.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "io/atlas_store.h"
#include "io/import_recipe.h"

namespace palpate::tests {

struct ForeignAtlas {
  std::string name;
  std::shared_ptr<const anatomy::Atlas> atlas;
};

/// Imported and wrapped once, then out of the build folder's cache. Empty where there are none (clones have none), or
/// no palpate-forge to make their skins.
inline std::vector<ForeignAtlas> foreign_atlases(const anatomy::Catalogue& catalogue) {
  namespace fs = std::filesystem;
  struct Row {
    const char* recipe;
    std::vector<const char*> paths;
  };
  static const std::vector<Row> rows{{"bodyparts3d", {"bodyparts3d"}},
                                     {"zanatomy", {"zanatomy/derived_obj", "anatomytool"}},
                                     {"anatomytool", {"anatomytool"}}};
  const fs::path source = PALPATE_SOURCE_DIR, build = PALPATE_BINARY_DIR;
  const fs::path beside = source.parent_path() / "shared" / "anatomy";
  std::vector<ForeignAtlas> all;
  if (!fs::exists(build / "palpate-forge")) return all;
  setenv("PALPATE_CACHE", (build / "test_cache").c_str(), 1);
  set_skin_wrapper({(build / "palpate-forge").string()});
  for (const Row& row : rows) {
    std::vector<fs::path> places;
    for (const char* path : row.paths) places.push_back(beside / path);
    if (!std::all_of(places.begin(), places.end(), [](const fs::path& p) { return fs::exists(p); })) continue;
    const fs::path recipe = find_recipe(row.recipe, source / "assets" / "recipes");
    all.push_back({row.recipe, open_atlas(places, catalogue, {}, nullptr, recipe)});
  }
  set_skin_wrapper({});
  return all;
}

}  // namespace palpate::tests
