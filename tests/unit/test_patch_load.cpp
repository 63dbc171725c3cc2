#include <doctest/doctest.h>

#include <cmath>

#include "tissue/mechanics.h"
#include "tissue/patch_load.h"

using namespace palpate;

namespace {

/// A disc of radius 30 mm under 20 kPa, in cells of 3 mm.
tissue::PatchLoad disc() {
  tissue::PatchLoad patch;
  patch.cell_mm = 3.0f;
  for (float y = -30.0f; y <= 30.0f; y += 3.0f)
    for (float x = -30.0f; x <= 30.0f; x += 3.0f) {
      if (x * x + y * y > 900.0f) continue;
      patch.places_mm.push_back({x, y, 0});
      patch.forces_N.push_back(0.020f * 9.0f);
    }
  return patch;
}

}  // namespace

TEST_CASE("a disc of cells presses as Boussinesq's disc does on its axis") {
  const tissue::PatchLoad patch = disc();
  for (const float depth : {0.0f, 10.0f, 20.0f, 30.0f, 60.0f}) {
    CAPTURE(depth);
    const double wanted = 20.0 * tissue::boussinesq(static_cast<double>(depth) / 30.0);
    CHECK(tissue::patch_stress_kPa(patch, {0, 0, depth}) == doctest::Approx(wanted).epsilon(0.12));
  }
}

TEST_CASE("a patch carries its whole force through every depth") {
  const tissue::PatchLoad patch = disc();
  double force = 0.0;
  for (const float f : patch.forces_N) force += static_cast<double>(f);
  for (const float depth : {0.0f, 15.0f, 40.0f}) {
    double carried = 0.0;
    for (float y = -400.0f; y <= 400.0f; y += 5.0f)
      for (float x = -400.0f; x <= 400.0f; x += 5.0f)
        carried += 0.001 * tissue::patch_stress_kPa(patch, {x, y, depth}) * 25.0;
    CAPTURE(depth);
    CHECK(carried == doctest::Approx(force).epsilon(0.04));
  }
}
