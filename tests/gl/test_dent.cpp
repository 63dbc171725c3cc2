// The dent on the GPU against the dent on the CPU, point by point.

#include <algorithm>

#include "moved_points.h"
#include "render/frame_block.h"
#include "tissue/dent.h"

using namespace palpate;
using namespace palpate::test;

TEST_CASE("shaders/dent.glsl moves points as tissue/dent.h does, within a ten-thousandth of a millimetre") {
  context();
  const PointShader points_shader("dent.glsl", "dent(moved, turned, fibre, 0.7);");
  REQUIRE(points_shader.found());
  const auto files = points_shader.files();
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
  for (int i = 0; i < k_points_side * k_points_side; ++i) {
    points.push_back({-60.0f + 120.0f * static_cast<float>(i % k_points_side) / k_points_side,
                      -60.0f + 120.0f * static_cast<float>(i / k_points_side) / k_points_side,
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
  const gl::Program& program = shaders.get({"test.vert", "test.frag", {}});
  program.use();
  double worst = 0.0, worst_normal = 0.0, largest = 0.0;
  const auto [places, normals] = read_points(program);
  for (size_t i = 0; i < points.size(); ++i) {
    const tissue::Dented expected = tissue::dent(points[i], dents, 0.7f);
    worst = std::max(worst, static_cast<double>(glm::distance(Vec3(places[i]), expected.position_mm)));
    largest = std::max(largest, static_cast<double>(glm::distance(points[i], expected.position_mm)));
    worst_normal =
        std::max(worst_normal, static_cast<double>(glm::distance(Vec3(normals[i]), expected.normal(k_point_normal))));
  }
  CHECK(largest > 5.0);
  CHECK(worst < 1e-4);
  CHECK(worst_normal < 1e-4);
  expect_no_errors();
}
