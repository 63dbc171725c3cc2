#include "ui/colour_maps.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "render/colour_map.h"

namespace palpate::ui {

ImVec4 map_colour(std::string_view map, float at) {
  static std::map<std::string, std::array<std::array<uint8_t, 3>, 256>, std::less<>> cache;
  auto known = cache.find(map);
  if (known == cache.end()) known = cache.emplace(std::string(map), render::colour_map(map)).first;
  const auto& bytes = known->second[static_cast<size_t>(std::lround(std::clamp(at, 0.0f, 1.0f) * 255.0f))];
  return {static_cast<float>(bytes[0]) / 255.0f, static_cast<float>(bytes[1]) / 255.0f,
          static_cast<float>(bytes[2]) / 255.0f, 1.0f};
}

}  // namespace palpate::ui
