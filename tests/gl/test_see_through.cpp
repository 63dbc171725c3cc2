// Looking into the body: focus window, x-ray, styles, levels of detail within a budget.

#include <algorithm>
#include <cmath>
#include <vector>

#include "render/pick.h"
#include "render/scene_plan.h"
#include "render/tissue_texture.h"
#include "stage.h"

using namespace palpate;
using namespace palpate::test;
using render::Quality;

namespace {

std::shared_ptr<const anatomy::Atlas> ball_in_ball() {
  AtlasMaker maker;
  maker.add("skin", anatomy::Tissue::skin, 0, ellipsoid({0, 0, 0}, Vec3(60), 64));
  maker.add("muscle", anatomy::Tissue::muscle, 3, ellipsoid({0, 0, 0}, Vec3(40), 64));
  return maker.finish();
}

// A ball of radius 60 mm then reaches 69 pixels from the middle of 160.
render::FrameInput close_up(const std::shared_ptr<const anatomy::Atlas>& atlas, Quality quality) {
  render::FrameInput input = input_of(atlas, 160, 160, quality);
  input.camera.position_mm = {0, 0, -400}, input.camera.target_mm = {0, 0, 0}, input.camera.fov_y_deg = 20;
  return input;
}

int apart(const Image& a, const Image& b, int x, int y) {
  int most = 0;
  for (int c = 0; c < 3; ++c) most = std::max(most, std::abs(a.pixel(x, y)[c] - b.pixel(x, y)[c]));
  return most;
}

}  // namespace

TEST_CASE("a focus window shows what lies deeper inside its circle, and leaves the rest as it was") {
  context();
  render::Renderer renderer;
  const auto atlas = ball_in_ball();
  renderer.set_atlas(atlas);
  for (const Quality quality : {Quality::low, Quality::high, Quality::still}) {
    render::FrameInput input = close_up(atlas, quality);
    const Image closed = renderer.render(input);
    input.looks[0].opacity = 0.0f;
    const Image bare = renderer.render(input);
    input.looks[0].opacity = 1.0f;
    input.focus = {{0.5f, 0.5f}, 0.15f, 3};
    const Image open = renderer.render(input);
    CHECK(apart(open, bare, 80, 80) <= 3);
    CHECK(apart(open, closed, 80, 80) > 25);
    // 24 pixels is the radius; the skin reaches 69 pixels from the middle.
    CHECK(apart(open, closed, 80 + 45, 80) <= (quality == Quality::still ? 12 : 0));
    CHECK(apart(open, closed, 80, 80 - 45) <= (quality == Quality::still ? 12 : 0));
    input.focus.layer = 0;  // nothing lies further out
    CHECK(renderer.render(input).rgba == closed.rgba);
  }
  expect_no_errors();
}

TEST_CASE(
    "the pointer meets what the picture shows: through the window, through an x-ray, where things were moved to") {
  const auto atlas = ball_in_ball();
  render::Picker picker(atlas);
  render::FrameInput input = close_up(atlas, Quality::low);
  const auto met = [&](float x, float y) {
    const auto pick = picker.pick(input, x, y);
    return pick ? pick->structure : -1;
  };
  CHECK(met(80, 80) == 0);
  input.focus = {{0.5f, 0.5f}, 0.15f, 3};
  CHECK(met(80, 80) == 1);
  CHECK(met(80 + 22, 80) == 1);  // 24 pixels is the radius
  CHECK(met(80 + 26, 80) == 0);
  CHECK(picker.pick_all(input, 80, 80).size() == 1);
  input.focus = {};
  // Of two balls that face the eye alike the first gives more; near its rim the inner one is denser than the outer.
  input.xray = 1.0f;
  CHECK(met(80, 80) == 0);
  CHECK(met(80 + 43, 80) == 1);
  CHECK(met(80 + 66, 80) == 0);
  input.xray = 0.0f;
  input.looks[0].offset_mm = {0, 100, 0};
  CHECK(met(80, 80) == 1);
  const auto moved = picker.pick(input, 80, 2);
  REQUIRE(moved);
  CHECK(moved->structure == 0);
  CHECK(glm::distance(moved->point_mm, Vec3(0, 100, 0)) == doctest::Approx(60.0f).epsilon(0.01));
}

TEST_CASE("an outline follows the edge of a structure, hidden or not, and leaves the rest as it was") {
  context();
  render::Renderer renderer;
  const auto atlas = ball_in_ball();
  renderer.set_atlas(atlas);
  for (const Quality quality : {Quality::low, Quality::high, Quality::still}) {
    render::FrameInput input = close_up(atlas, quality);
    const Image without = renderer.render(input);
    input.looks[1].outline = 1.0f;
    const Image with = renderer.render(input);
    int edge = 0;  // the inner ball reaches 45 pixels
    for (int x = 80 + 42; x <= 80 + 49; ++x) edge = std::max(edge, apart(with, without, x, 80));
    CHECK(edge > 40);
    for (const int x : {80, 80 + 30, 80 + 60, 80 + 75}) CHECK(apart(with, without, x, 80) == 0);
  }
  expect_no_errors();
}

