#pragma once
// One headless context for the tests of a binary; every test asks it for errors at its end.

#include <doctest/doctest.h>

#include "anatomy/section.h"
#include "gl/context.h"
#include "render/renderer.h"
#include "render/views.h"
#include "shapes.h"

namespace palpate::test {

inline gl::Context& context() {
  static gl::Context made = gl::Context::headless();
  return made;
}

/// Fails the test when the driver complained since the last look.
inline void expect_no_errors() {
  for (const std::string& error : context().take_errors()) FAIL_CHECK("OpenGL: " << error);
}

inline render::FrameInput input_of(const std::shared_ptr<const anatomy::Atlas>& atlas, int width, int height,
                                   render::Quality quality, const char* view = "posterior") {
  render::FrameInput input;
  input.width = width, input.height = height, input.quality = quality;
  input.looks.resize(atlas->structures.size());
  input.camera = *render::view_camera(view, atlas->bounds(), static_cast<float>(width) / static_cast<float>(height));
  return input;
}

/// Everything a picture can hold at once: glass, dents, ribbon, markers, labels, field, scale bar.
inline render::FrameInput full_input(const std::shared_ptr<const anatomy::Atlas>& atlas, int width, int height,
                                     render::Quality quality) {
  render::FrameInput input = input_of(atlas, width, height, quality);
  input.looks[0].opacity = 0.3f, input.looks[1].opacity = 0.0f, input.looks[2].opacity = 0.5f;
  input.looks[3].highlight = 0.6f;
  input.looks[4].heat = 1.0f;
  input.looks[6].greyed = true;
  render::ContactPatch thumb;
  thumb.position_mm = {25, 10, -59}, thumb.normal = glm::normalize(Vec3(0.1f, 0, -1));
  thumb.half_length_mm = 16, thumb.half_width_mm = 11, thumb.depth_mm = 10, thumb.pressure_kPa = 40,
  thumb.slide_mm = {0, 3, 0};
  input.contacts = {thumb};
  render::Ribbon ribbon;
  for (int i = 0; i < 30; ++i) {
    const float y = -60.0f + 4.0f * static_cast<float>(i);
    ribbon.points_mm.push_back({-25, y, -62.0f * std::sqrt(1 - y * y / 22500 - 625.0f / 8464)});
    ribbon.normals.push_back(glm::normalize(Vec3(-25.0f / 8464, y / 22500, ribbon.points_mm.back().z / 3844)));
  }
  ribbon.done = 0.5f;
  input.ribbons = {ribbon};
  input.markers = {{{0, 60, -57}, {0, 0, -1}, 8, render::MarkerShape::ring, {0.1f, 0.45f, 0.55f, 0.9f}},
                   {{0, -60, -57}, {0, 0, -1}, 14, render::MarkerShape::zone, {0.75f, 0.45f, 0.1f, 0.9f}},
                   {{40, 70, -46}, {0, 0, -1}, 5, render::MarkerShape::cross, {0.1f, 0.45f, 0.55f, 0.9f}},
                   {{-40, 70, -46}, {0, 0, -1}, 5, render::MarkerShape::disc, {0.1f, 0.45f, 0.55f, 0.9f}}};
  auto field = std::make_shared<render::ScalarField>();
  field->title = "teaching tension (illustrative)", field->unit = "%", field->low = 0, field->high = 100,
  field->revision = 1;
  field->values.resize(atlas->structures.size());
  auto values = std::make_shared<std::vector<float>>();
  for (const auto& v : atlas->structures[4].levels[0].vertices) values->push_back(50.0f + v.position.y * 0.4f);
  field->values[4] = values;
  input.field = field;
  input.labels = {{"Thumb pressure", "12 N, 40 kPa", true, {25, 10, -59}, {}},
                  {"Muscle", "Musculus", true, {-34, 40, -30}, {}},
                  {"Step 1 of 3", "", false, {}, {0.02f, 0.03f}}};
  input.scale_bar = true;
  // A stone and a ghosted hand, as far as a renderer can tell.
  const anatomy::Mesh mesh = ellipsoid({-30, -90, -70}, {14, 18, 8}, 24);
  auto vertices = std::make_shared<std::vector<PackedVertex>>();
  for (size_t i = 0; i < mesh.positions.size(); ++i) {
    PackedVertex v{};
    v.position = mesh.positions[i], v.occlusion = 255;
    anatomy::pack_normal(mesh.normals[i], v.normal);
    vertices->push_back(v);
  }
  render::Prop stone;
  stone.vertices = vertices, stone.indices = std::make_shared<std::vector<uint32_t>>(mesh.triangles);
  stone.parts = {{0, static_cast<uint32_t>(mesh.triangles.size()), render::PropStyle::stone}};
  stone.revision = 1;
  render::Prop hand = stone;
  auto moved = std::make_shared<std::vector<PackedVertex>>(*vertices);
  for (PackedVertex& v : *moved) v.position += Vec3(62, 0, 0);
  hand.vertices = moved, hand.parts[0].style = render::PropStyle::ghost, hand.revision = 2;
  hand.sorts = true;
  input.props = {stone, hand};
  return input;
}

inline void cut_at(render::FrameInput& input, const std::shared_ptr<const anatomy::Atlas>& atlas,
                   const anatomy::CutPlane& plane) {
  auto cut = std::make_shared<render::SectionCut>();
  cut->plane = plane;
  for (size_t i = 0; i < atlas->structures.size(); ++i) {
    const bool stays = input.looks[i].whole || input.looks[i].opacity == 0.0f;
    cut->sections.push_back(stays ? anatomy::Section{}
                                  : anatomy::MeshSlicer(atlas->structures[i].levels.front()).cut(plane));
  }
  input.section = cut;
}

}  // namespace palpate::test
