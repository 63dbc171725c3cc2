#include "render/side_drawing.h"

#include <semaphore>
#include <utility>

#include "render/draw_state.h"

namespace palpate::render {

// What belongs to the other context, and what the threads tell each other.
struct SideDrawing::Own {
  gl::VertexArray array;
  gl::Framebuffer framebuffer;
  gl::Buffer indices;
  FrameStats stats;
  std::binary_semaphore behind{0};  ///< what lies behind the glass is drawn
  bool told = true;                 ///< `behind` was released for the picture under way

  void attach(const Target& into) {
    if (!framebuffer) framebuffer = gl::Framebuffer::make();
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer.id());
    // Each time: a texture made anew may have the name of the one before.
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, into.colour(), 0);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_DEPTH_STENCIL_ATTACHMENT, GL_TEXTURE_2D, into.depth(), 0);
    glViewport(0, 0, into.width(), into.height());
  }

  void draw(const Glass& glass) {
    attach(*glass.into);
    if (!array) array = gl::VertexArray::make(), indices = gl::Buffer::make();
    glBindVertexArray(array.id());
    glass.gpu->point(glass.field, glass.posed);
    glass.bind();
    begin_scene();
    if (glass.only) scissor_to(*glass.only);
    bool may_draw = false;
    FlushLimit limit(k_most_waiting, [&] { behind.acquire(), may_draw = true; });
    begin_glass_state();
    glass.batches.draw(*glass.looks, *glass.gpu, indices, stats, set_textures, &limit);
    end_glass_state();
    end_scene();
    if (!may_draw) behind.acquire();
    glFinish();
  }
};

SideDrawing::SideDrawing(std::unique_ptr<gl::SideThread> thread)
    : own_(std::make_unique<Own>()), thread_(std::move(thread)) {}

SideDrawing::~SideDrawing() {
  thread_->run([this] { own_.reset(); });  // its names are known to its context alone
  thread_->wait();
}

SideDrawing::OnItsWay SideDrawing::begin(Glass glass) {
  own_->told = false;
  while (own_->behind.try_acquire()) {  // left over from a picture that failed
  }
  thread_->run([own = own_.get(), glass = std::move(glass)] {
    own->stats = {};
    own->draw(glass);
  });
  return OnItsWay(this);
}

void SideDrawing::OnItsWay::behind_is_told() {
  if (std::exchange(maker_->own_->told, true)) return;
  glFinish();
  maker_->own_->behind.release();
}

FrameStats SideDrawing::OnItsWay::finish() {
  behind_is_told();
  SideDrawing& maker = *std::exchange(maker_, nullptr);
  maker.thread_->wait();
  return maker.own_->stats;
}

SideDrawing::OnItsWay::~OnItsWay() {
  if (!maker_) return;
  try {
    finish();
  } catch (...) {  // something else went wrong before
  }
}

}  // namespace palpate::render
