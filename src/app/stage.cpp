#include "app/stage.h"

#include <algorithm>
#include <chrono>

#include "core/error.h"

namespace palpate::app {
namespace {

/// Fewer samples are noisier than the clean frame they would replace.
constexpr int kFirstShown = 8, kShownEvery = 4;

}  // namespace

void Stage::draw_beside(const render::FrameInput& input) {
  renderer_.draw(input, beside_);
}

void Stage::draw(const render::FrameInput& input) {
  const auto start = std::chrono::steady_clock::now();
  renderer_.draw(input, target_);
  refining_ = Refining::none;
  last_draw_ms_ = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

void Stage::begin_still(render::FrameInput input) {
  still_ = std::move(input);
  refining_ = Refining::clean;
}

bool Stage::refine(bool& shown) {
  shown = false;
  switch (refining_) {
    case Refining::none:
    case Refining::done:
      return false;
    case Refining::clean:
      still_.quality = render::Quality::high;
      renderer_.draw(still_, target_);
      still_.quality = render::Quality::still;
      renderer_.still_restart(still_);
      refining_ = Refining::sampling;
      shown = true;
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
