#pragma once
// A trunk made of formulas, prone, for tests that need skin to press on: lordosis, furrow, flanks, buttocks.

#include <cmath>

#include "anatomy/mesh.h"

namespace palpate::tests {

/// Posterior skin on the midline at height y, mm (body frame: posterior is -z).
inline float back_z(float y) {
  const float waist = std::exp(-(y - 60.0f) * (y - 60.0f) / (2.0f * 80.0f * 80.0f));
  const float seat = std::exp(-(y + 120.0f) * (y + 120.0f) / (2.0f * 55.0f * 55.0f));
  return -74.0f + 17.0f * waist - 9.0f * seat;
}

inline Vec3 back_point(float angle, float y) {
  const float waist = std::exp(-(y - 70.0f) * (y - 70.0f) / (2.0f * 70.0f * 70.0f));
  const float half_width = 168.0f - 28.0f * waist, half_depth = 95.0f;
  const float s = std::sin(angle), c = std::cos(angle);
  const float x = half_width * (s < 0 ? -1.0f : 1.0f) * std::pow(std::abs(s), 0.8f);
  const float back = c > 0.0f ? std::pow(c, 0.75f) : -std::pow(-c, 0.8f);
  const float centre_z = back_z(y) + half_depth;
  float z = centre_z - half_depth * back;
  if (c > 0.0f) {
    z += 5.0f * std::exp(-x * x / (2.0f * 9.0f * 9.0f));
    const float seat = std::exp(-(y + 125.0f) * (y + 125.0f) / (2.0f * 45.0f * 45.0f));
    z += seat * (16.0f * std::exp(-x * x / (2.0f * 14.0f * 14.0f)) -
                 14.0f * std::exp(-(std::abs(x) - 70.0f) * (std::abs(x) - 70.0f) / (2.0f * 45.0f * 45.0f)));
  }
  return {x, y, z};
}

/// Closed along z, open at its ends: the shell of a trunk from y = -220 to 380.
inline anatomy::Mesh synthetic_back() {
  constexpr int around = 220, along = 180;
  anatomy::Mesh mesh;
  for (int j = 0; j <= along; ++j)
    for (int i = 0; i < around; ++i)
      mesh.positions.push_back(
          back_point(6.28318531f * static_cast<float>(i) / around, -220.0f + 600.0f * static_cast<float>(j) / along));
  for (int j = 0; j < along; ++j)
    for (int i = 0; i < around; ++i) {
      const auto at = [&](int di, int dj) { return static_cast<uint32_t>((j + dj) * around + (i + di) % around); };
      for (const uint32_t v : {at(0, 0), at(0, 1), at(1, 1), at(0, 0), at(1, 1), at(1, 0)}) mesh.triangles.push_back(v);
    }
  anatomy::compute_normals(mesh);
  return mesh;
}

}  // namespace palpate::tests
