#include <algorithm>
#include <cstdlib>

#include "stage.h"

using namespace palpate;
using namespace palpate::test;
using render::Quality;

namespace {

size_t pixels_that_differ(const Image& a, const Image& b, int by = 40) {
  size_t count = 0;
  for (size_t i = 0; i < a.rgba.size(); i += 4) {
    int most = 0;
    for (size_t k = 0; k < 3; ++k) most = std::max(most, std::abs(int{a.rgba[i + k]} - int{b.rgba[i + k]}));
    count += most > by;
  }
  return count;
}

bool reddish(const Image& image, int x, int y) {
  const uint8_t* p = image.pixel(x, y);
  return p[0] > p[1] + 50;
}
bool same(const uint8_t* a, const uint8_t* b, int within) {
  return std::abs(int{a[0]} - b[0]) <= within && std::abs(int{a[1]} - b[1]) <= within &&
         std::abs(int{a[2]} - b[2]) <= within;
}

}  // namespace

TEST_CASE("a cut body shows its inside, the same with clip distances and with dropped fragments") {
  context();
  render::Renderer renderer;
  const auto atlas = small_body();
  renderer.set_atlas(atlas);
  for (const Quality quality : {Quality::plain, Quality::low, Quality::high, Quality::still}) {
    CAPTURE(static_cast<int>(quality));
    render::FrameInput input = input_of(atlas, 240, 200, quality, "superior");
    const Image shut = renderer.render(input);
    cut_at(input, atlas, {Vec3(0, 10, 0), Vec3(0, 1, 0)});
    const Image open = renderer.render(input);
    CHECK(renderer.render(input).rgba == open.rgba);
    // The picture's right is the subject's left in this view or the other way: a muscle shows on both sides.
    size_t red = 0;
    for (int x = 0; x < 240; ++x) red += reddish(open, x, 100);
    CHECK(red > 12);
    CHECK(pixels_that_differ(shut, open) > 2000);
    input.clip_by_discard = true;
    const Image dropped = renderer.render(input);
    CHECK(pixels_that_differ(open, dropped) < 60);  // along the cut's rim at most
    expect_no_errors();
  }
}

TEST_CASE("from the kept side nothing is filled; what stays whole stands in front of the faces") {
  context();
  render::Renderer renderer;
  const auto atlas = small_body();
  renderer.set_atlas(atlas);
  render::FrameInput behind = input_of(atlas, 240, 200, Quality::high, "inferior");
  const Image shut = renderer.render(behind);
  cut_at(behind, atlas, {Vec3(0, 10, 0), Vec3(0, 1, 0)});
  CHECK(pixels_that_differ(shut, renderer.render(behind)) < 60);

  render::FrameInput input = input_of(atlas, 240, 200, Quality::high, "superior");
  input.looks[6].whole = true;  // the bone
  cut_at(input, atlas, {Vec3(0, 10, 0), Vec3(0, 1, 0)});
  const Image whole = renderer.render(input);
  input.looks[6].opacity = 0.0f;
  const Image without = renderer.render(input);
  CHECK_FALSE(same(whole.pixel(120, 100), without.pixel(120, 100), 10));
  expect_no_errors();
}

TEST_CASE("an open mesh gets a dashed line and no slab across the picture") {
  context();
  AtlasMaker maker;
  Mesh shell = ellipsoid({0, 0, 0}, {60, 90, 60}, 24);
  std::vector<uint32_t> rest;  // a quarter of it is missing
  for (size_t t = 0; t + 2 < shell.triangles.size(); t += 3) {
    const Vec3 middle = shell.positions[shell.triangles[t]];
    if (middle.x > 5.0f && middle.z < -5.0f) continue;
    for (size_t k = 0; k < 3; ++k) rest.push_back(shell.triangles[t + k]);
  }
  shell.triangles = rest;
  maker.add("skin", anatomy::Tissue::skin, 0, shell);
  const auto atlas = maker.finish();
  render::Renderer renderer;
  renderer.set_atlas(atlas);
  render::FrameInput input = input_of(atlas, 240, 200, Quality::high, "superior");
  cut_at(input, atlas, {Vec3(0, 2, 0), Vec3(0, 1, 0)});
  CHECK(input.section->sections.front().open_ends == 1);
  const Image picture = renderer.render(input);
  input.section =
      std::make_shared<render::SectionCut>(render::SectionCut{input.section->plane, std::vector<anatomy::Section>(1)});
  const Image unfilled = renderer.render(input);
  CHECK(same(picture.pixel(120, 100), unfilled.pixel(120, 100), 2));  // the middle is not covered
  CHECK(pixels_that_differ(picture, unfilled) > 20);                  // the line is there
  CHECK(pixels_that_differ(picture, unfilled) < 1500);
  expect_no_errors();
}
