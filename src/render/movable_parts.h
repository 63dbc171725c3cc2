#pragma once
// Which triangles of a body contacts can move, and where they come to lie in the picture of a resting eye.

#include <span>
#include <vector>

#include "render/scene_plan.h"
#include "render/screen_rectangle.h"

namespace palpate::render {

class MovableParts {
 public:
  /// All that `room` reaches of what is in view. `width`, `height`: of the picture.
  MovableParts(const ScenePlan& plan, const GpuAtlas& gpu, std::vector<Touch> room, const Mat4& view_projection,
               int width, int height);
  /// Whether the contacts stay within the room.
  bool holds(std::span<const Touch> touches) const;
  /// Pixels in which anything lies that these contacts, within the room, move: where it rests and where they move it.
  Rectangle moved_by(std::span<const Touch> touches) const;

 private:
  struct Chunk {
    Box3 bounds;
    float share = 0.0f;  ///< by which it follows contacts
    std::span<const uint32_t> corners;
    const anatomy::PackedVertex* vertices = nullptr;
  };
  std::vector<Touch> room_;
  std::vector<Chunk> chunks_;
  Mat4 view_projection_;
  int width_, height_;
};

}  // namespace palpate::render
