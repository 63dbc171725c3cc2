#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "core/error.h"
#include "io/catalogue_file.h"
#include "io/glb_write.h"
#include "io/mesh_import.h"
#include "io/structure_match.h"
#include "mesh_samples.h"

using namespace palpate;
using namespace palpate::test;
namespace fs = std::filesystem;

namespace {

const anatomy::Catalogue& catalogue() {
  static const anatomy::Catalogue shipped = read_catalogue(fs::path(PALPATE_SOURCE_DIR) / "assets" / "anatomy");
  return shipped;
}

std::string obj_of(const anatomy::Mesh& m, float scale = 1.0f) {
  std::string text = "# test\n";
  for (const Vec3& p : m.positions)
    text += "v " + std::to_string(p.x * scale) + " " + std::to_string(p.y * scale) + " " + std::to_string(p.z * scale) +
            "\n";
  for (size_t i = 0; i < m.triangles.size(); i += 3) {
    text += "f " + std::to_string(m.triangles[i] + 1) + " " + std::to_string(m.triangles[i + 1] + 1) + " " +
            std::to_string(m.triangles[i + 2] + 1) + "\n";
  }
  return text;
}

std::string complaint(const std::vector<fs::path>& paths) {
  ImportReport report;
  try {
    import_meshes(paths, {}, {}, report);
  } catch (const Error& e) {
    CHECK(e.status() == Exit::bad_input);
    return e.what();
  }
  return "";
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("names of many habits lead to the catalogue") {
  const StructureMatcher matcher(&catalogue());
  const auto id = [&](const char* name) {
    const auto* found = matcher.match(name);
    return found ? found->id : std::string();
  };
  CHECK(id("psoas_major_left") == "psoas_major_left");
  CHECK(id("Psoas major.l") == "psoas_major_left");
  CHECK(id("Right psoas major") == "psoas_major_right");
  CHECK(id("Musculus gluteus maximus.r") == "gluteus_maximus_right");
  CHECK(id("L3 vertebra") == "vertebra_l3");
  CHECK(id("Vertebra lumbalis").empty());
  CHECK(id("Psoas major").empty());  // which side?
  CHECK(id("Biceps").empty());
}

TEST_CASE("a folder of foreign meshes becomes an atlas in millimetres") {
  const TemporaryFolder folder("folder");
  folder.write("Sacrum.obj", obj_of(sphere(12, 8, 0.05f, {0, 0, 0})));
  folder.write("psoas_major_left.obj", obj_of(sphere(12, 8, 0.04f, {0.04f, 0.1f, 0})));
  folder.write("thing.obj", obj_of(sphere(12, 8, 0.01f, {0.1f, 0.1f, 0})));
  folder.write("broken.stl", "solid\nfacet\n");
  folder.write("readme.txt", "nothing");
  ImportReport report;
  ImportOptions options;
  options.catalogue = &catalogue();
  const anatomy::RawAtlas atlas = import_meshes({folder.path()}, options, {}, report);
  REQUIRE(atlas.structures.size() == 3);
  CHECK(atlas.structures[0].info.id == "sacrum");
  CHECK(atlas.structures[0].info.layer == 10);
  CHECK(atlas.structures[0].mesh.bounds().size().x == doctest::Approx(100.0).epsilon(0.02));
  CHECK(atlas.structures[0].mesh.normals.size() == atlas.structures[0].mesh.positions.size());
  CHECK(find_defects(atlas.structures[0].mesh).sound());
  CHECK(report.unmatched == std::vector<std::string>{"thing"});
  REQUIRE(report.skipped.size() == 1);
  CHECK(has(report.skipped[0].file, "broken.stl"));
  REQUIRE(!report.notes.empty());
  CHECK(has(report.notes[0], "read as"));
}

TEST_CASE("atlas.yaml names an atlas, its unit and what the catalogue does not know") {
  const TemporaryFolder folder("yaml");
  folder.write("thing.obj", obj_of(sphere(12, 8, 1.0f, {0, 0, 0})));
  folder.write("atlas.yaml",
               "format: 1\nname: Mine\nlicence: CC0\nunit-mm: 213\nstructures:\n  thing: {name: A thing, tissue: bone, "
               "layer: 10}\n"
               "landmarks:\n  psis_left: [1, 2.5, -3]\n");
  ImportReport report;
  const anatomy::RawAtlas atlas = import_meshes({folder.path()}, {}, {}, report);
  CHECK(atlas.name == "Mine");
  CHECK(atlas.licence == "CC0");
  CHECK(atlas.structures[0].mesh.bounds().size().y == doctest::Approx(426.0));
  CHECK(atlas.structures[0].info.tissue == anatomy::Tissue::bone);
  CHECK(atlas.landmarks.at("psis_left") == Vec3(1.0f, 2.5f, -3.0f));
  folder.write("atlas.yaml", "format: 1\nunit-mm: -1\n");
  CHECK(has(complaint({folder.path()}), "atlas.yaml:2:10: 'unit-mm' must be above 0"));
}

TEST_CASE("node transforms are baked and mirrored nodes turned") {
  const TemporaryFolder folder("mirror");
  // One triangle in the xy-plane facing +z, under a node that mirrors x and doubles the size.
  const std::string json =
      R"({"asset":{"version":"2.0"},"scene":0,"scenes":[{"nodes":[0]}],"nodes":[{"name":"outer","scale":[-2,2,2],"children":[1]},{"name":"tri.l","mesh":0,"translation":[1,0,0]}],)"
      R"("meshes":[{"primitives":[{"attributes":{"POSITION":0},"indices":1}]}],"accessors":[{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3","min":[0,0,0],"max":[1,1,0]},)"
      R"({"bufferView":1,"componentType":5123,"count":3,"type":"SCALAR"}],"bufferViews":[{"buffer":0,"byteOffset":0,"byteLength":36},{"buffer":0,"byteOffset":36,"byteLength":6}],)"
      R"("buffers":[{"uri":"tri.bin","byteLength":42}]})";
  folder.write("tri.gltf", json);
  const float xyz[9] = {0, 0, 0, 1, 0, 0, 0, 1, 0};
  const uint16_t index[3] = {0, 1, 2};
  std::string bytes(reinterpret_cast<const char*>(xyz), sizeof xyz);
  bytes.append(reinterpret_cast<const char*>(index), sizeof index);
  folder.write("tri.bin", bytes);
  ImportReport report;
  const anatomy::RawAtlas atlas = import_meshes({folder / "tri.gltf"}, {}, {}, report);
  REQUIRE(atlas.structures.size() == 1);
  const anatomy::Mesh& m = atlas.structures[0].mesh;
  CHECK(atlas.structures[0].info.side == anatomy::Side::midline);  // a single mesh is named by its file
  CHECK(m.bounds().lo.x == doctest::Approx(-4000.0));
  CHECK(m.bounds().hi.x == doctest::Approx(-2000.0));
  const Vec3 n = glm::cross(m.positions[m.triangles[1]] - m.positions[m.triangles[0]],
                            m.positions[m.triangles[2]] - m.positions[m.triangles[0]]);
  CHECK(n.z > 0.0f);
  CHECK(report.mended.size() == 1);
}

