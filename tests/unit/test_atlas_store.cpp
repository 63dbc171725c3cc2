#include <doctest/doctest.h>
#include <algorithm>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>

#include "anatomy/ray_index.h"
#include "core/error.h"
#include "io/atlas_blob.h"
#include "io/atlas_cache.h"
#include "io/atlas_store.h"
#include "io/bake.h"
#include "io/catalogue_file.h"
#include "io/glb_write.h"
#include "io/import_child.h"
#include "mesh_samples.h"

using namespace palpate;
using namespace palpate::test;
namespace fs = std::filesystem;

namespace {

const anatomy::Catalogue& catalogue() {
  static const anatomy::Catalogue shipped = read_catalogue(fs::path(PALPATE_SOURCE_DIR) / "assets" / "anatomy");
  return shipped;
}

anatomy::RawStructure structure(const std::string& id, int layer, anatomy::Mesh mesh) {
  anatomy::RawStructure s;
  s.info.id = s.info.base_id = s.info.name = id, s.info.layer = layer, s.mesh = std::move(mesh);
  return s;
}

anatomy::RawAtlas two_balls() {
  anatomy::RawAtlas atlas;
  atlas.name = "Balls";
  atlas.landmarks["sacral_base"] = Vec3(1, 2, 3);
  atlas.structures.push_back(structure("sacrum", 10, sphere(40, 30, 40.0f, {0, 0, 0})));
  atlas.structures.push_back(structure("skin", 0, sphere(40, 30, 60.0f, {0, 0, 0})));
  return atlas;
}

// A cache folder for one test.
class OwnCache {
 public:
  explicit OwnCache(const fs::path& folder) { setenv("PALPATE_CACHE", folder.c_str(), 1); }
  ~OwnCache() { unsetenv("PALPATE_CACHE"); }
};

bool same(const anatomy::Atlas& a, const anatomy::Atlas& b) {
  if (a.structures.size() != b.structures.size()) return false;
  for (size_t i = 0; i < a.structures.size(); ++i) {
    const auto &x = a.structures[i].levels, &y = b.structures[i].levels;
    if (x.size() != y.size() || a.structures[i].info.id != b.structures[i].info.id) return false;
    for (size_t k = 0; k < x.size(); ++k) {
      if (x[k].vertices.size() != y[k].vertices.size() || x[k].indices.size() != y[k].indices.size()) return false;
      if (std::memcmp(x[k].vertices.data(), y[k].vertices.data(), x[k].vertices.size_bytes()) != 0) return false;
      if (std::memcmp(x[k].indices.data(), y[k].indices.data(), x[k].indices.size_bytes()) != 0) return false;
    }
  }
  return true;
}

std::string read_bytes(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("a baked atlas keeps shape, facts and order") {
  const auto atlas = bake_in_memory(two_balls());
  REQUIRE(atlas->structures.size() == 2);
  CHECK(atlas->structures[0].info.id == "skin");  // layer 0 first
  const anatomy::Structure& bone = atlas->structures[1];
  CHECK(bone.closed);
  CHECK(bone.volume_mm3 == doctest::Approx(4.0 / 3.0 * 3.14159265 * 64000.0).epsilon(0.02));
  CHECK(bone.levels.size() == level_count);
  CHECK(bone.levels[0].error_mm == 0.0f);
  CHECK(bone.levels[0].triangle_count() == sphere(40, 30, 1, {}).triangle_count());
  CHECK(bone.bounds.size().y == doctest::Approx(80.0f));
  CHECK(atlas->landmarks.at("sacral_base") == Vec3(1, 2, 3));
  const anatomy::PackedVertex& v = bone.levels[0].vertices[100];
  CHECK(glm::dot(anatomy::unpack_normal(v.normal), v.position / 40.0f) > 0.999f);
  CHECK(same(*atlas, *bake_in_memory(two_balls())));
}

TEST_CASE("levels of detail keep closed meshes near their shape") {
  const anatomy::Mesh ball = sphere(200, 150, 40.0f, {0, 0, 0});
  auto levels = coarser_levels(ball, {ball.triangle_count(), 30000, 20000, 14000, 10000, 7000, 4500, 3000});
  CHECK(levels[0].triangles.empty());  // the mesh itself
  levels[0].triangles = ball.triangles;
  float before = -1.0f;
  for (const auto& [triangles, error_mm] : levels) {
    REQUIRE_FALSE(triangles.empty());
    anatomy::Mesh m;
    m.positions = ball.positions, m.triangles = triangles;
    CHECK(find_defects(m).open_edges == 0);
    CHECK(m.volume_mm3() == doctest::Approx(ball.volume_mm3()).epsilon(0.01));
    CHECK(error_mm > before);
    before = error_mm;
    // Chords of a sphere lie within r - r cos of it: the estimate is of that size and not below.
    double deepest = 0.0;
    for (size_t t = 0; t + 2 < triangles.size(); t += 3) {
      const Vec3 middle =
          (ball.positions[triangles[t]] + ball.positions[triangles[t + 1]] + ball.positions[triangles[t + 2]]) / 3.0f;
      deepest = std::max(deepest, 40.0 - static_cast<double>(glm::length(middle)));
    }
    CHECK(error_mm < 2.0 * deepest + 0.05);
  }
  CHECK(levels[0].error_mm == 0.0f);
  CHECK(levels[level_count - 1].triangles.size() / 3 <= 3100);
  std::array<size_t, level_count> all{};
  all.fill(ball.triangle_count());
  CHECK(coarser_levels(ball, all)[1].triangles.empty());
  const anatomy::Mesh tiny = sphere(4, 3, 1.0f, {0, 0, 0});  // one of thousands of pieces in a large atlas
  for (const auto& level : coarser_levels(tiny, {tiny.triangle_count(), 3, 1, 0, 0, 0, 0, 0})) {
    CHECK(level.triangles.empty());
  }
}

TEST_CASE("soft shadows: open where nothing is near, dark in a gap, and only from the same or deeper layers") {
  const anatomy::Mesh ball = sphere(40, 30, 20.0f, {0, 0, 0}), neighbour = sphere(40, 30, 20.0f, {41, 0, 0}),
                      shell = sphere(40, 30, 80.0f, {20, 0, 0});
  const std::vector<const anatomy::Mesh*> meshes{&ball, &neighbour, &shell};
  const IndexLists all{&ball.triangles, &neighbour.triangles, &shell.triangles};
  const auto visible = bake_occlusion(meshes, {5, 5, 0}, {5, 5, 0}, all, all, {});
  float in_gap = 1.0f, away = 0.0f;
  for (size_t i = 0; i < ball.positions.size(); ++i) {
    if (ball.positions[i].x > 19.9f) in_gap = std::min(in_gap, visible[0][i]);
    if (ball.positions[i].x < -19.9f) away = std::max(away, visible[0][i]);
  }
  CHECK(away > 0.99f);  // the shell lies in a shallower layer: no shadow
  CHECK(in_gap < 0.45f);
  const auto with_shell = bake_occlusion(meshes, {5, 5, 5}, {5, 5, 5}, all, all, {});
  CHECK(with_shell[0][20] < visible[0][20] + 1e-6f);
  // Seen in a deeper layer than its own, as sheets are: the neighbour of its own layer no longer darkens it.
  const auto peeled = bake_occlusion(meshes, {5, 5, 0}, {6, 5, 0}, all, all, {});
  for (size_t i = 0; i < ball.positions.size(); ++i) CHECK(peeled[0][i] > 0.99f);
}

TEST_CASE("fibre coordinates run along straight fibres by their length, also on a bent sheet") {
  // A quarter of a cylinder of radius 50 mm, fibres round it: 78.54 mm of fibre, 40 mm across.
  anatomy::Mesh m;
  constexpr int along = 60, across = 20;
  for (int i = 0; i <= along; ++i) {
    for (int j = 0; j <= across; ++j) {
      const float a = 1.5707963f * static_cast<float>(i) / along;
      m.positions.emplace_back(2.0f * static_cast<float>(j), 50.0f * std::sin(a), 50.0f * std::cos(a));
      m.normals.emplace_back(0.0f, std::sin(a), std::cos(a));
      m.fibres.emplace_back(0.0f, std::cos(a), -std::sin(a));
    }
  }
  for (uint32_t i = 0; i < along; ++i) {
    for (uint32_t j = 0; j < across; ++j) {
      const uint32_t p = i * (across + 1) + j, q = p + across + 1;
      for (const uint32_t k : {p, q, q + 1, p, q + 1, p + 1}) m.triangles.push_back(k);
    }
  }
  const std::vector<Vec2> uv = fibre_coordinates(m);
  for (size_t i = 0; i < uv.size(); ++i) {
    const float arc = 50.0f * std::atan2(m.positions[i].y, m.positions[i].z);
    CHECK(uv[i].y == doctest::Approx(arc).epsilon(0.02).scale(78.0));
    const float x = uv[0].x < 20.0f ? m.positions[i].x : 40.0f - m.positions[i].x;
    CHECK(uv[i].x == doctest::Approx(x).epsilon(0.02).scale(40.0));
  }
  // The same sheet as four fascicles that share their vertices: no step lies between them.
  for (size_t i = 0; i < uv.size(); ++i) m.fascicle.push_back(static_cast<float>(i % (across + 1) / 6));
  const std::vector<Vec2> shared = fibre_coordinates(m);
  for (size_t i = 0; i < uv.size(); ++i) CHECK(glm::distance(shared[i], uv[i]) < 1e-3f);
}

TEST_CASE("what was opened once is mapped the next time, and found again after a touch") {
  const TemporaryFolder folder("store");
  const OwnCache cache(folder / "cache");
  write_glb(two_balls(), folder / "a.glb");
  std::vector<std::string> said;
  Progress progress;
  progress.report = [&](float, std::string_view doing) { said.emplace_back(doing); };
  const auto first = open_atlas(folder / "a.glb", catalogue(), progress);
  CHECK_FALSE(said.empty());
  CHECK(first->structures[1].info.latin == "Os sacrum");  // from the catalogue
  said.clear();
  const auto second = open_atlas(folder / "a.glb", catalogue(), progress);
  CHECK(said.empty());
  CHECK(same(*first, *second));
  fs::last_write_time(folder / "a.glb", fs::file_time_type::clock::now() + std::chrono::hours(1));
  open_atlas(folder / "a.glb", catalogue(), progress);
  CHECK(said.empty());
  fs::copy_file(folder / "a.glb", folder / "cache" / "a.glb");
  open_atlas(folder / "cache" / "a.glb", catalogue(), progress);  // the same content under another path
  CHECK(said.empty());
  const fs::path baked = cached_files({folder / "a.glb"}).at(0);
  REQUIRE_FALSE(baked.empty());
  CHECK(mapped_read_ms(baked) > 0.0);
  anatomy::RawAtlas other = two_balls();
  other.structures.pop_back();
  write_glb(other, folder / "a.glb");
  CHECK(open_atlas(folder / "a.glb", catalogue(), progress)->structures.size() == 1);
  CHECK_FALSE(said.empty());
  CHECK(clear_cache() > 0);
  CHECK(cached_files({folder / "a.glb"}).empty());
}

TEST_CASE("a damaged cache is made again, never trusted") {
  const TemporaryFolder folder("damage");
  const OwnCache cache(folder / "cache");
  write_glb(two_balls(), folder / "a.glb");
  const auto good = open_atlas(folder / "a.glb", catalogue());
  const fs::path baked = cached_files({folder / "a.glb"}).at(0);
  const std::string whole = read_bytes(baked);
  std::mt19937 random(3);
  for (int i = 0; i < 60; ++i) {
    std::string damaged = whole;
    if (i % 3 == 0) damaged.resize(random() % whole.size());
    if (!damaged.empty()) {
      for (int k = 0; k < 1 + i; ++k) damaged[random() % damaged.size()] = static_cast<char>(random());
    }
    std::ofstream(baked, std::ios::binary | std::ios::trunc) << damaged;
    const auto again = open_atlas(folder / "a.glb", catalogue());
    REQUIRE(again->structures.size() == good->structures.size());
    for (const auto& s : again->structures) {
      for (const auto& level : s.levels) {
        for (const uint32_t index : level.indices) REQUIRE(index < level.vertices.size());
      }
    }
  }
}

TEST_CASE("without a writable cache everything opens") {
  const TemporaryFolder folder("no_cache");
  folder.write("file", "in the way");
  const OwnCache cache(folder / "file");
  write_glb(two_balls(), folder / "a.glb");
  CHECK(open_atlas(folder / "a.glb", catalogue())->structures.size() == 2);
  CHECK(cached_files({folder / "a.glb"}).empty());
}

TEST_CASE("an import child that crashes, hangs or complains becomes an Error") {
  const TemporaryFolder folder("child");
  const OwnCache cache(folder / "cache");
  write_glb(two_balls(), folder / "a.glb");
  const auto complaint = [&](const std::string& script) {
    folder.write("worker", "#!/bin/sh\n" + script + "\n");
    fs::permissions(folder / "worker", fs::perms::owner_all);
    set_import_worker({(folder / "worker").string(), "import-worker"});
    std::string what;
    try {
      open_atlas(folder / "a.glb", catalogue());
    } catch (const Error& e) {
      what = e.what();
    }
    set_import_worker({});
    return what;
  };
  CHECK(complaint("kill -SEGV $$").find("crashed while reading it (signal 11)") != std::string::npos);
  CHECK(complaint("exit 9").find("status 9") != std::string::npos);
  CHECK(complaint("printf 'p 0.5 reading\\ne 1\\ta.glb\\tis odd\\tmend it\\n' >&3") == "a.glb: is odd (mend it)");
  CHECK(complaint("exit 0").find("cannot be mapped") != std::string::npos);
  // Busy without a word, or asleep: told after some seconds, with the file that it was reading.
  const auto silent = [&](const std::string& script) {
    try {
      run_import_child({"/bin/sh", "-c", "echo 'b a.obj' >&3; echo 'b b.obj' >&3; echo 'd a.obj' >&3; " + script},
                       "a folder", {}, 1);
    } catch (const ChildFailure& failure) {
      CHECK(failure.open_files() == std::vector<std::string>{"b.obj"});
      return std::string(failure.what());
    }
    return std::string();
  };
  CHECK(silent("while :; do :; done").starts_with("b.obj: reading it hung (no progress for 1 s)"));
  CHECK(silent("exec sleep 60").starts_with("b.obj: reading it hung"));
  CHECK(silent("kill -9 $$").find("signal 9") != std::string::npos);
  CHECK(complaint("exit 0").find("palpate_test") != std::string::npos);

  folder.write("worker", "#!/bin/sh\nexec sleep 60\n");
  set_import_worker({(folder / "worker").string(), "import-worker"});
  const std::atomic<bool> cancel{true};
  Progress progress;
  progress.cancel = &cancel;
  CHECK_THROWS_WITH_AS(open_atlas(folder / "a.glb", catalogue(), progress), "cancelled", Error);
  set_import_worker({});
}
