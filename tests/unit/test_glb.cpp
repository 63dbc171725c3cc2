#include <doctest/doctest.h>
#include <algorithm>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/error.h"
#include "io/glb_write.h"
#include "io/mesh_import.h"
#include "io/vertex_order.h"
#include "mesh_samples.h"

using namespace palpate;
using namespace palpate::test;
namespace fs = std::filesystem;

namespace {

anatomy::RawAtlas sample_atlas() {
  anatomy::RawAtlas atlas;
  atlas.name = "Sample", atlas.licence = "MIT", atlas.attribution = "us", atlas.rest_pose = "prone",
  atlas.source = "figures";
  atlas.landmarks = {{"psis_left", {45.5f, 10.25f, -70.125f}}, {"sacral_base", {0, 0, 0}}};
  anatomy::RawStructure muscle;
  muscle.info.id = "multifidus_l1_left", muscle.info.base_id = "multifidus_l1",
  muscle.info.name = "Multifidus from L1, left";
  muscle.info.latin = "Musculus multifidus", muscle.info.tissue = anatomy::Tissue::muscle,
  muscle.info.side = anatomy::Side::left;
  muscle.info.layer = 5, muscle.info.groups = {"multifidus", "transversospinales"};
  muscle.info.origin = "spinous process \"L1\"; λ", muscle.provenance = "from figures";
  muscle.mesh = sphere(20, 14, 30.0f, {25, 60, -55});
  const size_t n = muscle.mesh.positions.size();
  for (size_t i = 0; i < n; ++i) {
    const float t = static_cast<float>(i) / static_cast<float>(n - 1);
    muscle.mesh.fibres.push_back(i == 3 ? Vec3(0.0f) : glm::normalize(Vec3(std::sin(9 * t), 1.0f, std::cos(5 * t))));
    muscle.mesh.along.push_back(t), muscle.mesh.tendon.push_back(1 - t * t);
    muscle.mesh.fascicle.push_back(static_cast<float>(i % 7)), muscle.mesh.depth.push_back(t * 0.5f);
  }
  anatomy::Fascicle first;
  first.origin = "vertebra_l1", first.insertion = "sacrum", first.insertion_radius_mm = 2.5f;
  first.path = {{3, 120.25f, -60}, {9.5f, 60, -55}, {20, 0, -50}};
  anatomy::Fascicle second = first;
  second.origin_cut = true, second.path.assign(60, Vec3(1, 2, 3)), second.path.back() = Vec3(7, 8, 9);
  muscle.fascicles = {first, second};
  anatomy::RawStructure bone;
  bone.info.id = "sacrum", bone.info.base_id = "sacrum", bone.info.name = "Sacrum",
  bone.info.tissue = anatomy::Tissue::bone, bone.info.layer = 10;
  bone.mesh = sphere(8, 6, 50.0f, {0, -40, -20});
  atlas.structures = {muscle, bone};
  return atlas;
}

template <class T>
float largest_difference(const std::vector<T>& a, const std::vector<T>& b) {
  if (a.size() != b.size()) return 1e9f;
  float worst = 0.0f;
  for (size_t i = 0; i < a.size(); ++i) {
    if constexpr (std::is_same_v<T, Vec3>) {
      worst = std::max(worst, glm::length(a[i] - b[i]));
    } else {
      worst = std::max(worst, std::abs(a[i] - b[i]));
    }
  }
  return worst;
}

anatomy::Mesh in_order_of_use(anatomy::Mesh mesh) {
  const auto order = order_by_first_use(mesh.triangles, mesh.positions.size());
  put_in_order(order, mesh.positions, mesh.normals, mesh.fibres, mesh.along, mesh.tendon, mesh.fascicle, mesh.depth);
  return mesh;
}

}  // namespace

TEST_CASE("vertices are kept in the order of first use; nothing moves and what no triangle names is left out") {
  const std::vector<int> names{10, 11, 12, 13, 14};
  std::vector<uint32_t> triangles{3, 1, 4, 4, 1, 0};
  const std::vector<uint32_t> before = triangles;
  const auto order = order_by_first_use(triangles, names.size());
  CHECK(order == std::vector<uint32_t>{3, 1, 4, 0});
  CHECK(triangles == std::vector<uint32_t>{0, 1, 2, 2, 1, 3});
  const auto kept = in_order(names, order);
  for (size_t i = 0; i < triangles.size(); ++i) CHECK(kept[triangles[i]] == names[before[i]]);
  CHECK(in_order(std::vector<float>{}, order).empty());
}

