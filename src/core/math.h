#pragma once
// Vectors, boxes and the few numeric helpers every room uses. Lengths are millimetres unless a name says otherwise.
// Body frame: +x the subject's left, +y cranial, +z anterior, origin at the midpoint of the S1 end-plate.

#include <cstdint>
#include <glm/glm.hpp>
#include <limits>

namespace palpate {

using Vec2 = glm::vec2;
using Vec3 = glm::vec3;
using Vec4 = glm::vec4;
using DVec3 = glm::dvec3;
using Mat3 = glm::mat3;
using Mat4 = glm::mat4;

/// Axis-aligned box; empty (lo > hi) until something is added.
struct Box3 {
  Vec3 lo{std::numeric_limits<float>::max()};
  Vec3 hi{std::numeric_limits<float>::lowest()};

  bool empty() const { return lo.x > hi.x || lo.y > hi.y || lo.z > hi.z; }
  void add(const Vec3& p) { lo = glm::min(lo, p), hi = glm::max(hi, p); }
  void add(const Box3& b) {
    if (!b.empty()) lo = glm::min(lo, b.lo), hi = glm::max(hi, b.hi);
  }
  Box3 grown(float by) const { return {lo - Vec3(by), hi + Vec3(by)}; }
  Vec3 centre() const { return 0.5f * (lo + hi); }
  Vec3 size() const { return hi - lo; }
  bool operator==(const Box3&) const = default;
  float diagonal() const { return empty() ? 0.0f : glm::length(size()); }
};

/// Unit vector along v, or `fallback` where v is too short to have a direction.
inline Vec3 normalize_or(const Vec3& v, const Vec3& fallback) {
  const float length2 = glm::dot(v, v);
  return length2 > 1e-20f ? v / glm::sqrt(length2) : fallback;
}

/// 0 below `lo`, 1 above `hi`, smooth (C1) between.
inline float smoothstep(float lo, float hi, float x) {
  const float t = glm::clamp((x - lo) / (hi - lo), 0.0f, 1.0f);
  return t * t * (3.0f - 2.0f * t);
}

}  // namespace palpate
