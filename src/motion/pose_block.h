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

/// The segments' motions as the shader takes them.
using PoseBlock = std::array<DualQuaternion, segment_count>;

/// Half the thickness of the flesh under a vertex, as the vertex buffer carries it: sixty-fourths of a millimetre.
using PackedHalf = uint16_t;
inline constexpr float half_unit_mm = 1.0f / 64.0f;

/// Blend of the segments' motions for one vertex.
Rigid blend(const PoseBlock& pose, const PackedWeights& weights);

/// Positions of vertices in a posture; `weights` and `half` beside `vertices` (no `half`: no bulge).
std::vector<Vec3> posed_positions(const PoseBlock& pose, std::span<const anatomy::PackedVertex> vertices,
                                  std::span<const PackedWeights> weights, std::span<const PackedHalf> half = {},
                                  float bulge = 0.0f);

}  // namespace palpate::motion
