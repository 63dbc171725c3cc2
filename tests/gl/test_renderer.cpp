#include <algorithm>
#include <cstdlib>

#include "core/error.h"
#include "render/pick.h"
#include "render/reference_frame.h"
#include "stage.h"

using namespace palpate;
using namespace palpate::test;
using render::Quality;

namespace {

constexpr Quality k_all[] = {Quality::plain, Quality::low, Quality::high, Quality::still};

double brightness(const Image& image, int x, int y) {
  const uint8_t* p = image.pixel(x, y);
  return (0.3 * p[0] + 0.6 * p[1] + 0.1 * p[2]) / 255.0;
}

}  // namespace

TEST_CASE("every quality draws everything a picture can hold without one complaint of the driver") {
  context();
  render::Renderer renderer;
  const auto atlas = small_body();
  renderer.set_atlas(atlas);
  for (const Quality quality : k_all) {
    const Image image = renderer.render(full_input(atlas, 240, 180, quality));
    CHECK(image.width == 240);
    CHECK(std::all_of(image.rgba.begin(), image.rgba.end(),
                      [&, i = size_t{0}](uint8_t b) mutable { return i++ % 4 != 3 || b == 255; }));
    CHECK(renderer.stats().triangles_drawn > 0);
    expect_no_errors();
  }
  renderer.set_atlas(nullptr);
  renderer.render(render::FrameInput{});
  expect_no_errors();
}

TEST_CASE("the same input gives the same bytes, whatever was drawn in between") {
  context();
  render::Renderer renderer;
  const auto atlas = small_body();
  renderer.set_atlas(atlas);
  for (const Quality quality : k_all) {
    const render::FrameInput input = full_input(atlas, 200, 150, quality);
    const Image first = renderer.render(input);
    renderer.render(input_of(atlas, 90, 120, Quality::high, "left"));
    CHECK(renderer.render(input).rgba == first.rgba);
    render::Renderer other;
    other.set_atlas(atlas);
    CHECK(other.render(input).rgba == first.rgba);
  }
  expect_no_errors();
}

TEST_CASE("a still picture taken sample by sample is the picture taken at once") {
  context();
  render::Renderer renderer;
  const auto atlas = small_body();
  renderer.set_atlas(atlas);
  const render::FrameInput input = full_input(atlas, 160, 120, Quality::still);
  const Image once = renderer.render(input);
  renderer.still_restart(input);
  int steps = 0;
  while (renderer.still_step()) ++steps;
  CHECK(steps == render::Renderer::still_sample_count());
  // Shown into a picture of our own, read back like render() does.
  render::Target shown(GL_RGBA8, "shown");
  renderer.still_show(shown);
  std::vector<uint8_t> rows(once.rgba.size());
  glReadPixels(0, 0, 160, 120, GL_RGBA, GL_UNSIGNED_BYTE, rows.data());
  size_t different = 0;
  for (int y = 0; y < 120; ++y) {
    for (int x = 0; x < 160; ++x) {
      for (int c = 0; c < 3; ++c)
        different += rows[static_cast<size_t>(4 * ((119 - y) * 160 + x) + c)] != once.pixel(x, y)[c];
    }
  }
  CHECK(different == 0);
  expect_no_errors();
}

TEST_CASE("a sphere is round, lit from the upper left, and as large as perspective says") {
  context();
  render::Renderer renderer;
  AtlasMaker maker;
  maker.add("ball", anatomy::Tissue::bone, 0, ellipsoid({0, 0, 0}, Vec3(50), 96));
  const auto atlas = maker.finish();
  renderer.set_atlas(atlas);
  for (const Quality quality : k_all) {
    render::FrameInput input = input_of(atlas, 200, 200, quality);
    input.camera.position_mm = {0, 0, -400}, input.camera.target_mm = {0, 0, 0}, input.camera.fov_y_deg = 20;
    input.transparent = true;
    const Image image = renderer.render(input);
    int covered = 0;
    for (int i = 0; i < 200 * 200; ++i) covered += image.rgba[static_cast<size_t>(4 * i + 3)] > 127;
    // Silhouette of a sphere of radius r at distance d: tan(angle) = r / sqrt(d² - r²).
    const double radius = 50.0 / std::sqrt(400.0 * 400.0 - 2500.0) / std::tan(10.0 * M_PI / 180.0) * 100.0;
    CHECK(covered == doctest::Approx(M_PI * radius * radius).epsilon(0.02));
    const int off = static_cast<int>(radius * 0.45);
    CHECK(brightness(image, 100 - off, 100 - off) > brightness(image, 100 + off, 100 + off) + 0.1);
  }
  expect_no_errors();
}

