// Not a test: prints by how much structures change their volume in every position and pose, and how much deeper bones
// go into each other than at rest. ninja posed_volumes && build/release/posed_volumes [LEAST_PERCENT]

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "core/parallel.h"
#include "io/atlas_store.h"
#include "io/catalogue_file.h"
#include "io/motion_file.h"
#include "motion/posed_check.h"

using namespace palpate;
namespace fs = std::filesystem;

int main(int argc, char** argv) {
  const double least = argc > 1 ? std::atof(argv[1]) : 3.0;
  const fs::path glb = fs::path(PALPATE_BINARY_DIR) / "lumbar.glb", assets = fs::path(PALPATE_SOURCE_DIR) / "assets";
  if (!fs::exists(glb)) {
    fmt::print("skipped: no lumbar.glb in the build folder\n");
    return 0;
  }
  const auto library = read_pose_library(assets / "motion");
  const auto rig = std::make_shared<const motion::BodyRig>(open_atlas(glb, read_catalogue(assets / "anatomy")),
                                                           std::make_shared<motion::JointRanges>(library.ranges));
  const motion::PosedCheck check(rig);
  const auto start = std::chrono::steady_clock::now();
  const std::vector<bool> all(rig->atlas().structures.size(), true);
  for (const motion::NamedPosture& row : motion::all_postures(library))
    motion::Bulges(rig, rig->block(row.posture)).find(all);
  fmt::print("{:.1f} ms a posture to find what keeps the volumes\n",
             std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count() /
                 static_cast<double>(motion::all_postures(library).size()));
  size_t vertices = 0;
  for (size_t s = 0; s < all.size(); ++s) vertices += rig->bulge_vertices(s);
  fmt::print("by {} vertices\n", vertices);
  if (std::getenv("PALPATE_TABLES")) {
    for (size_t s = 0; s < all.size(); ++s)
      fmt::print("{:>7} {}\n", rig->bulge_vertices(s), rig->atlas().structures[s].info.id);
  }
  for (const motion::NamedPosture& row : motion::all_postures(library)) {
    const motion::PoseBlock pose = rig->block(row.posture);
    const auto changes = check.volume_changes(pose);
    double worst = 0.0;
    for (const auto& c : changes) worst = std::max(worst, std::abs(c.percent));
    const auto bones = check.deepest_gain(pose);
    fmt::print("{:<34} worst {:5.1f} %   bones {:+.1f} mm deeper ({} in {})\n", row.name, worst, bones.gain_mm, bones.a,
               bones.b);
    for (const auto& c : changes) {
      if (std::abs(c.percent) >= least)
        fmt::print("    {:<52} {:+6.1f} %  bulge {:+.2f}\n", rig->atlas().structures[c.structure].info.id, c.percent,
                   c.bulge);
    }
  }
  return 0;
}
