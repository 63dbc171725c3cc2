#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numbers>

#include "ball_body.h"
#include "core/error.h"
#include "io/motion_file.h"
#include "technique/vocabulary.h"

using namespace palpate;
using namespace palpate::test;
namespace fs = std::filesystem;

namespace {

// Angle that a segment has turned, degrees.
float turned(const motion::Rigid& r) {
  return glm::degrees(2.0f * std::acos(std::min(1.0f, std::abs(r.turn.w))));
}

}  // namespace

TEST_CASE("a dual quaternion gives back the rigid motion it was made of") {
  const motion::Rigid r = motion::turn_about({10, 200, -30}, glm::angleAxis(1.1f, glm::normalize(Vec3(1, 2, 3))));
  const motion::Rigid back = motion::to_rigid(motion::to_dual(r));
  for (const Vec3 p : {Vec3(0, 0, 0), Vec3(100, -50, 20), Vec3(-3, 400, 90)}) {
    CHECK(glm::distance(r.point(p), back.point(p)) < 1e-3f);
  }
}

TEST_CASE("blending half way between two turns about one axis is half the turn: no collapse at the joint") {
  motion::PoseBlock pose{};
  for (auto& d : pose) d = motion::to_dual({});
  pose[motion::thigh_left] = motion::to_dual(motion::turn_about({0, 0, 0}, glm::angleAxis(2.0f, Vec3(1, 0, 0))));
  motion::PackedWeights half{};
  half[motion::pelvis] = half[motion::thigh_left] = 32768;
  const Vec3 p(0, -100, 0), moved = motion::blend(pose, half).point(p);
  CHECK(glm::length(moved) == doctest::Approx(100.0f).epsilon(1e-4));
  CHECK(std::atan2(-moved.z, -moved.y) == doctest::Approx(1.0f).epsilon(1e-3));
}

TEST_CASE("forwards, to the left, outwards: the signs of the joints are those of their names") {
  const motion::BodyRig& rig = ball_rig();
  const Vec3 chest(0, 300, 0), knee(90, -400, 0);
  CHECK(rig.motions(with({{motion::lumbar_flexion, 30.0f}}))[motion::t9].point(chest).z > 30.0f);
  CHECK(rig.motions(with({{motion::lumbar_side_bend, 15.0f}}))[motion::t9].point(chest).x > 15.0f);
  CHECK(rig.motions(with({{motion::lumbar_rotation, 5.0f}}))[motion::t9].point(chest + Vec3(0, 0, 100)).x > 3.0f);
  CHECK(rig.motions(with({{motion::hip_flexion_left, 60.0f}}))[motion::thigh_left].point(knee).z > 200.0f);
  CHECK(rig.motions(with({{motion::hip_abduction_left, 30.0f}}))[motion::thigh_left].point(knee).x > 200.0f);
  CHECK(rig.motions(with({{motion::hip_abduction_right, 30.0f}}))[motion::thigh_right].point({-90, -400, 0}).x <
        -200.0f);
  CHECK(rig.motions(with({{motion::hip_rotation_left, 30.0f}}))[motion::thigh_left].point({90, -400, 100}).x < 60.0f);
  CHECK(rig.motions(with({{motion::hip_rotation_right, 30.0f}}))[motion::thigh_right].point({-90, -400, 100}).x >
        -60.0f);
}

TEST_CASE("full flexion and extension: every level within its published whole range, the sum as asked") {
  const motion::JointRanges& ranges = poses().ranges;
  REQUIRE(ranges.levels.size() == 9);
  const motion::BodyRig& rig = ball_rig();
  const float forward = motion::span_of(ranges, motion::lumbar_flexion).hi,
              back = motion::span_of(ranges, motion::lumbar_flexion).lo;
  const auto flexed = rig.motions(with({{motion::lumbar_flexion, forward}}));
  const auto extended = rig.motions(with({{motion::lumbar_flexion, back}}));
  CHECK(turned(flexed[motion::l1]) == doctest::Approx(forward).epsilon(0.01));
  CHECK(turned(extended[motion::l1]) == doctest::Approx(-back).epsilon(0.01));
  for (int s = motion::l5; s <= motion::l1; ++s) {
    // Pearcy 1985: about 14 degrees of flexion plus extension at each lumbar level, L4/5 slightly more.
    const auto between = [&](const motion::SegmentMotions& m) {
      return turned({glm::inverse(m[static_cast<size_t>(s - 1)].turn) * m[static_cast<size_t>(s)].turn, {}});
    };
    CHECK(between(flexed) + between(extended) == doctest::Approx(14.0f).epsilon(0.16));
  }
  // Rotation: about 2 degrees a level to both sides together, so 1 to 3 a level at most to one side.
  for (const motion::LevelRange& level : ranges.levels) {
    if (level.moves > motion::l1) continue;
    CHECK(level.rotation >= 1.0f);
    CHECK(level.rotation <= 3.0f);
  }
}

TEST_CASE("angles beyond a joint's range are cut, and no number is worse than none") {
  const motion::JointRanges& ranges = poses().ranges;
  motion::Posture wild{};
  wild.fill(1e9f);
  wild[motion::hip_flexion_left] = std::nanf("");
  const motion::Posture kept = motion::clamped(ranges, wild);
  CHECK(kept[motion::hip_flexion_right] == doctest::Approx(ranges.hip.flexion));
  CHECK(kept[motion::hip_flexion_left] == 0.0f);
  const motion::SegmentMotions moved = ball_rig().motions(wild);
  for (const motion::Rigid& r : moved) CHECK(std::isfinite(r.shift.x + r.shift.y + r.shift.z));
}

