#pragma once

#include "forge/spine.h"

namespace palpate::forge {

/// Lamina and inferior processes of a vertebra, on the body: what the bone below is cut by to make a joint space.
Field hind_arch_on_body(const Bench& bench, int level);
/// Superior articular process (left for side = 1) of the bone whose upper joint is `joint`, in that bone's frame,
/// growing from `base`.
Field superior_cup(const Joint& joint, const Vec3& base, float side);

}  // namespace palpate::forge
