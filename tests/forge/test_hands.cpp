#include <doctest/doctest.h>
#include <algorithm>

#include <cmath>
#include <filesystem>

#include "../support/synthetic_back.h"
#include "forge/hands.h"
#include "io/hand_file.h"
#include "io/vertex_order.h"
#include "motion/hand_placement.h"

using namespace palpate;
using motion::HandMesh;

namespace {

const motion::HandPoses& poses() {
  static const motion::HandPoses read = read_hand_poses(std::string(PALPATE_SOURCE_DIR) + "/assets/hands");
  return read;
}
const std::vector<HandMesh>& meshes() {
  static const std::vector<HandMesh> made = forge::make_hands(poses());
  return made;
}
const HandMesh& mesh_of(const std::string& name) {
  for (const HandMesh& mesh : meshes())
    if (mesh.name == name) return mesh;
  throw Error("test", "no mesh " + name);
}

/// A trunk to press on.
struct Back {
  anatomy::Mesh mesh = tests::synthetic_back();
  anatomy::RayIndex rays{mesh};
  motion::SkinDistance skin{rays, mesh.bounds()};
};
const Back& back() {
  static const Back made;
  return made;
}

technique::Contact contact_at(const std::string& tool, float x, float y, bool left) {
  technique::Contact c;
  c.tool = tool;
  c.hand = left ? "left" : "right";
  c.side = x < 0.0f ? anatomy::Side::right : anatomy::Side::left;
  const auto hit = back().rays.first_hit(Vec3(x, y, -500), Vec3(0, 0, 1), 0.0f, 900.0f);
  c.position_mm = Vec3(x, y, -500.0f + hit->distance);
  c.normal = back().skin.normal(c.position_mm, 15.0f);
  c.direction = glm::normalize(Vec3(0, 1, 0) - c.normal * c.normal.y);
  return c;
}

/// The ground with a dent of the picture's kind: full depth under the load, a soft shoulder about it.
motion::Ground dented(const technique::Contact& c, float depth, float half) {
  return [c, depth, half](const Vec3& p) {
    const Vec3 from = p - c.position_mm;
    const Vec3 flat = from - c.normal * glm::dot(from, c.normal);
    return back().skin(p) + depth * (1.0f - smoothstep(0.55f, 2.2f, glm::length(flat) / half));
  };
}

size_t cloth_vertex(const HandMesh& mesh) {
  size_t first = mesh.positions.size();
  for (size_t i = mesh.cloth_first; i < mesh.triangles.size(); ++i) first = std::min<size_t>(first, mesh.triangles[i]);
  return first;
}

struct Depths {
  float skin = 1e9f;   ///< lowest point of the hand over the resting skin
  float cloth = 1e9f;  ///< of the sleeve
  float touch = 1e9f;  ///< lowest point over the dented ground
};
Depths depths(const motion::HandPlacement& hand, const motion::Ground& ground) {
  const HandMesh& mesh = mesh_of(hand.mesh);
  const auto positions = motion::skinned_positions(mesh, hand.frames, hand.to_body, hand.left);
  const size_t cloth = cloth_vertex(mesh);
  Depths d;
  for (size_t i = 0; i < positions.size(); ++i) {
    const float over = back().skin(positions[i]);
    (i < cloth ? d.skin : d.cloth) = std::min(i < cloth ? d.skin : d.cloth, over);
    if (i < cloth) d.touch = std::min(d.touch, ground(positions[i]));
  }
  return d;
}

}  // namespace

TEST_CASE("hand meshes: closed, light, weights that sum to one") {
  for (const HandMesh& mesh : meshes()) {
    CAPTURE(mesh.name);
    CHECK(mesh.triangle_count() <= 60000);
    anatomy::Mesh solid;
    solid.positions = mesh.positions;
    solid.triangles.assign(mesh.triangles.begin(), mesh.triangles.begin() + mesh.cloth_first);
    CHECK(anatomy::find_defects(solid).sound());
    if (mesh.cloth_first < mesh.triangles.size()) {
      solid.triangles.assign(mesh.triangles.begin() + mesh.cloth_first, mesh.triangles.end());
      CHECK(anatomy::find_defects(solid).sound());
    }
    float worst = 0.0f;
    for (const auto& w : mesh.weights) worst = std::max(worst, std::abs(w[0] + w[1] + w[2] + w[3] - 1.0f));
    CHECK(worst < 1e-5f);
  }
}

