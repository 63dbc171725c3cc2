#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "anatomy/find_landmarks.h"
#include "core/error.h"
#include "io/catalogue_file.h"
#include "io/estimate_fibres.h"
#include "io/import_recipe.h"
#include "io/mesh_import.h"
#include "io/mesh_mend.h"
#include "io/mesh_parts.h"
#include "io/name_pattern.h"
#include "mesh_samples.h"

using namespace palpate;
using namespace palpate::test;
namespace fs = std::filesystem;

namespace {

const anatomy::Catalogue& catalogue() {
  static const anatomy::Catalogue shipped = read_catalogue(fs::path(PALPATE_SOURCE_DIR) / "assets" / "anatomy");
  return shipped;
}

std::string obj_of(const anatomy::Mesh& m) {
  std::ostringstream text;
  for (const Vec3& p : m.positions) text << "v " << p.x << " " << p.y << " " << p.z << "\n";
  for (size_t i = 0; i < m.triangles.size(); i += 3)
    text << "f " << m.triangles[i] + 1 << " " << m.triangles[i + 1] + 1 << " " << m.triangles[i + 2] + 1 << "\n";
  return text.str();
}

anatomy::RawAtlas import_with(const TemporaryFolder& folder, const std::string& recipe, ImportReport& report) {
  folder.write("recipe.yaml", recipe);
  const Recipe read = read_recipe(folder / "recipe.yaml");
  ImportOptions options;
  options.catalogue = &catalogue();
  options.recipe = &read;
  return import_meshes({folder / "meshes"}, options, {}, report);
}

const anatomy::RawStructure* find(const anatomy::RawAtlas& atlas, const std::string& id) {
  for (const auto& s : atlas.structures) {
    if (s.info.id == id) return &s;
  }
  return nullptr;
}

bool mentions(const std::vector<std::string>& list, const std::string& part) {
  return std::any_of(list.begin(), list.end(), [&](const auto& s) { return s.find(part) != std::string::npos; });
}

}  // namespace

TEST_CASE("patterns tell what their stars stood for") {
  CHECK(match_pattern("rib (*th).r", "Rib (12th).r") == std::vector<std::string>{"12"});
  CHECK(match_pattern("vertebra_l?", "vertebra_l3") == std::vector<std::string>{"3"});
  CHECK(match_pattern("*", "") == std::vector<std::string>{""});
  CHECK_FALSE(match_pattern("vertebra_l?", "vertebra_l").has_value());
  CHECK_FALSE(match_pattern("a", "ab").has_value());
  CHECK(fill_in("rib_$1_right$9", {"12"}) == "rib_12_right$9");
  // Stars against a long run: no blow-up.
  CHECK_FALSE(match_pattern(std::string(60, '*') + "b", std::string(5000, 'a')).has_value());
}

TEST_CASE("every shipped recipe reads, and its ids are ids") {
  for (const char* name : {"plain", "bodyparts3d", "zanatomy", "anatomytool"}) {
    const Recipe recipe = read_recipe(find_recipe(name, fs::path(PALPATE_SOURCE_DIR) / "assets" / "recipes"));
    CHECK(recipe.id == name);
    CHECK_FALSE(recipe.sources.empty());
    if (recipe.id != "plain") CHECK_FALSE(recipe.licence.empty());
  }
  CHECK_THROWS_AS(find_recipe("plane", fs::path(PALPATE_SOURCE_DIR) / "assets" / "recipes"), Error);
}

