#pragma once
// Which pixels a box in the body can cover.

#include "core/math.h"

namespace palpate::render {

/// Pixels, from the lower left corner of the picture.
struct Rectangle {
  int x = 0, y = 0, width = 0, height = 0;
};

/// Pixels that `box` can cover under `matrix` (body to clip space), a pixel more on each side; nothing for an empty
/// box, the whole picture when the eye stands in it.
Rectangle rectangle_of(const Box3& box, const Mat4& matrix, int width, int height);

}  // namespace palpate::render
