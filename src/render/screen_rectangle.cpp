#include "render/screen_rectangle.h"

#include <algorithm>

namespace palpate::render {

Projected projected(const Box3& box, const Mat4& matrix) {
  const Vec3 size = box.size();
  const Vec4 x = matrix[0] * size.x, y = matrix[1] * size.y, z = matrix[2] * size.z;
  const Vec4 first = matrix * Vec4(box.lo, 1.0f), second = first + x, third = first + y, fourth = second + y;
  const Vec4 corners[] = {first, second, third, fourth, first + z, second + z, third + z, fourth + z};
  Projected out{Vec3(1e9f), Vec3(-1e9f)};
  for (const Vec4& p : corners) {
    if (p.w <= 1.0f) return {.round_eye = true};
    const Vec3 at = Vec3(p) * (1.0f / p.w);
    out.lo = glm::min(out.lo, at), out.hi = glm::max(out.hi, at);
  }
  return out;
}

Rectangle rectangle_of(const Projected& box, int width, int height) {
  if (box.round_eye) return {0, 0, width, height};
  const Vec2 lo = glm::clamp(Vec2(box.lo), Vec2(-1.0f), Vec2(1.0f)),
             hi = glm::clamp(Vec2(box.hi), Vec2(-1.0f), Vec2(1.0f));
  const Vec2 size(width, height), from = glm::floor((lo * 0.5f + 0.5f) * size) - 1.0f,
                                  to = glm::ceil((hi * 0.5f + 0.5f) * size) + 1.0f;
  const Vec2 start = glm::max(from, Vec2(0.0f)), end = glm::min(to, size);
  return {static_cast<int>(start.x), static_cast<int>(start.y), std::max(0, static_cast<int>(end.x - start.x)),
          std::max(0, static_cast<int>(end.y - start.y))};
}

Rectangle rectangle_of(const Box3& box, const Mat4& matrix, int width, int height) {
  return box.empty() ? Rectangle{} : rectangle_of(projected(box, matrix), width, height);
}

Rectangle joined(const Rectangle& a, const Rectangle& b) {
  if (a.empty() || b.empty()) return a.empty() ? b : a;
  const int x = std::min(a.x, b.x), y = std::min(a.y, b.y);
  return {x, y, std::max(a.x + a.width, b.x + b.width) - x, std::max(a.y + a.height, b.y + b.height) - y};
}

Rectangle common(const Rectangle& a, const Rectangle& b) {
  const int x = std::max(a.x, b.x), y = std::max(a.y, b.y);
  return {x, y, std::max(0, std::min(a.x + a.width, b.x + b.width) - x),
          std::max(0, std::min(a.y + a.height, b.y + b.height) - y)};
}

std::vector<Rectangle> outside(const Rectangle& a, const Rectangle& b) {
  const Rectangle hole = common(a, b);
  if (hole.empty()) return {a};
  const int right = a.x + a.width, top = a.y + a.height, hole_right = hole.x + hole.width,
            hole_top = hole.y + hole.height;
  std::vector<Rectangle> parts;
  for (const Rectangle& part :
       {Rectangle{a.x, a.y, a.width, hole.y - a.y}, Rectangle{a.x, hole_top, a.width, top - hole_top},
        Rectangle{a.x, hole.y, hole.x - a.x, hole.height},
        Rectangle{hole_right, hole.y, right - hole_right, hole.height}}) {
    if (!part.empty()) parts.push_back(part);
  }
  return parts;
}

}  // namespace palpate::render
