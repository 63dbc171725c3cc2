#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "anatomy/mesh.h"
#include "core/error.h"
#include "forge/skin_wrap.h"
#include "forge/volume.h"

using namespace palpate;
using namespace palpate::forge;

TEST_CASE("a skin is wrapped round an open, holed shell: closed, smooth, its cover away, inside out or not") {
  constexpr float radius = 70.0f;
  anatomy::Mesh shell = Volume::of(sphere(Vec3(10, 0, 0), radius), 3.0f).mesh();
  anatomy::Mesh holed = shell;
  holed.triangles.clear();
  for (size_t t = 0; t < shell.triangle_count(); ++t) {
    if (t % 3 == 1) continue;  // a third is missing, a third inside out
    const size_t last = t % 3 == 0 ? 1 : 2;
    for (const size_t k : {size_t{0}, 3 - last, last}) holed.triangles.push_back(shell.triangles[3 * t + k]);
  }
  const WrapFigures figures;
  const anatomy::Mesh skin = wrap_skin(holed, figures, {});
  CHECK(anatomy::find_defects(skin).sound());
  float nearest = 1e9f, farthest = 0.0f;
  for (const Vec3& p : skin.positions) {
    const float away = glm::length(p - Vec3(10, 0, 0)) - radius;
    nearest = std::min(nearest, away), farthest = std::max(farthest, away);
  }
  CHECK(nearest > figures.cover_mm - 3.0f);
  CHECK(farthest < figures.cover_mm + 1.5f);
  CHECK_THROWS_AS(wrap_skin({}, figures, {}), Error);
}
