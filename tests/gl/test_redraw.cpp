// Moving pictures of which only a part is drawn anew: their bytes are those of a picture drawn whole.

#include "stage.h"

using namespace palpate;
using namespace palpate::test;
using render::Quality;

namespace {

render::Prop moved(const render::Prop& prop, const Vec3& by, uint64_t revision) {
  render::Prop out = prop;
  auto vertices = std::make_shared<std::vector<PackedVertex>>(*prop.vertices);
  for (PackedVertex& v : *vertices) v.position += by;
  out.vertices = vertices, out.revision = revision;
  return out;
}

/// A hand, its contact and its path a step further.
render::FrameInput stepped(const render::FrameInput& first, int step) {
  const auto t = static_cast<float>(step);
  render::FrameInput input = first;
  input.contacts[0].position_mm += Vec3(0, 1.7f * t, 0);
  input.contacts[0].depth_mm += 0.4f * t;
  input.ribbons[0].done += 0.03f * t;
  input.props[1] = moved(first.props[1], Vec3(0.3f, 1.7f * t, 0), 10 + static_cast<uint64_t>(step));
  return input;
}

struct Drawn {
  size_t triangles = 0;
  Image image;
};

Drawn draw(render::Renderer& renderer, const render::FrameInput& input) {
  Image image = renderer.render(input);
  return {renderer.stats().triangles_drawn, std::move(image)};
}

}  // namespace

TEST_CASE("a picture of which only a part was drawn anew has the bytes of a whole one") {
  context();
  const auto atlas = small_body();
  for (const float scale : {1.0f, 0.75f}) {
    render::Renderer kept;
    kept.set_atlas(atlas);
    render::FrameInput first = full_input(atlas, 400, 300, Quality::low);
    first.resolution_scale = scale;
    draw(kept, first);
    int less = 0;
    for (int step = 1; step < 6; ++step) {
      CAPTURE(step);
      const render::FrameInput input = stepped(first, step);
      render::Renderer fresh;
      fresh.set_atlas(atlas);
      const Drawn part = draw(kept, input), whole = draw(fresh, input);
      CHECK(part.image.rgba == whole.image.rgba);
      less += part.triangles < whole.triangles;
      CHECK(kept.stats().triangles_shown == whole.triangles);
    }
    CHECK(less >= 3);  // but where the body is drawn alone, to be kept
  }
  expect_no_errors();
}

TEST_CASE(
    "however a hand moves over a body that is kept, and whatever changes meanwhile, bytes are those of a fresh one") {
  std::unique_ptr<gl::SideThread> beside = context().side_thread();
  const auto atlas = small_body();
  render::Renderer kept;
  kept.set_atlas(atlas);
  if (beside) kept.use(std::move(beside));
  render::FrameInput first = full_input(atlas, 400, 300, Quality::low);
  first.contacts[0].position_mm.y -= 60.0f;
  auto another = std::make_shared<render::ScalarField>(*first.field);
  another->revision = 2, another->high = 60.0f;
  int less = 0;
  for (int step = 0; step < 26; ++step) {
    CAPTURE(step);
    render::FrameInput input = stepped(first, 2 * step);
    if (step > 7) input.field = another;  // the eye stays the same
    if (step == 4 || step == 5) input.contacts[0].fold_mm = 9.0f;
    if (step == 10) input.contacts.clear();
    if (step == 12) input.looks[2].opacity = 0.6f;
    if (step >= 14) input.looks[0].opacity = 0.0f, input.looks[2].opacity = 0.0f;  // no glass is left
    if (step == 16) input.props.clear();
    if (step == 18) input.camera.position_mm.x += 15.0f;
    if (step == 20) input.contacts.push_back(input.contacts[0]), input.contacts[1].position_mm.x -= 50.0f;
    if (step == 22) input.ribbons.clear(), input.markers.clear();
    render::Renderer fresh;
    fresh.set_atlas(atlas);
    const Drawn now = draw(kept, input), whole = draw(fresh, input);
    CHECK(now.image.rgba == whole.image.rgba);
    CHECK(kept.stats().triangles_shown == whole.triangles);
    less += now.triangles < whole.triangles;
  }
  CHECK(less >= 10);
  expect_no_errors();
}

TEST_CASE("what does not change is not drawn again, what changes anywhere is") {
  context();
  const auto atlas = small_body();
  render::Renderer renderer;
  renderer.set_atlas(atlas);
  const render::FrameInput first = full_input(atlas, 320, 240, Quality::low);
  const Drawn whole = draw(renderer, first), again = draw(renderer, first);
  CHECK(again.triangles == 0);
  CHECK(again.image.rgba == whole.image.rgba);

  using Change = std::function<void(render::FrameInput&)>;
  const std::vector<Change> changes{
      [](auto& in) { in.camera.position_mm.x += 20.0f; },
      [](auto& in) { in.looks[0].opacity = 0.6f; },
      [](auto& in) { in.looks[3].highlight = 0.0f; },
      [](auto& in) { in.field = nullptr; },
      [](auto& in) { in.style = render::Style::plate; },
      [](auto& in) { in.xray = 0.5f; },
      [](auto& in) { in.background_top = Vec3(0.1f); },
      [](auto& in) { in.focus.radius = 0.2f; },
      [](auto& in) { in.contacts.clear(); },
      [](auto& in) { in.props.clear(); },
      [](auto& in) { in.ribbons.clear(); },
      [](auto& in) { in.markers.pop_back(); },
      [](auto& in) { in.markers[0].position_mm.y -= 30.0f; },
      [](auto& in) { in.labels.pop_back(); },
      [](auto& in) { in.looks[3].outline = 1.0f; },
      [](auto& in) { in.width = 300; },
  };
  for (size_t i = 0; i < changes.size(); ++i) {
    CAPTURE(i);
    render::FrameInput input = first;
    changes[i](input);
    render::Renderer fresh;
    fresh.set_atlas(atlas);
    draw(renderer, first);
    CHECK(draw(renderer, input).image.rgba == draw(fresh, input).image.rgba);
  }
  draw(renderer, first);
  renderer.set_atlas(atlas);  // another one as far as the renderer knows
  CHECK(draw(renderer, first).triangles == whole.triangles);
  expect_no_errors();
}

TEST_CASE("a thing that takes other triangles for its clean picture, or is seen from elsewhere, is drawn with them") {
  context();
  const auto atlas = small_body();
  render::FrameInput moving = full_input(atlas, 240, 180, Quality::low), clean = moving;
  clean.quality = Quality::high;
  for (render::Prop& prop : clean.props) {  // every second triangle, as far as a renderer can tell another level
    auto fewer = std::make_shared<std::vector<uint32_t>>();
    for (size_t i = 0; i + 5 < prop.indices->size(); i += 6)
      fewer->insert(fewer->end(), prop.indices->begin() + static_cast<std::ptrdiff_t>(i),
                    prop.indices->begin() + static_cast<std::ptrdiff_t>(i) + 3);
    prop.indices = fewer;
    prop.parts[0].count = static_cast<uint32_t>(fewer->size());
  }
  render::FrameInput beside = moving;
  beside.camera = input_of(atlas, 240, 180, Quality::low, "left").camera;
  render::FrameInput converged = clean;  // its shadows too
  converged.quality = Quality::still;
  render::Renderer kept;
  kept.set_atlas(atlas);
  for (const render::FrameInput& input : {moving, clean, moving, beside, converged, clean}) {
    render::Renderer fresh;
    fresh.set_atlas(atlas);
    CHECK(kept.render(input).rgba == fresh.render(input).rgba);
  }
  expect_no_errors();
}
