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

ScenePlan Renderer::Parts::plan(const FrameInput& input, const Rectangle& only) {
  props.update(input.props, input.style, input.camera.position_mm);
  if (!gpu) return {};
  const float aspect = static_cast<float>(input.width) / static_cast<float>(input.height);
  const Mat4 matrix = projection_matrix(input.camera, aspect, atlas->bounds().grown(20.0f)) * view_matrix(input.camera);
  ScenePlan made = plan_scene(input, *gpu, matrix);
  made.bounds.add(props.bounds());
  stats.level = made.level;
  if (only.width < input.width || only.height < input.height) {
    const PicturePart shown{only, input.width, input.height, matrix};
    for (auto* items : {&made.opaque, &made.glass}) {
      for (DrawItem& item : *items)
        item.in_view = item.in_view && shown.shows(item.bounds.grown(item.dented ? 40.0f : 2.0f));
    }
  }
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

void Renderer::Parts::draw_background() {
  shaders.get({"background.vert", "background.frag", {}}).use();
  glBindVertexArray(empty.id());
  glDepthFunc(GL_LEQUAL);  // as far away as what was cleared
  glDepthMask(GL_FALSE);
  glDrawArrays(GL_TRIANGLE_STRIP, 0, 2 * (k_background_strips + 1));
  glDepthMask(GL_TRUE);
  glDepthFunc(GL_LESS);
}

void Renderer::Parts::clear(bool colour, const std::optional<Rectangle>& only) {
  begin_scene();
  if (only) scissor_to(*only);
  glClearColor(0.0f, 0.0f, 0.0f, 0.0f);
  // Depth and stencil: a part of the packed buffer is cleared slowly.
  glClear(GL_DEPTH_BUFFER_BIT | GL_STENCIL_BUFFER_BIT | (colour ? GL_COLOR_BUFFER_BIT : 0));
}

void Renderer::Parts::bind_atlas(const FrameInput& input, const ScenePlan& plan) {
  gpu->bind(plan.shows_field() ? input.field.get() : nullptr);
  gpu->bind_posture(input.posture.get());
}

void Renderer::Parts::draw_scene(const FrameInput& input, const ScenePlan& plan, Shading shading,
                                 const FrameBlock& block, const Target& into, const std::optional<Rectangle>& only) {
  // Samples of a still picture hold the body alone: what is behind it comes once, when they are resolved.
  const bool still_light = shading == Shading::pixel_with_shadows;
  const Rectangle pixels = only ? *only : Rectangle{0, 0, into.width(), into.height()};
  if (!still_light) lay_backdrop(block, into, only);
  clear(still_light, only);
  if (!gpu) return;
  bind_atlas(input, plan);
  scene.draw_opaque(plan, *gpu, shading);
  section.draw(input, *atlas, block.view_projection, still_light, pixels);
  if (only) scissor_to(pixels);
  props.draw_solid(input.props, shading);
  bind_atlas(input, plan);
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
    section.draw(input, *atlas, block.view_projection, false, {0, 0, into.width(), into.height()});
    if (!input.props.empty()) props.draw_solid(input.props, Shading::plain);
  }
  end_scene();
}

void Renderer::Parts::copy_to(Target& into, const FrameInput& input, const Target& from) {
  into.begin(input.width, input.height, false);
  glBindFramebuffer(GL_READ_FRAMEBUFFER, from.framebuffer());
  const int width = from.width(), height = from.height();
  const GLenum filter = width == into.width() && height == into.height() ? GL_NEAREST : GL_LINEAR;
  glBlitFramebuffer(0, 0, width, height, 0, 0, into.width(), into.height(), GL_COLOR_BUFFER_BIT, filter);
}

