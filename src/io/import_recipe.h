#pragma once
// Recipes: data files that say how a collection of meshes names, scales and turns them (docs/import.md).

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "anatomy/catalogue.h"
#include "core/math.h"

namespace palpate {

/// What to do with the meshes that a pattern names.
struct RecipeRow {
  std::string match;  ///< pattern over node, mesh or file name; after a '#' over the node inside the file before it
  std::string id;     ///< target, $1 for what the first star stood for; "{level}" deals the pieces out to the vertebrae
  std::string skip;   ///< not empty: left out, and why
  std::string why;    ///< a correction, told in the report and in the provenance
  std::string name, latin;
  std::optional<anatomy::Side> side;
  bool halves = false;  ///< paired though the catalogue does not know it: the side is read off name or place
  std::optional<anatomy::Tissue> tissue;
  Vec3 shift_mm{0.0f};  ///< added after turning and scaling: bones that each have a frame of their own
  int layer = -1;       ///< -1: as the catalogue says
  bool join = false;    ///< meshes with this id become one structure
  std::optional<Box3>
      within_mm;  ///< only the loose pieces whose centre lies here (source turned and scaled, not moved)
};

/// One collection inside a recipe: which files, and how they lie.
struct RecipeSource {
  enum class Unlisted { guess, keep, skip };
  std::vector<std::string> files;  ///< patterns over the file name; empty: all
  std::string licence, attribution;
  std::optional<Mat3> axes;  ///< body frame from file frame; nullopt: guessed from the bones
  double unit_mm = 0.0;      ///< length of one unit; 0: guessed
  Vec3 shift_mm{0.0f};       ///< added after turning and scaling: brings a source in line with the first
  Unlisted unlisted = Unlisted::guess;
  std::vector<RecipeRow> rows;  ///< the first that matches counts
};

struct LandmarkFix {
  Vec3 mm{0.0f};
  bool shift = false;  ///< added to what geometry found; else the position itself, in the body frame
};

struct Recipe {
  std::string id, name, licence, attribution, rest_pose;
  bool mirror_missing = false;        ///< a paired structure with one side gets the other as its mirror image
  std::vector<RecipeSource> sources;  ///< for a file the first counts whose pattern matches; earlier ones win an id
  std::map<std::string, LandmarkFix> landmarks;
  std::string content;  ///< the file's bytes: part of the cache key
};

/// Largest number of rows and sources a recipe may have.
inline constexpr size_t most_recipe_rows = 20'000;

/// Throws Error at file:line:column on unknown keys, wrong values and names that cannot be ids.
Recipe read_recipe(const std::filesystem::path& file);
/// The file that `--recipe WORD` means: a recipe shipped in `folder` (assets/recipes), else a file. Throws Error naming
/// the shipped ones.
std::filesystem::path find_recipe(const std::string& word, const std::filesystem::path& folder);

}  // namespace palpate
