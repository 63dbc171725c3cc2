#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "render/views.h"
#include "session/frame_builder.h"
#include "session/lesson.h"
#include "session/session.h"

using namespace palpate;
using namespace palpate::session;

namespace {

Document layered_document() {
  auto atlas = std::make_shared<anatomy::Atlas>();
  const std::pair<const char*, anatomy::Tissue> rows[] = {{"skin", anatomy::Tissue::skin},
                                                          {"subcutaneous_fat", anatomy::Tissue::fat},
                                                          {"multifidus_left", anatomy::Tissue::muscle},
                                                          {"vertebra_l3", anatomy::Tissue::bone}};
  int layer = 0;
  for (const auto& [id, tissue] : rows) {
    anatomy::Structure structure;
    structure.info.id = id;
    structure.info.name = id;
    structure.info.latin = std::string("Latin ") + id;
    structure.info.tissue = tissue;
    structure.info.layer = layer++;
    structure.bounds.add(Vec3(-100, -100, -100));
    structure.bounds.add(Vec3(100, 200, 50));
    atlas->structures.push_back(structure);
  }
  Document document;
  document.atlas = atlas;
  return document;
}

float opacity_of(const Document& document, const View& view, const Settings& settings, size_t index,
                 const Moment& moment = {}) {
  return build_frame(document, moment, view, settings, {}).looks[index].opacity;
}

}  // namespace

TEST_CASE("opacity: lesson, then hand, then settings, peel and isolation") {
  const Document document = layered_document();
  View view;
  Settings settings;
  Moment moment;
  CHECK(opacity_of(document, view, settings, 0) == 1.0f);
  moment.state.layers["skin"] = 0.4f;
  CHECK(opacity_of(document, view, settings, 0, moment) == doctest::Approx(0.4));
  settings.set("view.skin_opacity", "50 %");
  CHECK(opacity_of(document, view, settings, 0, moment) == doctest::Approx(0.2));
  view.opacity["skin"] = 0.9f;
  CHECK(opacity_of(document, view, settings, 0, moment) == doctest::Approx(0.9));
  view.peel = 1.25f;
  CHECK(opacity_of(document, view, settings, 0, moment) == 0.0f);
  CHECK(opacity_of(document, view, settings, 1, moment) == doctest::Approx(0.75));
  CHECK(opacity_of(document, view, settings, 2, moment) == 1.0f);
  view.hidden.insert("multifidus_left");
  CHECK(opacity_of(document, view, settings, 2, moment) == 0.0f);
  view.isolated.insert("vertebra_l3");
  CHECK(opacity_of(document, view, settings, 3, moment) == 1.0f);
  CHECK(opacity_of(document, view, settings, 1, moment) == 0.0f);
  view.ghost_others = true;
  CHECK(opacity_of(document, view, settings, 1, moment) > 0.0f);
}

TEST_CASE("what an opaque closed skin encloses is left out, unless something looks into it") {
  Document document = layered_document();
  auto atlas = std::make_shared<anatomy::Atlas>(*document.atlas);
  atlas->structures[0].closed = true;
  document.atlas = atlas;
  const auto inside = [&](const char* key, const char* value) {
    Settings settings;
    if (key) settings.set(key, value);
    return opacity_of(document, {}, settings, 2);
  };
  CHECK(inside(nullptr, "") == 0.0f);
  CHECK(inside("view.window", "0.2") == 1.0f);
  CHECK(inside("view.xray", "0.5") == 1.0f);
  CHECK(inside("view.explode", "0.5") == 1.0f);
  CHECK(inside("view.skin_opacity", "0.5") == 1.0f);
  View chosen;  // the line round what is selected is seen through the skin
  chosen.selected = "multifidus_left";
  CHECK(opacity_of(document, chosen, {}, 2) == 1.0f);
}

TEST_CASE("what is moved apart stays in the picture, beside its names where there are labels") {
  Document document = layered_document();
  auto atlas = std::make_shared<anatomy::Atlas>(*document.atlas);
  for (const float side : {-1.0f, 1.0f}) {
    anatomy::Structure muscle = atlas->structures[2];
    muscle.info.id = side < 0.0f ? "latissimus_right" : "latissimus_left";
    muscle.bounds = {};
    muscle.bounds.add(Vec3(side * 20.0f, -100, -100));
    muscle.bounds.add(Vec3(side * 100.0f, 200, -50));
    atlas->structures.push_back(muscle);
  }
  document.atlas = atlas;
  Settings settings;
  FrameRequest request;
  request.view = "posterior", request.width = 640, request.height = 600;
  const auto widest = [&] {
    const render::FrameInput frame = build_frame(document, {}, {}, settings, request);
    float far = 0.0f;
    for (size_t i = 0; i < frame.looks.size(); ++i) {
      for (const Vec3& corner : {atlas->structures[i].bounds.lo, atlas->structures[i].bounds.hi}) {
        const auto seen = render::pixel_of(frame.camera, frame.width, frame.height, corner + frame.looks[i].offset_mm);
        REQUIRE(seen);
        far = std::max(far, std::abs(seen->x - 320.0f) / 320.0f);
        CHECK(std::abs(seen->y - 300.0f) <= 300.0f);
      }
    }
    return far;
  };
  const render::Camera before = build_frame(document, {}, {}, settings, request).camera;
  const float rest = widest();
  settings.set("view.explode", "1");
  CHECK(widest() < 0.95f);
  settings.set("view.labels", "few");
  CHECK(widest() < rest + 0.01f);
  settings.set("view.explode", "0");
  CHECK(build_frame(document, {}, {}, settings, request).camera == before);
}

