#include "tissue/patch_load.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace palpate::tissue {

double patch_stress_kPa(const PatchLoad& patch, const Vec3& place) {
  constexpr float height_over_cell = 0.9f, most_depth_mm = 120.0f;
  const float raised = height_over_cell * patch.cell_mm;
  double sum = 0.0;
  for (size_t i = 0; i < patch.places_mm.size(); ++i) {
    const Vec3 from = place - patch.places_mm[i];
    const float depth = -glm::dot(from, patch.normal);
    if (depth > most_depth_mm || depth < -40.0f) continue;
    const float z = std::max(depth, 0.0f) + raised;
    const float aside2 = std::max(glm::dot(from, from) - depth * depth, 0.0f), r2 = aside2 + z * z;
    if (aside2 > 64.0f * z * z) continue;  // less than a thousandth of a per mille of what lies below the cell
    sum += static_cast<double>(patch.forces_N[i] * z * z * z / (r2 * r2 * std::sqrt(r2)));
  }
  return 1000.0 * 3.0 / (2.0 * std::numbers::pi) * sum;
}

}  // namespace palpate::tissue
