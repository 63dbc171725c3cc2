#include "render/renderer.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "render/colour_map.h"
#include "render/renderer_parts.h"
#include "render/screen_rectangle.h"

namespace palpate::render {

void Renderer::Parts::use_colour_map(const FrameInput& input) {
  const std::string wanted = input.field ? input.field->colour_map : "cividis";
  if (!map_texture || map_name != wanted) {
    const auto colours = colour_map(wanted);
    if (!map_texture) map_texture = gl::Texture::make();
    map_name = wanted;
    bind_texture(2, map_texture.id());
    glActiveTexture(GL_TEXTURE2);
    map_texture.label("colour map");
    glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGB8, 256, 1, 0, GL_RGB, GL_UNSIGNED_BYTE, colours.data());
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glActiveTexture(GL_TEXTURE0);
  }
  bind_texture(2, map_texture.id());
}

ScenePlan Renderer::Parts::plan(const FrameInput& input) {
  props.update(input.props);
  if (!gpu) return {};
  const float aspect = static_cast<float>(input.width) / static_cast<float>(input.height);
  const Mat4 matrix = projection_matrix(input.camera, aspect, atlas->bounds().grown(20.0f)) * view_matrix(input.camera);
  ScenePlan made = plan_scene(input, *gpu, matrix);
  made.bounds.add(props.bounds());
  stats.level = made.level;
  if (input.quality != Quality::plain) scene.make_ready(made);
  return made;
}

FrameBlock Renderer::Parts::set_up(const FrameInput& input, const ScenePlan& plan, int sample) {
  FrameBlock block = frame_block(input, plan.bounds, sample);
  const ContactBlock touch = contact_block(input, plan.contact_layers);
  if (sample >= 0 && !plan.bounds.empty()) {
    const Box3 casters = plan.bounds.grown(input.contacts.empty() ? 0.0f : 30.0f);
    const Mat4 half = Mat4(Vec4(0.5f, 0, 0, 0), Vec4(0, 0.5f, 0, 0), Vec4(0, 0, 0.5f, 0), Vec4(0.5f, 0.5f, 0.5f, 1));
    const Vec3 sky(block.sky_directions[static_cast<size_t>(block.sample_info.z)]);
    block.key_shadow = half * shadow_matrix(Vec3(block.key_direction), casters);
    block.sky_shadow = half * shadow_matrix(sky, casters);
    block.key_direction.w = std::max(0.5f, 1.1f * casters.diagonal() / k_key_map_size);
    block.sample_info.w = std::max(0.5f, 1.1f * casters.diagonal() / k_sky_map_size);
  }
  frame.write(&block, sizeof block);
  contacts.write(&touch, sizeof touch);
  frame.bind();
  contacts.bind();
  if (input.posture) {
    const PoseUniforms moved = pose_uniforms(input.posture->segments);
    pose.write(&moved, sizeof moved);
    pose.bind();
  }
  return block;
}

void Renderer::Parts::screen(const gl::ProgramKey& key, const std::function<void(const gl::Program&)>& uniforms) {
  glDisable(GL_DEPTH_TEST);
  glDepthMask(GL_FALSE);
  const gl::Program& program = shaders.get(key);
  program.use();
  uniforms(program);
  glBindVertexArray(empty.id());
  glDrawArrays(GL_TRIANGLES, 0, 3);
  glDepthMask(GL_TRUE);
}

void Renderer::Parts::draw_ground(const FrameInput& input, const ScenePlan& plan, const FrameBlock& block) {
  if (input.transparent || plan.opaque.empty()) return;
  // Seen edge-on the sheet would be a line across the picture: its shadow fades before.
  const float strength = smoothstep(0.15f, 0.55f, -block.view_back.z);
  if (strength <= 0.0f) return;
  const gl::Program& program = shaders.get({"ground.vert", "ground.frag", {"SHADOWS", "SCENE_LIGHT"}});
  const Vec3 centre = plan.bounds.centre();
  program.use();
  program.set("key_map", 0), program.set("sky_map", 1);
  program.set("sheet", centre.x, centre.y, plan.bounds.hi.z + 6.0f, sheet_radius_mm(plan.bounds));
  program.set("depth_of_shadow", strength);
  program.set("spread", std::min(plan.bounds.diagonal(), 900.0f));
  glBindVertexArray(empty.id());
  glDisable(GL_CULL_FACE);
  glDepthMask(GL_FALSE);
  glEnable(GL_BLEND);
  glBlendFuncSeparate(GL_DST_COLOR, GL_ZERO, GL_ZERO, GL_ONE);
  glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
  glDisable(GL_BLEND);
  glDepthMask(GL_TRUE);
  glEnable(GL_CULL_FACE);
}

