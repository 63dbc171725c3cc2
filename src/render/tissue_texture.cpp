#include "render/tissue_texture.h"

#include <algorithm>
#include <cmath>

#include "core/math.h"

namespace palpate::render {

namespace {

// 0..1, the same for the same three numbers.
float chance(uint32_t a, uint32_t b, uint32_t salt) {
  uint32_t h = a * 0x9E3779B1u ^ b * 0x85EBCA77u ^ salt * 0xC2B2AE3Du;
  h ^= h >> 15, h *= 0x2C1B3C6Du, h ^= h >> 12, h *= 0x297A2D39u, h ^= h >> 15;
  return static_cast<float>(h & 0xFFFFFFu) / static_cast<float>(0xFFFFFF);
}

uint32_t wrapped(int i, int period) {
  return static_cast<uint32_t>(((i % period) + period) % period);
}

// Smooth noise -1..1 along a line of `knots` knots, periodic; t in periods.
float wave(float t, int knots, uint32_t line, uint32_t salt) {
  const float x = t * static_cast<float>(knots), cell = std::floor(x), f = x - cell, s = f * f * (3.0f - 2.0f * f);
  const int i = static_cast<int>(cell);
  const float a = chance(wrapped(i, knots), line, salt), b = chance(wrapped(i + 1, knots), line, salt);
  return 2.0f * (a + (b - a) * s) - 1.0f;
}

// Periodic value noise -1..1 over a square of `cells` cells.
float noise(float x, float y, int cells, uint32_t salt) {
  const float cx = std::floor(x), cy = std::floor(y), fx = x - cx, fy = y - cy;
  const float sx = fx * fx * (3.0f - 2.0f * fx), sy = fy * fy * (3.0f - 2.0f * fy);
  const auto at = [&](int i, int j) {
    return chance(wrapped(static_cast<int>(cx) + i, cells), wrapped(static_cast<int>(cy) + j, cells), salt);
  };
  const float low = at(0, 0) + (at(1, 0) - at(0, 0)) * sx, high = at(0, 1) + (at(1, 1) - at(0, 1)) * sx;
  return 2.0f * (low + (high - low) * sy) - 1.0f;
}

uint8_t around_half(float x) {
  return static_cast<uint8_t>(std::lround(glm::clamp(0.5f + 0.5f * x, 0.0f, 1.0f) * 255.0f));
}

struct Strand {
  float tone, slope;
};

// One of `count` strands side by side whose borders wander along them: x in strands, t along in periods.
Strand strand_at(float x, float t, int count, float wander, int knots, uint32_t salt) {
  const auto border = [&](int i) { return static_cast<float>(i) + wander * wave(t, knots, wrapped(i, count), salt); };
  int i = static_cast<int>(std::floor(x)) - 1;
  while (border(i + 1) <= x) ++i;
  const float from = border(i), to = border(i + 1), s = (x - from) / std::max(to - from, 1e-3f);
  const uint32_t line = wrapped(i, count);
  // Strands come and go along their length, and each keeps its own tone for a while.
  const float strength = 0.55f + 0.45f * wave(t, knots + 3, line, salt + 1);
  const float tone = 0.8f * wave(t, knots / 2 + 1, line, salt + 2);
  const float bulge = 1.0f - (2.0f * s - 1.0f) * (2.0f * s - 1.0f);
  const float seam = 1.0f - smoothstep(0.0f, 0.22f, std::min(s, 1.0f - s));
  return {0.6f * tone + strength * (0.25f * bulge - 0.85f * seam), strength * (1.0f - 2.0f * s)};
}

// The two nearest of one point a cell.
struct Cellular {
  float first = 9.0f, second = 9.0f;
  Vec2 toward{0.0f};
  uint32_t id = 0;
};

Cellular cellular(float x, float y, int cells, uint32_t salt) {
  Cellular found;
  const int cx = static_cast<int>(std::floor(x)), cy = static_cast<int>(std::floor(y));
  for (int j = -1; j <= 1; ++j) {
    for (int i = -1; i <= 1; ++i) {
      const uint32_t a = wrapped(cx + i, cells), b = wrapped(cy + j, cells);
      const Vec2 point(static_cast<float>(cx + i) + 0.15f + 0.7f * chance(a, b, salt),
                       static_cast<float>(cy + j) + 0.15f + 0.7f * chance(a, b, salt + 1));
      const Vec2 d = point - Vec2(x, y);
      const float away = glm::length(d);
      if (away < found.first) {
        found.second = found.first, found.first = away, found.toward = d, found.id = a * 977u + b;
      } else {
        found.second = std::min(found.second, away);
      }
    }
  }
  return found;
}

template <class Texel>
TissueTexture made(int width, int height, float width_mm, float height_mm, const Texel& texel) {
  TissueTexture t{width, height, width_mm, height_mm, {}};
  t.rgba.resize(static_cast<size_t>(width) * static_cast<size_t>(height) * 4);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const Vec4 v = texel((static_cast<float>(x) + 0.5f) / static_cast<float>(width),
                           (static_cast<float>(y) + 0.5f) / static_cast<float>(height));
      for (int c = 0; c < 4; ++c) t.rgba[static_cast<size_t>(4 * (y * width + x) + c)] = around_half(v[c]);
    }
  }
  return t;
}

}  // namespace

