#pragma once
// The picture in the middle of the window: drawn fast while things move, refined one sample a turn when they rest.

#include <memory>
#include <optional>

#include "core/image.h"
#include "render/renderer.h"

namespace palpate::app {

/// How far a picture is refined: not at all, to one clean frame, to the last sample, or as far as the clean frame's
/// time allows.
enum class Finish { moving, clean, still, measured };

class Stage {
 public:
  explicit Stage(std::filesystem::path shader_folder = {}) : renderer_(std::move(shader_folder)) {}

  render::Renderer& renderer() { return renderer_; }
  /// Draws a moving picture, now. Where the last ones took too long it is drawn smaller (the window enlarges it), where
  /// they took next to no time it gets more triangles.
  void draw(render::FrameInput input);
  /// Lets moving pictures be the plainest where even small ones take too long.
  void allow_plain(bool allowed) {
    allows_plain_ = allowed;
    if (!allowed) plain_ = false;
  }
  /// Share of the picture's width and height that moving pictures are drawn at.
  float scale() const { return scale_; }
  /// Begins to refine the same picture.
  void begin_still(render::FrameInput input, Finish finish = Finish::still);
  /// One turn of refining; false when there is nothing left to do. `shown` tells whether the texture changed.
  bool refine(bool& shown);
  /// Whether words stand in the refined picture; whether they leave room for what the window lays on it.
  bool has_words() const;
  bool words_make_room() const {
    return (still_.covered_bottom > 0.0f || still_.covered_top > 0.0f || still_.free_spot.radius > 0.0f) && has_words();
  }
  bool refined() const { return refining_ == Refining::done; }
  /// A moving picture makes what was refined stale.
  void drop_still() { refining_ = Refining::none; }
  unsigned texture() const { return target_.colour(); }
  /// The other side of a comparison, drawn now with the same renderer.
  void draw_beside(render::FrameInput input);
  unsigned beside() const { return beside_.colour(); }
  int width() const { return target_.width(); }
  int height() const { return target_.height(); }
  /// The picture as it stands.
  Image read_back() const;
  /// Wall time of the last draw(), milliseconds.
  double last_draw_ms() const { return last_draw_ms_; }

 private:
  enum class Refining { none, clean, sampling, done };

  render::Renderer renderer_;
  render::Target target_{GL_RGBA8, "stage"}, beside_{GL_RGBA8, "stage, other side"};
  render::FrameInput still_;
  Refining refining_ = Refining::none;
  void adapt();
  double draw_clean();
  void keep_pace(render::FrameInput& input) const;

  Finish finish_ = Finish::still;
  float scale_ = 1.0f, detail_ = 1.0f;
  bool allows_plain_ = false;
  bool plain_ = false;  ///< even a small picture took too long: moving ones are the plainest
  double mean_ms_ = 0.0, last_draw_ms_ = 0.0;
};

}  // namespace palpate::app
