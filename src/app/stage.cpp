#include "app/stage.h"

#include <algorithm>
#include <chrono>

#include "core/error.h"

namespace palpate::app {
namespace {

/// Fewer samples are noisier than the clean frame they would replace.
constexpr int kFirstShown = 8, kShownEvery = 4;

void make_target(gl::Texture& colour, gl::Framebuffer& target, int& own_width, int& own_height, int width, int height,
                 const char* label) {
  if (width == own_width && height == own_height && colour) return;
  own_width = width;
  own_height = height;
  colour = gl::Texture::make();
  glBindTexture(GL_TEXTURE_2D, colour.id());
  colour.label(label);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  target = gl::Framebuffer::make();
  glBindFramebuffer(GL_FRAMEBUFFER, target.id());
  target.label(label);
  glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, colour.id(), 0);
  if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE) {
    throw Error("", "the graphics driver cannot draw into a texture", "try: palpate doctor", Exit::no_graphics);
  }
}

}  // namespace

void Stage::fit(int width, int height) {
  make_target(colour_, target_, width_, height_, width, height, "stage");
}

void Stage::draw_beside(const render::FrameInput& input) {
  make_target(beside_colour_, beside_target_, beside_width_, beside_height_, input.width, input.height,
              "stage, other side");
  renderer_.draw(input, beside_target_.id());
}

void Stage::draw(const render::FrameInput& input) {
  const auto start = std::chrono::steady_clock::now();
  fit(input.width, input.height);
  renderer_.draw(input, target_.id());
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
      fit(still_.width, still_.height);
      still_.quality = render::Quality::high;
      renderer_.draw(still_, target_.id());
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
    renderer_.still_show(target_.id());
    shown = true;
  }
  if (!more) refining_ = Refining::done;
  return more;
}

Image Stage::read_back() const {
  Image image(width_, height_);
  Image flipped(width_, height_);
  glBindFramebuffer(GL_READ_FRAMEBUFFER, target_.id());
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, width_, height_, GL_RGBA, GL_UNSIGNED_BYTE, flipped.rgba.data());
  for (int y = 0; y < height_; ++y) {
    std::copy_n(flipped.pixel(0, height_ - 1 - y), static_cast<size_t>(width_) * 4, image.pixel(0, y));
  }
  return image;
}

}  // namespace palpate::app
