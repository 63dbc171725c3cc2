// The moving picture: drawn small where a machine is slow, and anew only where it changed.

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "render/prop_glass.h"
#include "render/renderer_parts.h"

namespace palpate::render {

namespace {

constexpr GLbitfield k_all_planes = GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT | GL_STENCIL_BUFFER_BIT;

}  // namespace

// The background of moving and clean pictures stays the same from one to the next: a copy costs less than drawing it,
// but as much memory as the picture.
void Renderer::Parts::lay_backdrop(const FrameBlock& block, const Target& into, const std::optional<Rectangle>& only) {
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
  }
  copy_pixels(backdrop, into, only.value_or(Rectangle{0, 0, into.width(), into.height()}), GL_COLOR_BUFFER_BIT);
}

// Without a scissor: drivers that draw on a CPU then copy memory instead of drawing.
void Renderer::Parts::copy_pixels(const Target& from, const Target& into, const Rectangle& part, GLbitfield what) {
  glDisable(GL_SCISSOR_TEST);
  glBindFramebuffer(GL_READ_FRAMEBUFFER, from.framebuffer());
  glBindFramebuffer(GL_DRAW_FRAMEBUFFER, into.framebuffer());
  const int right = part.x + part.width, top = part.y + part.height;
  glBlitFramebuffer(part.x, part.y, right, top, part.x, part.y, right, top, what, GL_NEAREST);
  glBindFramebuffer(GL_FRAMEBUFFER, into.framebuffer());
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
  if (input.posture || plan.exploded) {
    scene.draw(scene.moving(plan, *gpu, false), *gpu);
    return;
  }
  using enum MovingChunks::State;
  scene.draw(scene.moving(plan, *gpu, false, {&chunks, shown | revealed}), *gpu);
  if (!reads_depth) return;
  drawn.read(plan.part ? plan.part->pixels
                       : rectangle_of(plan.bounds, block.view_projection, into.width(), into.height()));
  const auto change = chunks.look_behind(drawn, plan, *gpu, block.view_projection, into.width(), into.height());
  stats.triangles_drawn += change.left_out;
  if (change.any_revealed) scene.draw(scene.moving(plan, *gpu, false, {&chunks, revealed}), *gpu);
}

// Opaque structures, then glass. On two cores glass is made ready on one while the other draws what is opaque, and what
// lies over the body while glass is drawn.
std::optional<SideDrawing::OnItsWay> Renderer::Parts::draw_body(const FrameInput& input, const ScenePlan& plan,
                                                                const FrameBlock& block, const Target& into,
                                                                bool over_resting, bool with_props) {
  std::optional<Rectangle> only;
  if (plan.part) only = plan.part->pixels;
  if (over_resting) {
    copy_pixels(resting, into, only.value_or(Rectangle{0, 0, into.width(), into.height()}), k_all_planes);
    begin_scene();
    if (only) scissor_to(*only);
  } else {
    chunks.wake();
    lay_backdrop(block, into, only);
    clear(false, only);
  }
  if (!gpu) return std::nullopt;
  bind_atlas(input, plan);  // what both contexts read is there from here on
  auto glass = begin_glass(input, plan, into);
  draw_moving_opaque(input, plan, block, into);
  section.draw(input, *atlas, block.view_projection, false,
               only.value_or(Rectangle{0, 0, into.width(), into.height()}));
  if (only) scissor_to(*only);
  if (with_props && !plan.glass.empty()) props.draw_solid(input.props, Shading::vertex);
  if (glass) {
    glass->behind_is_told();
  } else {
    bind_atlas(input, plan);
    begin_glass_state();
    scene.draw(scene.moving(plan, *gpu, true), *gpu);
    end_glass_state();
  }
  return glass;
}

// What lies over the body.
void Renderer::Parts::draw_over(const FrameInput& input, const ScenePlan& plan, const FrameBlock& block) {
  if (!gpu) return;
  begin_scene();
  if (plan.glass.empty()) props.draw_solid(input.props, Shading::vertex);
  overlay.draw(input, false);
  props.draw_glass(input.props, Shading::vertex, block.view_projection);
}

