#pragma once
// The rest of the person round the modelled body: schematic limbs, head and what carries them, so that a posture reads
// as somebody lying, kneeling or sitting. Only drawn; lengths are of an average man and design estimates.

#include <vector>

#include "motion/body_rig.h"
#include "motion/pose_library.h"
#include "render/frame_input.h"

namespace palpate::session {

/// Glass limbs and, last, a matt table, mat, chair or floor under them. `position` may be null: nothing to lie on.
std::vector<render::Prop> figure_props(const motion::BodyRig& rig, const motion::Figure& figure,
                                       const motion::Position* position, const motion::Rigid& root);

/// How far down (along position.down) from the body's origin the top of what carries it lies, mm.
float support_top_mm(const motion::BodyRig& rig, const motion::Position& position);

}  // namespace palpate::session