TEST_CASE("the open hand measures what the sizes say") {
  const auto frames = motion::bone_frames(poses().sizes, poses().pose("flat"));
  const auto p = motion::skinned_positions(mesh_of("open"), frames, Mat4(1.0f), false);
  Box3 hand;
  float breadth_lo = 0, breadth_hi = 0;
  for (size_t i = 0; i < cloth_vertex(mesh_of("open")); ++i) {
    hand.add(p[i]);
    if (std::abs(p[i].y - 78.0f) < 4.0f && p[i].x < 45.0f)
      breadth_lo = std::min(breadth_lo, p[i].x), breadth_hi = std::max(breadth_hi, p[i].x);
  }
  // Means of the 1988 survey: length 180 (women) to 194 mm (men), breadth at the knuckles 79 to 90 mm.
  CHECK(hand.hi.y > 180.0f);
  CHECK(hand.hi.y < 194.0f);
  CHECK(breadth_hi - breadth_lo > 76.0f);
  CHECK(breadth_hi - breadth_lo < 92.0f);
}

TEST_CASE("bones have the published lengths, scaled to one hand") {
  // Means of Buryanov & Kotiuk 2010, mm: proximal, middle, distal with its soft tip; as quoted by a second hand.
  constexpr float published[4][3] = {{39.8f, 22.4f, 15.8f + 3.8f},
                                     {44.6f, 26.3f, 17.4f + 4.0f},
                                     {41.4f, 25.7f, 17.3f + 4.0f},
                                     {32.7f, 18.1f, 16.0f + 3.7f}};
  for (size_t f = 0; f < 4; ++f)
    for (size_t k = 0; k < 3; ++k)
      CHECK(std::abs(poses().sizes.fingers[f].lengths[k] - 1.08f * published[f][k]) < 0.3f);
  CHECK(std::abs(poses().sizes.thumb.lengths[1] - 1.08f * 31.6f) < 0.3f);
  CHECK(std::abs(poses().sizes.thumb.lengths[2] - 1.08f * (21.7f + 5.7f)) < 0.3f);
}

TEST_CASE("hands survive their file") {
  const auto path = std::filesystem::temp_directory_path() / "palpate_test_hands.glb";
  write_hands(meshes(), path);
  const auto read = read_hands(path);
  std::filesystem::remove(path);
  REQUIRE(read.size() == meshes().size());
  for (size_t m = 0; m < read.size(); ++m) {
    HandMesh a = meshes()[m];
    const HandMesh& b = read[m];
    const auto order = order_by_first_use(a.triangles, a.positions.size());  // as the file keeps them
    put_in_order(order, a.positions, a.normals, a.cues, a.joints, a.weights);
    CAPTURE(a.name);
    CHECK(a.name == b.name);
    CHECK(a.triangles == b.triangles);
    CHECK(a.cloth_first == b.cloth_first);
    REQUIRE(a.positions.size() == b.positions.size());
    float place = 0, cues = 0, moved = 0;
    const auto frames = motion::bone_frames(poses().sizes, poses().pose("knead"));
    const auto p = motion::skinned_positions(a, frames, Mat4(1.0f), false),
               q = motion::skinned_positions(b, frames, Mat4(1.0f), false);
    for (size_t i = 0; i < a.positions.size(); ++i) {
      place = std::max(place, glm::length(a.positions[i] - b.positions[i]));
      cues = std::max(cues, glm::length(a.cues[i] - b.cues[i]));
      moved = std::max(moved, glm::length(p[i] - q[i]));
    }
    CHECK(place < 1e-3f);
    CHECK(cues < 1e-5f);
    CHECK(moved < 2e-2f);
  }
}