// `stale`: what of `moving` is not the body as it is kept.
void Renderer::Parts::draw_moving(const FrameInput& input, ScenePlan& plan, const FrameBlock& block, const Redraw& way,
                                  const Rectangle& stale) {
  const bool part = way.kind == Redraw::Kind::part;
  if (part) {
    for (const Rectangle& rest : outside(stale, way.anew)) copy_pixels(body_alone, moving, rest, k_all_planes);
    plan.part = PicturePart{way.anew, moving.width(), moving.height(), block.view_projection};
  }
  const bool changes_body = !part || !way.anew.empty();
  auto glass = changes_body ? draw_body(input, plan, block, moving, part, true) : std::nullopt;
  const bool too_much_to_wait = props.glass_triangles(input.props) > SideDrawing::k_most_waiting;
  if (glass && too_much_to_wait) stats.add(glass->finish()), glass.reset();
  draw_over(input, plan, block);
  if (glass) stats.add(glass->finish());
  if (!part) body_triangles = stats.triangles_drawn - moving_triangles(input.props);
}

// What no contact moves of the body's opaque structures, to be kept while the eye rests.
void Renderer::Parts::draw_resting(const FrameInput& input, const ScenePlan& plan, const FrameBlock& block) {
  chunks.let_rest(plan, *gpu, ShownPicture::room_for(plan.touches));
  resting.begin(moving.width(), moving.height());
  lay_backdrop(block, resting, std::nullopt);
  clear(false, std::nullopt);
  bind_atlas(input, plan);
  scene.draw(scene.moving(plan, *gpu, false, {&chunks, MovingChunks::resting}), *gpu);
  end_scene();
}

// The body alone, to be kept likewise.
void Renderer::Parts::draw_body_alone(const FrameInput& input, const ScenePlan& plan, const FrameBlock& block) {
  body_alone.begin(moving.width(), moving.height());
  if (auto glass = draw_body(input, plan, block, body_alone, true, false)) stats.add(glass->finish());
  body_triangles = stats.triangles_drawn;
  moving.begin(moving.width(), moving.height());
}

void Renderer::Parts::draw_low(const FrameInput& input, Target& into) {
  const float scale = std::clamp(input.resolution_scale, 0.25f, 1.0f);
  stats.resolution_scale = scale;
  ScenePlan made = plan(input);
  const FrameBlock block = set_up(input, made, -1);
  const auto scaled = [&](int pixels) {
    return std::max(1, static_cast<int>(std::lround(static_cast<float>(pixels) * scale)));
  };
  moving.begin(scaled(input.width), scaled(input.height));
  const std::vector<Box3> boxes = props.boxes(input.props.size());
  const MovingPicture now{input, made, boxes, block.view_projection, moving.width(), moving.height()};
  // Of large pictures none is kept beside the one that is shown: memory counts.
  const bool keeps = gpu && !is_large(moving.width(), moving.height());
  Redraw way = keeps ? moving_shows.way_to(now) : Redraw{};
  if (way.kind == Redraw::Kind::body_first) {
    moving_shows.forget();  // should drawing fail, nothing is known of these pixels
    draw_resting(input, made, block);
    draw_body_alone(input, made, block);
    moving_shows.keep_body(now, *gpu);
    way = moving_shows.way_to(now);
  }
  if (way.kind != Redraw::Kind::none) {
    const Rectangle stale = moving_shows.over_body();
    moving_shows.forget_picture();
    draw_moving(input, made, block, way, stale);
    moving_shows.keep(now, way);
  }
  end_scene();
  glDisable(GL_SCISSOR_TEST);
  stats.triangles_shown = body_triangles + moving_triangles(input.props);
  copy_to(into, input, moving);
}

}  // namespace palpate::render