TEST_CASE("a tall caption lifts what a lesson shows, one of the usual height leaves it where saved pictures have it") {
  Document document = layered_document();
  document.lesson = std::make_shared<Lesson>();
  FrameRequest request;
  const auto lift = [&](float share) {
    request.covered_bottom = share * static_cast<float>(request.height);
    return build_frame(document, {}, {}, {}, request).camera.lift;
  };
  CHECK(lift(0.2f) == lift(0.0f));
  CHECK(lift(0.4f) == doctest::Approx(lift(0.0f) + 0.07f));
}

TEST_CASE("a lesson chooses window, x-ray and style of its pictures; the hand at the settings comes before it") {
  const Document document = layered_document();
  Settings settings;
  Moment moment;
  const auto frame = [&] { return build_frame(document, moment, {}, settings, {}); };
  CHECK(frame().focus.radius == 0.0f);
  CHECK(frame().style == render::Style::realistic);
  const Vec3 paper_before = frame().background_top;
  moment.state.picture.style = "plate", moment.state.picture.xray = 0.6f;
  moment.state.picture.window = 0.24f, moment.state.picture.window_to = {"vertebra_l3", "multifidus_left"};
  CHECK(frame().style == render::Style::plate);
  CHECK(frame().background_top != paper_before);  // a plate is printed on paper
  CHECK(frame().background_top == frame().background_bottom);
  CHECK(frame().xray == doctest::Approx(0.6));
  CHECK(frame().focus.radius == doctest::Approx(0.24));
  CHECK(frame().focus.layer == 2);  // the outermost of those that stay closed
  settings.set("view.style", "realistic");
  settings.set("view.background", "white");
  settings.set("view.xray", "0.2");
  CHECK(frame().style == render::Style::realistic);
  CHECK(frame().background_top == Vec3(1.0f));
  CHECK(frame().xray == doctest::Approx(0.2));
  settings.set("view.style", "plate");
  CHECK(frame().background_top == Vec3(1.0f));  // as asked for, paper or not
  moment.state.picture.window_to = {"no_such_structure"};
  CHECK(frame().focus.radius == 0.0f);
}

TEST_CASE("a picture's input depends on nothing but its arguments") {
  const Document document = layered_document();
  const View view;
  const Settings settings;
  FrameRequest request;
  request.view = "left";
  request.width = 640;
  request.height = 480;
  const render::FrameInput a = build_frame(document, {}, view, settings, request),
                           b = build_frame(document, {}, view, settings, request);
  CHECK(a.camera.position_mm == b.camera.position_mm);
  CHECK(a.camera.position_mm.x > a.camera.target_mm.x);
  CHECK(a.width == 640);
  CHECK(a.looks.size() == 4);
  request.view = "lft";
  CHECK_THROWS_WITH_AS(build_frame(document, {}, view, settings, request), doctest::Contains("did you mean 'left'"),
                       Error);
}

TEST_CASE("field of view changes the perspective, not the size of the body") {
  const Document document = layered_document();
  Settings settings;
  FrameRequest request;
  request.view = "posterior";
  const render::Camera wide = build_frame(document, {}, {}, settings, request).camera;
  settings.set("view.field_of_view", "14");
  const render::Camera narrow = build_frame(document, {}, {}, settings, request).camera;
  const auto height = [](const render::Camera& camera) {
    return glm::length(camera.position_mm - camera.target_mm) * std::tan(glm::radians(camera.fov_y_deg) / 2.0f);
  };
  CHECK(height(narrow) == doctest::Approx(height(wide)).epsilon(1e-4));
}

TEST_CASE("names follow the chosen language") {
  const Document document = layered_document();
  const anatomy::StructureInfo& info = document.atlas->structures[3].info;
  Settings settings;
  std::string detail;
  CHECK(structure_name(info, settings, &detail) == "vertebra_l3");
  CHECK(detail.empty());
  settings.set("view.names", "latin");
  CHECK(structure_name(info, settings) == "Latin vertebra_l3");
  settings.set("view.names", "both");
  structure_name(info, settings, &detail);
  CHECK(detail == "Latin vertebra_l3");
}

TEST_CASE("labels name the largest solid structures and always the selected one") {
  const Document document = layered_document();
  Settings settings;
  View view;
  CHECK(build_frame(document, {}, view, settings, {}).labels.empty());
  settings.set("view.labels", "few");
  CHECK(build_frame(document, {}, view, settings, {}).labels.size() == 2);
  view.selected = "skin";
  CHECK(build_frame(document, {}, view, settings, {}).labels.front().text == "skin");
}
