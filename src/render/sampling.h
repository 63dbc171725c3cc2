#pragma once
// The fixed sequence of samples of a still picture. Every prefix is balanced, so that a picture can be shown early.

#include <vector>

#include "core/math.h"

namespace palpate::render {

constexpr int still_samples = 16;

/// The radical inverse of `index` in `base`: 0..1, well spread in every prefix.
float radical_inverse(unsigned index, unsigned base);
/// Offset of a sample inside the pixel, in pixels, tent-filtered: -0.8..0.8.
Vec2 subpixel(int sample);
/// A place on the unit disc of the area key light.
Vec2 light_disc(int sample);
/// The sample whose point of the key light this one uses too: a shadow map serves two.
int key_sample(int sample);
/// Directions over the hemisphere about +z, cosine-weighted, one for each sample.
std::vector<Vec3> sky_hemisphere();

}  // namespace palpate::render
