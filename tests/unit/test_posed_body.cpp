// The bundled body in every position and pose of the library: flesh keeps its volume, bones stay out of each other.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "ball_body.h"
#include "bundled_rig.h"
#include "io/catalogue_file.h"
#include "motion/posed_check.h"

using namespace palpate;
using namespace palpate::test;
namespace fs = std::filesystem;

TEST_CASE("in every pose flesh keeps its volume within 3 percent and no bone goes 1 mm deeper into another") {
  const auto rig = bundled_rig();
  if (!rig) return;
  const motion::PosedCheck check(rig);
  size_t measured = 0;
  for (const motion::NamedPosture& row : motion::all_postures(poses())) {
    const motion::PoseBlock pose = rig->block(row.posture);
    for (const motion::VolumeChange& c : check.volume_changes(pose)) {
      const anatomy::Structure& s = rig->atlas().structures[c.structure];
      // The skin's mesh is the outline of the whole trunk, cavity and all, and counts what folds over itself twice.
      if (s.info.tissue == anatomy::Tissue::skin) continue;
      CHECK_MESSAGE(std::abs(c.percent) <= 3.0, row.name, ": ", s.info.id, " ", c.percent, " %");
      ++measured;
    }
    const motion::BoneGain bones = check.deepest_gain(pose);
    CHECK_MESSAGE(bones.gain_mm <= 1.0f, row.name, ": ", bones.a, " in ", bones.b, " ", bones.gain_mm, " mm");
  }
  CHECK(measured > 1000);
}

TEST_CASE("discs wedge: bending forwards thins them in front and opens them behind, and they stay on their bones") {
  const auto rig = bundled_rig();
  if (!rig) return;
  const anatomy::Atlas& atlas = rig->atlas();
  const std::pair<const char*, motion::Segment> discs[] = {
      {"disc_l1_l2", motion::l1}, {"disc_l2_l3", motion::l2}, {"disc_l3_l4", motion::l3}, {"disc_l4_l5", motion::l4}};
  for (const auto& [id, above] : discs) {
    const size_t s = static_cast<size_t>(atlas.index_of(id));
    const auto& vertices = atlas.structures[s].levels.front().vertices;
    const auto shares = rig->shares(s, 0);
    const Mat3& axes = rig->skeleton().axes[above];
    const Vec3 middle = atlas.structures[s].bounds.centre();
    const auto posed = [&](float degrees) {
      const motion::PoseBlock pose = rig->block(with({{motion::lumbar_flexion, degrees}}));
      return motion::posed_positions(pose, vertices, shares->weights, shares->flesh, motion::Bulges(rig, pose).of(s));
    };
    const auto rest = posed(0.0f), forwards = posed(36.0f), back = posed(-20.0f);
    // Mean height of the front third and of the hind third: the way between the mean places of upper and lower faces.
    const auto height = [&](const std::vector<Vec3>& at, bool front) {
      Vec3 upper(0.0f), lower(0.0f);
      float above_count = 0.0f, below_count = 0.0f;
      for (size_t i = 0; i < at.size(); ++i) {
        const Vec3 d = vertices[i].position - middle;
        if ((glm::dot(d, axes[2]) > 8.0f) != front || (glm::dot(d, axes[2]) < -8.0f) == front) continue;
        if (glm::dot(d, axes[1]) > 2.0f) upper += at[i], above_count += 1.0f;
        if (glm::dot(d, axes[1]) < -2.0f) lower += at[i], below_count += 1.0f;
      }
      REQUIRE(above_count > 5.0f);
      REQUIRE(below_count > 5.0f);
      return glm::distance(upper / above_count, lower / below_count);
    };
    CHECK_MESSAGE(height(forwards, true) < height(rest, true) - 0.5f, id);
    CHECK_MESSAGE(height(forwards, false) > height(rest, false) + 0.3f, id);
    CHECK_MESSAGE(height(back, true) > height(rest, true) + 0.2f, id);
    CHECK_MESSAGE(height(back, false) < height(rest, false), id);
    // Their faces go with the bones that they lie on.
    const motion::SegmentMotions moved = rig->motions(with({{motion::lumbar_flexion, 36.0f}}));
    float off = 0.0f;
    size_t faces = 0;
    for (size_t i = 0; i < vertices.size(); ++i) {
      if (shares->weights[i][above] < 62000) continue;
      off = std::max(off, glm::distance(forwards[i], moved[above].point(vertices[i].position)));
      ++faces;
    }
    MESSAGE(id, ": ", faces, " vertices wholly with the bone above, at most ", off, " mm from where it takes them");
    CHECK(off < 2.0f);
  }
}

TEST_CASE("a thin sheet keeps its volume as well as a thick belly does") {
  // A slab of 2 mm and a ball beside the spine of balls, bent as far as it goes.
  anatomy::RawAtlas raw = ball_bones();
  anatomy::Mesh sheet = sphere(64, 40, 1.0f, {0, 0, 0});
  for (Vec3& p : sheet.positions) p = p * Vec3(60.0f, 120.0f, 1.0f) + Vec3(0, 110, -60);
  anatomy::compute_normals(sheet);
  for (auto& [id, mesh] : std::vector<std::pair<std::string, anatomy::Mesh>>{
           {"thin_sheet", sheet}, {"thick_belly", sphere(48, 32, 45.0f, {60, 110, -60})}}) {
    raw.structures.push_back(part(id, mesh));
    raw.structures.back().info.tissue = anatomy::Tissue::muscle;
  }
  const auto rig = std::make_shared<const motion::BodyRig>(bake_in_memory(raw),
                                                           std::make_shared<motion::JointRanges>(poses().ranges));
  const motion::PosedCheck check(rig);
  size_t seen = 0;
  for (const float degrees : {-25.0f, 25.0f, 40.0f}) {
    for (const motion::VolumeChange& c : check.volume_changes(rig->block(with({{motion::lumbar_flexion, degrees}})))) {
      const std::string& id = rig->atlas().structures[c.structure].info.id;
      if (id != "thin_sheet" && id != "thick_belly") continue;
      CHECK_MESSAGE(std::abs(c.percent) <= 1.0, id, " ", degrees, " degrees: ", c.percent, " %");
      ++seen;
    }
  }
  CHECK(seen == 6);
}
