#pragma once
// What of a moving picture differs from the one before it. While a hand works and the eye rests, most of the body stays
// as it was drawn; only the part round the hand is drawn anew.

#include <optional>
#include <vector>

#include "render/scene_plan.h"
#include "render/screen_rectangle.h"

namespace palpate::render {

/// What a moving picture was drawn from, for as long as its pixels are kept.
class ShownPicture {
 public:
  /// The rectangle outside which `now` has the pixels that are kept; nothing where the whole picture may differ. Where
  /// it would not pay, that too is nothing. `props`: the bounds of input.props, one for each; `width`, `height`: of the
  /// kept pixels.
  std::optional<Rectangle> changed_part(const FrameInput& now, const ScenePlan& plan, const std::vector<Box3>& props,
                                        const Mat4& view_projection, const GpuAtlas& gpu, int width, int height) const;
  void keep(const FrameInput& input, const ScenePlan& plan, const std::vector<Box3>& props,
            const Mat4& view_projection);
  void forget() { shown_.reset(); }

 private:
  struct Shown {
    FrameInput input;
    std::vector<int> levels;  ///< of the plan's items, opaque then glass
    std::vector<Touch> touches, footprints;
    float most_movement_mm = 0.0f;
    std::vector<Box3> props;
    Mat4 view_projection{1.0f};
  };
  std::optional<Shown> shown_;
};

}  // namespace palpate::render
