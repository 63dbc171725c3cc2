// Skin, fat, fasciae, broad muscles, nerves and organs of the bundled atlas: sound solids within the skin, ends on
// their named sites, fibres in the sense of the literature, the triangle budget.
#include <doctest/doctest.h>
#include <algorithm>

#include <cmath>
#include <filesystem>
#include <map>
#include <set>

#include "anatomy/ray_index.h"
#include "core/error.h"
#include "core/paths.h"
#include "forge/sheet_recipe.h"
#include "forge/tube.h"
#include "forge/workshop.h"
#include "io/figure_files.h"

using namespace palpate;
using namespace palpate::forge;
using doctest::Approx;

namespace {

const anatomy::Figures& figures() {
  static const anatomy::Figures read = io::read_figures(paths::data() / "assets/anatomy/figures");
  return read;
}

const std::vector<std::string> paired = {"gluteus_maximus",
                                         "gluteus_medius",
                                         "gluteus_minimus",
                                         "tensor_fasciae_latae",
                                         "external_oblique",
                                         "internal_oblique",
                                         "transversus_abdominis",
                                         "latissimus_dorsi",
                                         "trapezius_ascending",
                                         "serratus_posterior_inferior",
                                         "thoracolumbar_fascia_posterior_superficial",
                                         "thoracolumbar_fascia_posterior_deep",
                                         "thoracolumbar_fascia_middle",
                                         "thoracolumbar_fascia_anterior",
                                         "lateral_raphe",
                                         "gluteal_fascia",
                                         "iliotibial_tract",
                                         "sciatic_nerve",
                                         "superior_cluneal_nerves",
                                         "kidney"};
const std::vector<std::string> single = {"skin", "subcutaneous_fat", "abdominal_aorta"};
const std::vector<std::string> helpers = {"skin_surface",
                                          "fascia_form",
                                          "sacrum",
                                          "coccyx",
                                          "hip_bone",
                                          "femur",
                                          "rib_8",
                                          "rib_9",
                                          "rib_10",
                                          "rib_11",
                                          "rib_12",
                                          "vertebra_t9",
                                          "vertebra_t10",
                                          "vertebra_t11",
                                          "vertebra_t12",
                                          "sacrotuberous_ligament",
                                          "supraspinous_ligament"};
/// Those of the broad muscles; they know their fascicles.
const std::vector<std::string> muscles(paired.begin(), paired.begin() + 10);

/// Made once, from the build's own cache where there is one.
const Forged& body() {
  static const Forged made = [] {
    Order order;
    for (const auto* list : {&paired, &single, &helpers})
      order.only.insert(order.only.end(), list->begin(), list->end());
    const std::filesystem::path cache = std::filesystem::path(PALPATE_BINARY_DIR) / "forge-cache";
    if (std::filesystem::exists(cache)) order.cache = cache;
    return forge::forge(figures(), order);
  }();
  return made;
}
const Piece& part(const std::string& id) {
  return *body().pieces.at(id);
}

std::vector<std::string> all_ids() {
  std::vector<std::string> out = single;
  for (const std::string& base : paired)
    for (const char* side : {"_left", "_right"}) out.push_back(base + side);
  return out;
}

struct End {
  const char* muscle;
  bool origin;
  std::vector<const char*> bones;
};

/// Distance of the nearest vertex of a muscle's end to one of its bones, mm.
float gap(const End& end, const std::string& side) {
  const anatomy::Mesh& mesh = part(end.muscle + side).mesh;
  float best = 1e9f;
  for (const char* base : end.bones) {
    const std::string id = body().pieces.count(base) ? std::string(base) : base + side;
    const anatomy::RayIndex index(part(id).mesh);
    for (size_t i = 0; i < mesh.positions.size(); ++i)
      if (end.origin ? mesh.along[i] < 0.06f : mesh.along[i] > 0.94f)
        if (const auto hit = index.nearest(mesh.positions[i], 12.0f)) best = std::min(best, hit->distance);
  }
  return best;
}

/// Mean fibre of the upper side, mirrored to the left.
Vec3 mean_fibre(const std::string& base, bool left, const std::function<bool(const Vec3&)>& where) {
  const anatomy::Mesh& mesh = part(base + (left ? "_left" : "_right")).mesh;
  Vec3 sum(0.0f);
  for (size_t i = 0; i < mesh.positions.size(); ++i) {
    Vec3 p = mesh.positions[i], f = mesh.fibres[i];
    if (!left) p.x = -p.x, f.x = -f.x;
    if (mesh.depth[i] < 0.5f && where(p)) sum += f;
  }
  REQUIRE(glm::length(sum) > 0.0f);
  return glm::normalize(sum);
}

}  // namespace

