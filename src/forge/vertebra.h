#pragma once

#include "forge/spine.h"

namespace palpate::forge {

/// Superior articular process (left for side = 1) of the bone whose upper joint is `joint`, in that bone's frame,
/// growing from `base`.
Field superior_cup(const Joint& joint, const Vec3& base, float side);

}  // namespace palpate::forge
