#include <doctest/doctest.h>
#include <algorithm>

#include <cmath>
#include <sstream>

#include "anatomy/mesh.h"
#include "forge/volume.h"

using namespace palpate;
using namespace palpate::forge;
using doctest::Approx;

namespace {
constexpr double pi = 3.14159265358979;
bool sound(const anatomy::Mesh& mesh) {
  return anatomy::find_defects(mesh).sound() && mesh.triangle_count() > 0;
}
}  // namespace

TEST_CASE("a sphere has the volume, box and distances of a sphere") {
  const Volume ball = Volume::of(sphere(Vec3(3, -2, 5), 20.0f), 1.0f);
  CHECK(ball.volume_mm3() == Approx(4.0 / 3.0 * pi * 8000.0).epsilon(0.01));
  CHECK(ball.sample(Vec3(3, -2, 26)) == Approx(1.0).epsilon(0.05));
  CHECK(ball.sample(Vec3(3, -2, 5)) < -2.0f);
  CHECK(ball.gradient(Vec3(23, -2, 5)).x == Approx(1.0).epsilon(0.01));
  const anatomy::Mesh mesh = ball.mesh();
  CHECK(sound(mesh));
  CHECK(mesh.volume_mm3() == Approx(4.0 / 3.0 * pi * 8000.0).epsilon(0.01));
  CHECK(mesh.bounds().size().x == Approx(40.0).epsilon(0.01));
}

TEST_CASE("primitives: surface where the closed form says, never an overestimate") {
  const Field cone = rounded_cone(Vec3(0), Vec3(0, 30, 0), 8.0f, 3.0f);
  CHECK(cone(Vec3(0, -8, 0)) == Approx(0.0).epsilon(1e-4));
  CHECK(cone(Vec3(0, 33, 0)) == Approx(0.0).epsilon(1e-4));
  const Field egg = ellipsoid(Vec3(0), Vec3(10, 5, 20));
  for (const Vec3& p : {Vec3(10, 0, 0), Vec3(0, 5, 0), Vec3(0, 0, -20)}) CHECK(std::abs(egg(p)) < 1e-3f);
  const Field rod = sweep({{Vec3(0, 0, 0), 6, 3, Vec3(0, 0, 1)},
                           {Vec3(0, 20, 0), 6, 3, Vec3(0, 0, 1)},
                           {Vec3(0, 40, 0), 6, 3, Vec3(0, 0, 1)}});
  CHECK(std::abs(rod(Vec3(6, 20, 0))) < 0.05f);
  CHECK(std::abs(rod(Vec3(0, 20, 3))) < 0.05f);
  CHECK(std::abs(rod(Vec3(0, 43, 0))) < 0.05f);
  CHECK(rod(Vec3(0, 20, 13)) == Approx(10.0).epsilon(0.02));
  std::vector<SheetKnot> knots;
  for (float v : {0.0f, 20.0f, 40.0f})
    for (float u : {0.0f, 20.0f, 40.0f}) knots.push_back({Vec3(u, v, 0), 6.0f});
  const Field plate = sheet(knots, 3);
  CHECK(plate(Vec3(20, 20, 8)) == Approx(5.0).epsilon(0.01));
  CHECK(plate(Vec3(50, 20, 0)) == Approx(7.0).epsilon(0.01));
}

TEST_CASE("the distance never grows faster than the way: what skipping empty space rests on") {
  Blend blend(rounded_cone(Vec3(0), Vec3(0, 30, 0), 8.0f, 3.0f));
  blend.add(ellipsoid(Vec3(10, 10, 0), Vec3(12, 4, 9)), 5.0f).cut(sphere(Vec3(0, 12, 6), 5.0f), 2.0f);
  const Field field = roughened(blend.field(), 0.28f, 6.0f, 7);
  float worst = 0.0f;
  for (int i = 0; i < 4000; ++i) {
    const auto u = [&](int k) { return static_cast<float>((i * 7919 + k * 104729) % 1000) / 1000.0f; };
    const Vec3 p(u(1) * 60 - 30, u(2) * 60 - 10, u(3) * 60 - 30), q = p + Vec3(u(4) - 0.5f, u(5) - 0.5f, u(6) - 0.5f);
    worst = std::max(worst, std::abs(field(p) - field(q)) / glm::length(p - q));
  }
  CHECK(worst < 1.25f);
}

TEST_CASE("closing fills a hollow and keeps the hull; opening drops a thorn") {
  Blend two(sphere(Vec3(-14, 0, 0), 12.0f));
  two.add(sphere(Vec3(14, 0, 0), 12.0f));
  const Volume apart = Volume::of(two.field(), 1.0f);
  CHECK(apart.sample(Vec3(0)) > 0.0f);
  const Volume bridged = apart.closed(20.0f);
  CHECK(bridged.sample(Vec3(0)) < 0.0f);
  CHECK(std::abs(bridged.sample(Vec3(-26, 0, 0))) < 0.5f);
  CHECK(sound(bridged.mesh()));
  const Volume thorny =
      Volume::of(join(sphere(Vec3(0), 15.0f), rounded_cone(Vec3(0), Vec3(30, 0, 0), 2.0f, 2.0f)), 1.0f);
  const Volume smooth = thorny.opened(4.0f);
  CHECK(smooth.sample(Vec3(28, 0, 0)) > 0.0f);
  CHECK(std::abs(smooth.sample(Vec3(0, 15, 0))) < 0.5f);
}

TEST_CASE("offset, union, difference, intersection and pieces") {
  const Volume ball = Volume::of(sphere(Vec3(0), 15.0f), 1.0f);
  CHECK(ball.offset(6.0f).mesh().bounds().size().x == Approx(42.0).epsilon(0.01));
  CHECK(ball.offset(-6.0f).mesh().bounds().size().x == Approx(18.0).epsilon(0.02));
  const Volume other = Volume::of(sphere(Vec3(15, 0, 0), 15.0f), 1.0f);
  const double lens = pi * 5.0 * 15.0 * 15.0 * 15.0 / 12.0;  // two spheres a radius apart
  const double whole = 4.0 / 3.0 * pi * 3375.0;
  CHECK(ball.intersected(other).volume_mm3() == Approx(lens).epsilon(0.02));
  CHECK(ball.united(other).volume_mm3() == Approx(2.0 * whole - lens).epsilon(0.02));
  CHECK(ball.without(other).volume_mm3() == Approx(whole - lens).epsilon(0.02));
  const Volume far = Volume::of(sphere(Vec3(60, 0, 0), 5.0f), 1.0f);
  CHECK(ball.united(far).largest_piece().box().hi.x < 20.0f);
}

TEST_CASE("the same field gives the same mesh, and a written volume reads back") {
  const Field field = roughened(ellipsoid(Vec3(0), Vec3(20, 12, 9)), 0.28f, 6.0f, 3);
  const Volume volume = Volume::of(field, 1.0f);
  const anatomy::Mesh a = volume.mesh(0.2f), b = Volume::of(field, 1.0f).mesh(0.2f);
  CHECK(a.positions == b.positions);
  CHECK(a.triangles == b.triangles);
  CHECK(sound(a));
  std::stringstream file;
  volume.write(file);
  CHECK(Volume::read(file).mesh(0.2f).positions == a.positions);
  std::stringstream damaged("abcdefghijkl");
  CHECK_THROWS(Volume::read(damaged));
}
