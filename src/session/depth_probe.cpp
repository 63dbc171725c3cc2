#include "session/depth_probe.h"

#include <algorithm>

#include "session/frame_builder.h"
#include "tissue/body_index.h"

namespace palpate::session {

std::vector<ProbeLayer> probe_depth(const Document& document, const Settings& settings, const Vec3& place_mm,
                                    const Vec3& outward) {
  constexpr float kAbove_mm = 1.0f, kFar_mm = 150.0f;
  std::vector<ProbeLayer> layers;
  if (!document.body) return layers;
  const Vec3 inward = -normalize_or(outward, Vec3(0, 0, -1));
  for (const tissue::BodyIndex::Span& span :
       document.body->through(place_mm - inward * kAbove_mm, inward, kFar_mm + kAbove_mm)) {
    const anatomy::StructureInfo& info = document.atlas->structures[static_cast<size_t>(span.structure)].info;
    const bool again = std::any_of(layers.begin(), layers.end(), [&](const ProbeLayer& l) { return l.id == info.id; });
    if (again) continue;
    const double depth = std::max(0.0, static_cast<double>(span.enter_mm - kAbove_mm));
    // The skin's own mesh is the whole trunk: how thick the skin is, is not in it.
    const bool skin = info.tissue == anatomy::Tissue::skin;
    layers.push_back({info.id, structure_name(info, settings), depth,
                      skin ? 0.0 : static_cast<double>(span.leave_mm - span.enter_mm)});
    if (info.tissue == anatomy::Tissue::bone) break;
  }
  return layers;
}

}  // namespace palpate::session
