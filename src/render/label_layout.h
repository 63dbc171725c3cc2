#pragma once
// Labels beside the body, as in an anatomical plate: two columns, leaders that do not cross, nothing on top of anything
// else. Inner header of render; place_labels() is declared in captions.h.

#include <algorithm>
#include <cmath>

#include "render/captions.h"

namespace palpate::render {

inline float px(int pixels) {
  return static_cast<float>(pixels);
}

/// Words grow with the picture and with the interface, but not with both at once: a picture of twice the pixels on a
/// screen of twice the density is the same picture.
inline float type_scale(const FrameInput& input) {
  const float ui = std::max(input.ui_scale, 0.25f);
  return ui * std::clamp(static_cast<float>(input.height) / (720.0f * ui), 0.6f * std::sqrt(ui), 4.0f);
}

/// Lower edge of what words may use, pixels from the top.
inline float foot_of(const FrameInput& input) {
  return std::max(static_cast<float>(input.height) - input.covered_bottom, 0.0f);
}

// Sizes of the two type sizes and the spaces, in pixels at ui_scale 1.
struct Type {
  explicit Type(const FrameInput& input)
      : scale(type_scale(input)),
        large(std::max(9, static_cast<int>(std::lround(15.0f * scale)))),
        small(std::max(8, static_cast<int>(std::lround(12.0f * scale)))),
        margin(16.0f * scale) {
    const Vec3 ground = input.transparent ? Vec3(1.0f) : 0.5f * (input.background_top + input.background_bottom);
    const bool dark = glm::dot(ground, Vec3(0.3f, 0.6f, 0.1f)) < 0.45f;
    ink = dark ? Vec4(0.93f, 0.92f, 0.90f, 1.0f) : Vec4(0.13f, 0.13f, 0.14f, 1.0f);
    quiet = dark ? Vec4(0.74f, 0.73f, 0.71f, 1.0f) : Vec4(0.36f, 0.35f, 0.34f, 1.0f);
    plate = Vec4(ground, 0.74f);
  }
  float scale;
  int large, small;
  float margin;
  Vec4 ink, quiet, plate;
};

// What else is written, where the picture is asked for it and has room: in a slit of one it would lie on the body.
inline bool has_legend(const FrameInput& input, const Type& type) {
  return input.field && input.legend && px(input.width) > 320.0f * type.scale && foot_of(input) > 200.0f * type.scale;
}
inline bool has_scale_bar(const FrameInput& input, const Type& type) {
  return input.scale_bar && px(input.width) > 280.0f * type.scale && foot_of(input) > 120.0f * type.scale;
}
inline bool has_orientation(const FrameInput& input, const Type& type) {
  return input.orientation && px(input.width) > 280.0f * type.scale && foot_of(input) > 200.0f * type.scale;
}

/// Leaders, then words, over the picture.
void write_labels(const FrameInput& input, const std::vector<PlacedLabel>& placed, TextBatch& batch, const Type& type);

}  // namespace palpate::render
