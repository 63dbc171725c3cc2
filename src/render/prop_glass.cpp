#include "render/prop_glass.h"

#include <algorithm>

namespace palpate::render {

bool is_glass(const Prop& prop, PropStyle style) {
  return style == PropStyle::ghost || prop.opacity < 0.996f;
}

bool is_glass(const Prop& prop) {
  return std::all_of(prop.parts.begin(), prop.parts.end(),
                     [&](const PropPart& part) { return is_glass(prop, part.style); });
}

bool drawn_at_once(const Prop& prop) {
  return prop.sorts && is_glass(prop) && std::all_of(prop.parts.begin(), prop.parts.end(), [&](const PropPart& part) {
           return part.style == prop.parts.front().style;
         });
}

size_t moving_triangles(const std::vector<Prop>& props) {
  size_t all = 0;
  for (const Prop& prop : props) {
    if (!prop.vertices || !prop.indices) continue;
    for (const PropPart& part : prop.parts) {
      const bool glass = is_glass(prop, part.style);
      const size_t passes = glass && prop.opacity <= least_prop_opacity ? 0 : glass && !drawn_at_once(prop) ? 2 : 1;
      all += passes * (part.count / 3);
    }
  }
  return all;
}

}  // namespace palpate::render
