// The still picture: jittered samples with soft shadows, one at a time, and their mean.

#include <algorithm>

#include "render/renderer_parts.h"
#include "render/screen_rectangle.h"

namespace palpate::render {

// What the body's shadow leaves of the light behind it, added up as a small picture: it is soft everywhere.
void Renderer::Parts::add_ground(const FrameInput& input, const ScenePlan& plan, const FrameBlock& block, bool first) {
  // Seen edge-on the sheet would be a line across the picture: its shadow fades before. Paper takes none.
  const float strength = smoothstep(0.15f, 0.55f, -block.view_back.z);
  on_ground = gpu && !input.transparent && input.style != Style::plate && !plan.opaque.empty() && strength > 0.0f;
  if (!on_ground) return;
  ground.begin(std::max(1, input.width / k_ground_share), std::max(1, input.height / k_ground_share), false);
  bind_texture(0, key_map.texture());
  bind_texture(1, sky_map.texture());
  end_scene();
  if (first) {
    glClearColor(0.0f, 0.0f, 0.0f, 0.0f);
    glClear(GL_COLOR_BUFFER_BIT);
  }
  glEnable(GL_BLEND);
  glBlendFunc(GL_ONE, GL_ONE);
  const gl::Program& program = shaders.get({"ground.vert", "ground.frag", {"SHADOWS", "SCENE_LIGHT"}});
  const Vec3 centre = plan.bounds.centre();
  program.use();
  program.set("key_map", 0), program.set("sky_map", 1);
  program.set("sheet", centre.x, centre.y, plan.bounds.hi.z + 6.0f, sheet_radius_mm(plan.bounds));
  program.set("depth_of_shadow", strength);
  program.set("spread", std::min(plan.bounds.diagonal(), 900.0f));
  glBindVertexArray(empty.id());
  glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
  glDisable(GL_BLEND);
}

std::vector<Rows> Renderer::Parts::bands(const FrameInput& input) const {
  const int most = std::max(1, static_cast<int>(std::min(large_pixels, size_t{1} << 30)) / input.width);
  const int count = (input.height + most - 1) / most, rows = (input.height + count - 1) / count;
  std::vector<Rows> all;
  for (int i = 0; i < count; ++i)  // of one height: where that is too much the last reaches into the one below it
    all.push_back({std::min(i * rows, input.height - rows), rows});
  return all;
}

// A sample has the size of the whole picture and a band is cut out of it: so the driver works out the same numbers for
// any band. Only the sum is as small as a band.
void Renderer::Parts::add_sample(const FrameInput& input, int sample, bool first, const Rows& band) {
  const int width = input.width, height = input.height;
  // Lines look at the pixels next to them.
  const Rectangle looked_at = common({0, band.first - 1, width, band.count + 2}, whole(input));
  const ScenePlan made = plan(input, looked_at);
  const FrameBlock block = set_up(input, made, sample);
  if (gpu && !made.bounds.empty()) {
    const Mat4 to_clip = Mat4(Vec4(2, 0, 0, 0), Vec4(0, 2, 0, 0), Vec4(0, 0, 2, 0), Vec4(-1, -1, -1, 1));
    gpu->bind(nullptr);
    gpu->bind_posture(input.posture.get());
    const float share = (static_cast<float>(sample) + 0.5f) / still_samples;
    for (const bool key : {true, false}) {
      if (key && !first && key_sample(sample) != sample) continue;  // it is still the right one
      (key ? key_map : sky_map).begin(key ? "key shadow" : "sky shadow");
      begin_scene();
      glClear(GL_DEPTH_BUFFER_BIT);
      scene.draw_casters(made, *gpu, to_clip * (key ? block.key_shadow : block.sky_shadow), share);
      props.draw_casters(input.props, to_clip * (key ? block.key_shadow : block.sky_shadow), share);
      gpu->bind(nullptr);
      gpu->bind_posture(input.posture.get());
    }
  }
  if (band.first == 0) add_ground(input, made, block, first);  // once for all bands
  light.begin(width, height);
  bind_texture(0, key_map.texture());  // only now: a target that is made anew takes the first place
  bind_texture(1, sky_map.texture());
  draw_scene(input, made, Shading::pixel_with_shadows, block, light, looked_at);
  end_scene();
  glDisable(GL_SCISSOR_TEST);
  sum.begin(width, band.count, false);
  if (first) {
    glClearColor(0.0f, 0.0f, 0.0f, 0.0f);
    glClear(GL_COLOR_BUFFER_BIT);
  }
  bind_texture(0, light.colour());
  bind_texture(1, light.depth());
  const float aspect = static_cast<float>(input.width) / static_cast<float>(input.height);
  const Vec2 lens = near_and_far(projection_matrix(input.camera, aspect, depth_bounds(made.bounds, sample)));
  glEnable(GL_BLEND);
  glBlendFunc(GL_ONE, GL_ONE);
  glEnable(GL_SCISSOR_TEST);
  const auto add = [&](const Rectangle& where, bool lines) {
    if (where.width < 1 || where.height < 1) return;
    glScissor(where.x, where.y - band.first, where.width, where.height);
    gl::ProgramKey key{"screen.vert", "accumulate.frag", {}};
    if (lines) key.defines.push_back("LINES");
    screen(key, [&](const gl::Program& program) {
      program.set("picture", 0), program.set("depths", 1);
      program.set("first_row", band.first);
      // A line on a clear background would be a dark fringe on any other.
      program.set("finest", input.style == Style::plate ? 0.0010f : 0.0025f);
      program.set("lens", lens.x, lens.y, input.style == Style::plate ? 0.95f : 0.45f, input.transparent ? 0.0f : 1.0f);
    });
  };
  // Lines are looked for only where the body is; round it there are none.
  Rectangle body = rectangle_of(made.bounds.grown(12.0f), block.view_projection, width, height);
  if (body.width < 1 || body.height < 1) body = {0, 0, 0, 0};
  const int right = body.x + body.width, top = body.y + body.height;
  add(body, true);
  if (!input.markers.empty()) {  // nothing else is drawn beside it: they stick out where the skin turns away
    add({0, 0, width, body.y}, false);
    add({0, top, width, height - top}, false);
    add({0, body.y, body.x, body.height}, false);
    add({right, body.y, width - right, body.height}, false);
  }
  glDisable(GL_SCISSOR_TEST);
  glDisable(GL_BLEND);
}

void Renderer::Parts::resolve(const FrameInput& input, int samples, const Rows& band, Target& into) {
  set_up(input, {}, -1);
  into.begin(input.width, input.height, false);
  bind_texture(0, sum.colour());
  gl::ProgramKey key{"screen.vert", "resolve.frag", {"SCENE_LIGHT"}};
  if (on_ground) {
    bind_texture(3, ground.colour());
    key.defines.push_back("GROUND");
  }
  glEnable(GL_SCISSOR_TEST);
  glScissor(0, band.first, input.width, band.count);
  screen(key, [&](const gl::Program& program) {
    program.set("sum", 0);
    program.set("first_row", band.first);
    if (on_ground) program.set("ground", 3);
    program.set("picture_size", static_cast<float>(input.width), static_cast<float>(input.height));
    program.set("share", 1.0f / static_cast<float>(std::max(samples, 1)));
  });
  glDisable(GL_SCISSOR_TEST);
}

int Renderer::still_sample_count() {
  return still_samples;
}

void Renderer::still_restart(const FrameInput& input) {
  check_size(input);
  parts_->still = input;
  parts_->still.quality = Quality::still;
  parts_->still.sample = -1;
  parts_->samples_done = 0;
}

bool Renderer::still_step() {
  Parts& p = *parts_;
  if (p.samples_done >= still_samples) return false;
  p.stats = FrameStats{};
  if (p.still.field) p.use_colour_map(p.still);
  p.add_sample(p.still, p.samples_done, p.samples_done == 0, {0, p.still.height});
  ++p.samples_done;
  p.stats.programs_compiled = p.shaders.compiled_count();
  return true;
}

int Renderer::still_samples_done() const {
  return parts_->samples_done;
}

void Renderer::still_show(Target& into) {
  if (parts_->samples_done == 0) return;
  parts_->resolve(parts_->still, parts_->samples_done, {0, parts_->still.height}, into);
  parts_->outline(parts_->still, into);
  parts_->write(parts_->still);
  end_scene();
}

}  // namespace palpate::render
