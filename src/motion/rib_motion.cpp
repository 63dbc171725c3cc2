#include "motion/rib_motion.h"

#include <charconv>
#include <cmath>

namespace palpate::motion {

std::optional<RibTurn> rib_turn(const anatomy::Structure& structure, const RibRange& range) {
  const std::string_view id = structure.info.id;
  if (!id.starts_with("rib_") || structure.levels.empty()) return std::nullopt;
  int number = 0;
  std::from_chars(id.data() + 4, id.data() + id.size(), number);
  const bool left = id.ends_with("_left");
  if (number < 8 || number > 12 || (!left && !id.ends_with("_right"))) return std::nullopt;
  // The head: what lies nearest to the midline, and whatever is within a neck's thickness of it.
  constexpr float head_mm = 8.0f;
  const auto& vertices = structure.levels.front().vertices;
  if (vertices.empty()) return std::nullopt;
  Vec3 innermost = vertices.front().position;
  for (const anatomy::PackedVertex& v : vertices) {
    if (std::abs(v.position.x) < std::abs(innermost.x)) innermost = v.position;
  }
  Box3 head;
  for (const anatomy::PackedVertex& v : vertices) {
    if (glm::distance(v.position, innermost) < head_mm) head.add(v.position);
  }
  // The axis runs along the neck, inwards and forwards: about it the side of the rib goes up, and its front too.
  const float along = glm::radians(range.axis), lift = glm::radians(range.lift);
  return RibTurn{head.centre(), lift * Vec3(-std::sin(along), 0.0f, left ? std::cos(along) : -std::cos(along))};
}

}  // namespace palpate::motion
