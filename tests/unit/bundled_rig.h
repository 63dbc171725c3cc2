#pragma once
// The bundled body made ready to move, once for all tests that ask.

#include <doctest/doctest.h>

#include <filesystem>
#include <memory>

#include "ball_body.h"
#include "io/atlas_store.h"
#include "io/catalogue_file.h"

namespace palpate::test {

/// Null, after saying so, where the build folder has no lumbar.glb.
inline std::shared_ptr<const motion::BodyRig> bundled_rig() {
  static const std::shared_ptr<const motion::BodyRig> rig = []() -> std::shared_ptr<const motion::BodyRig> {
    const std::filesystem::path glb = std::filesystem::path(PALPATE_BINARY_DIR) / "lumbar.glb";
    if (!std::filesystem::exists(glb)) return nullptr;
    const auto catalogue = read_catalogue(std::filesystem::path(PALPATE_SOURCE_DIR) / "assets" / "anatomy");
    return std::make_shared<const motion::BodyRig>(open_atlas(glb, catalogue),
                                                   std::make_shared<motion::JointRanges>(poses().ranges));
  }();
  if (!rig) MESSAGE("skipped: no lumbar.glb in the build folder");
  return rig;
}

}  // namespace palpate::test
