// Two pictures of one clock: the lesson beside what was before it, another force, or another lesson.

#include <algorithm>

#include "app/viewer.h"
#include "core/error.h"
#include "session/compare_look.h"
#include "session/evaluate.h"
#include "session/frame_builder.h"
#include "session/lesson.h"
#include "ui/imgui_compat.h"

namespace palpate::app {

// The other side is made in the background; until it is there the open lesson stands alone.
void Viewer::prepare_comparison() {
  session::Comparison& wanted = session_.compare;
  if (other_coming_.valid()) {
    if (other_coming_.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return;
    try {
      auto [document, made] = other_coming_.get();
      const bool still_wanted = wanted.kind == made.kind && wanted.factor == made.factor && wanted.file == made.file &&
                                other_of_ == session_.shared_document();
      if (still_wanted) {
        other_ = std::move(document);
        made.wipe = wanted.wipe;
        made.ready = true;
        wanted = made;
      }
    } catch (const Error& error) {
      session_.tell(error.what(), true);
      wanted = {};
    }
    session_.touch();
    settle_frames_ = 3;
    return;
  }
  if (wanted.kind == session::Beside::nothing || wanted.ready || !session_.document().lesson) {
    if (wanted.kind == session::Beside::nothing) other_.reset();
    return;
  }
  other_of_ = session_.shared_document();
  other_coming_ = std::async(std::launch::async, [document = other_of_, comparison = wanted]() mutable {
    auto other = session::other_side(document, comparison);
    return std::pair(std::move(other), comparison);
  });
}

bool Viewer::draw_comparison() {
  if (!other_ || !other_->lesson) return false;
  const bool wiped = session_.compare.kind == session::Beside::before;
  const session::Settings settings = session::comparison_settings(session_.settings, session_.compare);
  session::FrameRequest request;
  request.width = std::max(1, wiped ? session_.stage_width : session_.stage_width / 2);
  request.height = session_.stage_height;
  request.quality = session_.playback.playing() ? render::Quality::low : render::Quality::high;
  request.ui_scale = std::max(1.0f, ImGui::GetFontSize() / 15.0f);
  const double time_s = std::min(session_.playback.time_s(), static_cast<double>(other_->lesson->timeline->duration_s));
  session::Moment now = *moment_;
  if (wiped) session::show_tension_through_glass(session_.document(), now);
  const session::Moment before =
      wiped ? session::moment_before(session_.document(), now, session_.view(), settings) : session::Moment{};
  const session::Moment beside = wiped ? now : session::evaluate(*other_, session_.view(), settings, time_s);
  render::FrameInput left =
      session::build_frame(session_.document(), wiped ? before : now, session_.view(), settings, request);
  render::FrameInput right =
      session::build_frame(wiped ? session_.document() : *other_, beside, session_.view(), settings, request);
  left.legend = left.legend && !wiped;
  stage_->draw(left);
  stage_->draw_beside(right);
  ui_.camera = left.camera;
  ui_.beside = reinterpret_cast<ImTextureID>(static_cast<uintptr_t>(stage_->beside()));
  facts_.picture_ms = stage_->last_draw_ms();
  ++facts_.pictures;
  return true;
}

}  // namespace palpate::app
