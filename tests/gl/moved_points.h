#pragma once
// Points through a shader that moves them, one a pixel, to hold against the same on the CPU.

#include <array>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include "gl/shader_library.h"
#include "render/target.h"
#include "stage.h"

namespace palpate::test {

inline constexpr int k_points_side = 64;  ///< points a row and rows

/// The unit normal that every point has before it is moved.
inline const Vec3 k_point_normal(0.0f, 0.6f, -0.8f);

/// test.vert and test.frag round shaders/`file`; `call` moves the vec3s `moved`, `turned` and `fibre`.
class PointShader {
 public:
  PointShader(const std::string& file, const std::string& call)
      : file_(file), text_(read(file)), vertex_("#include \"" + file + "\"\n" + k_before + call + k_after) {}

  std::array<std::pair<std::string_view, std::string_view>, 3> files() const {
    return {{{file_, text_}, {"test.vert", vertex_}, {"test.frag", k_fragment}}};
  }
  bool found() const { return !text_.empty(); }

 private:
  static std::string read(const std::string& file) {
    std::ifstream in(std::string(PALPATE_SOURCE_DIR "/shaders/") + file);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  static constexpr const char* k_before = R"(in vec3 position;
flat out vec3 moved, turned;
void main() {
  moved = position;
  turned = vec3(0.0, 0.6, -0.8);
  vec3 fibre = vec3(0.0);
  )";
  static constexpr const char* k_after = R"(
  vec2 cell = vec2(gl_VertexID % 64, gl_VertexID / 64);
  gl_Position = vec4((cell + 0.5) / 32.0 - 1.0, 0.0, 1.0);
  gl_PointSize = 1.0;
})";
  static constexpr const char* k_fragment = R"(flat in vec3 moved, turned;
uniform int which;
out vec4 colour;
void main() { colour = vec4(which == 0 ? moved : turned, 1.0); }
)";
  std::string file_, text_, vertex_;
};

/// Draws the bound points; where each came to (first) and its normal (second).
inline std::array<std::vector<Vec4>, 2> read_points(const gl::Program& program) {
  render::Target target(GL_RGBA32F, "points");
  target.begin(k_points_side, k_points_side, false);
  glDisable(GL_DEPTH_TEST);
  glDisable(GL_BLEND);
  std::array<std::vector<Vec4>, 2> out;
  for (const int which : {0, 1}) {
    program.set("which", which);
    glDrawArrays(GL_POINTS, 0, k_points_side * k_points_side);
    auto& list = out[static_cast<size_t>(which)];
    list.resize(size_t{k_points_side} * k_points_side);
    glReadPixels(0, 0, k_points_side, k_points_side, GL_RGBA, GL_FLOAT, list.data());
  }
  return out;
}

}  // namespace palpate::test
