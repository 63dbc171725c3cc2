#pragma once
// A picture in memory: 8-bit RGBA, rows from the top, no padding.

#include <cstdint>
#include <vector>

namespace palpate {

struct Image {
  int width = 0;
  int height = 0;
  std::vector<uint8_t> rgba;  ///< width * height * 4 bytes, top row first

  Image() = default;
  Image(int w, int h) : width(w), height(h), rgba(static_cast<size_t>(w) * static_cast<size_t>(h) * 4) {}
  uint8_t* pixel(int x, int y) { return rgba.data() + 4 * (static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x)); }
  const uint8_t* pixel(int x, int y) const { return const_cast<Image*>(this)->pixel(x, y); }
};

}  // namespace palpate
