// Moving pictures: what makes them quick changes no pixel.

#include "stage.h"

using namespace palpate;
using namespace palpate::test;
using render::Quality;

namespace {

Image draw(render::Renderer& renderer, const render::FrameInput& input) {
  return renderer.render(input);
}

Image drawn_fresh(const std::shared_ptr<const anatomy::Atlas>& atlas, const render::FrameInput& input) {
  render::Renderer fresh;
  fresh.set_atlas(atlas);
  return fresh.render(input);
}

void turn(render::FrameInput& input, float degrees) {
  const Vec3 from = input.camera.position_mm - input.camera.target_mm;
  const float c = std::cos(glm::radians(degrees)), s = std::sin(glm::radians(degrees));
  input.camera.position_mm = input.camera.target_mm + Vec3(c * from.x + s * from.z, from.y, c * from.z - s * from.x);
}

/// A nearer opaque shell hides the muscles and the bone behind it.
render::FrameInput closed_body(const std::shared_ptr<const anatomy::Atlas>& atlas) {
  render::FrameInput input = input_of(atlas, 400, 300, Quality::low);
  input.looks[0].opacity = 0.3f, input.looks[1].opacity = 0.0f;
  return input;
}

}  // namespace

TEST_CASE("a moving picture drawn by two contexts has the bytes of one") {
  std::unique_ptr<gl::SideThread> beside = context().side_thread();
  if (!beside) {
    MESSAGE("skipped: a GPU draws, or there is one core");
    return;
  }
  const auto atlas = small_body();
  render::Renderer two;
  two.set_atlas(atlas);
  two.use(std::move(beside));
  render::FrameInput input = full_input(atlas, 400, 300, Quality::low);
  for (int step = 0; step < 8; ++step) {
    CAPTURE(step);
    input.resolution_scale = step % 2 ? 0.75f : 1.0f;
    input.contacts[0].position_mm.y += 2.0f;
    if (step == 3) input.props.clear();
    if (step == 4) input.field = nullptr;
    if (step == 5) input.width = 320;
    if (step > 1) turn(input, 9.0f);
    CHECK(draw(two, input).rgba == drawn_fresh(atlas, input).rgba);
    CHECK(two.stats().triangles_drawn > 0);
  }
  two.use(nullptr);
  CHECK(draw(two, input).rgba == drawn_fresh(atlas, input).rgba);
  expect_no_errors();
}

TEST_CASE("what lies hidden is left out of moving pictures, and back as soon as it may show") {
  context();
  const auto atlas = small_body();
  render::Renderer kept;
  kept.set_atlas(atlas);
  render::FrameInput input = closed_body(atlas);
  const Image first = draw(kept, input);
  const size_t all = kept.stats().triangles_drawn, handed = kept.stats().triangles_handed;
  const auto step = [&](const char* what) {
    CAPTURE(what);
    CHECK(draw(kept, input).rgba == drawn_fresh(atlas, input).rgba);
  };
  input.camera.position_mm.x += 0.5f;
  step("another eye, so that all is drawn");
  CHECK(kept.stats().triangles_drawn == all);
  if (context().driver().software) CHECK(kept.stats().triangles_handed < handed * 9 / 10);
  for (int i = 0; i < 6; ++i) turn(input, 17.0f), step("turned");
  input.looks[2].opacity = 0.0f;
  step("the shell is gone at once");
  input.looks[2].opacity = 1.0f;
  step("and is back");
  input.camera.position_mm = input.camera.target_mm + 0.45f * (input.camera.position_mm - input.camera.target_mm);
  step("from near");
  render::ContactPatch palm;
  palm.position_mm = {0, 10, -48}, palm.normal = {0, 0, -1};
  palm.half_length_mm = 40, palm.half_width_mm = 30, palm.depth_mm = 20, palm.pressure_kPa = 10;
  input.contacts = {palm};
  step("pressed in");
  input.contacts[0].position_mm.y += 12.0f;
  step("moved, only a part is drawn anew");
  input.looks[2].opacity = 0.5f;
  step("the shell is glass");
  expect_no_errors();
}

TEST_CASE("what pokes through, or is moved out from behind what hides it, is not left out") {
  context();
  AtlasMaker maker;
  maker.add("plate", anatomy::Tissue::bone, 2, ellipsoid({0, 0, -40}, {30, 30, 4}));
  maker.add("peg", anatomy::Tissue::muscle, 3, ellipsoid({6, 12, -40}, {9, 9, 22}, 10));
  maker.add("cord", anatomy::Tissue::muscle, 3, ellipsoid({0, 0, -10}, {12, 12, 6}, 32));
  maker.add("frame", anatomy::Tissue::bone, 4, ellipsoid({0, 0, 40}, {90, 90, 20}));
  const auto atlas = maker.finish();
  render::Renderer kept;
  kept.set_atlas(atlas);
  render::FrameInput input = input_of(atlas, 400, 300, Quality::low);
  render::ContactPatch grip;
  grip.position_mm = {0, 0, -16}, grip.normal = {0, 0, -1};
  grip.half_length_mm = 24, grip.half_width_mm = 24, grip.depth_mm = 1;
  input.contacts = {grip};
  for (int step = 0; step < 6; ++step) {
    CAPTURE(step);
    turn(input, 0.5f);
    if (step > 2) input.contacts[0].slide_mm = {15.0f * static_cast<float>(step), 0, 0};
    CHECK(draw(kept, input).rgba == drawn_fresh(atlas, input).rgba);
  }
  expect_no_errors();
}