TissueTexture fibre_texture() {
  return made(512, 128, 64.0f, 384.0f, [](float u, float v) {
    const Strand wide = strand_at(7.0f * u, v, 7, 0.42f, 6, 47), bundle = strand_at(20.0f * u, v, 20, 0.34f, 8, 11),
                 fine = strand_at(74.0f * u, v, 74, 0.30f, 14, 29);
    return Vec4(bundle.tone, bundle.slope, fine.tone, wide.tone);
  });
}

TissueTexture grain_texture() {
  const auto height = [](float u, float v) {
    const Cellular fields = cellular(26.0f * u, 26.0f * v, 26, 5), pores = cellular(11.0f * u, 11.0f * v, 11, 9);
    const float furrow = smoothstep(0.0f, 0.30f, fields.second - fields.first);
    return 0.6f * furrow + 0.3f * noise(52.0f * u, 52.0f * v, 52, 3) -
           1.1f * (1.0f - smoothstep(0.05f, 0.16f, pores.first));
  };
  return made(256, 256, 32.0f, 32.0f, [&](float u, float v) {
    constexpr float step = 1.0f / 256.0f;
    const float dx = height(u + step, v) - height(u - step, v), dy = height(u, v + step) - height(u, v - step);
    const Cellular pores = cellular(11.0f * u, 11.0f * v, 11, 9);
    const float grain = 0.6f * noise(20.0f * u, 20.0f * v, 20, 7) + 0.4f * noise(48.0f * u, 48.0f * v, 48, 8);
    return Vec4(1.2f * dx, 1.2f * dy, grain, 2.0f * (1.0f - smoothstep(0.05f, 0.18f, pores.first)) - 1.0f);
  });
}

TissueTexture lobule_texture() {
  return made(256, 256, 48.0f, 48.0f, [](float u, float v) {
    const float x = 10.0f * u + 0.35f * noise(5.0f * u, 5.0f * v, 5, 1),
                y = 10.0f * v + 0.35f * noise(5.0f * u, 5.0f * v, 5, 2);
    const Cellular c = cellular(x, y, 10, 3);
    const float wall = smoothstep(0.0f, 0.28f, c.second - c.first);
    return Vec4(-1.2f * c.toward.x, -1.2f * c.toward.y, 2.0f * chance(c.id, 1, 17) - 1.0f, 2.0f * wall - 1.0f);
  });
}

TissueTexture texture_of(Material material) {
  switch (material) {
    case Material::fibrous:
    case Material::sheet:
      return fibre_texture();
    case Material::fat:
      return lobule_texture();
    default:
      return grain_texture();
  }
}

}  // namespace palpate::render
