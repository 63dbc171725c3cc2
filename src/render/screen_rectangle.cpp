#include "render/screen_rectangle.h"

#include <algorithm>

namespace palpate::render {

Rectangle rectangle_of(const Box3& box, const Mat4& matrix, int width, int height) {
  if (box.empty()) return {};
  Vec2 lo(1.0f), hi(-1.0f);
  for (int k = 0; k < 8; ++k) {
    const Vec3 corner(k & 1 ? box.hi.x : box.lo.x, k & 2 ? box.hi.y : box.lo.y, k & 4 ? box.hi.z : box.lo.z);
    const Vec4 p = matrix * Vec4(corner, 1.0f);
    if (p.w <= 1.0f) return {0, 0, width, height};  // the eye stands in it
    lo = glm::min(lo, Vec2(p) / p.w), hi = glm::max(hi, Vec2(p) / p.w);
  }
  lo = glm::clamp(lo, Vec2(-1.0f), Vec2(1.0f)), hi = glm::clamp(hi, Vec2(-1.0f), Vec2(1.0f));
  const Vec2 size(width, height), from = glm::floor((lo * 0.5f + 0.5f) * size) - 1.0f,
                                  to = glm::ceil((hi * 0.5f + 0.5f) * size) + 1.0f;
  const Vec2 start = glm::max(from, Vec2(0.0f)), end = glm::min(to, size);
  return {static_cast<int>(start.x), static_cast<int>(start.y), std::max(0, static_cast<int>(end.x - start.x)),
          std::max(0, static_cast<int>(end.y - start.y))};
}

}  // namespace palpate::render
