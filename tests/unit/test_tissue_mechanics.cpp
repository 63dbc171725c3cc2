#include <doctest/doctest.h>
#include <algorithm>

#include <cmath>
#include <numbers>

#include "io/knowledge_file.h"
#include "tissue/dent.h"
#include "tissue/mechanics.h"
#include "tissue/properties.h"

using namespace palpate;
using namespace palpate::tissue;
using doctest::Approx;

namespace {
const Properties& properties() {
  static const Properties p = make_properties(read_knowledge(std::string(PALPATE_SOURCE_DIR) + "/assets/knowledge"));
  return p;
}
}  // namespace

TEST_CASE("Boussinesq under a circle: 64.6 % at one radius, 28.4 % at two, the point load far away") {
  CHECK(boussinesq(0.0) == 1.0);
  CHECK(boussinesq(1.0) == Approx(0.6464).epsilon(1e-4));
  CHECK(boussinesq(2.0) == Approx(0.2845).epsilon(1e-3));
  CHECK(boussinesq(50.0) == Approx(1.5 / 2500.0).epsilon(1e-3));  // 3 P / (2 pi z²) with P = p pi a²
}

TEST_CASE("bone below: the half-space far away, everything straight down for a thin layer, monotone between") {
  for (const double z : {1.0, 5.0, 20.0}) {
    CHECK(stress_share(z, 10.0, 1e6) == Approx(boussinesq(z / 10.0)).epsilon(1e-6));
    CHECK(stress_share(std::min(z, 0.3), 10.0, 0.3) == Approx(1.0).epsilon(1e-3));
    CHECK(stress_share(z, 10.0, 25.0) > boussinesq(z / 10.0));
    CHECK(stress_share(z, 10.0, 25.0) < 1.0);
  }
}

TEST_CASE("the load spread sideways carries the same force through every depth") {
  for (const double z : {0.0, 5.0, 12.0, 30.0}) {
    const double share = stress_share(z, 10.0, 1e6);
    double force = 0.0;  // over pi a² p
    const double dr = 1e-3;
    for (double r = 0.5 * dr; r < 12.0; r += dr) force += share * lateral_share(r, share) * 2.0 * r * dr;
    CHECK(force == Approx(1.0).epsilon(2e-3));
  }
}

TEST_CASE("Hertz: indentation, radius and peak agree with the force, in whatever order they are asked") {
  const double F = 30.0, R = 12.0, E = 60.0;
  const Hertz h = hertz_sphere(F, R, E);
  CHECK(4.0 / 3.0 * E * std::sqrt(R) * std::pow(h.indentation_mm, 1.5) == Approx(F * 1000.0));
  CHECK(h.contact_radius_mm * h.contact_radius_mm == Approx(R * h.indentation_mm));
  CHECK(h.peak_kPa == Approx(1.5 * 1000.0 * F / (std::numbers::pi * h.contact_radius_mm * h.contact_radius_mm)));
  CHECK(hertz_sphere(8.0 * F, R, E).indentation_mm == Approx(4.0 * h.indentation_mm));
  CHECK(hertz_sphere(0.0, R, E).peak_kPa == 0.0);
}

TEST_CASE("skin, fat and fascia answer 9 % as 50 : 36 : 100 (Chaudhry 2014), within 15 %") {
  const Properties& p = properties();
  const double skin = p.skin.stress(0.09), fat = p.fat.stress(0.09), fascia = p.fascia.stress(0.09);
  CHECK(fat / skin == Approx(36.0 / 50.0).epsilon(0.15));
  CHECK(fascia / skin == Approx(100.0 / 50.0).epsilon(0.15));
  CHECK(skin * 20.0 / 10.0 == Approx(50.0).epsilon(0.15));  // kPa over 20 cm² to N
}

TEST_CASE("a layer stiffens: linear at first, never beyond its limit, stress and strain are inverse") {
  const Law law{15.0, 0.5};
  CHECK(law.strain(0.01) == Approx(0.01 / 15.0).epsilon(2e-3));
  CHECK(law.strain(1e6) < 0.5);
  CHECK(law.strain(1e6) > 0.49);
  for (const double s : {0.5, 5.0, 80.0}) CHECK(law.stress(law.strain(s)) == Approx(s));
  CHECK(properties().law(anatomy::Tissue::muscle, 1.0).strain(20.0) <
        properties().law(anatomy::Tissue::muscle, 0.0).strain(20.0));
}

TEST_CASE("the dent: full in the core, nothing beyond the rim, bone never moves, normals stay unit") {
  Dent d;
  d.half_length_mm = 20.0f, d.half_width_mm = 10.0f, d.depth_mm = 6.0f, d.slide_mm = {2.0f, 0.0f, 0.0f};
  const Dent list[] = {d};
  const Dented centre = dent({0, 0, 0}, list, 1.0f);
  CHECK(centre.position_mm.z == Approx(6.0f));
  CHECK(centre.position_mm.x == Approx(2.0f));
  CHECK(dent({0, 0.54f * 20.0f, 0}, list, 1.0f).position_mm.z == Approx(6.0f));
  const float rim = 2.21f * (20.0f + dent_widening * 6.0f);
  CHECK(dent({0, rim, 0}, list, 1.0f).position_mm == Vec3(0, rim, 0));
  CHECK(dent({0, 1.9f * 20.0f, 0}, list, 1.0f).position_mm.z > 0.1f);  // a soft shoulder beyond the footprint
  d.reach_mm = 30.0f;
  const Dent shallow[] = {d};
  CHECK(dent({0, 0, 15}, shallow, 1.0f).position_mm.z == Approx(15.0f + 0.5f * 6.0f));
  CHECK(dent({0, 0, 31}, shallow, 1.0f).position_mm == Vec3(0, 0, 31));
  CHECK(dent({1, 2, 3}, list, dent_share(anatomy::Tissue::bone)).position_mm == Vec3(1, 2, 3));
  CHECK(dent({1, 2, 61}, list, 1.0f).position_mm == Vec3(1, 2, 61));
  CHECK(glm::length(dent({8, 12, 4}, list, 1.0f).normal({0, 0, -1})) == Approx(1.0f));
}

TEST_CASE("the dent's Jacobian is the derivative of its displacement") {
  Dent a, b;
  a.half_length_mm = 20.0f, a.half_width_mm = 12.0f, a.depth_mm = 5.0f, a.slide_mm = {1.5f, -1.0f, 0.0f};
  b.position_mm = {15, 5, 0}, b.fold_mm = 9.0f, b.half_length_mm = 18.0f, b.half_width_mm = 14.0f;
  const Dent list[] = {a, b};
  for (const Vec3& p : {Vec3(6, 14, 3), Vec3(12, -9, 8), Vec3(20, 2, 1), Vec3(-9, 11, 25)}) {
    const Mat3 j = dent(p, list, 1.0f).jacobian;
    for (int k = 0; k < 3; ++k) {
      Vec3 step(0.0f);
      step[k] = 0.02f;
      const Vec3 slope = (dent(p + step, list, 1.0f).position_mm - dent(p - step, list, 1.0f).position_mm) / 0.04f;
      CHECK(glm::length(slope - j[k]) < 4e-3f);
    }
  }
}
