// Flat cuts: closed, flat, clean edges, and on the skin the tissues that were cut.
#include <doctest/doctest.h>
#include <algorithm>

#include <cmath>
#include <set>

#include "forge/cut_face.h"

using namespace palpate;
using namespace palpate::forge;
using doctest::Approx;

namespace {

/// A pillar with an oval section, 60 mm wide and 40 mm deep, or only its shell.
Volume pillar(float shell_mm = 0.0f) {
  const Field field{[=](const Vec3& p) {
                      const float d = 18.0f * (std::hypot(p.x / 30.0f, p.z / 20.0f) - 1.0f);
                      const float solid = std::max(d, std::abs(p.y) - 60.0f);
                      return shell_mm > 0.0f ? std::max(solid, -(d + shell_mm)) : solid;
                    },
                    Box3{Vec3(-40, -66, -30), Vec3(40, 66, 30)}};
  return Volume::of(field, 2.0f);
}

CutFace face() {
  CutFace f;
  f.bones.push_back({Vec3(4, 40, 0), 6.0f, 6.0f, 0.5f, false});
  f.bones.push_back({Vec3(-4, -30, 0), 6.0f, 6.0f, 0.5f, true});
  f.within_fascia = [](const Vec3& p) { return std::hypot(p.x / 24.0f, p.z / 14.0f) < 1.0f; };
  f.wall = 5.0f;
  return f;
}

}  // namespace

TEST_CASE("a form cut at two heights is closed by faces that carry skin, fat, flesh and bone") {
  const Volume form = pillar();
  anatomy::Mesh mesh = between_heights(form.mesh(), -30.0f, 40.0f);
  CHECK(anatomy::find_defects(mesh).open_edges > 20);
  close_with_face(mesh, face(), form);
  CHECK(anatomy::find_defects(mesh).sound());
  const Box3 box = mesh.bounds();
  CHECK(box.hi.y == Approx(40.5f));
  CHECK(box.lo.y == Approx(-30.5f));
  CHECK(mesh.volume_mm3() == Approx(3.14159 * 30.0 * 20.0 * 71.0).epsilon(0.03));
  REQUIRE(mesh.tendon.size() == mesh.positions.size());
  std::set<float> tissues;
  for (size_t i = 0; i < mesh.positions.size(); ++i) {
    const Vec3 p = mesh.positions[i];
    tissues.insert(mesh.tendon[i]);
    if (mesh.tendon[i] == 0.0f) continue;
    // Only on the faces, and flat there.
    CHECK((p.y == Approx(40.5f) || p.y == Approx(-30.5f)));
    CHECK(std::abs(mesh.normals[i].y) > 0.99f);
  }
  CHECK(tissues.size() == 6);
}

TEST_CASE("a cut shell gets a flat ring between its two sides") {
  const Volume form = pillar(6.0f);
  anatomy::Mesh mesh = between_heights(form.mesh(), -30.0f, 40.0f);
  close_with_rings(mesh, form);
  CHECK(anatomy::find_defects(mesh).sound());
  // Nothing covers what the shell surrounds.
  float least = 1e9f;
  for (const Vec3& p : mesh.positions) least = std::min(least, std::hypot(p.x, p.z));
  CHECK(least > 12.0f);
  CHECK(mesh.bounds().hi.y == Approx(40.0f));
}

TEST_CASE("an end that cuts through a solid where a shell is expected is refused") {
  const Volume form = pillar();
  anatomy::Mesh mesh = between_heights(form.mesh(), -30.0f, 40.0f);
  CHECK_THROWS_WITH(close_with_rings(mesh, form), doctest::Contains("without another one within it"));
}
