#pragma once
// The drawing on the surface of sheets: strands with furrows between them, uneven ends.

#include <cstdint>

namespace palpate::forge {

/// 0 on the ridges of strands about `period` mm apart, 1 in the furrows between; both places in mm, across the fibres
/// and along them.
float furrow(float across_mm, float along_mm, float period, uint32_t seed);

/// Teeth of uneven height and width, 0 .. 1, along a border `mm` long at the share `v` of it.
float tooth(float v, float mm, uint32_t seed);

}  // namespace palpate::forge