void Renderer::Parts::draw_scene(const FrameInput& input, const ScenePlan& plan, Shading shading,
                                 const FrameBlock& block) {
  glClear(GL_DEPTH_BUFFER_BIT | GL_STENCIL_BUFFER_BIT);  // both: a part of the packed buffer is cleared slowly
  const bool still_light = shading == Shading::pixel_with_shadows;
  gl::ProgramKey key{"screen.vert", "background.frag", {}};
  if (still_light) key.defines.push_back("SCENE_LIGHT");
  screen(key, [](const gl::Program&) {});
  begin_scene();
  if (!gpu) return;
  const auto shown = [](const DrawItem& item) { return item.field; };
  const bool field = std::any_of(plan.opaque.begin(), plan.opaque.end(), shown) ||
                     std::any_of(plan.glass.begin(), plan.glass.end(), shown);
  gpu->bind(field ? input.field.get() : nullptr);
  gpu->bind_posture(input.posture.get());
  scene.draw_opaque(plan, *gpu, shading);
  section.draw(input, *atlas, block.view_projection, still_light);
  props.draw_solid(input.props, shading);
  if (still_light) draw_ground(input, plan, block);
  gpu->bind(field ? input.field.get() : nullptr);
  gpu->bind_posture(input.posture.get());
  scene.draw_glass(plan, *gpu, shading, block.view_projection);
  overlay.draw(input, still_light);
  props.draw_glass(input.props, shading, block.view_projection);
}

void Renderer::Parts::draw_plain(const FrameInput& input, Target& into) {
  const ScenePlan made = plan(input);
  const FrameBlock block = set_up(input, made, -1);
  into.begin(input.width, input.height);
  begin_scene();
  // The background without a program of its own: as many strips as the gradient has 8-bit steps.
  glEnable(GL_SCISSOR_TEST);
  constexpr int strips = 24;
  for (int i = 0; i < strips; ++i) {
    const float t = (static_cast<float>(i) + 0.5f) / strips;
    const Vec3 c = glm::mix(input.background_bottom, input.background_top, t * t * (3.0f - 2.0f * t));
    glClearColor(c.x, c.y, c.z, 1.0f);
    if (input.transparent) glClearColor(0.0f, 0.0f, 0.0f, 0.0f);
    const int from = input.height * i / strips, to = input.height * (i + 1) / strips;
    glScissor(0, from, input.width, to - from);
    glClear(GL_COLOR_BUFFER_BIT);
  }
  glDisable(GL_SCISSOR_TEST);
  glClear(GL_DEPTH_BUFFER_BIT | GL_STENCIL_BUFFER_BIT);
  if (gpu) {
    gpu->bind(nullptr);
    gpu->bind_posture(input.posture.get());
    scene.draw_opaque(made, *gpu, Shading::plain);
    section.draw(input, *atlas, block.view_projection, false);
    if (!input.props.empty()) props.draw_solid(input.props, Shading::plain);
  }
  end_scene();
}

void Renderer::Parts::copy_to(Target& into, const FrameInput& input, int width, int height) {
  into.begin(input.width, input.height);
  glBindFramebuffer(GL_READ_FRAMEBUFFER, picture.framebuffer());
  const GLenum filter = width == input.width && height == input.height ? GL_NEAREST : GL_LINEAR;
  glBlitFramebuffer(0, 0, width, height, 0, 0, input.width, input.height, GL_COLOR_BUFFER_BIT, filter);
}

void Renderer::Parts::draw_low(const FrameInput& input, Target& into) {
  const float scale = std::clamp(input.resolution_scale, 0.25f, 1.0f);
  stats.resolution_scale = scale;
  const ScenePlan made = plan(input);
  const FrameBlock block = set_up(input, made, -1);
  if (scale == 1.0f) {  // no detour: a pass over the whole picture costs as much as the body in it
    into.begin(input.width, input.height);
    draw_scene(input, made, Shading::vertex, block);
    end_scene();
    return;
  }
  const int picture_width = std::max(1, static_cast<int>(std::lround(static_cast<float>(input.width) * scale)));
  const int picture_height = std::max(1, static_cast<int>(std::lround(static_cast<float>(input.height) * scale)));
  picture.begin(picture_width, picture_height);
  draw_scene(input, made, Shading::vertex, block);
  end_scene();
  copy_to(into, input, picture_width, picture_height);
}

void Renderer::Parts::draw_high(const FrameInput& input, Target& into) {
  const ScenePlan made = plan(input);
  const FrameBlock block = set_up(input, made, -1);
  picture.begin(input.width, input.height);
  draw_scene(input, made, Shading::pixel, block);
  end_scene();
  const float aspect = static_cast<float>(input.width) / static_cast<float>(input.height);
  const Vec2 lens = near_and_far(projection_matrix(input.camera, aspect, depth_bounds(made.bounds, -1)));
  // Lines cost as much as the body itself where the whole picture takes them: only its own rectangle does.
  copy_to(into, input, input.width, input.height);
  bind_texture(0, picture.colour());
  bind_texture(1, picture.depth());
  const Rectangle body = rectangle_of(made.bounds.grown(12.0f), block.view_projection, input.width, input.height);
  glEnable(GL_SCISSOR_TEST);
  glScissor(body.x, body.y, body.width, body.height);
  screen({"screen.vert", "present.frag", {"LINES"}}, [&](const gl::Program& program) {
    program.set("picture", 0), program.set("depths", 1);
    program.set("lens", lens.x, lens.y, input.style == Style::plate ? 0.80f : 0.40f, 0.0f);
  });
  glDisable(GL_SCISSOR_TEST);
}

