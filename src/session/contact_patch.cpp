#include "session/contact_patch.h"

#include <algorithm>
#include <cmath>

namespace palpate::session {
namespace {

constexpr float tolerance_mm = 3.0f;  // soft flesh spreads by so much more than the cones that stand for it
constexpr float margin_mm = 40.0f;    // hands reach beyond the footprint that their tool is reckoned with
constexpr int most_cells = 45;        // along a side of the searched rectangle

/// A hand's flesh, looked up from the body frame.
struct Flesh {
  Mat4 to_hand;
  bool left;
  std::vector<motion::FleshCone> cones;
  float distance(const Vec3& p) const {
    Vec3 q(to_hand * Vec4(p, 1.0f));
    if (left) q.x = -q.x;
    float d = 1e9f;
    for (const motion::FleshCone& cone : cones) d = std::min(d, motion::distance(cone, q));
    return d;
  }
};

}  // namespace

tissue::PatchLoad contact_patch(const technique::Contact& c, const std::vector<motion::HandPlacement>& hands,
                                const motion::HandSizes& sizes, const motion::SkinDistance& skin,
                                const motion::Ground& ground) {
  tissue::PatchLoad patch;
  if (hands.empty() || c.force_N <= 0.0f || c.lift_mm > 0.0f) return patch;
  std::vector<Flesh> flesh;
  for (const motion::HandPlacement& hand : hands) {
    const bool arm = hand.mesh == "arm";
    flesh.push_back(
        {glm::inverse(hand.to_body), hand.left, motion::flesh(sizes, hand.frames, arm ? 280.0f : 20.0f, 0.0f)});
  }
  const Vec3 n = c.normal, along = normalize_or(c.direction - n * glm::dot(n, c.direction), Vec3(0, 1, 0)),
             side = glm::cross(n, along);
  const float long_half = c.half_length_mm + margin_mm, wide_half = c.half_width_mm + margin_mm;
  const float cell = std::max(3.0f, 2.0f * std::max(long_half, wide_half) / most_cells);
  patch.normal = n, patch.cell_mm = cell;
  float sum = 0.0f;
  for (float y = -long_half; y <= long_half; y += cell)
    for (float x = -wide_half; x <= wide_half; x += cell) {
      Vec3 p = c.position_mm + y * along + x * side;
      for (int i = 0; i < 2; ++i) p -= n * skin(p);
      const Vec3 shown = p - n * (ground(p) - skin(p));
      float gap = 1e9f;
      for (const Flesh& hand : flesh) gap = std::min(gap, hand.distance(shown));
      if (gap >= tolerance_mm) continue;
      const float share = std::min(tolerance_mm - gap, 7.0f);
      patch.places_mm.push_back(p), patch.forces_N.push_back(share);
      sum += share;
    }
  for (float& force : patch.forces_N) force *= c.force_N / sum;
  return patch;
}

}  // namespace palpate::session
