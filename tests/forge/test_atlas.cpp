// The bundled bones as a whole: sound solids, sizes in published ranges, joints that do not interpenetrate.
#include <doctest/doctest.h>
#include <algorithm>

#include <cmath>
#include <filesystem>

#include "core/error.h"
#include "core/paths.h"
#include "forge/workshop.h"
#include "io/catalogue_file.h"
#include "io/figure_files.h"

using namespace palpate;
using namespace palpate::forge;

namespace {

const anatomy::Figures& figures() {
  static const anatomy::Figures read = io::read_figures(paths::data() / "assets/anatomy/figures");
  return read;
}

/// Every bone and disc, made once. The build's own cache is used where the build made one.
const Forged& bones() {
  static const Forged made = [] {
    Order order;
    for (const std::string& id : recipe_ids())
      for (const char* start : {"vertebra_", "disc_", "sacrum", "coccyx", "hip_bone_", "femur_", "rib_"})
        if (id.rfind(start, 0) == 0) order.only.push_back(id);
    const std::filesystem::path cache = std::filesystem::path(PALPATE_BINARY_DIR) / "forge-cache";
    if (std::filesystem::exists(cache)) order.cache = cache;
    return forge::forge(figures(), order);
  }();
  return made;
}

const Piece& bone(const std::string& id) {
  return *bones().pieces.at(id);
}
Vec3 size(const std::string& id) {
  return bone(id).mesh.bounds().size();
}
double cm3(const std::string& id) {
  return bone(id).mesh.volume_mm3() / 1000.0;
}

/// The greatest depth to which vertices of `a` lie inside `b`, mm.
float sunk(const std::string& a, const std::string& b) {
  float deepest = 0.0f;
  for (const Vec3& p : bone(a).mesh.positions) deepest = std::max(deepest, -bone(b).volume.sample(p));
  return deepest;
}

}  // namespace

TEST_CASE("every bone and disc is a sound solid with unit normals") {
  size_t triangles = 0;
  for (const auto& [id, piece] : bones().pieces) {
    CAPTURE(id);
    CHECK(anatomy::find_defects(piece->mesh).sound());
    CHECK(piece->mesh.normals.size() == piece->mesh.positions.size());
    for (const Vec3& n : piece->mesh.normals) REQUIRE(std::abs(glm::length(n) - 1.0f) < 1e-3f);
    CHECK_FALSE(piece->provenance.empty());
    triangles += piece->mesh.triangle_count();
  }
  CHECK(triangles < 600000);
}

TEST_CASE("vertebrae have published sizes") {
  // Widths across the transverse processes (Panjabi 1992), depths and volumes of five measured bodies (Z-Anatomy,
  // BodyParts3D, a statistical model of 87 patients) widened by 15 %.
  const struct {
    const char* id;
    float wide_lo, wide_hi, deep_lo, deep_hi;
    double volume_lo, volume_hi;
  } rows[] = {{"vertebra_l1", 60, 86, 68, 95, 34, 75},   {"vertebra_l2", 68, 97, 68, 101, 36, 80},
              {"vertebra_l3", 67, 107, 72, 103, 40, 85}, {"vertebra_l4", 72, 103, 71, 103, 39, 80},
              {"vertebra_l5", 81, 121, 70, 103, 44, 85}, {"vertebra_t12", 40, 60, 67, 93, 30, 52}};
  for (const auto& row : rows) {
    CAPTURE(row.id);
    CHECK(size(row.id).x > row.wide_lo);
    CHECK(size(row.id).x < row.wide_hi);
    CHECK(size(row.id).z > row.deep_lo);
    CHECK(size(row.id).z < row.deep_hi);
    CHECK(cm3(row.id) > row.volume_lo);
    CHECK(cm3(row.id) < row.volume_hi);
  }
}

TEST_CASE("pelvis has published sizes") {
  CHECK(size("sacrum").x == doctest::Approx(103.6f).epsilon(0.15));  // dry bones, SD 6.8
  CHECK(cm3("sacrum") > 150.0);
  CHECK(cm3("sacrum") < 260.0);
  const float breadth = bone("hip_bone_left").mesh.bounds().hi.x - bone("hip_bone_right").mesh.bounds().lo.x;
  CHECK(breadth == doctest::Approx(278.0f).epsilon(0.06));
  CHECK(size("hip_bone_left").y == doctest::Approx(220.0f).epsilon(0.06));
  const auto& left = bone("hip_bone_left").landmarks;
  const float inter_asis = 2.0f * left.at("asis_left").x;
  CHECK(inter_asis > 214.0f);
  CHECK(inter_asis < 252.0f);
  // The hip joint: a ball of 48 mm in its socket, neither touching nor loose.
  CHECK(sunk("femur_left", "hip_bone_left") < 0.4f);
  const Vec3 centre = bone("femur_left").landmarks.at("femoral_head_left");
  CHECK(bone("hip_bone_left").volume.sample(centre) > 2.0f);
}

