#pragma once
// The reference frame that every frame time of this program is judged against: a closed bumpy sphere of 200,000
// triangles, one indexed draw, 24-byte vertices, back faces culled, per-pixel Blinn-Phong, over 20-25 % of 1280x720, no
// multisampling.

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "core/math.h"

#include "gl/shader_library.h"
#include "render/target.h"

namespace palpate::render {

class ReferenceFrame {
 public:
  static constexpr int width = 1280, height = 720;
  /// Needs a current context.
  ReferenceFrame();
  /// Draws one frame into its own picture and waits for it (glFinish).
  void draw();
  size_t triangle_count() const { return index_count_ / 3; }
  /// Share of the picture's pixels that the last frame covered.
  double coverage() const;

 private:
  gl::ShaderLibrary shaders_;
  Target target_{GL_RGBA8, "reference"};
  gl::VertexArray array_;
  gl::Buffer vertices_, indices_;
  size_t index_count_ = 0;
};

struct FrameTimes {
  double median_ms = 0.0, p95_ms = 0.0;
};
/// Median and 95th percentile of a list of times.
FrameTimes summarize(std::vector<double> times_ms);
/// Runs every body once a round, in turn, each followed by glFinish; the first `warm_up` rounds are not counted.
/// Interleaving lets all of them suffer the same neighbours.
std::vector<FrameTimes> time_interleaved(std::span<const std::function<void()>> bodies, int rounds, int warm_up = 2);

}  // namespace palpate::render