TEST_CASE("a recipe names, turns, scales, divides, mirrors, joins and corrects") {
  const TemporaryFolder folder("recipe");
  fs::create_directories(folder / "meshes");
  // File axes: +x left, +y posterior, +z cranial; one unit is 10 mm.
  folder.write("meshes/fj1.obj", obj_of(sphere(12, 8, 2.0f, {10.0f, 3.0f, 1.0f})));
  anatomy::Mesh both = sphere(12, 8, 1.0f, {5.0f, 0, 0});
  append_mesh(both, sphere(12, 8, 1.0f, {-5.0f, 0, 0}));
  folder.write("meshes/fj2.obj", obj_of(both));
  folder.write("meshes/patch_a.obj", obj_of(sphere(12, 8, 1.0f, {0, 9, 0})));
  folder.write("meshes/patch_b.obj", obj_of(sphere(12, 8, 1.0f, {0, 9, 5})));
  folder.write("meshes/ball.obj", obj_of(sphere(12, 8, 1.0f, {0, 20, 0})));
  ImportReport report;
  const anatomy::RawAtlas atlas = import_with(folder, R"(format: 1
name: Two balls
licence: none
axes: [left, posterior, cranial]
unit-mm: 10
mirror: missing
unlisted: keep
meshes:
  fj1: {id: femur_left, why: "numbered, not named"}
  fj2: piriformis
  "patch_*": {id: skin, join: true}
corrections:
  landmarks:
    psis_left: [1, 2, 3]
)",
                                              report);
  REQUIRE(find(atlas, "femur_left"));
  const Vec3 middle = find(atlas, "femur_left")->mesh.bounds().centre();
  CHECK(glm::length(middle - Vec3(100, 10, -30)) < 0.1f);
  CHECK(find_defects(find(atlas, "femur_left")->mesh).sound());
  CHECK(find(atlas, "femur_left")->provenance.find("numbered, not named") != std::string::npos);
  REQUIRE(find(atlas, "femur_right"));
  CHECK(find_defects(find(atlas, "femur_right")->mesh).sound());
  CHECK(find(atlas, "femur_right")->mesh.bounds().centre().x == doctest::Approx(-100).epsilon(0.01));
  CHECK(find(atlas, "femur_right")->provenance.starts_with("mirror image of femur_left"));
  REQUIRE(find(atlas, "piriformis_left"));
  REQUIRE(find(atlas, "piriformis_right"));
  CHECK(find(atlas, "piriformis_left")->mesh.bounds().centre().x == doctest::Approx(50).epsilon(0.01));
  REQUIRE(find(atlas, "skin"));
  CHECK(find(atlas, "skin")->mesh.triangle_count() == 2 * sphere(12, 8, 1, Vec3(0)).triangle_count());
  CHECK(report.unmatched == std::vector<std::string>{"ball"});
  CHECK(mentions(report.mended, "piriformis_left: holds both sides"));
  CHECK(mentions(report.mended, "femur_right: missing in the source"));
  CHECK(atlas.landmarks.at("psis_left") == Vec3(1, 2, 3));
  CHECK(atlas.licence == "none");
}

TEST_CASE("pieces are told apart by where they lie, and earlier sources win") {
  const TemporaryFolder folder("sources");
  fs::create_directories(folder / "meshes");
  anatomy::Mesh mixed = sphere(12, 8, 10.0f, {0, 0, 0});
  append_mesh(mixed, sphere(12, 8, 10.0f, {90, 0, 0}));
  folder.write("meshes/worse.obj", obj_of(mixed));
  folder.write("meshes/better.obj", obj_of(sphere(16, 8, 10.0f, {0, 0, 0})));
  ImportReport report;
  const anatomy::RawAtlas atlas = import_with(folder, R"(format: 1
sources:
  - {files: better.obj, axes: [left, cranial, anterior], unit-mm: 1, meshes: {better: coccyx}}
  - files: "worse*"
    axes: [left, cranial, anterior]
    unit-mm: 1
    unlisted: skip
    meshes:
      worse: {id: hip_bone_left, why: "in one node with the coccyx", within-mm: [[50, -50, -50], [150, 50, 50]]}
      "wors?": coccyx
)",
                                              report);
  REQUIRE(atlas.structures.size() == 2);
  CHECK(find(atlas, "coccyx")->mesh.triangle_count() == sphere(16, 8, 1, Vec3(0)).triangle_count());
  CHECK(find(atlas, "hip_bone_left")->mesh.bounds().centre().x == doctest::Approx(90).epsilon(0.01));
  REQUIRE(report.skipped.size() == 1);
  CHECK(report.skipped[0].reason.find("already found in another source") != std::string::npos);
}

TEST_CASE("inside-out halves are turned piece by piece, walls of hollows stay") {
  const auto turned = [](anatomy::Mesh m) {
    for (size_t t = 0; t < m.triangles.size(); t += 3) std::swap(m.triangles[t + 1], m.triangles[t + 2]);
    return m;
  };
  anatomy::Mesh pair = sphere(16, 10, 10.0f, {0, 0, 0});
  append_mesh(pair, turned(sphere(16, 10, 10.0f, {50, 0, 0})));
  const Mended done = mend(pair, false);
  CHECK(mentions(done.done, "1 of 2 closed pieces were inside out"));
  const float one = static_cast<float>(sphere(16, 10, 10.0f, Vec3(0)).volume_mm3());
  CHECK(pair.volume_mm3() == doctest::Approx(2.0 * static_cast<double>(one)).epsilon(1e-4));
  anatomy::Mesh hollow = sphere(16, 10, 20.0f, {0, 0, 0});
  append_mesh(hollow, turned(sphere(16, 10, 10.0f, {0, 0, 0})));
  CHECK(mend(hollow, false).done.empty());
  anatomy::Mesh muddled = sphere(16, 10, 10.0f, {0, 0, 0});
  for (const size_t t : {3u, 30u, 77u}) std::swap(muddled.triangles[3 * t + 1], muddled.triangles[3 * t + 2]);
  CHECK(mentions(mend(muddled, false).done, "3 triangles turned to agree"));
  CHECK(find_defects(muddled).sound());
}

