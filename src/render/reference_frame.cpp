#include "render/reference_frame.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <glm/gtc/matrix_transform.hpp>

namespace palpate::shaders {
std::span<const std::pair<std::string_view, std::string_view>> embedded();
}

namespace palpate::render {

namespace {

constexpr int k_rings = 251, k_sectors = 400;  // 2 * 400 * (251 - 1) = 200,000 triangles

struct Vertex {
  Vec3 position, normal;
};
static_assert(sizeof(Vertex) == 24);

float radius(const Vec3& d) {
  return 1.0f + 0.04f * std::sin(17.0f * d.x) * std::sin(13.0f * d.y) * std::sin(19.0f * d.z);
}

Vec3 point(int ring, int sector) {
  const double a = M_PI * ring / k_rings, b = 2.0 * M_PI * sector / k_sectors;
  const Vec3 d(std::sin(a) * std::cos(b), std::cos(a), std::sin(a) * std::sin(b));
  return d * radius(d);
}

}  // namespace

ReferenceFrame::ReferenceFrame() : shaders_(shaders::embedded()) {
  shaders_.bind_attributes({"position", "normal"});
  std::vector<Vertex> vertices{{point(0, 0), {0, 1, 0}}};
  for (int i = 1; i < k_rings; ++i) {
    for (int j = 0; j < k_sectors; ++j)
      vertices.push_back({point(i, j), glm::normalize(glm::cross(point(i, j + 1) - point(i, j - 1),
                                                                 point(i + 1, j) - point(i - 1, j)))});
  }
  vertices.push_back({point(k_rings, 0), {0, -1, 0}});
  for (Vertex& v : vertices) v.normal *= glm::dot(v.normal, v.position) < 0.0f ? -1.0f : 1.0f;
  std::vector<uint32_t> indices;
  const auto id = [](int i, int j) { return static_cast<uint32_t>(1 + (i - 1) * k_sectors + j % k_sectors); };
  const auto last = static_cast<uint32_t>(vertices.size() - 1);
  for (int j = 0; j < k_sectors; ++j) {
    indices.insert(indices.end(), {0, id(1, j + 1), id(1, j), last, id(k_rings - 1, j), id(k_rings - 1, j + 1)});
  }
  for (int i = 1; i + 1 < k_rings; ++i) {
    for (int j = 0; j < k_sectors; ++j) {
      indices.insert(indices.end(),
                     {id(i, j), id(i, j + 1), id(i + 1, j), id(i, j + 1), id(i + 1, j + 1), id(i + 1, j)});
    }
  }
  index_count_ = indices.size();
  array_ = gl::VertexArray::make();
  glBindVertexArray(array_.id());
  vertices_ = gl::Buffer::make();
  glBindBuffer(GL_ARRAY_BUFFER, vertices_.id());
  glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(vertices.size() * sizeof(Vertex)), vertices.data(),
               GL_STATIC_DRAW);
  for (GLuint k = 0; k < 2; ++k) {
    glEnableVertexAttribArray(k);
    glVertexAttribPointer(k, 3, GL_FLOAT, GL_FALSE, sizeof(Vertex),
                          reinterpret_cast<const void*>(12 * static_cast<size_t>(k)));
  }
  indices_ = gl::Buffer::make();
  glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, indices_.id());
  glBufferData(GL_ELEMENT_ARRAY_BUFFER, static_cast<GLsizeiptr>(indices.size() * 4), indices.data(), GL_STATIC_DRAW);
  glBindVertexArray(0);
}

void ReferenceFrame::draw() {
  target_.begin(width, height);
  glEnable(GL_DEPTH_TEST);
  glDepthFunc(GL_LESS);
  glDepthMask(GL_TRUE);
  glEnable(GL_CULL_FACE);
  glDisable(GL_BLEND);
  glClearColor(1.0f, 1.0f, 1.0f, 0.0f);
  glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
  const Vec3 eye(0.0f, 0.0f, 4.15f);
  const Mat4 matrix = glm::perspective(glm::radians(39.0f), static_cast<float>(width) / height, 1.0f, 10.0f) *
                      glm::lookAt(eye, Vec3(0.0f), Vec3(0, 1, 0));
  const gl::Program& program = shaders_.get({"reference.vert", "reference.frag", {}});
  program.use();
  glUniformMatrix4fv(program.at("view_projection"), 1, GL_FALSE, &matrix[0].x);
  program.set("eye_place", eye.x, eye.y, eye.z);
  glBindVertexArray(array_.id());
  glDrawElements(GL_TRIANGLES, static_cast<GLsizei>(index_count_), GL_UNSIGNED_INT, nullptr);
  glFinish();
  glDisable(GL_DEPTH_TEST);
  glDisable(GL_CULL_FACE);
}

double ReferenceFrame::coverage() const {
  std::vector<uint8_t> pixels(static_cast<size_t>(width) * height * 4);
  glBindFramebuffer(GL_READ_FRAMEBUFFER, target_.framebuffer());
  glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE, pixels.data());
  size_t covered = 0;
  for (size_t i = 3; i < pixels.size(); i += 4) covered += pixels[i] > 0;
  return static_cast<double>(covered) / (static_cast<double>(width) * height);
}

FrameTimes summarize(std::vector<double> times) {
  if (times.empty()) return {};
  std::sort(times.begin(), times.end());
  const size_t last = times.size() - 1;
  return {0.5 * (times[last / 2] + times[(last + 1) / 2]),
          times[static_cast<size_t>(std::ceil(0.95 * static_cast<double>(last)))]};
}

std::vector<FrameTimes> time_interleaved(std::span<const std::function<void()>> bodies, int rounds, int warm_up) {
  std::vector<std::vector<double>> times(bodies.size());
  for (int round = -warm_up; round < rounds; ++round) {
    for (size_t i = 0; i < bodies.size(); ++i) {
      const auto start = std::chrono::steady_clock::now();
      bodies[i]();
      glFinish();
      const std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - start;
      if (round >= 0) times[i].push_back(spent.count());
    }
  }
  std::vector<FrameTimes> result;
  for (std::vector<double>& list : times) result.push_back(summarize(std::move(list)));
  return result;
}

}  // namespace palpate::render
