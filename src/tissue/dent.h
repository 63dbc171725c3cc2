#pragma once
// How tissue gives way under contacts: the one formula, mirrored operation by operation in shaders/dent.glsl (a test
// compares the two). Lengths are millimetres at the rest pose. For one contact with normal n (outward), direction d,
// side s = n x d:
//   h = depth of p below the contact's tangent plane
//   q = elliptical radius in that plane, 1 on the footprint's outline
//   r = the same, 1 on the footprint's outline widened by 0.6 depth: a deeper dent draws in more of its surroundings
//   w(r) = 1 - smoothstep(0.55, 2.2, r)    the dent's soft shoulder
//   f(q) = 1 - smoothstep(0.0, 1.0, q)     a lifted fold
//   a(h) = 1 - smoothstep(0, reach, |h|)   layers further from the hand move less
//   displacement(p) = share a(h) (w(r) (slide - depth n) + f(q) fold n), added over all contacts
// `depth` and `reach` come from the layered answer (tissue/stack.h), so that each layer sinks by what those below it
// give way; the radii and the widening are design estimates chosen for a smooth picture.

#include <span>

#include "anatomy/catalogue.h"
#include "core/math.h"

namespace palpate::tissue {

inline constexpr float dent_core = 0.55f, dent_rim = 2.2f, dent_widening = 0.6f, dent_reach_mm = 60.0f;

/// A footprint as the formula needs it. `normal` and `direction` are unit length and perpendicular.
struct Dent {
  Vec3 position_mm{0.0f};
  Vec3 normal{0.0f, 0.0f, -1.0f};    ///< outward
  Vec3 direction{0.0f, 1.0f, 0.0f};  ///< along the footprint's length
  float half_length_mm = 10.0f, half_width_mm = 10.0f;
  float depth_mm = 0.0f;           ///< deepest dent of the skin
  float reach_mm = dent_reach_mm;  ///< depth at which nothing moves any more
  float fold_mm = 0.0f;            ///< height of a lifted fold
  Vec3 slide_mm{0.0f};             ///< tangential drag of the skin under the contact
};

/// How much a tissue takes part: 1 soft, 0 bone. Part of the formula's input on both sides.
constexpr float dent_share(anatomy::Tissue tissue) {
  using enum anatomy::Tissue;
  switch (tissue) {
    case bone:
    case cartilage:
    case disc:
      return 0.0f;
    default:
      return 1.0f;
  }
}

/// 1 - smoothstep(lo, hi, x) and its derivative.
inline Vec2 dent_falloff(float lo, float hi, float x) {
  const float t = glm::clamp((x - lo) / (hi - lo), 0.0f, 1.0f);
  return {1.0f - t * t * (3.0f - 2.0f * t), -6.0f * t * (1.0f - t) / (hi - lo)};
}

/// A point after the contacts, with the map that turns its surface: normals by the cofactor, fibres by the Jacobian
/// itself.
struct Dented {
  Vec3 position_mm{0.0f};
  Mat3 jacobian{1.0f};
  Mat3 cofactor() const {
    return {glm::cross(jacobian[1], jacobian[2]), glm::cross(jacobian[2], jacobian[0]),
            glm::cross(jacobian[0], jacobian[1])};
  }
  Vec3 normal(const Vec3& rest) const { return normalize_or(cofactor() * rest, rest); }
  Vec3 fibre(const Vec3& rest) const { return jacobian * rest; }
};

inline Dented dent(const Vec3& p, std::span<const Dent> contacts, float share) {
  Vec3 moved(0.0f);
  Dented result;
  for (const Dent& c : contacts) {
    const Vec3 side = glm::cross(c.normal, c.direction);
    const Vec3 from = p - c.position_mm;
    const float h = -glm::dot(from, c.normal);
    const float x = glm::dot(from, c.direction) / c.half_length_mm, y = glm::dot(from, side) / c.half_width_mm;
    const float q = glm::sqrt(x * x + y * y);
    const float long_r = c.half_length_mm + dent_widening * c.depth_mm,
                wide_r = c.half_width_mm + dent_widening * c.depth_mm;
    const float u = glm::dot(from, c.direction) / long_r, v = glm::dot(from, side) / wide_r;
    const float r = glm::sqrt(u * u + v * v);
    if (glm::min(q, r) >= dent_rim || glm::abs(h) >= c.reach_mm) continue;
    const Vec3 grad_q = (x / c.half_length_mm * c.direction + y / c.half_width_mm * side) / glm::max(q, 1e-6f);
    const Vec3 grad_r = (u / long_r * c.direction + v / wide_r * side) / glm::max(r, 1e-6f);
    const Vec3 grad_h = -glm::sign(h) * c.normal;
    const Vec2 w = dent_falloff(dent_core, dent_rim, r), f = dent_falloff(0.0f, 1.0f, q);
    const Vec2 a = share * dent_falloff(0.0f, c.reach_mm, glm::abs(h));
    const Vec3 push = c.slide_mm - c.depth_mm * c.normal, lift = c.fold_mm * c.normal;
    moved += a.x * (w.x * push + f.x * lift);
    const Vec3 grad_w = a.y * w.x * grad_h + a.x * w.y * grad_r, grad_f = a.y * f.x * grad_h + a.x * f.y * grad_q;
    result.jacobian += glm::outerProduct(push, grad_w) + glm::outerProduct(lift, grad_f);
  }
  result.position_mm = p + moved;
  return result;
}

}  // namespace palpate::tissue
