#include "app/stage.h"

#include <algorithm>
#include <chrono>

#include "gl/context.h"

namespace palpate::app {
namespace {

/// Fewer samples are noisier than the clean frame they would replace.
constexpr int kFirstShown = 8, kShownEvery = 4;
/// A moving picture slower than this is drawn smaller, one quicker than this gets more triangles (design estimates).
constexpr double kSlow_ms = 14.0, kQuick_ms = 4.0;
constexpr float kMostDetail = 8.0f;
/// Where the smallest moving picture takes so long, plain ones take its place; where a clean frame takes so long,
/// nobody waits for sixteen samples that each take longer (design estimates).
constexpr double kCrawling_ms = 300.0, kPlainIsQuick_ms = 15.0, kDearClean_ms = 1500.0;

}  // namespace

void Stage::keep_pace(render::FrameInput& input) const {
  input.detail = detail_;
  if (plain_) input.quality = render::Quality::plain;
  const auto scaled = [&](int pixels) { return std::max(1, static_cast<int>(static_cast<float>(pixels) * scale_)); };
  input.width = scaled(input.width), input.height = scaled(input.height), input.ui_scale *= scale_;
  input.covered_bottom *= scale_;
  input.covered_top *= scale_;
  input.free_spot = {input.free_spot.at * scale_, input.free_spot.radius * scale_};
}

void Stage::draw_beside(render::FrameInput input) {
  keep_pace(input);
  renderer_.draw(input, beside_);
}

void Stage::adapt() {
  mean_ms_ = mean_ms_ <= 0.0 ? last_draw_ms_ : 0.7 * mean_ms_ + 0.3 * last_draw_ms_;
  // Far apart, so that a choice does not undo itself: three quarters of the size take little more than half the time.
  if (mean_ms_ > kSlow_ms) {
    if (detail_ > 1.0f)
      detail_ = 1.0f;
    else if (scale_ == 1.0f)
      scale_ = 0.75f;
    else if (mean_ms_ > kCrawling_ms && allows_plain_ && !plain_)
      plain_ = true;
    else
      return;
  } else if (plain_ && mean_ms_ < kPlainIsQuick_ms) {
    plain_ = false;
  } else if (mean_ms_ < kQuick_ms) {
    if (scale_ < 1.0f)
      scale_ = 1.0f;
    else if (detail_ < kMostDetail)
      detail_ *= 2.0f;
    else
      return;
  } else {
    return;
  }
  mean_ms_ = 0.0;
}

void Stage::draw(render::FrameInput input) {
  const auto start = std::chrono::steady_clock::now();
  keep_pace(input);
  renderer_.draw(input, target_);
  gl::finish();  // else the time would be that of asking, not of drawing
  refining_ = Refining::none;
  last_draw_ms_ = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  adapt();
}

void Stage::begin_still(render::FrameInput input, Finish finish) {
  still_ = std::move(input);
  finish_ = finish;
  refining_ = finish == Finish::moving ? Refining::done : Refining::clean;
}

// Wall time of the clean frame, milliseconds.
double Stage::draw_clean() {
  const auto start = std::chrono::steady_clock::now();
  renderer_.draw(still_, target_);
  gl::finish();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

bool Stage::has_words() const {
  return !still_.labels.empty() || still_.scale_bar || (still_.field && still_.legend);
}

bool Stage::refine(bool& shown) {
  shown = false;
  switch (refining_) {
    case Refining::none:
    case Refining::done:
      return false;
    case Refining::clean:
      shown = true;
      still_.quality = render::Quality::high;
      if (draw_clean() > kDearClean_ms && finish_ == Finish::measured) finish_ = Finish::clean;
      if (finish_ == Finish::clean) {
        refining_ = Refining::done;
        return false;
      }
      still_.quality = render::Quality::still;
      renderer_.still_restart(still_);
      refining_ = Refining::sampling;
      return true;
    case Refining::sampling:
      break;
  }
  const bool more = renderer_.still_step() && renderer_.still_samples_done() < render::Renderer::still_sample_count();
  const int done = renderer_.still_samples_done();
  if (!more || (done >= kFirstShown && done % kShownEvery == 0)) {
    renderer_.still_show(target_);
    shown = true;
  }
  if (!more) refining_ = Refining::done;
  return more;
}

Image Stage::read_back() const {
  const int width = target_.width(), height = target_.height();
  Image image(width, height);
  Image flipped(width, height);
  glBindFramebuffer(GL_READ_FRAMEBUFFER, target_.framebuffer());
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE, flipped.rgba.data());
  for (int y = 0; y < height; ++y) {
    std::copy_n(flipped.pixel(0, height - 1 - y), static_cast<size_t>(width) * 4, image.pixel(0, y));
  }
  return image;
}

}  // namespace palpate::app
