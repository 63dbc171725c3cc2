// The moving picture: drawn small where a machine is slow, and anew only where it changed.

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "render/renderer_parts.h"

namespace palpate::render {

// The background of moving and clean pictures stays the same from one to the next: a copy costs less than drawing it,
// but as much memory as the picture.
void Renderer::Parts::lay_backdrop(const FrameBlock& block, const Target& into) {
  if (is_large(into.width(), into.height())) {
    end_scene();
    draw_background();
    return;
  }
  const std::array<Vec4, 2> wanted{block.background_top, block.background_bottom};
  if (backdrop.width() != into.width() || backdrop.height() != into.height() || backdrop_shown != wanted) {
    backdrop.begin(into.width(), into.height(), false);
    end_scene();
    glDisable(GL_SCISSOR_TEST);
    draw_background();
    backdrop_shown = wanted;
    glBindFramebuffer(GL_FRAMEBUFFER, into.framebuffer());
  }
  glBindFramebuffer(GL_READ_FRAMEBUFFER, backdrop.framebuffer());
  glBlitFramebuffer(0, 0, into.width(), into.height(), 0, 0, into.width(), into.height(), GL_COLOR_BUFFER_BIT,
                    GL_NEAREST);
  glBindFramebuffer(GL_READ_FRAMEBUFFER, into.framebuffer());
}

std::optional<SideDrawing::OnItsWay> Renderer::Parts::begin_glass(const FrameInput& input, const ScenePlan& plan,
                                                                  const Target& into) {
  if (!side || plan.glass.empty()) return std::nullopt;
  SideDrawing::Glass glass{scene.moving(plan, *gpu, true),
                           &scene.looks(),
                           gpu.get(),
                           &into,
                           std::nullopt,
                           plan.shows_field(),
                           input.posture != nullptr,
                           {}};
  if (plan.part) glass.only = plan.part->pixels;
  glass.bind = [this] {
    frame.bind(), contacts.bind(), pose.bind();
    if (map_texture) bind_texture(2, map_texture.id());
  };
  return side->begin(std::move(glass));
}

void Renderer::Parts::draw_moving_opaque(const FrameInput& input, const ScenePlan& plan, const FrameBlock& block,
                                         const Target& into) {
  bind_atlas(input, plan);
  // Where chunks of triangles are is known where the body rests in one piece.
  if (!reads_depth || input.posture || plan.exploded) {
    scene.draw(scene.moving(plan, *gpu, false), *gpu);
    return;
  }
  using Chunk = HiddenChunks::Chunk;
  scene.draw(scene.moving(plan, *gpu, false, {&hidden, Chunk::hidden, false}), *gpu);
  drawn.read(plan.part ? plan.part->pixels
                       : rectangle_of(plan.bounds, block.view_projection, into.width(), into.height()));
  const auto change = hidden.update(plan, *gpu, drawn, block.view_projection, into.width(), into.height());
  stats.triangles_drawn += change.left_out;
  if (change.revealed) scene.draw(scene.moving(plan, *gpu, false, {&hidden, Chunk::revealed, true}), *gpu);
}

// Opaque structures, then glass, then what lies over both. On two cores glass is made ready on one while the other
// draws what is opaque, and what lies over it while it is drawn.
void Renderer::Parts::draw_moving(const FrameInput& input, const ScenePlan& plan, const FrameBlock& block,
                                  const Target& into) {
  std::optional<Rectangle> only;
  if (plan.part) only = plan.part->pixels, scissor_to(*only);
  lay_backdrop(block, into);
  clear(false, only);
  if (!gpu) return;
  bind_atlas(input, plan);  // what both contexts read is there from here on
  auto glass = begin_glass(input, plan, into);
  draw_moving_opaque(input, plan, block, into);
  section.draw(input, *atlas, block.view_projection, false,
               only.value_or(Rectangle{0, 0, into.width(), into.height()}));
  if (only) scissor_to(*only);
  props.draw_solid(input.props, Shading::vertex);
  if (glass) {
    glass->behind_is_told();
    if (props.glass_triangles(input.props) > SideDrawing::k_most_waiting) stats.add(glass->finish()), glass.reset();
  } else {
    bind_atlas(input, plan);
    begin_glass_state();
    scene.draw(scene.moving(plan, *gpu, true), *gpu);
    end_glass_state();
  }
  overlay.draw(input, false);
  props.draw_glass(input.props, Shading::vertex, block.view_projection);
  if (glass) stats.add(glass->finish());
}

void Renderer::Parts::draw_low(const FrameInput& input, Target& into) {
  const float scale = std::clamp(input.resolution_scale, 0.25f, 1.0f);
  stats.resolution_scale = scale;
  ScenePlan made = plan(input);
  const FrameBlock block = set_up(input, made, -1);
  const auto scaled = [&](int pixels) {
    return std::max(1, static_cast<int>(std::lround(static_cast<float>(pixels) * scale)));
  };
  const int width = scaled(input.width), height = scaled(input.height);
  moving.begin(width, height);
  const std::vector<Box3> boxes = props.boxes(input.props.size());
  if (gpu) {
    if (const auto changed = moving_shows.changed_part(input, made, boxes, block.view_projection, *gpu, width, height))
      made.part = PicturePart{*changed, width, height, block.view_projection};
  }
  moving_shows.forget();  // should drawing fail, nothing is known of these pixels
  if (!made.part || made.part->pixels.width > 0) draw_moving(input, made, block, moving);
  end_scene();
  glDisable(GL_SCISSOR_TEST);
  moving_shows.keep(input, made, boxes, block.view_projection);
  if (!made.part) triangles_kept = stats.triangles_drawn;
  stats.triangles_shown = triangles_kept;
  copy_to(into, input, moving);
}

}  // namespace palpate::render
