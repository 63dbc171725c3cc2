#pragma once
// Ribbons and markers that lie on the skin, as triangles.

#include <vector>

#include "gl/shader_library.h"
#include "render/frame_input.h"

namespace palpate::render {

/// `form`: u, v, shape, parameter, as shaders/overlay.frag reads them.
struct OverlayVertex {
  Vec3 position{0.0f}, normal{0.0f};
  Vec4 form{0.0f}, tint{0.0f};
};
/// Shapes of `form.z`.
namespace overlay_shape {
constexpr float ribbon = 0, filled = 1, ring = 2, disc = 3, cross = 4, zone = 5;
}

/// Triangles of all ribbons (strip, arrow head at the end) and markers, in drawing order: zones, ribbons, other
/// markers.
std::vector<OverlayVertex> overlay_triangles(const FrameInput& input);

class OverlayPass {
 public:
  explicit OverlayPass(gl::ShaderLibrary& shaders) : shaders_(shaders) {}
  /// Over the scene with its depth; what lies hidden shows faintly. `scene_light`: as the still picture's samples.
  void draw(const FrameInput& input, bool scene_light);

 private:
  gl::ShaderLibrary& shaders_;
  gl::VertexArray array_;
  gl::Buffer vertices_;
};

}  // namespace palpate::render