TEST_CASE("a moved structure is drawn where it was moved to, in every quality") {
  context();
  render::Renderer renderer;
  const auto atlas = ball_in_ball();
  renderer.set_atlas(atlas);
  for (const Quality quality : {Quality::plain, Quality::low, Quality::high, Quality::still}) {
    render::FrameInput input = close_up(atlas, quality);
    input.looks[0].opacity = 0.0f;
    const Image before = renderer.render(input);
    input.looks[1].offset_mm = {0, 50, 0};
    const Image after = renderer.render(input);
    // 1.13 pixels a millimetre: the middle now lies 56 pixels higher.
    CHECK(apart(before, after, 80, 80 + 25) > 25);
    CHECK(apart(before, after, 80, 10) > 25);
    CHECK(apart(before, after, 10, 150) <= (quality == Quality::still ? 40 : 0));
  }
  expect_no_errors();
}

TEST_CASE("an x-ray clears what faces the eye and keeps the rim") {
  context();
  render::Renderer renderer;
  AtlasMaker maker;
  maker.add("bone", anatomy::Tissue::bone, 0, ellipsoid({0, 0, 0}, Vec3(60), 64));
  const auto atlas = maker.finish();
  renderer.set_atlas(atlas);
  for (const Quality quality : {Quality::low, Quality::high, Quality::still}) {
    render::FrameInput input = close_up(atlas, quality);
    input.background_top = input.background_bottom = Vec3(0.02f);
    input.xray = 1.0f;
    const Image image = renderer.render(input);
    int brightest = 0;
    for (int x = 0; x < 160; ++x) brightest = std::max<int>(brightest, image.pixel(x, 80)[0]);
    CHECK(image.pixel(80, 80)[0] < 70);
    CHECK(brightest > image.pixel(80, 80)[0] + 30);
  }
  expect_no_errors();
}

TEST_CASE("a plate is flatter than life") {
  context();
  render::Renderer renderer;
  AtlasMaker maker;
  maker.add("bone", anatomy::Tissue::bone, 0, ellipsoid({0, 0, 0}, Vec3(60), 64));
  const auto atlas = maker.finish();
  renderer.set_atlas(atlas);
  const auto contrast = [&](render::Style style) {
    render::FrameInput input = close_up(atlas, Quality::high);
    input.style = style;
    const Image image = renderer.render(input);
    double sum = 0, squares = 0;
    int count = 0;
    for (int y = 50; y < 110; ++y) {
      for (int x = 50; x < 110; ++x) {
        const double v = image.pixel(x, y)[1];
        sum += v, squares += v * v, ++count;
      }
    }
    return std::sqrt(squares / count - sum * sum / count / count);
  };
  CHECK(contrast(render::Style::plate) < 0.85 * contrast(render::Style::realistic));
  expect_no_errors();
}

TEST_CASE("drawings of tissue repeat without a seam and darken nothing on the whole") {
  for (const render::TissueTexture& t : {render::fibre_texture(), render::grain_texture(), render::lobule_texture()}) {
    REQUIRE(t.rgba.size() == static_cast<size_t>(4 * t.width * t.height));
    const auto at = [&](int x, int y, int c) {
      return static_cast<double>(t.rgba[static_cast<size_t>(4 * (y * t.width + x) + c)]);
    };
    for (int c = 0; c < 3; ++c) {
      // From the last column or row to the first is no larger a step than there is elsewhere (borders of strands are).
      std::vector<double> across(static_cast<size_t>(t.width)), along(static_cast<size_t>(t.height));
      double mean = 0;
      for (int y = 0; y < t.height; ++y) {
        for (int x = 0; x < t.width; ++x) {
          mean += at(x, y, c) / t.height / t.width;
          across[static_cast<size_t>(x)] += std::abs(at(x, y, c) - at((x + 1) % t.width, y, c)) / t.height;
          along[static_cast<size_t>(y)] += std::abs(at(x, y, c) - at(x, (y + 1) % t.height, c)) / t.width;
        }
      }
      CHECK(across.back() <= 1.1 * *std::max_element(across.begin(), across.end() - 1));
      CHECK(along.back() <= 1.1 * *std::max_element(along.begin(), along.end() - 1));
      CHECK(mean == doctest::Approx(128.0).epsilon(0.16));
    }
  }
}