TEST_CASE("of a ghost that lies before itself only the first surface shows, in one pass as in two") {
  context();
  const auto atlas = small_body();
  render::FrameInput input = full_input(atlas, 400, 300, Quality::low);
  // Two balls in one ghost, the second behind the first, and listed before it.
  const anatomy::Mesh near = ellipsoid({0, 0, -140}, {30, 30, 12}, 24), far = ellipsoid({4, 3, -110}, {16, 16, 8}, 24);
  const auto prop_of = [](const std::vector<const anatomy::Mesh*>& meshes) {
    auto vertices = std::make_shared<std::vector<PackedVertex>>();
    auto indices = std::make_shared<std::vector<uint32_t>>();
    for (const anatomy::Mesh* mesh : meshes) {
      const auto first = static_cast<uint32_t>(vertices->size());
      for (size_t i = 0; i < mesh->positions.size(); ++i) {
        PackedVertex v{};
        v.position = mesh->positions[i], v.occlusion = 255;
        anatomy::pack_normal(mesh->normals[i], v.normal);
        vertices->push_back(v);
      }
      for (const uint32_t i : mesh->triangles) indices->push_back(first + i);
    }
    render::Prop prop;
    prop.parts = {{0, static_cast<uint32_t>(indices->size()), render::PropStyle::ghost}};
    prop.vertices = vertices, prop.indices = indices;
    prop.sorts = true;
    return prop;
  };
  for (const Quality quality : {Quality::low, Quality::high}) {
    input.quality = quality;
    input.props = {prop_of({&far, &near})};
    const Image both = drawn_fresh(atlas, input);
    input.props = {prop_of({&near})};
    const Image first = drawn_fresh(atlas, input);
    CHECK(both.rgba == first.rgba);
    input.props = {prop_of({&far})};
    CHECK(drawn_fresh(atlas, input).rgba != first.rgba);
    // Two that cut through each other: in two passes each pixel has one surface.
    const anatomy::Mesh half_through = ellipsoid({8, 0, -132}, {24, 26, 14}, 24);
    input.props = {prop_of({&near, &half_through})}, input.props[0].sorts = false;
    const Image one_way = drawn_fresh(atlas, input);
    input.props = {prop_of({&half_through, &near})}, input.props[0].sorts = false;
    CHECK(drawn_fresh(atlas, input).rgba == one_way.rgba);
  }
  expect_no_errors();
}

TEST_CASE("glass that lies before itself looks the same whatever part of it a contact reaches") {
  context();
  // One structure of two balls, the second before the first.
  anatomy::Mesh balls = ellipsoid({0, 0, 0}, {40, 40, 20}, 32);
  const anatomy::Mesh near = ellipsoid({10, 5, -60}, {25, 25, 12}, 32);
  const auto first = static_cast<uint32_t>(balls.positions.size());
  balls.positions.insert(balls.positions.end(), near.positions.begin(), near.positions.end());
  balls.normals.insert(balls.normals.end(), near.normals.begin(), near.normals.end());
  for (const uint32_t i : near.triangles) balls.triangles.push_back(first + i);
  AtlasMaker maker;
  maker.add("sheet", anatomy::Tissue::fascia, 2, balls);
  maker.add("frame", anatomy::Tissue::bone, 4, ellipsoid({0, 0, 60}, {90, 90, 10}));
  const auto atlas = maker.finish();
  render::FrameInput input = input_of(atlas, 400, 300, Quality::low);
  input.looks[0].opacity = 0.5f;
  const Image untouched = drawn_fresh(atlas, input);
  render::ContactPatch light;  // neither moves nor marks anything
  light.half_length_mm = light.half_width_mm = 6, light.reach_mm = 20, light.strength = 0.0f;
  for (const float z : {-72.0f, -20.0f}) {
    light.position_mm = {10, 5, z};
    input.contacts = {light};
    CHECK(drawn_fresh(atlas, input).rgba == untouched.rgba);
  }
  input.looks[0].opacity = 0.49f;
  CHECK(drawn_fresh(atlas, input).rgba != untouched.rgba);
  expect_no_errors();
}
