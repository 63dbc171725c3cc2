// What the pointer does in the picture: names, selects, measures, turns, and works the tool in hand.

#include <algorithm>
#include <cmath>

#include "app/viewer.h"
#include "session/camera_control.h"
#include "session/frame_builder.h"
#include "session/lesson.h"

namespace palpate::app {

namespace {

constexpr float kTurnPerPixel_deg = 0.32f, kZoomPerNotch = 1.15f;

}  // namespace

void Viewer::pick_under_pointer() {
  std::string found;
  if (picker_ && ui_.mouse.over && session_.settings.on("view.hover") && session_.document().atlas) {
    const float ratio = window_->pixel_ratio();
    const auto pick = picker_->pick(frame_input(render::Quality::low), ui_.mouse.x * ratio, ui_.mouse.y * ratio);
    if (pick && pick->structure >= 0)
      found = session_.document().atlas->structures[static_cast<size_t>(pick->structure)].info.id;
  }
  if (found == ui_.picked) return;
  ui_.picked = found;
  settle_frames_ = std::max(settle_frames_, 1);
}

std::optional<render::Pick> Viewer::skin_under_pointer() {
  const auto& atlas = session_.document().atlas;
  if (!picker_ || !atlas) return std::nullopt;
  const float ratio = window_->pixel_ratio();
  std::vector<render::StructureLook> looks(atlas->structures.size());
  const bool has_skin = atlas->find("skin") != nullptr;
  for (size_t i = 0; i < looks.size(); ++i)
    looks[i].opacity = !has_skin || atlas->structures[i].info.id == "skin" ? 1.0f : 0.0f;
  const render::Ray ray = render::pixel_ray(ui_.camera, session_.stage_width, session_.stage_height,
                                            ui_.mouse.x * ratio, ui_.mouse.y * ratio);
  // The tools show the body at rest.
  const bool posed = session_.tools.kind == session::Tool::none;
  return picker_->pick_ray(looks, ray, 0.5f, nullptr, posed ? moment_->posed.picture : nullptr);
}

void Viewer::probe_under_pointer() {
  const bool asked = session_.settings.on("view.probe") && ui_.mouse.over && session_.document().body != nullptr;
  const size_t before = ui_.probe.size();
  ui_.probe.clear();
  if (asked) {
    if (const auto skin = skin_under_pointer())
      ui_.probe = session::probe_depth(session_.document(), session_.settings, skin->rest_mm, skin->rest_normal);
  }
  if (asked || before > 0) settle_frames_ = std::max(settle_frames_, 1);
}

// The first click takes what is seen; clicking on in the same place goes through what lies behind it.
std::string Viewer::next_under_pointer() {
  constexpr float kSamePlace = 5.0f;
  const Vec2 at(ui_.mouse.x, ui_.mouse.y);
  const bool again = glm::distance(at, clicked_at_) < kSamePlace && !session_.view().selected.empty();
  clicked_at_ = at;
  if (!again || !picker_) return ui_.picked;
  const session::Document& document = session_.document();
  render::FrameInput frame = frame_input(render::Quality::low);
  for (size_t i = 0; i < frame.looks.size(); ++i) {  // an opaque skin hides the rest from the eye, not from the finger
    frame.looks[i].opacity = session::effective_opacity(document.atlas->structures[i].info, moment_->state.layers,
                                                        session_.view(), session_.settings);
  }
  const float ratio = window_->pixel_ratio();
  const auto behind = picker_->pick_all(frame, ui_.mouse.x * ratio, ui_.mouse.y * ratio);
  const auto id = [&](const render::Pick& pick) {
    return document.atlas->structures[static_cast<size_t>(pick.structure)].info.id;
  };
  for (size_t i = 0; i < behind.size(); ++i) {
    if (id(behind[i]) == session_.view().selected) return i + 1 < behind.size() ? id(behind[i + 1]) : id(behind[0]);
  }
  return ui_.picked;
}

// True when the tool in hand has used the left button, so that it neither turns nor selects.
bool Viewer::mouse_for_tool() {
  const ui::StageMouse& mouse = ui_.mouse;
  switch (session_.tools.kind) {
    case session::Tool::none:
      return false;
    case session::Tool::trace: {
      if (!mouse.pressed && !mouse.held && !mouse.released) return false;
      if (mouse.pan && !session_.tools.trace.drawing) return false;
      const auto skin = skin_under_pointer();
      if (mouse.pressed && skin) session::begin_trace(session_, skin->point_mm);
      if (mouse.held && skin) session::go_on_trace(session_, skin->point_mm);
      if (mouse.released) session::end_trace(session_);
      return true;
    }
    case session::Tool::pain:
    case session::Tool::palpate: {
      if (!mouse.clicked) return false;
      const auto skin = skin_under_pointer();
      if (!skin) return true;
      if (session_.tools.kind == session::Tool::pain) {
        session::ask_pain(session_, lessons_, skin->point_mm, skin->normal);
      } else {
        session::ask_palpation(session_, skin->point_mm, skin->normal);
      }
      return true;
    }
  }
  return false;
}

void Viewer::apply_mouse() {
  const ui::StageMouse& mouse = ui_.mouse;
  const float ratio = window_->pixel_ratio();
  if (!session_.document().atlas) return;
  const bool used = mouse_for_tool();
  if (used) {
    settle_frames_ = std::max(settle_frames_, 2);
  } else if (mouse.dragging && mouse.pan) {
    session::pan(session_, mouse.drag_x * ratio, mouse.drag_y * ratio);
  } else if (mouse.dragging) {
    const float speed = kTurnPerPixel_deg * static_cast<float>(session_.settings.number("camera.turn_speed"));
    session::turn(session_, -mouse.drag_x * speed, mouse.drag_y * speed);
  }
  if (mouse.wheel != 0.0f) {
    const float speed = static_cast<float>(session_.settings.number("camera.zoom_speed"));
    session::zoom_at(session_, std::pow(kZoomPerNotch, mouse.wheel * speed), mouse.x * ratio, mouse.y * ratio);
  }
  if (session_.tools.kind != session::Tool::none || session_.compare.ready) {
    ui_.picked.clear();
    return;
  }
  if (!mouse.dragging) pick_under_pointer(), probe_under_pointer();
  if (mouse.double_clicked && !ui_.picked.empty()) {
    session_.isolate({ui_.picked}, false);
  } else if (mouse.clicked) {
    session_.select(next_under_pointer());
  }
}

}  // namespace palpate::app
