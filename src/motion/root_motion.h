#pragma once
// Where the whole body goes while a pose moves its joints: what the position rests on stays in place.

#include "motion/pose_library.h"

namespace palpate::motion {

/// Hip to knee of the schematic figure, mm: 0.245 of a stature of 1.76 m (R. Drillis and R. Contini, "Body segment
/// parameters", 1966, from memory).
inline constexpr float thigh_mm = 431.0f;

/// How the whole body turns and shifts so that what the position keeps fixed stays in place.
Rigid root_motion(const Skeleton& skeleton, const JointRanges& ranges, const Figure& figure, const Position* position);

}  // namespace palpate::motion
