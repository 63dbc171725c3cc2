#pragma once
// Rigid motions and their dual quaternions: blended without the collapse that blended matrices show at a joint
// (L. Kavan et al., "Geometric skinning with approximate dual quaternion blending", ACM TOG 27(4), 2008).

#include <glm/gtc/quaternion.hpp>

#include "core/math.h"

namespace palpate::motion {

/// p -> turn * p + shift, mm.
struct Rigid {
  glm::quat turn{1.0f, 0.0f, 0.0f, 0.0f};
  Vec3 shift{0.0f};

  Vec3 point(const Vec3& p) const { return turn * p + shift; }
  Vec3 vector(const Vec3& v) const { return turn * v; }
  bool operator==(const Rigid& other) const { return turn == other.turn && shift == other.shift; }
  Rigid operator*(const Rigid& inner) const { return {turn * inner.turn, turn * inner.shift + shift}; }
};

/// A turn about a centre.
inline Rigid turn_about(const Vec3& centre, const glm::quat& turn) {
  return {turn, centre - turn * centre};
}

/// Components (x, y, z, w); as the shader has them. Not of unit length while it is being summed.
struct DualQuaternion {
  Vec4 real{0.0f}, dual{0.0f};
};

/// In the half space of the identity, so that sums never cancel (turns stay below 180 degrees).
inline DualQuaternion to_dual(const Rigid& r) {
  glm::quat q = r.turn.w < 0.0f ? -r.turn : r.turn;
  const glm::quat t(0.0f, r.shift.x, r.shift.y, r.shift.z);
  const glm::quat d = 0.5f * (t * q);
  return {Vec4(q.x, q.y, q.z, q.w), Vec4(d.x, d.y, d.z, d.w)};
}

/// The rigid motion of a sum of weighted dual quaternions; shaders/pose.glsl holds the same formula.
inline Rigid to_rigid(const DualQuaternion& sum) {
  const float length = glm::length(sum.real);
  const Vec4 q = sum.real / length, d = sum.dual / length;
  const Vec3 a(q), b(d);
  return {glm::quat(q.w, q.x, q.y, q.z), 2.0f * (q.w * b - d.w * a + glm::cross(a, b))};
}

}  // namespace palpate::motion
