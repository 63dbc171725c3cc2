#include "render/overlay.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace palpate::render {

namespace {

void quad(std::vector<OverlayVertex>& out, const OverlayVertex& a, const OverlayVertex& b, const OverlayVertex& c,
          const OverlayVertex& d) {
  out.insert(out.end(), {a, b, c, a, c, d});
}

void add_ribbon(const Ribbon& ribbon, std::vector<OverlayVertex>& out) {
  const size_t count = std::min(ribbon.points_mm.size(), ribbon.normals.size());
  if (count < 2) return;
  std::vector<float> along(count, 0.0f);
  for (size_t i = 1; i < count; ++i)
    along[i] = along[i - 1] + glm::distance(ribbon.points_mm[i], ribbon.points_mm[i - 1]);
  const float length = along.back();
  if (length < 1e-3f) return;
  const float head = std::min(4.2f * ribbon.half_width_mm, 0.6f * length), body = length - head,
              done = ribbon.done * length;
  const auto at = [&](float where, float across, float shape) {
    size_t i = 1;
    while (i + 1 < count && along[i] < where) ++i;
    const float t = glm::clamp((where - along[i - 1]) / std::max(along[i] - along[i - 1], 1e-6f), 0.0f, 1.0f);
    const Vec3 p = glm::mix(ribbon.points_mm[i - 1], ribbon.points_mm[i], t);
    const Vec3 n = normalize_or(glm::mix(ribbon.normals[i - 1], ribbon.normals[i], t), Vec3(0, 0, -1));
    const Vec3 tangent = ribbon.points_mm[i] - ribbon.points_mm[i - 1];
    const Vec3 side = normalize_or(glm::cross(tangent, n), Vec3(1, 0, 0));
    OverlayVertex v;
    v.position = p + side * (across * ribbon.half_width_mm), v.normal = n;
    v.form = Vec4(where, across, shape, done), v.tint = ribbon.colour;
    return v;
  };
  // Steps of 3 mm at most, five vertices across: the strip bends with the skin and with its dents.
  const int steps = std::max(1, static_cast<int>(std::ceil(body / 3.0f)));
  for (int s = 0; s < steps; ++s) {
    const float a = body * static_cast<float>(s) / static_cast<float>(steps),
                b = body * static_cast<float>(s + 1) / static_cast<float>(steps);
    for (int k = -2; k < 2; ++k) {
      const float l = 0.5f * static_cast<float>(k), r = l + 0.5f;
      quad(out, at(a, l, overlay_shape::ribbon), at(a, r, overlay_shape::ribbon), at(b, r, overlay_shape::ribbon),
           at(b, l, overlay_shape::ribbon));
    }
  }
  for (int k = 0; k < 6; ++k) {  // the head narrows from 2.2 half widths to a point
    const float t = static_cast<float>(k) / 6.0f, u = static_cast<float>(k + 1) / 6.0f;
    const float wide = 2.2f * (1.0f - t), narrow = 2.2f * (1.0f - u);
    OverlayVertex v[4] = {at(body + t * head, -wide, 1), at(body + t * head, wide, 1), at(body + u * head, narrow, 1),
                          at(body + u * head, -narrow, 1)};
    for (OverlayVertex& corner : v) corner.tint.a *= ribbon.done > 0.98f ? 1.0f : 0.6f;
    quad(out, v[0], v[1], v[2], v[3]);
  }
}

void add_marker(const Marker& marker, std::vector<OverlayVertex>& out) {
  const Vec3 n = normalize_or(marker.normal, Vec3(0, 0, -1));
  const Vec3 up = std::abs(n.y) < 0.95f ? Vec3(0, 1, 0) : Vec3(1, 0, 0);
  const Vec3 x = glm::normalize(glm::cross(up, n)), y = glm::cross(n, x);
  const float shape = marker.shape == MarkerShape::ring    ? overlay_shape::ring
                      : marker.shape == MarkerShape::disc  ? overlay_shape::disc
                      : marker.shape == MarkerShape::cross ? overlay_shape::cross
                                                           : overlay_shape::zone;
  const auto at = [&](float u, float v) {
    OverlayVertex vertex;
    vertex.position = marker.position_mm + (x * u + y * v) * marker.radius_mm, vertex.normal = n;
    vertex.form = Vec4(u, v, shape, marker.radius_mm / 7.0f), vertex.tint = marker.colour;
    return vertex;
  };
  constexpr int cells = 6;
  for (int i = 0; i < cells * cells; ++i) {
    const float step = 2.0f / cells, u = -1.0f + step * static_cast<float>(i % cells),
                v = -1.0f + step * static_cast<float>(i / cells);
    quad(out, at(u, v), at(u + step, v), at(u + step, v + step), at(u, v + step));
  }
}

}  // namespace

std::vector<OverlayVertex> overlay_triangles(const FrameInput& input) {
  std::vector<OverlayVertex> out;
  for (const Marker& marker : input.markers) {
    if (marker.shape == MarkerShape::zone) add_marker(marker, out);
  }
  for (const Ribbon& ribbon : input.ribbons) add_ribbon(ribbon, out);
  for (const Marker& marker : input.markers) {
    if (marker.shape != MarkerShape::zone) add_marker(marker, out);
  }
  return out;
}

void OverlayPass::draw(const FrameInput& input, bool scene_light) {
  const std::vector<OverlayVertex> triangles = overlay_triangles(input);
  if (triangles.empty()) return;
  if (!array_) {
    array_ = gl::VertexArray::make();
    glBindVertexArray(array_.id());
    array_.label("overlay");
    vertices_ = gl::Buffer::make();
    glBindBuffer(GL_ARRAY_BUFFER, vertices_.id());
    vertices_.label("overlay vertices");
    const auto attribute = [](GLuint place, GLint size, size_t offset) {
      glEnableVertexAttribArray(place);
      glVertexAttribPointer(place, size, GL_FLOAT, GL_FALSE, sizeof(OverlayVertex),
                            reinterpret_cast<const void*>(offset));
    };
    attribute(0, 3, offsetof(OverlayVertex, position));
    attribute(6, 3, offsetof(OverlayVertex, normal));
    attribute(7, 4, offsetof(OverlayVertex, form));
    attribute(8, 4, offsetof(OverlayVertex, tint));
  }
  glBindVertexArray(array_.id());
  glBindBuffer(GL_ARRAY_BUFFER, vertices_.id());
  glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(triangles.size() * sizeof(OverlayVertex)), triangles.data(),
               GL_STREAM_DRAW);
  gl::ProgramKey key{"overlay.vert", "overlay.frag", {}};
  if (scene_light) key.defines.push_back("SCENE_LIGHT");
  if (input.posture) key.defines.push_back("POSED");
  const gl::Program& program = shaders_.get(key);
  program.use();
  program.set("lift", 0.8f);
  glDisable(GL_CULL_FACE);
  glDepthMask(GL_FALSE);
  glEnable(GL_BLEND);
  glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  for (const bool hidden : {true, false}) {
    glDepthFunc(hidden ? GL_GREATER : GL_LEQUAL);
    program.set("strength", hidden ? 0.12f : 1.0f);
    glDrawArrays(GL_TRIANGLES, 0, static_cast<GLsizei>(triangles.size()));
  }
  glDisable(GL_BLEND);
  glDepthMask(GL_TRUE);
  glDepthFunc(GL_LESS);
  glEnable(GL_CULL_FACE);
}

}  // namespace palpate::render
