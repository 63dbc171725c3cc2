#pragma once
// Perceptually even, colour-blind-safe colour maps.

#include <array>
#include <string_view>
#include <vector>

#include "core/math.h"

namespace palpate::render {

/// 256 sRGB bytes triples, dark to light. Names: "cividis" (also the fallback for unknown names), "batlow", "grey".
std::array<std::array<uint8_t, 3>, 256> colour_map(std::string_view name);
std::vector<std::string_view> colour_map_names();
/// CIE lightness L* (0..100) of an sRGB byte triple.
double lightness(const std::array<uint8_t, 3>& srgb);

}  // namespace palpate::render
