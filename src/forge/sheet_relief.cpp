#include "forge/sheet_relief.h"

#include <algorithm>
#include <cmath>

#include "forge/field.h"

namespace palpate::forge {

namespace {

float wave(float x, float y, uint32_t seed) {
  return noise(Vec3(x, y, 0.37f + 0.11f * static_cast<float>(seed % 97)), seed);
}

}  // namespace

float furrow(float across_mm, float along_mm, float period, uint32_t seed) {
  const float x = across_mm / period + 0.38f * wave(across_mm / (2.6f * period), along_mm / 90.0f, seed) +
                  0.22f * wave(along_mm / 55.0f, across_mm / (1.3f * period), seed + 2u);
  const float ridge = 1.0f - std::abs(2.0f * (x - std::floor(x)) - 1.0f);
  const float uneven = 0.55f + 0.45f * wave(x * 0.7f, along_mm / 45.0f, seed + 3u);
  return uneven * std::pow(1.0f - ridge, 3.0f);
}

float tooth(float v, float mm, uint32_t seed) {
  const float x = v * mm;
  const float broad = 0.5f + 0.5f * wave(x / 31.0f, 3.0f, seed),
              middle = 0.5f + 0.5f * wave(x / 11.0f, 9.0f, seed + 5u);
  const float cells = x / 7.0f + 0.8f * wave(x / 17.0f, 1.0f, seed + 7u), part = cells - std::floor(cells);
  const float tall = 0.3f + 0.7f * std::abs(wave(std::floor(cells) * 1.7f, 5.0f, seed + 9u));
  const float point = std::pow(1.0f - std::abs(2.0f * part - 1.0f), 1.6f);
  return glm::clamp(0.45f * broad + 0.3f * middle + 0.35f * tall * point, 0.0f, 1.0f);
}

}  // namespace palpate::forge
