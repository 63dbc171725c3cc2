// The bundled body in every position and pose of the library: flesh keeps its volume, bones stay out of each other.
#include <doctest/doctest.h>

#include <cmath>

#include "ball_body.h"
#include "io/catalogue_file.h"
#include "motion/posed_check.h"

using namespace palpate;
using namespace palpate::test;
namespace fs = std::filesystem;

TEST_CASE("in every pose flesh keeps its volume within 3 percent and no bone goes 1 mm deeper into another") {
  const fs::path glb = fs::path(PALPATE_BINARY_DIR) / "lumbar.glb";
  if (!fs::exists(glb)) {
    MESSAGE("skipped: no lumbar.glb in the build folder");
    return;
  }
  const auto rig = std::make_shared<const motion::BodyRig>(
      open_atlas(glb, read_catalogue(fs::path(PALPATE_SOURCE_DIR) / "assets" / "anatomy")),
      std::make_shared<motion::JointRanges>(poses().ranges));
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
