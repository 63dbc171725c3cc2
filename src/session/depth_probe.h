#pragma once
// What lies under a place of the skin, and how deep: the answer to a finger laid there, without a lesson.

#include <string>
#include <vector>

#include "core/math.h"
#include "session/document.h"
#include "session/settings.h"

namespace palpate::session {

struct ProbeLayer {
  std::string id, name;
  double depth_mm = 0.0;      ///< under the skin's surface
  double thickness_mm = 0.0;  ///< along the way in; 0 for an open sheet
};

/// From the skin straight in, to the first bone or 150 mm. Empty where nothing is met.
std::vector<ProbeLayer> probe_depth(const Document& document, const Settings& settings, const Vec3& place_mm,
                                    const Vec3& outward);

}  // namespace palpate::session
