// The hands of every shipped lesson, on the bundled atlas: always solved, and never jumping.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "io/atlas_store.h"
#include "io/catalogue_file.h"
#include "io/knowledge_file.h"
#include "io/scene_file.h"
#include "session/hand_props.h"
#include "technique/timeline.h"

using namespace palpate;
namespace fs = std::filesystem;

namespace {

const fs::path source = PALPATE_SOURCE_DIR;

struct Stage {
  anatomy::Catalogue catalogue = read_catalogue(source / "assets/anatomy");
  knowledge::Library library = read_knowledge(source / "assets/knowledge");
  std::shared_ptr<const anatomy::Atlas> atlas;
  std::shared_ptr<const session::HandKit> kit;
  std::unique_ptr<session::HandGround> ground;
};
const Stage& stage() {
  static const Stage made = [] {
    Stage s;
    const fs::path glb = fs::path(PALPATE_BINARY_DIR) / "lumbar.glb";
    s.kit = session::hand_kit();
    if (!fs::exists(glb) || !s.kit) return s;
    s.atlas = open_atlas(glb, s.catalogue);
    s.ground = std::make_unique<session::HandGround>(s.atlas, nullptr);
    return s;
  }();
  return made;
}

std::vector<fs::path> lessons() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(source / "scenes"))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

/// Dents by a stand-in for the layered answer: a millimetre for 6 kPa, 15 mm at most.
std::vector<render::ContactPatch> patches_of(const std::vector<technique::Contact>& contacts) {
  std::vector<render::ContactPatch> patches;
  for (const technique::Contact& c : contacts) {
    render::ContactPatch p;
    p.position_mm = c.position_mm, p.normal = c.normal, p.direction = c.direction;
    p.half_length_mm = std::max(c.half_length_mm, 1.0f), p.half_width_mm = std::max(c.half_width_mm, 1.0f);
    p.depth_mm = c.lift_mm > 0.0f ? 0.0f : std::min(15.0f, c.pressure_kPa / 6.0f);
    p.fold_mm = c.fold_mm;
    patches.push_back(p);
  }
  return patches;
}

struct Shown {
  std::string hand;
  float lift = 0.0f;
  motion::HandPlacement placed;
};
std::vector<Shown> hands_at(const technique::Timeline& timeline, double t) {
  const technique::State state = technique::sample(timeline, t);
  const auto patches = patches_of(state.contacts);
  const motion::Ground ground = session::shown_ground(stage().ground->skin(), patches, 1.0f);
  std::vector<Shown> shown;
  for (size_t i = 0; i < state.contacts.size(); ++i) {
    const technique::Contact& c = state.contacts[i];
    if (c.lift_mm > 75.0f) continue;  // fading away, high over the body
    for (auto& hand : session::place_hands(*stage().kit, stage().ground->skin(), c, ground, patches[i].depth_mm,
                                           session::is_paired(state.contacts, i)))
      shown.push_back({c.tool + " " + c.hand + (hand.left ? " l" : " r"), c.lift_mm, std::move(hand)});
  }
  return shown;
}

bool sound(const motion::HandPlacement& hand) {
  for (int column = 0; column < 4; ++column)
    for (int row = 0; row < 4; ++row)
      if (!std::isfinite(hand.to_body[column][row])) return false;
  return motion::within_limits(hand.pose) && std::abs(glm::determinant(Mat3(hand.to_body)) - 1.0f) < 1e-3f;
}

/// How far the hand has gone between two frames: the palm's middle, the tips of index and thumb.
float way(const motion::HandPlacement& a, const motion::HandPlacement& b) {
  const auto at = [](const motion::HandPlacement& h, int bone, float y) { return h.in_body(bone, Vec3(0, y, 0)); };
  float most = glm::length(at(a, motion::palm_bone, 50) - at(b, motion::palm_bone, 50));
  for (const int bone : {motion::phalanx_bone(0, 2), motion::phalanx_bone(3, 2), motion::thumb_metacarpal + 2})
    most = std::max(most, glm::length(at(a, bone, 15) - at(b, bone, 15)));
  return most;
}

