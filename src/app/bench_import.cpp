// What opening other people's atlases costs: against the mesh library alone, and as the number of files grows.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <numbers>

#include "app/bench_tools.h"
#include "core/paths.h"
#include "io/assimp_read.h"
#include "io/atlas_store.h"
#include "io/import_recipe.h"

namespace palpate::app {
namespace fs = std::filesystem;
namespace {

constexpr int turns = 3;  // of each measure that is compared with another; the least counts

/// Collections that may lie beside the project, in a folder that is no part of it.
struct Collection {
  const char* name;
  const char* recipe;
  std::vector<const char*> paths;
};
const std::vector<Collection>& collections() {
  static const std::vector<Collection> known{{"bodyparts3d", "bodyparts3d", {"bodyparts3d"}},
                                             {"zanatomy", "zanatomy", {"zanatomy/derived_obj", "anatomytool"}},
                                             {"anatomytool", "anatomytool", {"anatomytool"}}};
  return known;
}

fs::path recipe_file(const std::string& name) {
  return find_recipe(name, paths::data() / "assets" / "recipes");
}

Json measure_collection(render::Renderer& renderer, const anatomy::Catalogue& catalogue,
                        const std::vector<fs::path>& paths, const fs::path& recipe) {
  double alone = 1e12, imported = 1e12, wrapped = 1e12;
  Opening opening;
  size_t structures = 0;
  for (int turn = 0; turn < turns; ++turn) {
    const OwnCache empty;
    alone = std::min(alone, assimp_serial_ms(paths));
    const auto open = [&](MissingSkin skin) { return open_atlas(paths, catalogue, {}, nullptr, recipe, skin); };
    imported = std::min(imported, time_ms([&] { open(MissingSkin::leave); }));
    wrapped = std::min(wrapped, time_ms([&] { structures = open(MissingSkin::make)->structures.size(); }));
    if (turn + 1 < turns) continue;
    opening = measure_warm(renderer, cached_files(paths, recipe), [&] { return open(MissingSkin::make); });
  }
  return {{"structures", structures},
          {"assimp_serial_ms", alone},
          {"import_ms", imported},
          {"import_ratio", imported / alone},
          {"skin_wrap_ms", wrapped},
          {"warm_open_ms", opening.warm_ms},
          {"mapped_read_ms", opening.floor_ms},
          {"warm_ratio", opening.warm_ms / opening.floor_ms}};
}

// --- a whole body ---------------------------------------------------------------------------------------------------

constexpr int around = 24, along = 64;  // quads of one spindle
constexpr size_t spindle_triangles = 2 * around * (along - 1);
constexpr size_t spindle_vertices = around * (along - 1) + 2;

/// A bumpy spindle of some 80 mm as OBJ text, each at another place.
std::string spindle(int number) {
  const double pi = std::numbers::pi;
  const double x = 30.0 * (number % 40 - 20), y = 60.0 * (number / 40 % 25), z = 40.0 * (number / 1000);
  std::string text = fmt::format("v {:.4f} {:.4f} {:.4f}\n", x, y + 40.0, z);
  for (int r = 1; r < along; ++r) {
    for (int a = 0; a < around; ++a) {
      const double v = pi * r / along, u = 2.0 * pi * a / around;
      const double wide = 12.0 * std::sin(v) * (1.0 + 0.1 * std::sin(3.0 * u + 0.1 * number + 5.0 * v));
      text += fmt::format("v {:.4f} {:.4f} {:.4f}\n", x + wide * std::cos(u), y + 40.0 * std::cos(v),
                          z + wide * std::sin(u));
    }
  }
  text += fmt::format("v {:.4f} {:.4f} {:.4f}\n", x, y - 40.0, z);
  const auto at = [](int r, int a) { return 2 + (r - 1) * around + a % around; };
  for (int a = 0; a < around; ++a) text += fmt::format("f 1 {} {}\n", at(1, a + 1), at(1, a));
  for (int r = 1; r + 1 < along; ++r) {
    for (int a = 0; a < around; ++a)
      text += fmt::format("f {} {} {} {}\n", at(r, a), at(r, a + 1), at(r + 1, a + 1), at(r + 1, a));
  }
  for (int a = 0; a < around; ++a)
    text += fmt::format("f {} {} {}\n", at(along - 1, a), at(along - 1, a + 1), spindle_vertices);
  return text;
}

constexpr const char* body_recipe = R"(format: 1
name: Synthetic body
axes: [left, cranial, anterior]
unit-mm: 1
meshes:
  "muscle_*": {id: muscle_$1, name: "Muscle $1", tissue: muscle, layer: 4}
  "bone_*": {id: bone_$1, name: "Bone $1", tissue: bone, layer: 10}
)";

}  // namespace

void measure_import(Json& out, render::Renderer& renderer, const anatomy::Catalogue& catalogue,
                    const ForeignAtlas& named) {
  Json& all = out["foreign_atlases"] = Json::object();
  if (!named.paths.empty()) {
    all["named"] = measure_collection(renderer, catalogue, named.paths, recipe_file(named.recipe));
    return;
  }
  const fs::path beside = fs::weakly_canonical(paths::data()).parent_path() / "shared" / "anatomy";
  for (const Collection& c : collections()) {
    std::vector<fs::path> places;
    for (const char* path : c.paths) places.push_back(beside / path);
    if (!std::all_of(places.begin(), places.end(), [](const fs::path& p) { return fs::exists(p); })) continue;
    all[c.name] = measure_collection(renderer, catalogue, places, recipe_file(c.recipe));
  }
  out["import_ms"]["bodyparts3d"] = nullptr;
  if (const auto found = all.find("bodyparts3d"); found != all.end()) {
    out["import_ms"]["bodyparts3d"] = (*found)["import_ms"];
    for (const char* key : {"assimp_serial_ms", "skin_wrap_ms"}) out[key] = (*found)[key];
  }
}

void measure_body(Json& out) {
  constexpr int few = 500, many = 2000;
  const ScratchFolder scratch;
  const fs::path recipe = scratch.path() / "body.yaml";
  std::ofstream(recipe) << body_recipe;
  std::map<int, ChildCost> costs;
  for (const int count : {few, many}) {
    const fs::path folder = scratch.path() / fmt::format("{}", count);
    fs::create_directory(folder);
    for (int i = 0; i < count; ++i)
      std::ofstream(folder / fmt::format("{}_{:04}.obj", i % 3 == 0 ? "bone" : "muscle", i)) << spindle(i);
    const std::string baked = (scratch.path() / "body.baked").string();
    costs[count] = run_self(
        {"import-worker", "--out", baked, "--fd", "1", "--recipe", recipe.string(), "--", folder.string()}, true);
  }
  // Positions and normals as floats, three indices a triangle: the meshes as any program holds them.
  constexpr double mesh_bytes = 24.0 * spindle_vertices + 12.0 * spindle_triangles;
  constexpr double mib = 1024.0 * 1024.0;
  const double meshes_mib = many * mesh_bytes / mib;
  // What the program takes before any mesh: told apart by the two sizes.
  out["body_import"] = {
      {"ms_500_files", costs[few].wall_ms},
      {"ms_2000_files", costs[many].wall_ms},
      {"ms_a_file_ratio", costs[many].wall_ms / many / (costs[few].wall_ms / few)},
      {"meshes_mib", meshes_mib},
      {"peak_rss_mib", costs[many].peak_rss_mib},
      {"peak_to_meshes", costs[many].peak_rss_mib / meshes_mib},
  };
}

}  // namespace palpate::app