void Renderer::Parts::draw_high(const FrameInput& input, Target& into) {
  const ScenePlan made = plan(input);
  const FrameBlock block = set_up(input, made, -1);
  picture.begin(input.width, input.height);
  draw_scene(input, made, Shading::pixel, block, picture);
  end_scene();
  const float aspect = static_cast<float>(input.width) / static_cast<float>(input.height);
  const Vec2 lens = near_and_far(projection_matrix(input.camera, aspect, depth_bounds(made.bounds, -1)));
  // Lines cost as much as the body itself where the whole picture takes them: only its own rectangle does.
  copy_to(into, input, picture);
  bind_texture(0, picture.colour());
  bind_texture(1, picture.depth());
  const Rectangle body = rectangle_of(made.bounds.grown(12.0f), block.view_projection, input.width, input.height);
  glEnable(GL_SCISSOR_TEST);
  glScissor(body.x, body.y, body.width, body.height);
  screen({"screen.vert", "present.frag", {}}, [&](const gl::Program& program) {
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
  into.begin(input.width, input.height, false);
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
  parts_->moving_shows.forget();
  parts_->chunks.forget();
}

void Renderer::use(std::unique_ptr<gl::SideThread> beside) {
  parts_->side = beside ? std::make_unique<SideDrawing>(std::move(beside)) : nullptr;
}

const std::shared_ptr<const anatomy::Atlas>& Renderer::atlas() const {
  return parts_->atlas;
}

void Renderer::Parts::draw(const FrameInput& input, Target& into) {
  stats = FrameStats{};
  if (input.field) use_colour_map(input);
  switch (input.quality) {
    case Quality::plain:
      draw_plain(input, into);
      break;
    case Quality::low:
      draw_low(input, into);
      break;
    case Quality::high:
      draw_high(input, into);
      break;
    case Quality::still: {
      const int from = input.sample < 0 ? 0 : input.sample, to = input.sample < 0 ? still_samples : input.sample + 1;
      for (const Rows& band : bands(input)) {
        for (int s = from; s < to; ++s)
          stats.triangles_drawn = stats.draw_calls = 0, add_sample(input, s % still_samples, s == from, band);
        resolve(input, to - from, band, into);
      }
      samples_done = 0;
      break;
    }
  }
  outline(input, into);
  write(input);
  stats.programs_compiled = shaders.compiled_count();
  end_scene();
}

void Renderer::draw(const FrameInput& input, Target& into) {
  check_size(input);
  parts_->draw(input, into);
}

namespace {

void read_back(const Target& target, Image& image) {
  glBindFramebuffer(GL_READ_FRAMEBUFFER, target.framebuffer());
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, image.width, image.height, GL_RGBA, GL_UNSIGNED_BYTE, image.pixel(0, 0));
  const auto bytes = static_cast<size_t>(image.width) * 4;  // it came from the lowest row up
  for (int above = 0, below = image.height - 1; above < below; ++above, --below) {
    uint8_t* row = image.pixel(0, above);
    std::swap_ranges(row, row + bytes, image.pixel(0, below));
  }
}

// PNG wants the colour itself, not colour times coverage: else edges would be dark on any background.
void divide_by_coverage(Image& image) {
  for (size_t i = 0; i < image.rgba.size(); i += 4) {
    const unsigned covered = image.rgba[i + 3];
    if (covered == 0 || covered == 255) continue;
    for (size_t c = i; c < i + 3; ++c)
      image.rgba[c] = static_cast<uint8_t>(std::min(255u, (image.rgba[c] * 255u + covered / 2) / covered));
  }
}

}  // namespace

void Renderer::set_large(size_t pixels) {
  parts_->large_pixels = pixels;
}

Image Renderer::render(const FrameInput& input) {
  draw(input, parts_->output);
  Image image(input.width, input.height);
  read_back(parts_->output, image);
  if (input.transparent) {
    divide_by_coverage(image);
  } else {
    for (size_t i = 3; i < image.rgba.size(); i += 4) image.rgba[i] = 255;
  }
  return image;
}

bool Renderer::poll_shaders() {
  const bool changed = parts_->shaders.poll();
  if (changed) parts_->moving_shows.forget();
  return changed;
}

const std::string& Renderer::shader_error() const {
  return parts_->shaders.last_error();
}

const FrameStats& Renderer::stats() const {
  return parts_->stats;
}

}  // namespace palpate::render