TEST_CASE("estimated fibres run along a bent strap from end to end") {
  // A tube round a quarter circle of radius 100 mm: the fibres follow the bend.
  anatomy::Mesh tube;
  constexpr uint32_t rings = 40, sides = 12;
  for (uint32_t r = 0; r <= rings; ++r) {
    const float a = 1.5707963f * static_cast<float>(r) / rings;
    const Vec3 out(std::cos(a), std::sin(a), 0.0f);
    for (uint32_t s = 0; s < sides; ++s) {
      const float b = 6.2831853f * static_cast<float>(s) / sides;
      tube.positions.push_back(100.0f * out + 8.0f * (std::cos(b) * out + std::sin(b) * Vec3(0, 0, 1)));
    }
  }
  for (uint32_t r = 0; r < rings; ++r) {
    for (uint32_t s = 0; s < sides; ++s) {
      const uint32_t a = r * sides + s, b = r * sides + (s + 1) % sides, c = a + sides, d = b + sides;
      tube.triangles.insert(tube.triangles.end(), {a, c, b, b, c, d});
    }
  }
  anatomy::compute_normals(tube);
  estimate_fibres(tube);
  double worst = 1.0;
  for (uint32_t r = 8; r <= rings - 8; ++r) {
    const float a = 1.5707963f * static_cast<float>(r) / rings;
    for (uint32_t s = 0; s < sides; ++s)
      worst = std::min(worst,
                       static_cast<double>(glm::dot(tube.fibres[r * sides + s], Vec3(-std::sin(a), std::cos(a), 0))));
  }
  CHECK(worst > std::cos(12.0 * 3.14159265 / 180.0));
  CHECK(tube.along[20 * sides] == doctest::Approx(0.5).epsilon(0.1));
}

TEST_CASE("landmarks found by geometry lie near points set by hand") {
  const char* named = std::getenv("PALPATE_HAND_POINTS");
  const fs::path shared = fs::path(PALPATE_SOURCE_DIR).parent_path() / "shared" / "anatomy";
  if (!named || !fs::exists(named) || !fs::exists(shared)) {
    MESSAGE("skipped: no real anatomy beside the project, or PALPATE_HAND_POINTS names no file of set,landmark,x,y,z");
    return;
  }
  std::map<std::string, std::map<std::string, Vec3>> sets;
  std::ifstream in(named);
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::replace(line.begin(), line.end(), ',', ' ');
    std::istringstream words(line);
    std::string set, id;
    Vec3 p;
    words >> set >> id >> p.x >> p.y >> p.z;
    sets[set][id] = p;
  }
  REQUIRE(sets.size() >= 3);
  for (const auto& [set, points] : sets) {
    const Recipe recipe = read_recipe(find_recipe(set, fs::path(PALPATE_SOURCE_DIR) / "assets" / "recipes"));
    ImportOptions options;
    options.catalogue = &catalogue();
    options.recipe = &recipe;
    ImportReport report;
    const anatomy::RawAtlas atlas = import_meshes({shared / set}, options, {}, report);
    float worst = 0.0f;
    for (const auto& [id, p] : points) {
      INFO(set << " " << id);
      REQUIRE(atlas.landmarks.contains(id));
      const float away = glm::length(atlas.landmarks.at(id) - p);
      CHECK(away <= 5.0f);
      worst = std::max(worst, away);
    }
    MESSAGE(set << ": " << points.size() << " points, worst " << worst << " mm");
  }
}

TEST_CASE("landmarks found on the bundled bones lie near those that the forge built them from") {
  const fs::path file = fs::path(PALPATE_BINARY_DIR) / "lumbar.glb";
  if (!fs::exists(file)) {
    MESSAGE("skipped: no lumbar.glb in the build folder");
    return;
  }
  ImportOptions options;
  options.catalogue = &catalogue();
  ImportReport report;
  const anatomy::RawAtlas atlas = import_meshes({file}, options, {}, report);
  anatomy::Bones bones;
  for (const auto& s : atlas.structures) {
    if (s.info.tissue == anatomy::Tissue::bone) bones[s.info.id] = &s.mesh;
  }
  const auto found = anatomy::find_landmarks(bones);
  size_t compared = 0;
  for (const auto& [id, p] : found) {
    const bool sharp = id.starts_with("spinous_process_l") || id.starts_with("transverse_process_l") ||
                       id.starts_with("greater_trochanter") || id.starts_with("femoral_head") ||
                       id.starts_with("rib_12_tip") || id.starts_with("iliac_crest_top") || id == "sacral_base";
    if (!sharp || !atlas.landmarks.contains(id)) continue;
    INFO(id);
    CHECK(glm::length(p - atlas.landmarks.at(id)) < 5.0f);
    ++compared;
  }
  CHECK(compared >= 20);
}