TEST_CASE("T12-S1 lordosis is that of people lying down, 36.8 degrees (PMC6680033)") {
  // Upper end-plate of T12 against S1, from the highest rim points in front and behind.
  const auto lean = [](const std::string& id) {
    const Piece& piece = bone(id);
    const Vec3 middle = piece.sites.at("body");
    Vec3 front(0, -1e9f, 0), back(0, -1e9f, 0);
    for (const Vec3& p : piece.mesh.positions) {
      if (std::abs(p.x) > 6.0f) continue;
      if (p.z > middle.z + 11.0f && p.z < middle.z + 15.0f && p.y > front.y) front = p;
      if (p.z < middle.z - 9.0f && p.z > middle.z - 13.0f && p.y > back.y) back = p;
    }
    return std::atan2(back.y - front.y, front.z - back.z) * 57.29578f;
  };
  CHECK(36.0f - lean("vertebra_t12") == doctest::Approx(36.8).epsilon(0.12));
}

TEST_CASE("facet joints have a space and no bone sinks into its neighbour") {
  const std::vector<std::string> column = {"vertebra_t9", "vertebra_t10", "vertebra_t11", "vertebra_t12", "vertebra_l1",
                                           "vertebra_l2", "vertebra_l3",  "vertebra_l4",  "vertebra_l5",  "sacrum"};
  for (size_t i = 0; i + 1 < column.size(); ++i) {
    CAPTURE(column[i]);
    CHECK(sunk(column[i], column[i + 1]) < 0.35f);
    CHECK(sunk(column[i + 1], column[i]) < 0.35f);
  }
  for (const char* side : {"_left", "_right"}) {
    CHECK(sunk(std::string("hip_bone") + side, "sacrum") < 0.35f);
    CHECK(sunk(std::string("rib_12") + side, "vertebra_t12") < 0.35f);
    CHECK(sunk(std::string("rib_11") + side, "vertebra_t11") < 0.35f);
  }
  CHECK(sunk("coccyx", "sacrum") < 0.35f);
}

TEST_CASE("the two sides are alike but not copies") {
  for (const char* base : {"rib_11", "rib_12", "hip_bone", "femur"}) {
    CAPTURE(base);
    const double left = cm3(std::string(base) + "_left"), right = cm3(std::string(base) + "_right");
    CHECK(left == doctest::Approx(right).epsilon(0.02));
    CHECK(left != right);
  }
}

TEST_CASE("landmarks lie on their bones") {
  for (const char* id : {"vertebra_l3", "vertebra_l5", "sacrum", "hip_bone_left", "hip_bone_right", "rib_12_left",
                         "femur_right", "coccyx"}) {
    for (const auto& [name, at] : bone(id).landmarks) {
      if (name.rfind("vertebral_body", 0) == 0 || name.rfind("femoral_head", 0) == 0 || name == "sacral_hiatus" ||
          name.rfind("posterior_sacral", 0) == 0)
        continue;
      CAPTURE(name);
      float nearest = 1e9f;
      for (const Vec3& p : bone(id).mesh.positions) nearest = std::min(nearest, glm::length(p - at));
      CHECK(nearest < 6.0f);
    }
  }
}

TEST_CASE("the atlas takes its facts from the catalogue") {
  const anatomy::RawAtlas atlas = as_atlas(bones(), read_catalogue(paths::data() / "assets/anatomy"));
  CHECK(atlas.structures.size() == bones().pieces.size());
  for (const char* name : {"spinous_process_l4", "transverse_process_l3_left", "psis_right", "iliac_crest_top_left",
                           "sacral_base", "sacral_hiatus", "posterior_sacral_foramen_s2_left", "coccyx_tip",
                           "rib_12_tip_right", "greater_trochanter_left", "ischial_tuberosity_right"})
    CHECK_MESSAGE(atlas.landmarks.count(name) == 1, name);
  // Tuffier's line: the crests' tops are level with L4 or the disc below it.
  const float crest = atlas.landmarks.at("iliac_crest_top_left").y;
  CHECK(crest > atlas.landmarks.at("vertebral_body_l5").y);
  CHECK(crest < atlas.landmarks.at("vertebral_body_l4").y + 15.0f);
}

TEST_CASE("figures out of range, missing or mistyped say where and how to mend it") {
  anatomy::Figures changed = figures();
  CHECK_THROWS_WITH_AS(changed.set("vertebra_l3.canal_width", 500.0f), doctest::Contains("outside 12 to 32"), Error);
  CHECK_THROWS_WITH_AS(changed.set("vertebra_l3.canal_widht", 20.0f), doctest::Contains("canal_width"), Error);
  CHECK_THROWS_WITH_AS(forge::forge(figures(), {{"vertebra_l33"}, {}}), doctest::Contains("vertebra_l3"), Error);
}

TEST_CASE("a kept piece is taken only while its figures stand") {
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / "palpate_forge_cache_test";
  std::filesystem::remove_all(folder);
  const Order order{{"femur_left"}, folder};
  CHECK(forge::forge(figures(), order).made == 1);
  const Forged again = forge::forge(figures(), order);
  CHECK(again.from_cache == 1);
  CHECK(again.pieces.at("femur_left")->mesh.positions == bone("femur_left").mesh.positions);
  anatomy::Figures other = figures();
  other.set("vertebra_l3.spinous_length", 55.0f);
  CHECK(forge::forge(other, order).from_cache == 1);
  other.set("femur.shaft_4.thick", 27.0f);
  CHECK(forge::forge(other, order).made == 1);
  std::filesystem::resize_file(folder / "femur_left.piece", 100);
  CHECK(forge::forge(figures(), order).made == 1);
  std::filesystem::remove_all(folder);
}