std::unique_ptr<technique::Timeline> timeline_of(const technique::Scene& scene) {
  std::vector<Problem> problems;
  return std::make_unique<technique::Timeline>(
      technique::make_timeline(scene, *stage().atlas, stage().library, problems));
}

}  // namespace

TEST_CASE("every lesson: hands are solved at thirty moments, and move no faster than hands do") {
  if (!stage().atlas) {
    MESSAGE("skipped: no forged atlas or hands beside the tests");
    return;
  }
  constexpr double frame_s = 1.0 / 60.0;
  size_t solved = 0;
  for (const fs::path& file : lessons()) {
    CAPTURE(file.filename().string());
    std::vector<Problem> problems;
    const auto scene = read_scene(file, stage().catalogue, stage().library, problems);
    REQUIRE(scene);
    const auto timeline = timeline_of(*scene);
    const double length = static_cast<double>(timeline->duration_s);
    float fastest = 0.0f;
    std::string who;
    for (int i = 0; i < 30; ++i) {
      const double start = (i + 0.5) / 30.0 * length;
      std::vector<Shown> before = hands_at(*timeline, start);
      for (const Shown& s : before) {
        CHECK_MESSAGE(sound(s.placed), fmt::format("{} at {:.2f} s", s.hand, start));
        ++solved;
      }
      for (int k = 1; k <= 3; ++k) {
        std::vector<Shown> now = hands_at(*timeline, start + k * frame_s);
        for (const Shown& a : before)
          for (const Shown& b : now) {
            if (a.hand != b.hand) continue;
            const float speed = way(a.placed, b.placed) / static_cast<float>(1000.0 * frame_s);
            if (speed > fastest) fastest = speed, who = fmt::format("{} at {:.2f} s", a.hand, start);
          }
        before = std::move(now);
      }
    }
    MESSAGE(fmt::format("{}: fastest {:.2f} m/s, {}", file.filename().string(), fastest, who));
    CHECK(fastest < 2.0f);  // the fingertips of a hand that turns round in the air reach 1.6 m/s
  }
  CHECK(solved > 100);
}

TEST_CASE(
    "a moving picture's hands are those of a clean one, with fewer triangles and without the vertices they miss") {
  if (!stage().atlas) {
    MESSAGE("skipped: no forged atlas or hands beside the tests");
    return;
  }
  std::vector<Problem> problems;
  const auto scene = read_scene(source / "scenes/bench/reference.yaml", stage().catalogue, stage().library, problems);
  REQUIRE(scene);
  const technique::State state = technique::sample(*timeline_of(*scene), 5.0);
  const auto patches = patches_of(state.contacts);
  const auto shown = [&](bool moving) {
    session::HandLook look;
    look.style = render::PropStyle::ghost, look.moving = moving;
    return session::hand_props(*stage().kit, stage().ground->skin(), state.contacts, patches, look);
  };
  const std::vector<render::Prop> clean = shown(false), moving = shown(true);
  REQUIRE(clean.size() == 2);
  REQUIRE(moving.size() == 2);
  for (size_t i = 0; i < clean.size(); ++i) {
    CHECK(clean[i].revision != moving[i].revision);
    CHECK(moving[i].vertices->size() < clean[i].vertices->size() / 2);
    size_t elsewhere = 0;
    for (size_t v = 0; v < moving[i].vertices->size(); ++v)
      elsewhere += (*moving[i].vertices)[v].position != (*clean[i].vertices)[v].position;
    CHECK(elsewhere == 0);
    const auto most = [](const std::vector<uint32_t>& corners) {
      return *std::max_element(corners.begin(), corners.end());
    };
    CHECK(*moving[i].indices == *clean[i].lighter.front().indices);
    CHECK(most(*clean[i].indices) < clean[i].vertices->size());
    REQUIRE(moving[i].lighter.size() == 2);
    size_t before = clean[i].indices->size();
    for (const render::LighterProp& level : moving[i].lighter) {
      CHECK(level.indices->size() < before / 2);
      CHECK(most(*level.indices) < moving[i].vertices->size());
      CHECK(level.parts.back().first + level.parts.back().count == level.indices->size());
      before = level.indices->size();
    }
  }
}