TEST_CASE("what covers the back is sound, lies within the skin and keeps the triangle budget") {
  size_t triangles = 0;
  const Volume& skin = part("skin_surface").volume;
  for (const std::string& id : all_ids()) {
    CAPTURE(id);
    const anatomy::Mesh& mesh = part(id).mesh;
    triangles += mesh.triangle_count();
    CHECK(anatomy::find_defects(mesh).sound());
    CHECK(part(id).provenance.size() > 20);
    if (id == "skin") continue;
    size_t outside = 0;
    for (const Vec3& p : mesh.positions) outside += skin.sample(p) > -0.5f ? 1 : 0;
    CHECK(outside == 0);
  }
  CHECK(triangles < 420'000);
}

TEST_CASE("muscles end within 3 mm of their named bones") {
  const std::vector<const char*> ribs = {"rib_8", "rib_9", "rib_10", "rib_11", "rib_12"};
  const std::vector<End> ends = {{"gluteus_maximus", true, {"sacrum", "hip_bone"}},
                                 {"gluteus_maximus", false, {"femur"}},
                                 {"gluteus_medius", true, {"hip_bone"}},
                                 {"gluteus_medius", false, {"femur"}},
                                 {"gluteus_minimus", true, {"hip_bone"}},
                                 {"gluteus_minimus", false, {"femur"}},
                                 {"latissimus_dorsi", true, {"hip_bone"}},
                                 {"latissimus_dorsi", true, ribs},
                                 {"tensor_fasciae_latae", true, {"hip_bone"}},
                                 {"trapezius_ascending", true, {"supraspinous_ligament"}},
                                 {"external_oblique", true, ribs},
                                 {"external_oblique", false, {"hip_bone"}},
                                 {"internal_oblique", true, {"hip_bone"}},
                                 {"internal_oblique", false, {"rib_10"}},
                                 {"internal_oblique", false, {"rib_11"}},
                                 {"internal_oblique", false, {"rib_12"}},
                                 {"transversus_abdominis", true, {"hip_bone"}},
                                 {"transversus_abdominis", true, {"rib_10"}},
                                 {"transversus_abdominis", true, {"rib_11"}},
                                 {"transversus_abdominis", true, {"rib_12"}},
                                 {"serratus_posterior_inferior", false, ribs}};
  for (const End& end : ends)
    for (const char* side : {"_left", "_right"}) {
      CAPTURE(std::string(end.muscle));
      CAPTURE(std::string(end.bones.front()));
      CAPTURE(std::string(side));
      CHECK(gap(end, side) <= 3.0f);
    }
}

TEST_CASE("every fascicle of a broad muscle names what it holds to, and its muscle reaches it within 3 mm") {
  const float top = figures().find("skin.top")->value, bottom = figures().find("skin.bottom")->value;
  std::map<std::string, anatomy::RayIndex> things;
  for (const std::string& muscle : muscles)
    for (const char* side : {"_left", "_right"}) {
      const Piece& piece = part(muscle + side);
      REQUIRE_FALSE(piece.strands.empty());
      for (const float f : piece.mesh.fascicle) REQUIRE(f < static_cast<float>(piece.strands.size()));
      const anatomy::RayIndex own(piece.mesh);
      for (size_t k = 0; k < piece.strands.size(); ++k) {
        const anatomy::Fascicle& f = piece.strands[k].fascicle;
        for (const bool first : {true, false}) {
          const std::string& id = first ? f.origin : f.insertion;
          const Vec3 end = first ? f.path.front() : f.path.back();
          CAPTURE(muscle + side);
          CAPTURE(k);
          CAPTURE(id);
          CAPTURE(end.x);
          CAPTURE(end.y);
          CAPTURE(end.z);
          CHECK(own.nearest(end, 100.0f)->distance <= 3.0f);
          if (first ? f.origin_cut : f.insertion_cut) {
            // The picture's border, the slips' ends under their sheet, the linea alba, and on the front the inguinal
            // ligament and the costal cartilages.
            const bool border = end.y > top - 8.0f || end.y < bottom + 8.0f, front = end.z > 60.0f;
            const bool joined = muscle == "latissimus_dorsi" && k >= piece.strands.size() - 4;
            // Spinous processes above T9 are not part of the atlas.
            const bool above = std::abs(end.x) < 6.0f && end.y > 270.0f;
            // Hind fascicles of the obliques that lie between two ribs end on what closes the space there.
            const bool between =
                muscle.find("oblique") != std::string::npos && id.rfind("rib_", 0) == 0 && end.y > 125.0f;
            CHECK((border || front || joined || above || between));
          } else {
            if (!things.count(id)) things.emplace(id, part(id).mesh);
            CHECK(things.at(id).nearest(end, 100.0f)->distance < 0.05f);
          }
        }
      }
    }
}

TEST_CASE("fibres of the broad muscles keep within 10 degrees of their fascicle") {
  // At the very ends, left out here, they turn into the bone.
  for (const std::string& muscle : muscles)
    for (const char* side : {"_left", "_right"}) {
      const Piece& piece = part(muscle + side);
      std::vector<StrandIndex> fascicles;
      for (const Strand& strand : piece.strands) fascicles.emplace_back(std::vector{strand}, piece.mesh.bounds());
      size_t off = 0;
      for (size_t i = 0; i < piece.mesh.positions.size(); ++i) {
        if (piece.mesh.along[i] < 0.05f || piece.mesh.along[i] > 0.95f) continue;
        const auto near = fascicles[static_cast<size_t>(piece.mesh.fascicle[i])].near(piece.mesh.positions[i]);
        if (glm::dot(near.at[0].way, piece.mesh.fibres[i]) < 0.98481f) ++off;
      }
      CAPTURE(muscle + side);
      // Beside its gaps serratus has fibres that turn away from the middle of their digitation.
      const double most = muscle == "serratus_posterior_inferior" ? 0.12 : 0.05;
      CHECK(static_cast<double>(off) / static_cast<double>(piece.mesh.positions.size()) < most);
    }
}

TEST_CASE("broad muscles keep clear of bone") {
  for (const std::string& muscle : muscles)
    for (const char* side : {"_left", "_right"})
      for (const std::string& helper : helpers) {
        const std::string id = body().pieces.count(helper) ? helper : helper + side;
        const Volume& bone = part(id).volume;
        if (helper == "skin_surface" || helper == "fascia_form" || helper.find("ligament") != std::string::npos ||
            bone.empty())
          continue;
        CAPTURE(muscle + side);
        CAPTURE(id);
        const Box3 box = bone.box();
        float deepest = 0.0f;
        for (const Vec3& p : part(muscle + side).mesh.positions)
          if (glm::all(glm::lessThan(box.lo, p)) && glm::all(glm::lessThan(p, box.hi)))
            deepest = std::max(deepest, -bone.sample(p));
        CHECK(deepest < 0.6f);
      }
}

TEST_CASE("serratus posterior inferior has four digitations, one a rib, with gaps between") {
  for (const char* side : {"_left", "_right"}) {
    const Piece& serratus = part(std::string("serratus_posterior_inferior") + side);
    std::set<std::string> ribs;
    const anatomy::RayIndex index(serratus.mesh);
    for (size_t k = 0; k < serratus.strands.size(); ++k) {
      const anatomy::Fascicle& here = serratus.strands[k].fascicle;
      ribs.insert(here.insertion);
      if (k == 0) continue;
      const anatomy::Fascicle& before = serratus.strands[k - 1].fascicle;
      if (before.insertion == here.insertion) continue;
      // Half-way to the end on the next rib there is nothing of it.
      const auto near_end = [](const anatomy::Fascicle& f) { return f.path[f.path.size() - 3]; };
      CHECK(index.nearest(0.5f * (near_end(before) + near_end(here)), 100.0f)->distance > 2.0f);
    }
    CHECK(ribs.size() == 4);
  }
}

TEST_CASE("fibres run as the literature says") {
  const auto anywhere = [](const Vec3&) { return true; };
  for (const bool left : {true, false}) {
    // From the lateral border down to the midline, and from the midline down to the raphe: the two laminae cross.
    const Vec3 upper = mean_fibre("thoracolumbar_fascia_posterior_superficial", left, anywhere);
    CHECK(upper.x < -0.7f);
    CHECK(upper.y < -0.15f);
    const Vec3 deep = mean_fibre("thoracolumbar_fascia_posterior_deep", left, anywhere);
    CHECK(deep.x > 0.7f);
    CHECK(deep.y < -0.1f);
    CHECK(mean_fibre("latissimus_dorsi", left, anywhere).y > 0.7f);
    CHECK(mean_fibre("trapezius_ascending", left, anywhere).y > 0.8f);
    const Vec3 serratus = mean_fibre("serratus_posterior_inferior", left, anywhere);
    CHECK(serratus.x > 0.6f);
    CHECK(serratus.y > 0.1f);
    // In the flank the two obliques cross at about a right angle; transversus runs forward.
    const auto flank = [](const Vec3& p) { return p.x > 110.0f && p.y > 60.0f && p.y < 110.0f && p.z < 60.0f; };
    const Vec3 outer = mean_fibre("external_oblique", left, flank), inner = mean_fibre("internal_oblique", left, flank),
               cross = mean_fibre("transversus_abdominis", left, flank);
    CHECK(outer.y < -0.7f);
    CHECK(outer.z > 0.0f);
    CHECK(inner.y > 0.7f);
    CHECK(std::abs(cross.y) < 0.3f);
    CHECK(cross.z > 0.7f);
    const Vec3 maximus = mean_fibre("gluteus_maximus", left, anywhere);
    CHECK(maximus.x > 0.45f);
    CHECK(maximus.y < -0.4f);
    CHECK(mean_fibre("gluteus_medius", left, anywhere).y < -0.8f);
  }
}

TEST_CASE("both sides differ, but by little") {
  for (const std::string& base : paired) {
    CAPTURE(base);
    const double left = part(base + "_left").mesh.volume_mm3(), right = part(base + "_right").mesh.volume_mm3();
    CHECK(left == Approx(right).epsilon(base == "gluteal_fascia" ? 0.06 : 0.04));
    CHECK(left != right);
  }
}

TEST_CASE("superior cluneal nerves cross the crest where they were found, 65 to 81 mm off the midline") {
  const float crest = part("hip_bone_left").landmarks.at("iliac_crest_top_left").y;
  const anatomy::Mesh& nerves = part("superior_cluneal_nerves_left").mesh;
  float least = 1e9f, most = 0.0f;
  for (const Vec3& p : nerves.positions)
    if (p.y > crest - 9.0f && p.y < crest - 4.0f) least = std::min(least, p.x), most = std::max(most, p.x);
  CHECK(least > 60.0f);
  CHECK(least < 70.0f);
  CHECK(most > 76.0f);
  CHECK(most < 96.0f);
}

TEST_CASE("a tube has the volume of a tube and round, closed ends") {
  anatomy::Mesh mesh;
  add_tube(
      mesh,
      {{Vec3(0), 4, 4, Vec3(0, 0, 1)}, {Vec3(0, 50, 0), 4, 4, Vec3(0, 0, 1)}, {Vec3(0, 100, 0), 4, 4, Vec3(0, 0, 1)}},
      24, 2.0f);
  anatomy::compute_normals(mesh);
  CHECK(anatomy::find_defects(mesh).sound());
  CHECK(mesh.volume_mm3() == Approx(3.14159 * 16.0 * 100.0).epsilon(0.03));
}

TEST_CASE("a net with a gap says which sheet and which row") {
  anatomy::Figures broken;
  const auto add = [&](const std::string& key, float value) {
    anatomy::Figure figure;
    figure.value = value, figure.source = "test", figure.confidence = "test";
    broken.add(key, figure);
  };
  for (const char* point : {"r00_0", "r00_1", "r02_0", "r02_1"})
    for (const char* axis : {".x", ".y", ".z"}) add(std::string("sheet.") + point + axis, 1.0f);
  CHECK_THROWS_WITH_AS(net_of(Bench(broken, "sheet_left", {}), "sheet"), doctest::Contains("row 1 of 'sheet'"), Error);
}
