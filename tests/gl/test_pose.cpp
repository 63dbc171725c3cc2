// The posture on the GPU against the posture on the CPU, point by point.

#include <algorithm>
#include <cstddef>

#include "motion/body_rig.h"
#include "moved_points.h"
#include "render/frame_block.h"

using namespace palpate;
using namespace palpate::test;

namespace {

// As the vertex buffer has it.
struct Row {
  Vec3 position;
  motion::PackedWeights shares;
  motion::PackedFlesh flesh;
};

}  // namespace

TEST_CASE("shaders/pose.glsl moves points as motion/body_rig.h does") {
  context();
  const PointShader points_shader("pose.glsl", "pose(moved, turned, fibre);");
  REQUIRE(points_shader.found());
  const auto files = points_shader.files();
  gl::ShaderLibrary shaders(files);
  shaders.bind_blocks({"Pose"});
  shaders.bind_attributes({"position", "share_a", "share_b", "share_c", "flesh"});

  motion::PoseBlock pose{};
  pose.breath = 0.4f;
  for (size_t s = 0; s < pose.size(); ++s) {
    const float turn = 0.15f * static_cast<float>(s) - 0.8f;
    const Vec3 axis = glm::normalize(Vec3(1.0f, 0.3f * static_cast<float>(s), -0.5f));
    pose[s] = motion::to_dual(motion::turn_about({3.0f * static_cast<float>(s), 40, -10}, glm::angleAxis(turn, axis)));
  }
  constexpr float bulge = -0.2f;
  std::vector<Row> rows;
  for (int i = 0; i < k_points_side * k_points_side; ++i) {
    Row row{};
    row.position = {-60.0f + 2.0f * static_cast<float>(i % k_points_side),
                    -100.0f + 3.0f * static_cast<float>(i / k_points_side), 0.02f * static_cast<float>(i) - 40.0f};
    uint32_t left = 65535;
    for (size_t s = 0; s + 1 < row.shares.size(); ++s) {
      row.shares[s] = static_cast<uint16_t>((static_cast<uint32_t>(i) * (37 + 11 * s)) % (left / 2 + 1));
      left -= row.shares[s];
    }
    row.shares.back() = static_cast<uint16_t>(left);
    row.flesh = {static_cast<int16_t>(i % 1500),
                 {static_cast<int16_t>(i % 900 - 450), static_cast<int16_t>(i % 700), static_cast<int16_t>(-i % 800)}};
    rows.push_back(row);
  }
  gl::VertexArray array = gl::VertexArray::make();
  glBindVertexArray(array.id());
  gl::Buffer vertices = gl::Buffer::make();
  glBindBuffer(GL_ARRAY_BUFFER, vertices.id());
  glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(rows.size() * sizeof(Row)), rows.data(), GL_STATIC_DRAW);
  const auto attribute = [](GLuint place, GLint size, GLenum type, GLboolean normalized, size_t offset) {
    glEnableVertexAttribArray(place);
    glVertexAttribPointer(place, size, type, normalized, sizeof(Row), reinterpret_cast<const void*>(offset));
  };
  attribute(0, 3, GL_FLOAT, GL_FALSE, offsetof(Row, position));
  for (GLuint i = 0; i < 3; ++i) attribute(1 + i, 4, GL_UNSIGNED_SHORT, GL_TRUE, offsetof(Row, shares) + size_t{8} * i);
  attribute(4, 4, GL_SHORT, GL_FALSE, offsetof(Row, flesh));
  const render::PoseUniforms uniforms = render::pose_uniforms(pose);
  render::UniformBlock block(0, sizeof uniforms, "pose");
  block.write(&uniforms, sizeof uniforms);
  block.bind();
  const gl::Program& program = shaders.get({"test.vert", "test.frag", {}});
  program.use();
  program.set("bulge", bulge);
  double worst = 0.0, worst_normal = 0.0, largest = 0.0;
  const auto [places, normals] = read_points(program);
  for (size_t i = 0; i < rows.size(); ++i) {
    const motion::Rigid r = motion::blend(pose, rows[i].shares);
    const Vec3 from =
        rows[i].position + k_point_normal * (rows[i].flesh.half_mm() * bulge) + pose.breath * rows[i].flesh.breath_mm();
    worst = std::max(worst, static_cast<double>(glm::distance(Vec3(places[i]), r.point(from))));
    largest = std::max(largest, static_cast<double>(glm::distance(r.point(from), rows[i].position)));
    worst_normal =
        std::max(worst_normal, static_cast<double>(glm::distance(Vec3(normals[i]), r.vector(k_point_normal))));
  }
  CHECK(largest > 20.0);  // it does move
  CHECK(worst < 1e-4);
  CHECK(worst_normal < 1e-5);
}