TEST_CASE("every grip at sixty places: touches, does not sink, sleeve clear, joints within limits") {
  constexpr float depth = 6.0f;
  for (const motion::Grip& grip : poses().grips) {
    if (grip.mesh.empty() || grip.held == "stone") continue;
    CAPTURE(grip.tool);
    float deepest = 1e9f, cloth = 1e9f, highest_touch = -1e9f, deepest_touch = 1e9f;
    Vec2 where(0.0f);
    for (int i = 0; i < 60; ++i) {
      const float x = -92.0f + 184.0f * static_cast<float>(i % 10) / 9.0f,
                  y = -20.0f + 26.0f * static_cast<float>(i / 10);
      const technique::Contact c = contact_at(grip.tool, x, y, x > 0.0f);
      const motion::Ground ground = dented(c, depth, grip.averaging_mm > 25.0f ? 45.0f : 14.0f);
      const motion::HandPlacement hand = motion::place(c, grip, poses(), back().skin, ground, depth);
      CHECK(motion::within_limits(hand.pose));
      const Depths d = depths(hand, ground);
      if (d.skin < deepest) deepest = d.skin, where = Vec2(x, y);
      cloth = std::min(cloth, d.cloth);
      highest_touch = std::max(highest_touch, d.touch);
      deepest_touch = std::min(deepest_touch, d.touch);
    }
    MESSAGE(grip.tool << ": deepest " << deepest << " mm at (" << where.x << ", " << where.y << "), touch "
                      << deepest_touch << " .. " << highest_touch << " mm, sleeve " << cloth << " mm");
    CHECK(deepest >= -(depth + 4.0f));
    CHECK(highest_touch <= 1.5f);
    CHECK(cloth > 0.0f);
  }
}

TEST_CASE("a hand that glides moves without pops") {
  const motion::Grip& grip = *poses().grip("palm");
  motion::HandPlacement before;
  float worst_angle = 0.0f, worst_place = 0.0f;
  for (int i = 0; i <= 150; ++i) {
    const technique::Contact c = contact_at("palm", -45.0f, -10.0f + static_cast<float>(i), false);
    const motion::HandPlacement now = motion::place(c, grip, poses(), back().skin, dented(c, 6.0f, 45.0f), 6.0f);
    if (i > 0) {
      for (size_t f = 0; f < 4; ++f) {
        worst_angle = std::max(worst_angle, std::abs(now.pose.fingers[f].knuckle - before.pose.fingers[f].knuckle));
        worst_angle = std::max(worst_angle, std::abs(now.pose.fingers[f].middle - before.pose.fingers[f].middle));
      }
      worst_angle = std::max(worst_angle, std::abs(now.pose.wrist_flexion - before.pose.wrist_flexion));
      worst_place = std::max(worst_place, glm::length(Vec3(now.to_body[3] - before.to_body[3])));
    }
    before = now;
  }
  MESSAGE("a millimetre of glide: at most " << worst_angle << " degrees, " << worst_place << " mm");
  CHECK(worst_angle < 3.0f);
  CHECK(worst_place < 3.5f);
}

TEST_CASE("the left hand mirrors the right") {
  const motion::Grip& grip = *poses().grip("thumb");
  const technique::Contact r = contact_at("thumb", -40.0f, 60.0f, false), l = contact_at("thumb", 40.0f, 60.0f, true);
  const auto right = motion::place(r, grip, poses(), back().skin, dented(r, 5, 14), 5.0f);
  const auto left = motion::place(l, grip, poses(), back().skin, dented(l, 5, 14), 5.0f);
  const Vec3 a = right.in_body(motion::palm_bone, Vec3(0, 60, 0)), b = left.in_body(motion::palm_bone, Vec3(0, 60, 0));
  CHECK(std::abs(a.x + b.x) < 1.0f);
  CHECK(std::abs(a.y - b.y) < 1.0f);
  CHECK(std::abs(a.z - b.z) < 1.0f);
  CHECK(glm::determinant(Mat3(left.to_body)) == doctest::Approx(1.0));
}
