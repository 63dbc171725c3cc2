#include "render/colour_map.h"

#include <algorithm>
#include <cmath>

namespace palpate::render {

namespace {

using Anchors = std::vector<std::array<int, 3>>;

// Evenly spaced anchor colours. cividis: Nuñez, Anderton, Renslow 2018, PLoS ONE 13(7):e0199239 (published six-colour
// palette); batlow: after Crameri 2018, Scientific colour maps (anchors read by eye from the published figure: design
// estimate).
const Anchors k_cividis = {{0, 32, 77},     {49, 68, 107},   {102, 105, 112},
                           {149, 143, 120}, {203, 186, 105}, {255, 234, 70}};
const Anchors k_batlow = {{1, 25, 89}, {28, 90, 98}, {96, 122, 67}, {180, 141, 49}, {246, 167, 128}, {250, 204, 250}};
const Anchors k_grey = {{20, 20, 20}, {240, 240, 240}};

double to_linear(double byte) {
  const double c = byte / 255.0;
  return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}
double luminance(double r, double g, double b) {
  return 0.2126 * to_linear(r) + 0.7152 * to_linear(g) + 0.0722 * to_linear(b);
}
double lightness_of(double y) {
  return y > 216.0 / 24389.0 ? 116.0 * std::cbrt(y) - 16.0 : y * 24389.0 / 27.0;
}

glm::dvec3 sample(const Anchors& anchors, double t) {
  const double at = t * static_cast<double>(anchors.size() - 1);
  const auto i = std::min(static_cast<size_t>(at), anchors.size() - 2);
  const auto point = [&](size_t k) { return glm::dvec3(anchors[k][0], anchors[k][1], anchors[k][2]); };
  const double f = at - static_cast<double>(i);
  // A cubic through the anchors with central slopes: no visible bend at an anchor.
  const glm::dvec3 a = point(i), b = point(i + 1);
  const glm::dvec3 da = i > 0 ? 0.5 * (b - point(i - 1)) : b - a;
  const glm::dvec3 db = i + 2 < anchors.size() ? 0.5 * (point(i + 2) - a) : b - a;
  const double f2 = f * f, f3 = f2 * f;
  return a * (2 * f3 - 3 * f2 + 1) + da * (f3 - 2 * f2 + f) + b * (3 * f2 - 2 * f3) + db * (f3 - f2);
}

}  // namespace

double lightness(const std::array<uint8_t, 3>& c) {
  return lightness_of(luminance(c[0], c[1], c[2]));
}

std::vector<std::string_view> colour_map_names() {
  return {"cividis", "batlow", "grey"};
}

std::array<std::array<uint8_t, 3>, 256> colour_map(std::string_view name) {
  const Anchors& anchors = name == "batlow" ? k_batlow : name == "grey" ? k_grey : k_cividis;
  // Re-spaced so that equal steps of value are equal steps of lightness.
  std::vector<double> light(1025);
  for (size_t i = 0; i < light.size(); ++i) {
    const glm::dvec3 c = sample(anchors, static_cast<double>(i) / 1024.0);
    light[i] = lightness_of(luminance(c.x, c.y, c.z));
    if (i > 0) light[i] = std::max(light[i], light[i - 1] + 1e-6);
  }
  std::array<std::array<uint8_t, 3>, 256> map{};
  for (size_t i = 0; i < map.size(); ++i) {
    const double wanted = light.front() + (light.back() - light.front()) * static_cast<double>(i) / 255.0;
    const auto above = std::lower_bound(light.begin(), light.end(), wanted - 1e-9);
    const auto k = static_cast<size_t>(std::clamp<std::ptrdiff_t>(above - light.begin(), 1, 1024));
    const double f = std::clamp((wanted - light[k - 1]) / (light[k] - light[k - 1]), 0.0, 1.0);
    const glm::dvec3 c = sample(anchors, (static_cast<double>(k - 1) + f) / 1024.0);
    for (int channel = 0; channel < 3; ++channel) {
      map[i][static_cast<size_t>(channel)] = static_cast<uint8_t>(std::lround(std::clamp(c[channel], 0.0, 255.0)));
    }
  }
  return map;
}

}  // namespace palpate::render
