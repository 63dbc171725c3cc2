#pragma once
// Which things in a picture are seen through, and what that costs.

#include <vector>

#include "render/frame_input.h"

namespace palpate::render {

constexpr float least_prop_opacity = 0.004f;  ///< below that nothing of a prop is seen

bool is_glass(const Prop& prop, PropStyle style);
/// True where nothing of it is solid.
bool is_glass(const Prop& prop);
/// Glass that moving pictures draw in one pass, from the nearest triangle to the furthest: of one material, and its
/// triangles can be put in that order.
bool drawn_at_once(const Prop& prop);
/// Triangles that a moving picture draws of all of them: other glass twice, as it needs its depth first.
size_t moving_triangles(const std::vector<Prop>& props);

}  // namespace palpate::render
