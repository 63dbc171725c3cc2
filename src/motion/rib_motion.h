#pragma once
// How the lower ribs move in breathing: each turns about its own neck, a few degrees, and takes the flesh along.

#include <optional>
#include <string_view>

#include "anatomy/atlas.h"
#include "motion/skeleton.h"

namespace palpate::motion {

/// A turn so small that it is told by its arrow: p moves by cross(turn, p - hinge).
struct RibTurn {
  Vec3 hinge{0.0f};  ///< the rib's head
  Vec3 turn{0.0f};   ///< radians, breathed in as far as it goes
  Vec3 shift(const Vec3& p) const { return glm::cross(turn, p - hinge); }
};

/// No rib moves further than this.
inline constexpr float most_breath_mm = 45.0f;

/// Of ribs 8 to 12, whose ends are free or reach the others by cartilage alone; nothing for any other structure.
std::optional<RibTurn> rib_turn(const anatomy::Structure& structure, const RibRange& range);

}  // namespace palpate::motion