TEST_CASE("every attribute and fact survives the way through glTF and Assimp") {
  const TemporaryFolder folder("glb");
  const anatomy::RawAtlas out = sample_atlas();
  write_glb(out, folder / "a.glb");
  ImportReport report;
  const anatomy::RawAtlas in = import_meshes({folder / "a.glb"}, {}, {}, report);
  CHECK(in.name == out.name);
  CHECK(in.licence == out.licence);
  CHECK(in.attribution == out.attribution);
  CHECK(in.rest_pose == out.rest_pose);
  REQUIRE(in.landmarks.size() == 2);
  CHECK(glm::length(in.landmarks.at("psis_left") - out.landmarks.at("psis_left")) < 1e-5f);
  REQUIRE(in.structures.size() == 2);
  for (size_t k = 0; k < 2; ++k) {
    const anatomy::Mesh a = in_order_of_use(out.structures[k].mesh);
    const anatomy::Mesh& b = in.structures[k].mesh;
    CHECK(b.triangles[0] == 0);
    CHECK(largest_difference(a.positions, b.positions) / 1000.0f < 1e-5f);  // metres, as in the file
    CHECK(largest_difference(a.normals, b.normals) < 1e-5f);
    CHECK(largest_difference(a.fibres, b.fibres) < 1e-5f);
    CHECK(largest_difference(a.along, b.along) < 1e-5f);
    CHECK(largest_difference(a.tendon, b.tendon) < 1e-5f);
    CHECK(largest_difference(a.fascicle, b.fascicle) < 1e-5f);
    CHECK(largest_difference(a.depth, b.depth) < 1e-5f);
    CHECK(a.triangles == b.triangles);
  }
  const auto &i = out.structures[0].info, &j = in.structures[0].info;
  CHECK(j.id == i.id);
  CHECK(j.base_id == i.base_id);
  CHECK(j.name == i.name);
  CHECK(j.latin == i.latin);
  CHECK(j.tissue == i.tissue);
  CHECK(j.side == i.side);
  CHECK(j.layer == i.layer);
  CHECK(j.groups == i.groups);
  CHECK(j.origin == i.origin);
  CHECK(in.structures[0].provenance == out.structures[0].provenance);
  const auto& fascicles = in.structures[0].fascicles;
  REQUIRE(fascicles.size() == 2);
  CHECK(fascicles[0].origin == "vertebra_l1");
  CHECK(fascicles[0].insertion == "sacrum");
  CHECK(fascicles[0].insertion_radius_mm == doctest::Approx(2.5));
  CHECK_FALSE(fascicles[0].origin_cut);
  REQUIRE(fascicles[0].path.size() == 3);
  CHECK(glm::length(fascicles[0].path[1] - out.structures[0].fascicles[0].path[1]) < 0.01f);
  CHECK(fascicles[1].origin_cut);
  CHECK(glm::length(fascicles[1].path.back() - Vec3(7, 8, 9)) < 0.01f);  // thinned, its end kept
  CHECK(in.structures[1].fascicles.empty());
  CHECK(report.mended.empty());
  CHECK(report.skipped.empty());
}

TEST_CASE("a broken mesh is not written, and nothing is left behind") {
  const TemporaryFolder folder("glb_bad");
  anatomy::RawAtlas atlas = sample_atlas();
  atlas.structures[1].mesh.positions[4].y = std::nanf("");
  CHECK_THROWS_WITH_AS(write_glb(atlas, folder / "a.glb"), doctest::Contains("sacrum: a vertex is not a number"),
                       Error);
  atlas = sample_atlas();
  CHECK_THROWS_AS(write_glb(atlas, folder / "missing" / "a.glb"), Error);
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("gltf-validator finds no error" * doctest::skip(std::getenv("PALPATE_GLTF_VALIDATOR") == nullptr)) {
  const TemporaryFolder folder("glb_valid");
  write_glb(sample_atlas(), folder / "a.glb");
  const std::string command = std::string(std::getenv("PALPATE_GLTF_VALIDATOR")) + " " + (folder / "a.glb").string();
  CHECK(std::system(command.c_str()) == 0);
}
