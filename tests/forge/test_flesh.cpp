#include <doctest/doctest.h>

#include <cmath>

#include "forge/fibres.h"
#include "forge/hull_sheet.h"
#include "forge/profile.h"

using namespace palpate;
using namespace palpate::forge;
using doctest::Approx;

namespace {

constexpr float radius = 80.0f;

Volume ball() {
  return Volume::of(sphere(Vec3(0), radius), 2.0f).redistanced(20.0f, 30.0f);
}

/// A patch behind the ball, 60 x 60 mm measured along it at the middle lines.
SheetNet patch() {
  SheetNet net;
  for (const float x : {-30.0f, -10.0f, 10.0f, 30.0f}) {
    net.rows.emplace_back();
    for (const float y : {-30.0f, -10.0f, 10.0f, 30.0f})
      net.rows.back().push_back(radius * glm::normalize(Vec3(std::sin(x / radius), std::sin(y / radius), -1.0f)));
  }
  return net;
}

SheetStyle plain(float depth, float thick) {
  SheetStyle style;
  style.top = [depth](float, float) { return depth; };
  style.thickness = [thick](float, float) { return thick; };
  style.tendon = [](float u, float) { return u < 0.2f ? 1.0f : 0.0f; };
  style.groove = 0.0f;
  style.spacing_along = style.spacing_across = 1.0f;  // the coarser under side sags between its knots
  return style;
}

}  // namespace

TEST_CASE("a profile passes its knots, never overshoots, and stays level beyond them") {
  const Profile step({{0, 1}, {10, 1}, {20, 5}, {30, 5}});
  CHECK(step(10) == Approx(1.0));
  CHECK(step(20) == Approx(5.0));
  CHECK(step(-50) == Approx(1.0));
  CHECK(step(90) == Approx(5.0));
  for (float y = 0; y <= 30; y += 0.25f) {
    CHECK(step(y) >= 1.0f - 1e-5f);
    CHECK(step(y) <= 5.0f + 1e-5f);
    CHECK(step(y + 0.25f) >= step(y) - 1e-5f);
  }
}

TEST_CASE("a sheet is a closed solid at its depth, as thick as told, its fibres along the surface") {
  const Volume form = ball();
  const anatomy::Mesh mesh = sheet_under(form, patch(), plain(3.0f, 5.0f));
  CHECK(anatomy::find_defects(mesh).sound());
  double shell = 0.0;  // area on the ball, from a sheet of no matter how little thickness
  const anatomy::Mesh thin = sheet_under(form, patch(), plain(0.0f, 0.5f));
  shell = thin.volume_mm3() / 0.5 * std::pow(radius / (radius - 0.25), 2);
  const double r1 = radius - 3.0, r0 = radius - 8.0;
  CHECK(mesh.volume_mm3() == Approx(shell / (radius * radius) * (r1 * r1 * r1 - r0 * r0 * r0) / 3.0).epsilon(0.02));
  for (size_t i = 0; i < mesh.positions.size(); ++i) {
    const float r = glm::length(mesh.positions[i]);
    CHECK(r == Approx(mesh.depth[i] > 0.5f ? r0 : r1).epsilon(0.005));
    CHECK(glm::length(mesh.fibres[i]) == Approx(1.0).epsilon(1e-3));
    CHECK(std::abs(glm::dot(mesh.fibres[i], mesh.positions[i] / r)) < 0.12f);
    CHECK(mesh.fibres[i].y > 0.8f);  // from origin (below) to insertion (above)
  }
}

TEST_CASE("a sheet begins below what covers it and ends above bone") {
  const Volume form = ball();
  Obstacles obstacles;
  obstacles.gap = 0.7f;
  obstacles.above.emplace_back(sheet_under(form, patch(), plain(0.0f, 4.0f)));
  obstacles.below.emplace_back(Volume::of(sphere(Vec3(0), radius - 9.0f), 2.0f).mesh());
  SheetStyle style = plain(0.0f, 20.0f);
  SheetNet inner;  // well within the cover, so that every ray meets it
  for (const float x : {-12.0f, 12.0f}) inner.rows.push_back({Vec3(x, -12, -79), Vec3(x, 0, -79), Vec3(x, 12, -79)});
  const anatomy::Mesh mesh = sheet_under(form, inner, style, obstacles);
  CHECK(anatomy::find_defects(mesh).sound());
  for (const Vec3& p : mesh.positions) {
    CHECK(glm::length(p) < radius - 4.0f - 0.5f);
    CHECK(glm::length(p) > radius - 9.0f + 0.4f);
  }
}

TEST_CASE("fibres of a solid follow its paths; tendon at the ends only") {
  anatomy::Mesh mesh = Volume::of(rounded_cone(Vec3(0), Vec3(0, 100, 0), 8.0f, 8.0f), 1.5f).mesh();
  lay_fibres(mesh, {{{Vec3(-3, 100, 0), Vec3(-3, 0, 0)}, 0.2f, 0.2f}, {{Vec3(3, 100, 0), Vec3(3, 0, 0)}, 0.2f, 0.2f}});
  for (size_t i = 0; i < mesh.positions.size(); ++i) {
    const Vec3 p = mesh.positions[i];
    if (p.y < 5 || p.y > 95) continue;
    CHECK(mesh.fibres[i].y < -0.95f);
    CHECK(mesh.along[i] == Approx(1.0f - p.y / 100.0f).epsilon(0.01));
    CHECK(mesh.fascicle[i] == (p.x < 0 ? 0.0f : 1.0f));
    if (p.y > 30 && p.y < 70) CHECK(mesh.tendon[i] == 0.0f);
    if (p.y < 7 || p.y > 93) CHECK(mesh.tendon[i] > 0.9f);
  }
}
