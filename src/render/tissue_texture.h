#pragma once
// The fine drawing of tissue, made once as small periodic pictures: arithmetic at every pixel would cost more than one
// look into a table. Pure functions of nothing; all sizes are design estimates, by eye.

#include <cstdint>
#include <vector>

#include "render/tissue_look.h"

namespace palpate::render {

struct TissueTexture {
  int width = 0, height = 0;
  float width_mm = 0.0f, height_mm = 0.0f;  ///< of tissue that one period covers
  std::vector<uint8_t> rgba;                ///< 128 = nothing
};

/// Bundles of fibres. Across the fibres in x, along them in y. R brightness and G slope of bundles about 3 mm wide, B
/// brightness of the strands in them, A of groups of bundles about 9 mm wide, which are still seen from afar.
TissueTexture fibre_texture();
/// Small fields and pores of skin, grain of bone. R, G slope in x and y; B brightness; A depth of pores.
TissueTexture grain_texture();
/// Lobules of fat about 5 mm wide. R, G slope in x and y; B brightness of the lobule; A 0 in the seams between.
TissueTexture lobule_texture();

/// The one that a material draws with.
TissueTexture texture_of(Material material);

}  // namespace palpate::render
