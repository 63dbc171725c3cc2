// Every tool at sixty places on the backs of the bundled and of other atlases, measured on the meshes that are drawn.

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>

#include "../support/foreign_atlases.h"
#include "core/paths.h"
#include "io/atlas_store.h"
#include "io/catalogue_file.h"
#include "session/hand_props.h"

using namespace palpate;

namespace {

const std::shared_ptr<const session::HandKit>& kit() {
  static const auto made = session::hand_kit();
  return made;
}

/// The skin of one atlas.
struct Back {
  explicit Back(const std::shared_ptr<const anatomy::Atlas>& atlas)
      : ground(atlas, nullptr), rays(atlas->find("skin")->levels.front()) {}
  session::HandGround ground;
  anatomy::RayIndex rays;
};

const anatomy::Catalogue& catalogue() {
  static const auto read = read_catalogue(std::filesystem::path(PALPATE_SOURCE_DIR) / "assets/anatomy");
  return read;
}

technique::Contact contact_at(const Back& back, const motion::Grip& grip, float x, float y, bool left) {
  technique::Contact c;
  c.tool = grip.tool;
  c.hand = left ? "left" : "right";
  c.side = x < 0.0f ? anatomy::Side::right : anatomy::Side::left;
  const auto hit = back.rays.first_hit(Vec3(x, y, -500), Vec3(0, 0, 1), 0.0f, 900.0f);
  REQUIRE(hit);
  c.position_mm = Vec3(x, y, -500.0f + hit->distance);
  c.normal = back.ground.skin().normal(c.position_mm, 15.0f);
  c.direction = glm::normalize(Vec3(0, 1, 0) - c.normal * c.normal.y);
  return c;
}

/// Vertex by vertex.
std::vector<bool> is_cloth(const motion::HandMesh& mesh) {
  std::vector<bool> cloth(mesh.positions.size(), false);
  for (size_t i = mesh.cloth_first; i < mesh.triangles.size(); ++i) cloth[mesh.triangles[i]] = true;
  return cloth;
}

/// Lowest points of a drawn hand: over the resting skin (flesh, sleeve), over the ground it lies on, and of each pad.
struct Depths {
  float skin = 1e9f, cloth = 1e9f, touch = 1e9f;
  int bone = 0;                                             ///< that the deepest flesh hangs on
  std::array<float, 5> pads{1e9f, 1e9f, 1e9f, 1e9f, 1e9f};  ///< end bones over the ground: index to little, thumb
};
Depths depths(const Back& back, const motion::HandPlacement& hand, const motion::Ground& ground) {
  const motion::HandMesh& mesh = kit()->meshes[static_cast<size_t>(kit()->find(hand.mesh))];
  const auto positions = motion::skinned_positions(mesh, hand.frames, hand.to_body, hand.left);
  const std::vector<bool> cloth = is_cloth(mesh);
  Depths d;
  for (size_t i = 0; i < positions.size(); ++i) {
    const float over = back.ground.skin()(positions[i]);
    if (cloth[i]) {
      d.cloth = std::min(d.cloth, over);
      continue;
    }
    if (over < d.skin) d.skin = over, d.bone = mesh.joints[i][0];
    const int bone = mesh.joints[i][0];
    if (over < 30.0f && mesh.weights[i][0] > 0.5f) {
      if (bone == motion::thumb_metacarpal + 2) d.pads[4] = std::min(d.pads[4], ground(positions[i]));
      for (int f = 0; f < 4; ++f)
        if (bone == motion::phalanx_bone(f, 2))
          d.pads[static_cast<size_t>(f)] = std::min(d.pads[static_cast<size_t>(f)], ground(positions[i]));
    }
    if (over < 30.0f) d.touch = std::min(d.touch, ground(positions[i]));
  }
  return d;
}

/// Pads that a tool works with (0 index .. 3 little, 4 thumb); those of the others may hang over the flank.
std::vector<size_t> bearing_pads(const std::string& tool) {
  if (tool == "palm" || tool == "palms" || tool == "reinforced_palm" || tool == "cupped_hand") return {0, 1, 2, 3, 4};
  if (tool == "fingers") return {0, 1, 2, 3};
  if (tool == "fingertips") return {0, 1, 2};
  if (tool == "thumb" || tool == "thumbs") return {4};
  if (tool == "whole_hand" || tool == "thumb_and_fingers") return {1, 2, 4};
  return {};
}

/// How far to the side hands are laid at a height: 108 mm on the bundled back, less where a body is narrower.
float reach(const Back& back, float y) {
  float half_width = 0.0f;
  while (back.rays.any_hit(Vec3(half_width, y, -500), Vec3(0, 0, 1), 0.0f, 900.0f) &&
         back.rays.any_hit(Vec3(-half_width, y, -500), Vec3(0, 0, 1), 0.0f, 900.0f))
    half_width += 2.0f;
  return std::min(108.0f, 0.68f * half_width);
}

/// Every tool at sixty places: touches, does not sink, sleeve clear, joints within limits.
void lay_every_hand(const Back& back) {
  constexpr float pads_mm = 1.5f, sunk_mm = 5.1f, deeper_mm = 4.0f;  // allowed
  for (const motion::Grip& grip : kit()->poses.grips) {
    if (grip.mesh.empty() || grip.held == "stone") continue;
    CAPTURE(grip.tool);
    const float depth = 6.0f, half = grip.averaging_mm > 25.0f ? 45.0f : 14.0f;
    float deepest = 1e9f, cloth = 1e9f, highest_touch = -1e9f, deepest_touch = 1e9f;
    Vec2 where(0.0f), sunk(0.0f);
    int bone = 0;
    std::array<float, 5> high{-99, -99, -99, -99, -99};
    std::array<Vec2, 5> high_at{};
    for (int i = 0; i < 60; ++i) {
      const float y = -90.0f + 52.0f * static_cast<float>(i / 10);
      const float x = reach(back, y) * (-1.0f + 2.0f * static_cast<float>(i % 10) / 9.0f);
      const technique::Contact c = contact_at(back, grip, x, y, x > 0.0f);
      const std::vector<render::ContactPatch> patches{
          {c.position_mm, c.normal, c.direction, half, half, depth, 60.0f, 0.0f, Vec3(0.0f), 20.0f, 1.0f}};
      const motion::Ground ground = session::shown_ground(back.ground.skin(), patches, 1.0f);
      const auto hands = session::place_hands(*kit(), back.ground.skin(), c, ground, depth);
      for (const motion::HandPlacement& hand : hands) {
        CHECK(motion::within_limits(hand.pose));
        const Depths d = depths(back, hand, ground);
        if (d.skin < deepest) deepest = d.skin, where = Vec2(x, y), bone = d.bone;
        cloth = std::min(cloth, d.cloth);
        if (&hand != &hands.front() && grip.second == motion::Second::on_top) continue;  // lies on the other hand
        for (size_t f = 0; f < 5; ++f)
          if (d.pads[f] > high[f]) high[f] = d.pads[f], high_at[f] = Vec2(x, y);
        highest_touch = std::max(highest_touch, d.touch);
        if (d.touch < deepest_touch) deepest_touch = d.touch, sunk = Vec2(x, y);
      }
    }
    MESSAGE(fmt::format(
        "{}: deepest {:.1f} mm at ({}, {}; {}), sunk {:.1f} at ({}, {}), touch {:.1f}, sleeve {:.1f} mm", grip.tool,
        deepest, where.x, where.y, motion::bone_name(bone), deepest_touch, sunk.x, sunk.y, highest_touch, cloth));
    for (const size_t f : bearing_pads(grip.tool)) {
      INFO(fmt::format("pad {}: {:.1f} mm over the skin at ({}, {})", f, high[f], high_at[f].x, high_at[f].y));
      CHECK(high[f] <= pads_mm);
    }
    CHECK(deepest >= -(depth + deeper_mm));
    CHECK(highest_touch <= 1.5f);
    // The flesh of a forearm flattens; its bone does not come into it.
    CHECK(deepest_touch >= (grip.mesh == "arm" ? -8.0f : -sunk_mm));
    CHECK(cloth > 0.0f);
  }
}

}  // namespace

TEST_CASE(
    "every tool at sixty places on the bundled back: touches, does not sink, sleeve clear, joints within limits") {
  const auto glb = std::filesystem::path(PALPATE_BINARY_DIR) / "lumbar.glb";
  if (!std::filesystem::exists(glb) || !kit()) {
    MESSAGE("skipped: no forged atlas or hands beside the tests");
    return;
  }
  lay_every_hand(Back(open_atlas(glb, catalogue())));
}

TEST_CASE("every tool at sixty places on the backs of other people's atlases") {
  const auto atlases = tests::foreign_atlases(catalogue());
  if (atlases.empty() || !kit()) {
    MESSAGE("skipped: no real anatomy beside the project, or no hands beside the tests");
    return;
  }
  for (const auto& [name, atlas] : atlases) {
    CAPTURE(name);
    lay_every_hand(Back(atlas));
  }
}