TEST_CASE("glass lets the inside through, more of it the clearer it is") {
  context();
  render::Renderer renderer;
  AtlasMaker maker;
  maker.add("skin", anatomy::Tissue::skin, 0, ellipsoid({0, 0, 0}, Vec3(60)));
  maker.add("muscle", anatomy::Tissue::muscle, 3, ellipsoid({0, 0, 0}, Vec3(40)));
  const auto atlas = maker.finish();
  renderer.set_atlas(atlas);
  for (const Quality quality : {Quality::low, Quality::high, Quality::still}) {
    double before = 1e9;
    for (const float opacity : {1.0f, 0.6f, 0.3f, 0.0f}) {
      render::FrameInput input = input_of(atlas, 120, 120, quality);
      input.looks[0].opacity = opacity;
      const Image image = renderer.render(input);
      const double green = image.pixel(60, 60)[1];
      CHECK(green < before);  // skin is paler than muscle
      before = green;
    }
  }
  expect_no_errors();
}

TEST_CASE("an even field has no contour lines, at the ends of its range and on a line's own value") {
  context();
  render::Renderer renderer;
  AtlasMaker maker;
  maker.add("muscle", anatomy::Tissue::muscle, 3, ellipsoid({0, 0, 0}, Vec3(60)));
  const auto atlas = maker.finish();
  renderer.set_atlas(atlas);
  const auto green_at = [&](Quality quality, float value) {
    render::FrameInput input = input_of(atlas, 120, 120, quality);
    input.looks[0].heat = 1.0f;
    auto field = std::make_shared<render::ScalarField>();
    field->low = 0.0f, field->high = 10.0f, field->revision = static_cast<uint64_t>(1000.0f * value);
    field->values = {std::make_shared<std::vector<float>>(atlas->structures[0].levels[0].vertices.size(), value)};
    input.field = field, input.legend = false;
    return static_cast<int>(renderer.render(input).pixel(60, 60)[1]);
  };
  for (const Quality quality : {Quality::low, Quality::high}) {
    for (const float value : {10.0f, 7.0f, 1.0f}) {
      CAPTURE(value);
      CHECK(std::abs(green_at(quality, value) - green_at(quality, value - 0.3f)) <
            20);  // a line: 55 % of black or white
    }
  }
  expect_no_errors();
}

TEST_CASE("pictures of impossible sizes are refused with a cure") {
  context();
  render::Renderer renderer;
  render::FrameInput input;
  input.width = 0;
  CHECK_THROWS_AS(renderer.render(input), Error);
}

TEST_CASE("picking looks through glass and finds the structure that is seen") {
  const auto atlas = small_body();
  render::FrameInput input = input_of(atlas, 320, 240, Quality::low);
  render::Picker picker(atlas);
  const auto centre = picker.pick(input, 160, 120);
  REQUIRE(centre);
  CHECK(atlas->structures[static_cast<size_t>(centre->structure)].info.id == "skin");
  CHECK(centre->point_mm.z == doctest::Approx(-62.0).epsilon(0.01));
  CHECK(centre->normal.z < -0.99f);
  for (size_t i = 0; i < 3; ++i) input.looks[i].opacity = 0.2f;
  const auto inside = picker.pick(input, 160, 120);
  REQUIRE(inside);
  CHECK(atlas->structures[static_cast<size_t>(inside->structure)].info.id == "nerve");
  const auto all = picker.pick_all(input, 160, 120);
  REQUIRE(all.size() >= 4);
  CHECK(atlas->structures[static_cast<size_t>(all[0].structure)].info.id == "skin");
  CHECK_FALSE(picker.pick(input, 2, 2));
}

TEST_CASE("the reference frame is what the contract says") {
  context();
  render::ReferenceFrame reference;
  reference.draw();
  CHECK(reference.triangle_count() == 200'000);
  CHECK(reference.coverage() > 0.20);
  CHECK(reference.coverage() < 0.25);
  expect_no_errors();
}
