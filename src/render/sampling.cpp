#include "render/sampling.h"

#include <algorithm>
#include <cmath>

namespace palpate::render {

namespace {
constexpr float k_golden_angle = 2.39996323f;
float tent(float u) {
  return u < 0.5f ? std::sqrt(2.0f * u) - 1.0f : 1.0f - std::sqrt(2.0f - 2.0f * u);
}
}  // namespace

float radical_inverse(unsigned index, unsigned base) {
  float value = 0.0f, digit = 1.0f / static_cast<float>(base);
  for (; index > 0; index /= base, digit /= static_cast<float>(base)) {
    value += digit * static_cast<float>(index % base);
  }
  return value;
}

Vec2 subpixel(int sample) {
  const auto i = static_cast<unsigned>(sample) + 1u;
  return 0.8f * Vec2(tent(radical_inverse(i, 2)), tent(radical_inverse(i, 3)));
}

Vec2 light_disc(int sample) {
  const float r = std::sqrt((radical_inverse(static_cast<unsigned>(sample), 2) * still_samples + 0.5f) / still_samples);
  const float a = k_golden_angle * static_cast<float>(sample);
  return r * Vec2(std::cos(a), std::sin(a));
}

int key_sample(int sample) {
  return sample & ~1;
}

std::vector<Vec3> sky_hemisphere() {
  std::vector<Vec3> directions;
  for (int i = 0; i < still_samples; ++i) {
    const float r2 = radical_inverse(static_cast<unsigned>(i), 2) + 0.5f / still_samples;
    const float r = std::sqrt(r2), a = 1.3f + k_golden_angle * static_cast<float>(i);
    directions.push_back({r * std::cos(a), r * std::sin(a), std::sqrt(std::max(1.0f - r2, 0.0f))});
  }
  return directions;
}

}  // namespace palpate::render
