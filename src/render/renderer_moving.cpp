// The moving picture: drawn small where a machine is slow, and anew only where it changed.

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "render/renderer_parts.h"

namespace palpate::render {

// The background of moving and clean pictures stays the same from one to the next: a copy costs less than drawing it.
void Renderer::Parts::lay_backdrop(const FrameBlock& block, const Target& into) {
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

void Renderer::Parts::draw_low(const FrameInput& input, Target& into) {
  const float scale = std::clamp(input.resolution_scale, 0.25f, 1.0f);
  stats.resolution_scale = scale;
  ScenePlan made = plan(input);
  const FrameBlock block = set_up(input, made, -1);
  if (part_) {
    begin(into, input);
    draw_scene(input, made, Shading::vertex, block, into);
    end_scene();
    return;
  }
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
  if (!made.part || made.part->pixels.width > 0) draw_scene(input, made, Shading::vertex, block, moving);
  end_scene();
  glDisable(GL_SCISSOR_TEST);
  moving_shows.keep(input, made, boxes, block.view_projection);
  if (!made.part) triangles_kept = stats.triangles_drawn;
  stats.triangles_shown = triangles_kept;
  copy_to(into, input, moving);
}

}  // namespace palpate::render
