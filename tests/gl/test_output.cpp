// Pictures that leave the program: large ones, transparent ones, a shifted lens.

#include <algorithm>
#include <cmath>
#include <vector>

#include "stage.h"

using namespace palpate;
using namespace palpate::test;
using render::Quality;

namespace {

size_t pixels_that_differ(const Image& a, const Image& b) {
  size_t count = 0;
  for (size_t i = 0; i < a.rgba.size(); i += 4) count += !std::equal(&a.rgba[i], &a.rgba[i] + 4, &b.rgba[i]);
  return count;
}

int light_of(const uint8_t* pixel) {
  return pixel[0] + pixel[1] + pixel[2];
}

}  // namespace

TEST_CASE("a picture of 2048 pixels drawn with less memory is the same picture, byte for byte") {
  context();
  const auto atlas = small_body();
  render::Renderer whole, sparing;
  whole.set_atlas(atlas), sparing.set_atlas(atlas);
  sparing.set_large(2048 * 900);
  for (const Quality quality : {Quality::plain, Quality::low, Quality::high}) {
    CAPTURE(static_cast<int>(quality));
    const render::FrameInput input = full_input(atlas, 2048, 1152, quality);
    CHECK(pixels_that_differ(whole.render(input), sparing.render(input)) == 0);
  }
  for (const int way : {0, 1, 2, 3}) {
    CAPTURE(way);
    render::FrameInput input = full_input(atlas, 2048, 1152, Quality::still);
    input.looks[4].outline = 1.0f, input.ui_scale = 1.6f, input.orientation = true;
    input.sample = 3 * way;  // one of its samples: all go the same way
    if (way == 1) input.focus = {{0.45f, 0.5f}, 0.2f, 3}, input.style = render::Style::plate;
    if (way == 2) {
      input.transparent = true, input.looks[0].whole = true;
      cut_at(input, atlas, {Vec3(0, 0, -25), glm::normalize(Vec3(0.3f, 0, -1))});
    }
    if (way == 3) input.xray = 0.7f, input.sample = -1;
    const Image once = whole.render(input);
    for (const size_t rows : {1000, 150}) {
      CAPTURE(rows);
      sparing.set_large(2048 * rows);
      CHECK(pixels_that_differ(once, sparing.render(input)) == 0);
    }
  }
  expect_no_errors();
}

TEST_CASE("a transparent picture has clear corners, a solid body and no dark fringe") {
  context();
  AtlasMaker maker;
  maker.add("bone", anatomy::Tissue::bone, 6, ellipsoid({0, 0, 0}, Vec3(60), 64));
  const auto atlas = maker.finish();
  render::Renderer renderer;
  renderer.set_atlas(atlas);
  for (const Quality quality : {Quality::low, Quality::high, Quality::still}) {
    CAPTURE(static_cast<int>(quality));
    render::FrameInput input = input_of(atlas, 160, 160, quality);
    input.camera.position_mm = {0, 0, -400}, input.camera.target_mm = {0, 0, 0}, input.camera.fov_y_deg = 20;
    const Image opaque = renderer.render(input);
    input.transparent = true;
    const Image image = renderer.render(input);
    for (const int x : {0, 159}) {
      for (const int y : {0, 159}) CHECK(image.pixel(x, y)[3] == 0);
    }
    CHECK(image.pixel(80, 80)[3] == 255);  // the limb of a ball is darker than what lies inside it, but not by half
    int fringe = 0;
    for (int y = 0; y < 160; ++y) {
      for (int x = 0; x < 160; ++x) {
        const uint8_t* p = image.pixel(x, y);
        if (p[3] == 255) {  // covered all over: as on any background
          // (the shadow on the ground and lines along the edge aside, which a clear background cannot take)
          if (std::hypot(static_cast<float>(x) - 79.5f, static_cast<float>(y) - 79.5f) < 60.0f)
            CHECK(std::abs(light_of(p) - light_of(opaque.pixel(x, y))) <= 3);
          continue;
        }
        if (p[3] < 16) continue;
        ++fringe;
        // The solid pixel next to it towards the middle.
        const float d = std::hypot(static_cast<float>(x) - 79.5f, static_cast<float>(y) - 79.5f);
        const int u = static_cast<int>(std::lround(79.5f + (static_cast<float>(x) - 79.5f) * (d - 1.5f) / d));
        const int v = static_cast<int>(std::lround(79.5f + (static_cast<float>(y) - 79.5f) * (d - 1.5f) / d));
        CHECK(light_of(p) > 0.5 * light_of(image.pixel(u, v)));
      }
    }
    if (quality == Quality::still) CHECK(fringe > 100);
  }
  expect_no_errors();
}

TEST_CASE("words on a transparent picture keep their ink") {
  context();
  render::Renderer renderer;
  render::FrameInput input;
  input.width = 200, input.height = 80, input.transparent = true, input.quality = Quality::low;
  input.labels = {{"Erector spinae", "", false, {}, {0.05f, 0.2f}}};
  const Image image = renderer.render(input);
  int inked = 0;
  for (size_t i = 0; i < image.rgba.size(); i += 4) inked += image.rgba[i + 3] > 200 && image.rgba[i] < 120;
  CHECK(inked > 40);
  CHECK(image.pixel(199, 79)[3] == 0);
}

TEST_CASE("a shifted lens moves the picture up and nothing else; rays and places follow") {
  context();
  const auto atlas = small_body();
  render::Renderer renderer;
  renderer.set_atlas(atlas);
  render::FrameInput input = input_of(atlas, 160, 200, Quality::plain);
  input.background_top = input.background_bottom = Vec3(0.5f);
  const Image before = renderer.render(input);
  input.camera.lift = 0.1f;  // 20 pixels
  const Image after = renderer.render(input);
  size_t same = 0, all = 0;
  for (int y = 0; y + 20 < 200; ++y) {
    for (int x = 0; x < 160; ++x, ++all)
      same += std::abs(light_of(after.pixel(x, y)) - light_of(before.pixel(x, y + 20))) <= 6;
  }
  CHECK(static_cast<double>(same) > 0.98 * static_cast<double>(all));
  const render::Ray ray = render::pixel_ray(input.camera, 160, 200, 40.0f, 150.0f);
  const auto back = render::pixel_of(input.camera, 160, 200, ray.origin + ray.direction * 500.0f);
  REQUIRE(back);
  CHECK(back->x == doctest::Approx(40.0f).epsilon(0.001));
  CHECK(back->y == doctest::Approx(150.0f).epsilon(0.001));
}
