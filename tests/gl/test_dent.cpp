// The dent on the GPU against the dent on the CPU, point by point.

#include <algorithm>
#include <fstream>
#include <iterator>

#include "gl/shader_library.h"
#include "render/frame_block.h"
#include "render/target.h"
#include "stage.h"
#include "tissue/dent.h"

using namespace palpate;
using namespace palpate::test;

namespace {

constexpr int k_side = 64;

const char* k_vertex = R"(#include "dent.glsl"
in vec3 position;
flat out vec3 moved, turned;
void main() {
  moved = position;
  turned = vec3(0.0, 0.6, -0.8);
  vec3 fibre = vec3(0.0);
  dent(moved, turned, fibre, 0.7);
  vec2 cell = vec2(gl_VertexID % 64, gl_VertexID / 64);
  gl_Position = vec4((cell + 0.5) / 32.0 - 1.0, 0.0, 1.0);
  gl_PointSize = 1.0;
})";
const char* k_fragment = R"(flat in vec3 moved, turned;
uniform int which;
out vec4 colour;
void main() { colour = vec4(which == 0 ? moved : turned, 1.0); }
)";

}  // namespace

TEST_CASE("shaders/dent.glsl moves points as tissue/dent.h does, within a ten-thousandth of a millimetre") {
  context();
  std::ifstream in(PALPATE_SOURCE_DIR "/shaders/dent.glsl");
  const std::string dent_text(std::istreambuf_iterator<char>(in), {});
  REQUIRE(!dent_text.empty());
  const std::pair<std::string_view, std::string_view> files[] = {
      {"dent.glsl", dent_text}, {"test.vert", k_vertex}, {"test.frag", k_fragment}};
  gl::ShaderLibrary shaders(files);
  shaders.bind_blocks({"Contacts"});
  shaders.bind_attributes({"position"});

  render::FrameInput input;
  render::ContactPatch a, b;
  a.position_mm = {5, 3, -20}, a.normal = glm::normalize(Vec3(0.2f, 0.1f, -1)), a.direction = {0, 1, 0};
  a.half_length_mm = 30, a.half_width_mm = 18, a.depth_mm = 9, a.reach_mm = 45, a.slide_mm = {2, 4, 0};
  b.position_mm = {-22, -10, -18}, b.direction = {1, 0, 0}, b.half_length_mm = 20, b.half_width_mm = 8, b.fold_mm = 12;
  input.contacts = {a, b};
  const render::ContactBlock block = render::contact_block(input, {0.0f, 0.0f});
  std::vector<tissue::Dent> dents;
  for (size_t i = 0; i < input.contacts.size(); ++i) {
    const render::ContactPatch& c = input.contacts[i];
    dents.push_back({c.position_mm, Vec3(block.normal[i]), Vec3(block.along[i]), c.half_length_mm, c.half_width_mm,
                     c.depth_mm, c.reach_mm, c.fold_mm, c.slide_mm});
  }
  std::vector<Vec3> points;
  for (int i = 0; i < k_side * k_side; ++i) {
    points.push_back({-60.0f + 120.0f * static_cast<float>(i % k_side) / k_side,
                      -60.0f + 120.0f * static_cast<float>(i / k_side) / k_side,
                      -40.0f + 0.013f * static_cast<float>(i)});
  }
  gl::VertexArray array = gl::VertexArray::make();
  glBindVertexArray(array.id());
  gl::Buffer vertices = gl::Buffer::make();
  glBindBuffer(GL_ARRAY_BUFFER, vertices.id());
  glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(points.size() * sizeof(Vec3)), points.data(), GL_STATIC_DRAW);
  glEnableVertexAttribArray(0);
  glVertexAttribPointer(0, 3, GL_FLOAT, GL_FALSE, 0, nullptr);
  render::UniformBlock contacts(0, sizeof block, "contacts");
  contacts.write(&block, sizeof block);
  contacts.bind();
  render::Target target(GL_RGBA32F, "dent test");
  target.begin(k_side, k_side, false);
  glDisable(GL_DEPTH_TEST);
  glDisable(GL_BLEND);
  const gl::Program& program = shaders.get({"test.vert", "test.frag", {}});
  program.use();
  double worst = 0.0, worst_normal = 0.0, largest = 0.0;
  for (const int which : {0, 1}) {
    program.set("which", which);
    glDrawArrays(GL_POINTS, 0, k_side * k_side);
    std::vector<Vec4> read(points.size());
    glReadPixels(0, 0, k_side, k_side, GL_RGBA, GL_FLOAT, read.data());
    for (size_t i = 0; i < points.size(); ++i) {
      const tissue::Dented expected = tissue::dent(points[i], dents, 0.7f);
      if (which == 0) {
        worst = std::max(worst, static_cast<double>(glm::distance(Vec3(read[i]), expected.position_mm)));
        largest = std::max(largest, static_cast<double>(glm::distance(points[i], expected.position_mm)));
      } else {
        worst_normal = std::max(
            worst_normal, static_cast<double>(glm::distance(Vec3(read[i]), expected.normal(Vec3(0, 0.6f, -0.8f)))));
      }
    }
  }
  CHECK(largest > 5.0);
  CHECK(worst < 1e-4);
  CHECK(worst_normal < 1e-4);
  expect_no_errors();
}