TEST_CASE("side bend brings rotation along: to the other side in the upper lumbar spine, to the same side at L5/S1") {
  const motion::JointRanges& ranges = poses().ranges;
  const motion::Posture bent = with({{motion::lumbar_side_bend, 10.0f}});
  for (const motion::LevelRange& level : ranges.levels) {
    const motion::LevelAngles a = motion::level_angles(ranges, level, bent);
    if (level.moves == motion::l5) CHECK(a.rotation > 0.0f);
    if (level.moves >= motion::l3 && level.moves <= motion::l1) CHECK(a.rotation < 0.0f);
  }
}

TEST_CASE("flesh goes wholly with a bone at that bone, and smoothly in between") {
  const motion::BodyRig& rig = ball_rig();
  const auto l3 = rig.weights_at({0, 92, 15});
  CHECK(l3[motion::l3] > 0.8f);
  const auto low = rig.weights_at({60, 92, -60}), high = rig.weights_at({60, 95, -60});
  float change = 0.0f, sum = 0.0f;
  for (size_t s = 0; s < motion::segment_count; ++s) change += std::abs(low[s] - high[s]), sum += low[s];
  CHECK(change < 0.06f);
  CHECK(sum == doctest::Approx(1.0f).epsilon(1e-4));
  // The harmonic field of a symmetric body is symmetric.
  const auto left = rig.weights_at({120, 30, 20}), right = rig.weights_at({-120, 30, 20});
  CHECK(left[motion::thigh_left] == doctest::Approx(right[motion::thigh_right]).epsilon(0.05));
}

TEST_CASE("at rest nothing moves; a bone keeps its shape in every posture") {
  const motion::BodyRig& rig = ball_rig();
  const anatomy::Atlas& atlas = rig.atlas();
  const int bone = atlas.index_of("vertebra_l2"), skin = atlas.index_of("skin");
  REQUIRE(bone >= 0);
  const auto& vertices = atlas.structures[static_cast<size_t>(skin)].levels.front().vertices;
  const auto weights = rig.weights(static_cast<size_t>(skin), vertices);
  const auto still = motion::posed_positions(rig.block({}), vertices, weights);
  for (size_t i = 0; i < still.size(); i += 37) CHECK(glm::distance(still[i], vertices[i].position) < 1e-3f);
  const auto& ball = atlas.structures[static_cast<size_t>(bone)].levels.front().vertices;
  const auto moved = motion::posed_positions(rig.block(with({{motion::lumbar_flexion, 40.0f}})), ball,
                                             rig.weights(static_cast<size_t>(bone), ball));
  for (size_t i = 1; i < ball.size(); i += 11) {
    CHECK(glm::distance(moved[i], moved[0]) ==
          doctest::Approx(glm::distance(ball[i].position, ball[0].position)).epsilon(1e-3));
  }
}

TEST_CASE("an atlas without bones says what cannot move and stays whole") {
  anatomy::RawAtlas raw;
  raw.structures.push_back(part("skin", sphere(24, 16, 100.0f, {0, 0, 0})));
  const motion::BodyRig rig(bake_in_memory(raw), std::make_shared<motion::JointRanges>(poses().ranges));
  CHECK(rig.skeleton().missing.size() >= 3);
  const motion::PoseBlock pose = rig.block(with({{motion::lumbar_flexion, 40.0f}, {motion::hip_flexion_left, 90.0f}}));
  CHECK(glm::distance(rig.carry(pose, {50, 20, 10}).point({50, 20, 10}), Vec3(50, 20, 10)) < 1e-3f);
}

TEST_CASE("every pose that scenes may name is there, in a position that scenes may name") {
  for (const std::string_view id : technique::poses()) CHECK_MESSAGE(poses().pose(id), id);
  for (const std::string_view id : technique::client_positions()) CHECK_MESSAGE(poses().position(id), id);
  CHECK(poses().poses.size() == technique::poses().size());
}

TEST_CASE("a bad motion file names its place") {
  const fs::path folder = fs::path(PALPATE_BINARY_DIR) / "motion_files";
  fs::create_directories(folder);
  fs::copy_file(fs::path(PALPATE_SOURCE_DIR) / "assets" / "motion" / "joints.yaml", folder / "joints.yaml",
                fs::copy_options::overwrite_existing);
  const auto error_of = [&](const std::string& joints) {
    std::FILE* f = std::fopen((folder / "poses.yaml").c_str(), "w");
    std::fputs(
        ("format: 1\npositions:\n  prone: {name: P, on: table, down: anterior, rest: {" + joints + "}}\nposes: {}\n")
            .c_str(),
        f);
    std::fclose(f);
    try {
      read_pose_library(folder);
    } catch (const Error& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  CHECK(error_of("hip_flexion: 40").empty());
  CHECK(error_of("hip_flexion: 400").find("poses.yaml:3:") != std::string::npos);
  CHECK(error_of("hip_flexoin: 40").find("unknown joint") != std::string::npos);
  CHECK(error_of("knee: bent").find("expected a number") != std::string::npos);
}
