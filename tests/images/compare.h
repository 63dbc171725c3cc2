#pragma once
// Pictures against accepted baselines: the largest channel difference, the share of pixels beyond the tolerance, a
// picture of both.

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "core/image.h"
#include "io/png.h"

namespace palpate::test {

struct Difference {
  bool same_size = true;
  int largest = 0;      ///< of any channel, 0..255
  double beyond = 0.0;  ///< share of pixels with a channel off by more than `tolerance`
};

constexpr int tolerance = 2;             ///< of 255
constexpr double allowed_share = 0.001;  ///< of the pixels

inline Difference compare(const Image& a, const Image& b) {
  Difference d;
  if (a.width != b.width || a.height != b.height) return {false, 255, 1.0};
  size_t beyond = 0;
  for (size_t i = 0; i < a.rgba.size(); i += 4) {
    int worst = 0;
    for (size_t c = 0; c < 4; ++c) worst = std::max(worst, std::abs(a.rgba[i + c] - b.rgba[i + c]));
    d.largest = std::max(d.largest, worst);
    beyond += worst > tolerance;
  }
  d.beyond = static_cast<double>(beyond) / static_cast<double>(a.rgba.size() / 4);
  return d;
}

/// Expected, actual and their difference times 16, side by side.
inline Image side_by_side(const Image& expected, const Image& actual) {
  Image out(3 * actual.width, actual.height);
  for (int y = 0; y < actual.height; ++y) {
    for (int x = 0; x < actual.width; ++x) {
      const uint8_t* now = actual.pixel(x, y);
      const bool inside = x < expected.width && y < expected.height;
      for (int c = 0; c < 4; ++c) {
        const uint8_t before = inside ? expected.pixel(x, y)[c] : uint8_t{0};
        out.pixel(x, y)[c] = before;
        out.pixel(x + actual.width, y)[c] = now[c];
        out.pixel(x + 2 * actual.width, y)[c] =
            c == 3 ? uint8_t{255} : static_cast<uint8_t>(std::min(255, 16 * std::abs(before - now[c])));
      }
    }
  }
  return out;
}

inline bool accepting() {
  return std::getenv("PALPATE_ACCEPT") != nullptr;
}

}  // namespace palpate::test
