#include "ui/colour_maps.h"

#include <algorithm>
#include <array>

namespace palpate::ui {
namespace {

using Stops = std::array<std::array<float, 3>, 6>;
/// Colours at even steps, close to the published maps: enough for a bar of a few centimetres.
constexpr Stops kCividis = {
    {{0, 34, 78}, {53, 70, 107}, {102, 105, 112}, {148, 142, 119}, {200, 184, 102}, {254, 232, 56}}};
constexpr Stops kBatlow = {
    {{1, 25, 89}, {17, 83, 98}, {76, 114, 74}, {158, 137, 43}, {242, 157, 107}, {250, 204, 250}}};

}  // namespace

ImVec4 map_colour(std::string_view map, float at) {
  const Stops& stops = map == "batlow" ? kBatlow : kCividis;
  const float place = std::clamp(at, 0.0f, 1.0f) * static_cast<float>(stops.size() - 1);
  const size_t low = std::min(static_cast<size_t>(place), stops.size() - 2);
  const float t = place - static_cast<float>(low);
  std::array<float, 3> mixed{};
  for (size_t i = 0; i < 3; ++i) mixed[i] = (stops[low][i] * (1 - t) + stops[low + 1][i] * t) / 255.0f;
  return {mixed[0], mixed[1], mixed[2], 1.0f};
}

}  // namespace palpate::ui
