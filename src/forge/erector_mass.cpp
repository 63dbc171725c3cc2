#include "forge/erector_mass.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "forge/hull_sheet.h"

namespace palpate::forge {

namespace {

constexpr std::array<const char*, 12> mass_levels = {"t9", "t10", "t11", "t12", "l1", "l2",
                                                     "l3", "l4",  "l5",  "s1",  "s2", "s3"};

Profile by_level(const Bench& b, const char* figure) {
  std::vector<std::pair<float, float>> knots;
  for (const char* level : mass_levels) {
    const std::string id = std::string("erector_") + level;
    knots.emplace_back(b.figure(id + ".height"), b.figure(id + "." + figure));
  }
  return Profile(knots);
}

Profile edge(const Bench& b) {
  std::vector<std::pair<float, float>> knots;
  for (const int off : {10, 25, 40, 55, 70})
    knots.emplace_back(static_cast<float>(off), b.figure("erector_aponeurosis.edge_at_" + std::to_string(off)));
  return Profile(knots);
}

}  // namespace

ErectorMass::ErectorMass(const Bench& b)
    : border(by_level(b, "border")),
      multifidus(by_level(b, "multifidus_edge")),
      split(by_level(b, "column_split")),
      form(b.input("fascia_form").volume),
      thickness_(by_level(b, "thickness")),
      front_(by_level(b, "front")),
      edge_(edge(b)) {}

float ErectorMass::roof(float x, float y) const {
  const float bare = 2.5f + 1.15f * (1.0f - smoothstep(-8.0f, 12.0f, y - edge_(x)));
  const float beyond = x - 62.0f + 0.72f * (y - 180.0f);
  const float latissimus = 6.6f * smoothstep(-2.0f, 44.0f, beyond);
  const float trapezius = 3.4f * smoothstep(0.0f, 40.0f, y - 178.0f - 2.6f * x);
  const float serratus =
      2.9f * smoothstep(22.0f, 48.0f, x) * smoothstep(112.0f, 138.0f, y) * smoothstep(262.0f, 236.0f, y);
  return bare + latissimus + trapezius + serratus;
}

float ErectorMass::thick(float x, float y) const {
  const float out = border(y), middle = 0.48f * out, half = out - middle;
  const float u = std::abs(x - middle) / half;
  return thickness_(y) * (1.0f - 0.5f * std::pow(std::min(u, 1.4f), 2.6f));
}

float ErectorMass::whole(const Vec3& p) const {
  const float x = std::abs(p.x), y = p.y, below = deep(p), top = roof(x, y);
  float d = smooth_max(top - below, below - thick(x, y) - top, 5.0f);
  d = smooth_max(d, 0.92f * (x - border(y)), 11.0f);
  return smooth_max(d, p.z - front_(y), 6.0f);
}

float ErectorMass::multifidus_plane(const Vec3& p) const {
  const float below = deep(p) - roof(std::abs(p.x), p.y);
  return multifidus(p.y) + lean * glm::clamp(below - 2.0f, 0.0f, 26.0f);
}

Vec3 ErectorMass::at_depth(float x, float y, float depth) const {
  const Vec3 on = on_form(form, Vec3(x, y, -75.0f));
  return on - form.gradient(on) * depth;
}

Vec3 ErectorMass::at(float x, float y, float share) const {
  const float off = std::abs(x);
  Vec3 p = at_depth(x, y, roof(off, y) + share * thick(off, y));
  p.z = std::min(p.z, front_(y) - 2.0f);
  return p;
}

}  // namespace palpate::forge
