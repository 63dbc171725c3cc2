#pragma once
// Which pixels a box in the body can cover.

#include <vector>

#include "core/math.h"

namespace palpate::render {

/// Pixels, from the lower left corner of the picture.
struct Rectangle {
  int x = 0, y = 0, width = 0, height = 0;
  bool empty() const { return width <= 0 || height <= 0; }
  bool operator==(const Rectangle&) const = default;
};

/// Where the corners of a box come to lie under a matrix (body to clip space): the least and the greatest of each
/// coordinate after division, -1..1 in view.
struct Projected {
  Vec3 lo{0.0f}, hi{0.0f};
  bool round_eye = false;  ///< the eye stands in it: lo and hi say nothing
};
Projected projected(const Box3& box, const Mat4& matrix);

/// Pixels that `box` can cover under `matrix` (body to clip space), a pixel more on each side; nothing for an empty
/// box, the whole picture when the eye stands in it.
Rectangle rectangle_of(const Box3& box, const Mat4& matrix, int width, int height);
/// The same of what projected() said.
Rectangle rectangle_of(const Projected& box, int width, int height);

/// What holds both; an empty one adds nothing.
Rectangle joined(const Rectangle& a, const Rectangle& b);
/// What of `a` lies outside `b`: up to four rectangles that do not meet.
std::vector<Rectangle> outside(const Rectangle& a, const Rectangle& b);
/// What lies in both; without width or height where nothing does.
Rectangle common(const Rectangle& a, const Rectangle& b);

}  // namespace palpate::render