void Renderer::Parts::outline(const FrameInput& input, Target& into) {
  const auto asked = [](const StructureLook& look) { return look.outline > 0.0f && look.opacity > 0.0f; };
  if (!gpu || input.quality == Quality::plain || std::none_of(input.looks.begin(), input.looks.end(), asked)) return;
  const ScenePlan made = plan(input);
  const FrameBlock block = set_up(input, made, -1);
  Box3 marked;
  for (const auto* items : {&made.opaque, &made.glass}) {
    for (const DrawItem& item : *items) {
      if (asked(input.looks[item.structure])) marked.add(item.bounds);
    }
  }
  const Rectangle where = rectangle_of(marked.grown(12.0f), block.view_projection, input.width, input.height);
  if (where.width < 1 || where.height < 1) return;
  const FrameStats before = stats;  // an outline is not counted among what is drawn
  mask.begin(input.width, input.height, false);
  end_scene();
  glEnable(GL_SCISSOR_TEST);
  glScissor(where.x, where.y, where.width, where.height);
  glClearColor(0.0f, 0.0f, 0.0f, 0.0f);
  glClear(GL_COLOR_BUFFER_BIT);
  gpu->bind(nullptr);
  gpu->bind_posture(input.posture.get());
  scene.draw_mask(made, *gpu, block.view_projection, input.looks);
  stats = before;
  into.begin(input.width, input.height);
  bind_texture(0, mask.colour());
  glEnable(GL_BLEND);
  glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  screen({"screen.vert", "outline.frag", {}}, [&](const gl::Program& program) {
    program.set("mask", 0);
    program.set("reach", std::max(1.1f, 1.6f * input.ui_scale));
  });
  glDisable(GL_BLEND);
  glDisable(GL_SCISSOR_TEST);
}

void Renderer::Parts::write(const FrameInput& input) {
  if (input.labels.empty() && !(input.field && input.legend) && !input.scale_bar && !input.orientation) return;
  use_colour_map(input);
  TextBatch batch(glyphs);
  write_captions(input, batch, glyphs);
  text.draw(batch, input.width, input.height);
}

Renderer::Renderer(std::filesystem::path shader_folder) : parts_(std::make_unique<Parts>(shader_folder)) {}
Renderer::~Renderer() = default;
Renderer::Renderer(Renderer&&) noexcept = default;
Renderer& Renderer::operator=(Renderer&&) noexcept = default;

void Renderer::set_atlas(std::shared_ptr<const anatomy::Atlas> atlas) {
  parts_->gpu = atlas ? std::make_unique<GpuAtlas>(atlas) : nullptr;
  parts_->atlas = std::move(atlas);
  parts_->samples_done = 0;
}

const std::shared_ptr<const anatomy::Atlas>& Renderer::atlas() const {
  return parts_->atlas;
}

void Renderer::draw(const FrameInput& input, Target& into) {
  check_size(input);
  Parts& p = *parts_;
  p.stats = FrameStats{};
  if (input.field) p.use_colour_map(input);
  switch (input.quality) {
    case Quality::plain:
      p.draw_plain(input, into);
      break;
    case Quality::low:
      p.draw_low(input, into);
      break;
    case Quality::high:
      p.draw_high(input, into);
      break;
    case Quality::still: {
      const int from = input.sample < 0 ? 0 : input.sample, to = input.sample < 0 ? still_samples : input.sample + 1;
      for (int s = from; s < to; ++s)
        p.stats.triangles_drawn = p.stats.draw_calls = 0, p.add_sample(input, s % still_samples, s == from);
      p.resolve(input, to - from, into);
      p.samples_done = 0;
      break;
    }
  }
  p.outline(input, into);
  p.write(input);
  p.stats.programs_compiled = p.shaders.compiled_count();
  end_scene();
}

Image Renderer::render(const FrameInput& input) {
  check_size(input);
  draw(input, parts_->output);
  glBindFramebuffer(GL_READ_FRAMEBUFFER, parts_->output.framebuffer());
  Image image(input.width, input.height);
  std::vector<uint8_t> rows(image.rgba.size());
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, input.width, input.height, GL_RGBA, GL_UNSIGNED_BYTE, rows.data());
  const size_t stride = static_cast<size_t>(input.width) * 4;
  for (int y = 0; y < input.height; ++y) {
    std::copy_n(rows.data() + stride * static_cast<size_t>(input.height - 1 - y), stride, image.pixel(0, y));
  }
  if (!input.transparent) {
    for (size_t i = 3; i < image.rgba.size(); i += 4) image.rgba[i] = 255;
  }
  return image;
}

std::string Renderer::poll_shaders() {
  parts_->shaders.poll();
  return parts_->shaders.last_error();
}

const FrameStats& Renderer::stats() const {
  return parts_->stats;
}

}  // namespace palpate::render
