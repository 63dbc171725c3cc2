#include <doctest/doctest.h>
#include <algorithm>

#include <cstdlib>
#include <random>

#include "../support/foreign_atlases.h"
#include "io/atlas_store.h"
#include "io/scene_file.h"
#include "synthetic_back.h"
#include "technique/timeline.h"

using namespace palpate;
namespace fs = std::filesystem;

namespace {

const fs::path scenes = fs::path(PALPATE_SOURCE_DIR) / "scenes";

std::string told(const std::vector<Problem>& problems) {
  std::string all;
  for (const Problem& p : problems) all += to_string(p) + "\n";
  return all;
}

technique::Scene load(const fs::path& file) {
  std::vector<Problem> problems;
  const auto scene = read_scene(file, test::catalogue(), test::library(), problems);
  INFO(told(problems));
  REQUIRE(scene);
  return *scene;
}

technique::Timeline lay(const technique::Scene& scene, const anatomy::Atlas& atlas,
                        std::shared_ptr<const technique::SkinSurface> skin) {
  std::vector<Problem> problems;
  auto timeline = technique::make_timeline(scene, atlas, test::library(), problems, std::move(skin));
  INFO(told(problems));
  CHECK_FALSE(has_error(problems));
  return timeline;
}

std::shared_ptr<const technique::SkinSurface> synthetic_chart() {
  static const auto chart = technique::make_skin_surface(*test::synthetic_back());
  return chart;
}

}  // namespace

TEST_CASE("every shipped lesson reads without a word, its record complete; the guided default comes first") {
  const auto files = shipped_lessons(scenes);
  REQUIRE_FALSE(files.empty());
  CHECK(files.front().filename() == "what_the_hand_does.yaml");
  int guided = 0;
  for (const fs::path& file : files) {
    CAPTURE(file.string());
    std::vector<Problem> problems;
    const auto scene = read_scene(file, test::catalogue(), test::library(), problems);
    CHECK(told(problems) == "");
    if (!scene) continue;
    CHECK(technique::completeness(*scene).percent == 100.0f);
    guided += scene->guided_default ? 1 : 0;
    CHECK(file.string().find("bench") == std::string::npos);
  }
  CHECK(guided == 1);
}

namespace {

constexpr float every_frame = 1.0f / 30.0f;

// Plays every shipped lesson on an atlas, a moment every `dt` seconds.
void play_all(const anatomy::Atlas& atlas, const std::shared_ptr<const technique::SkinSurface>& chart,
              float dt = every_frame) {
  const anatomy::Structure* structure = atlas.find("skin");
  REQUIRE(structure);
  const anatomy::RayIndex skin(structure->levels.front());
  for (const fs::path& file : shipped_lessons(scenes)) {
    CAPTURE(file.string());
    const technique::Scene scene = load(file);
    const technique::Timeline timeline = lay(scene, atlas, chart);
    CHECK(timeline.duration_s == doctest::Approx(scene.duration_s()));
    float farthest = 0.0f, fastest = 0.0f, strongest = 0.0f, tilted = 0.0f;
    std::map<std::string, technique::Contact> before;
    for (float t = 0.0f; t < timeline.duration_s; t += dt) {
      const technique::State state = technique::sample(timeline, static_cast<double>(t));
      std::map<std::string, technique::Contact> now;
      for (const technique::Contact& c : state.contacts) {
        const auto near = skin.nearest(c.position_mm, 50.0f);
        REQUIRE(near);
        farthest = std::max(farthest, near->distance);
        strongest = std::max(strongest, c.force_N);
        tilted = std::max({tilted, std::abs(glm::length(c.normal) - 1.0f), std::abs(glm::dot(c.normal, c.direction))});
        CHECK_MESSAGE(c.normal.z < 0.5f, c.tool, " at ", t, " s faces forwards: ", c.position_mm.x, " ",
                      c.position_mm.y, " ", c.position_mm.z);
        if (const auto last = before.find(c.hand); last != before.end()) {
          const Vec3 way = c.position_mm + c.lift_mm * c.normal - last->second.position_mm -
                           last->second.lift_mm * last->second.normal;
          fastest = std::max(fastest, glm::length(way) / dt);
        }
        now[c.hand] = c;
      }
      before = std::move(now);
    }
    CHECK(farthest < 1.0f);
    if (dt == every_frame) CHECK(fastest < 900.0f);         // mm/s: a hand, never a jump
    if (!timeline.tracks.empty()) CHECK(strongest > 5.0f);  // exercises alone have no hand
    CHECK(tilted < 1e-3f);
  }
}

}  // namespace

TEST_CASE("on the synthetic back every lesson fits its steps, stays on the skin and keeps its speed") {
  play_all(*test::synthetic_back(), synthetic_chart());
}

TEST_CASE("on the bundled atlas every lesson fits its steps, stays on the skin and keeps its speed") {
  const fs::path file = fs::path(PALPATE_BINARY_DIR) / "lumbar.glb";
  if (!fs::exists(file)) {
    MESSAGE("skipped: no lumbar.glb in the build folder");
    return;
  }
  setenv("PALPATE_CACHE", (fs::path(PALPATE_BINARY_DIR) / "test_cache").c_str(), 1);
  const auto atlas = open_atlas(file, test::catalogue());
  if (!atlas->find("skin")) {
    MESSAGE("skipped: the bundled atlas has no skin");
    return;
  }
  play_all(*atlas, technique::make_skin_surface(*atlas));
}

TEST_CASE("on other people's atlases every lesson stays on the skin") {
  const auto atlases = tests::foreign_atlases(test::catalogue());
  if (atlases.empty()) {
    MESSAGE("skipped: no real anatomy beside the project");
    return;
  }
  for (const auto& [name, atlas] : atlases) {
    CAPTURE(name);
    play_all(*atlas, technique::make_skin_surface(*atlas), 0.25f);
  }
}

TEST_CASE("a state at any time is the one that playing from the start gives") {
  const technique::Scene scene = load(scenes / "guided" / "what_the_hand_does.yaml");
  const auto atlas = test::synthetic_back();
  const technique::Timeline timeline = lay(scene, *atlas, synthetic_chart());
  std::mt19937 random(7);
  std::uniform_real_distribution<double> anywhere(0.0, static_cast<double>(timeline.duration_s));
  for (int i = 0; i < 50; ++i) {
    const double t = anywhere(random);
    const technique::State direct = technique::sample(timeline, t);
    for (double u = std::max(0.0, t - 1.0); u < t; u += 0.25) technique::sample(timeline, u);
    const technique::State played = technique::sample(timeline, t);
    REQUIRE(direct.contacts.size() == played.contacts.size());
    for (size_t k = 0; k < direct.contacts.size(); ++k) {
      CHECK(direct.contacts[k].position_mm == played.contacts[k].position_mm);
      CHECK(direct.contacts[k].force_N == played.contacts[k].force_N);
    }
    CHECK(direct.layers == played.layers);
  }
  CHECK(technique::sample(timeline, 1e6).time_s == timeline.duration_s);
  CHECK(technique::sample(timeline, -1.0).time_s == 0.0f);
}
