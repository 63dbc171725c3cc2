#pragma once
// How vertices follow the body's segments: the formula of shaders/pose.glsl on the CPU (a test compares the two).

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "anatomy/mesh.h"
#include "motion/dual_quaternion.h"
#include "motion/skeleton.h"

namespace palpate::motion {

/// Shares as the vertex buffer carries them: 16 bit fractions, in the order of Segment; sum within rounding of 65535.
using PackedWeights = std::array<uint16_t, segment_count>;

/// The segments' motions as the shader takes them, and how far the ribs are lifted, 0..1.
struct PoseBlock : std::array<DualQuaternion, segment_count> {
  float breath = 0.0f;
};

/// What the vertex buffer carries of a vertex at rest: half the thickness of the flesh under it, and where ribs lifted
/// as far as they go take it; sixty-fourths of a millimetre.
struct PackedFlesh {
  int16_t half = 0, breath[3] = {0, 0, 0};
  Vec3 breath_mm() const;
  float half_mm() const;
};
inline constexpr float flesh_unit_mm = 1.0f / 64.0f;
inline Vec3 PackedFlesh::breath_mm() const {
  return flesh_unit_mm * Vec3(breath[0], breath[1], breath[2]);
}
inline float PackedFlesh::half_mm() const {
  return flesh_unit_mm * static_cast<float>(half);
}

/// Blend of the segments' motions for one vertex.
Rigid blend(const PoseBlock& pose, const PackedWeights& weights);

/// Positions of vertices in a posture; `weights` and `flesh` beside `vertices` (no `flesh`: neither bulge nor breath).
std::vector<Vec3> posed_positions(const PoseBlock& pose, std::span<const anatomy::PackedVertex> vertices,
                                  std::span<const PackedWeights> weights, std::span<const PackedFlesh> flesh = {},
                                  float bulge = 0.0f);

}  // namespace palpate::motion
