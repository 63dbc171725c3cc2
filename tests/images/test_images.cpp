// What pictures look like, held against pictures that a person accepted (scripts/accept_images). Shapes of our own
// only.

#include "../gl/stage.h"
#include "compare.h"

using namespace palpate;
using namespace palpate::test;
using render::Quality;

namespace {

void expect_picture(const std::string& name, const Image& image) {
  const std::filesystem::path baseline =
      std::filesystem::path(PALPATE_SOURCE_DIR) / "tests/images/baselines" / (name + ".png");
  if (accepting()) return write_png(image, baseline, {}, 9);
  const std::filesystem::path left = std::filesystem::path(PALPATE_BINARY_DIR) / "image_differences";
  std::filesystem::create_directories(left);
  INFO("picture " << name << "; look at " << (left / (name + ".png")).string());
  if (!std::filesystem::exists(baseline)) {
    write_png(image, left / (name + ".png"));
    FAIL_CHECK("no baseline: look at the picture, then run scripts/accept_images");
    return;
  }
  const Image expected = read_png(baseline);
  const Difference difference = compare(expected, image);
  if (difference.beyond > allowed_share) write_png(side_by_side(expected, image), left / (name + ".png"));
  CHECK(difference.same_size);
  CHECK(difference.beyond <= allowed_share);
}

Image draw(const render::FrameInput& input, const std::shared_ptr<const anatomy::Atlas>& atlas) {
  context();
  render::Renderer renderer;
  renderer.set_atlas(atlas);
  const Image image = renderer.render(input);
  expect_no_errors();
  return image;
}

}  // namespace

TEST_CASE("each quality of the muscles and the bone") {
  const auto atlas = small_body();
  const char* names[] = {"muscles_plain", "muscles_low", "muscles_high", "muscles_still"};
  for (const Quality quality : {Quality::plain, Quality::low, Quality::high, Quality::still}) {
    render::FrameInput input = input_of(atlas, 240, 240, quality, "oblique_posterior_left");
    for (size_t i = 0; i < 3; ++i) input.looks[i].opacity = 0.0f;
    expect_picture(names[static_cast<int>(quality)], draw(input, atlas));
  }
}

TEST_CASE("skin, fat and fascia in the converged picture") {
  const auto atlas = small_body();
  const char* names[] = {"skin_still", "fat_still", "fascia_still"};
  for (size_t outer = 0; outer < 3; ++outer) {
    render::FrameInput input = input_of(atlas, 160, 200, Quality::still);
    for (size_t i = 0; i < outer; ++i) input.looks[i].opacity = 0.0f;
    expect_picture(names[outer], draw(input, atlas));
  }
}

TEST_CASE("glass, a dent with its footprint, ribbon, markers and a field, without words") {
  const auto atlas = small_body();
  for (const Quality quality : {Quality::low, Quality::still}) {
    render::FrameInput input = full_input(atlas, 300, 240, quality);
    input.labels.clear();  // fonts differ between machines
    input.legend = input.scale_bar = false;
    expect_picture(quality == Quality::low ? "everything_low" : "everything_still", draw(input, atlas));
  }
}

TEST_CASE("the comparer sees what it should") {
  Image a(100, 100), b(100, 100);
  CHECK(compare(a, b).beyond == 0.0);
  for (int i = 0; i < 20; ++i) b.pixel(i, 0)[1] = 3;
  CHECK(compare(a, b).largest == 3);
  CHECK(compare(a, b).beyond == doctest::Approx(0.002));
  CHECK(compare(a, b).beyond > allowed_share);
  CHECK_FALSE(compare(a, Image(10, 10)).same_size);
}