TEST_CASE("inside-out meshes are turned, doubled vertices joined, numbers that are none dropped") {
  const TemporaryFolder folder("mend");
  anatomy::Mesh m = sphere(12, 8, 40.0f, {0, 0, 0});
  for (size_t i = 0; i < m.triangles.size(); i += 3) std::swap(m.triangles[i], m.triangles[i + 1]);
  folder.write("a.obj", obj_of(m));
  ImportReport report;
  const anatomy::RawAtlas atlas = import_meshes({folder / "a.obj"}, {}, {}, report);
  CHECK(atlas.structures[0].mesh.volume_mm3() > 0.0);
  CHECK(atlas.structures[0].mesh.positions.size() == m.positions.size());
  CHECK(report.mended.size() == 1);
  folder.write("nan.obj", "v nan 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n");
  CHECK(has(complaint({folder / "nan.obj"}), "no usable triangle"));
}

TEST_CASE("bad input is named with its cure") {
  const TemporaryFolder folder("bad");
  CHECK(has(complaint({folder / "none.obj"}), "no such file or folder"));
  CHECK(has(complaint({folder.path()}), "the folder holds no mesh files"));
  folder.write("notes.txt", "words");
  CHECK(has(complaint({folder / "notes.txt"}), "is not a mesh file"));
  folder.write("empty.obj", "");
  CHECK_FALSE(complaint({folder / "empty.obj"}).empty());
  folder.write("points.obj", "v 0 0 0\nv 1 0 0\n");
  CHECK_FALSE(complaint({folder / "points.obj"}).empty());
  folder.write("wrong.glb", "this is no glb");
  CHECK(has(complaint({folder / "wrong.glb"}), "cannot be read"));
  anatomy::RawAtlas atlas;
  atlas.structures.push_back({{}, "", {}, sphere(12, 8, 40.0f, {0, 0, 0})});
  atlas.structures[0].info.id = "ball";
  write_glb(atlas, folder / "whole.glb");
  std::ifstream in(folder / "whole.glb", std::ios::binary);
  const std::string whole((std::istreambuf_iterator<char>(in)), {});
  for (const size_t keep :
       {13u, 200u, static_cast<unsigned>(whole.size() / 2), static_cast<unsigned>(whole.size() - 4)}) {
    folder.write("cut.glb", whole.substr(0, keep));
    CHECK_MESSAGE(!complaint({folder / "cut.glb"}).empty(), keep);
  }
  CHECK(complaint({folder / "whole.glb"}).empty());
}

TEST_CASE("cancelling an import stops it") {
  const TemporaryFolder folder("cancel");
  folder.write("a.obj", obj_of(sphere(12, 8, 40.0f, {0, 0, 0})));
  const std::atomic<bool> cancel{true};
  Progress progress;
  progress.cancel = &cancel;
  ImportReport report;
  try {
    import_meshes({folder / "a.obj"}, {}, progress, report);
    FAIL("not cancelled");
  } catch (const Error& e) {
    CHECK(e.status() == Exit::cancelled);
  }
}

TEST_CASE("real anatomy beside the project comes in") {
  const fs::path shared = fs::path(PALPATE_SOURCE_DIR).parent_path() / "shared" / "anatomy";
  if (!fs::exists(shared)) {
    MESSAGE("skipped: no real anatomy beside the project");
    return;
  }
  ImportOptions options;
  options.catalogue = &catalogue();
  ImportReport report;
  const anatomy::RawAtlas bones =
      import_meshes({shared / "anatomytool" / "overview-skeleton.glb"}, options, {}, report);
  CHECK(bones.structures.size() > 20);
  const std::string said = complaint({shared / "zanatomy" / "original" / "pedram_muscular.glb"});
  CHECK(has(said, "mesh '"));
  CHECK(has(said, "Draco-compressed and has more than 65,535 vertices"));
  CHECK(has(said, "Blender"));
}
