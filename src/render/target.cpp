#include "render/target.h"

#include <string>

#include "core/error.h"

namespace palpate::render {

namespace {

gl::Texture make_texture(GLenum format, int width, int height, GLenum filter) {
  gl::Texture texture = gl::Texture::make();
  const bool depth = format == GL_DEPTH_COMPONENT24, stencil = format == GL_DEPTH24_STENCIL8;
  const bool bytes = format == GL_RGBA8;
  glBindTexture(GL_TEXTURE_2D, texture.id());
  glTexImage2D(GL_TEXTURE_2D, 0, static_cast<GLint>(format), width, height, 0,
               stencil ? GL_DEPTH_STENCIL
               : depth ? GL_DEPTH_COMPONENT
                       : GL_RGBA,
               stencil ? GL_UNSIGNED_INT_24_8
               : depth ? GL_UNSIGNED_INT
               : bytes ? GL_UNSIGNED_BYTE
                       : GL_FLOAT,
               nullptr);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, static_cast<GLint>(filter));
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, static_cast<GLint>(filter));
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  return texture;
}

void check_complete(const char* label) {
  const GLenum status = glCheckFramebufferStatus(GL_FRAMEBUFFER);
  if (status == GL_FRAMEBUFFER_COMPLETE) return;
  throw Error("graphics", std::string("the driver refuses the picture buffer '") + label + "'",
              "try a smaller --size, or --quality low", Exit::no_graphics);
}

}  // namespace

void Target::begin(int width, int height, bool with_depth) {
  if (width != width_ || height != height_ || !framebuffer_ || (with_depth && !depth_)) {
    width_ = width, height_ = height;
    framebuffer_ = gl::Framebuffer::make();
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_.id());
    framebuffer_.label(label_);
    colour_ = {}, depth_ = {};  // old and new need not fit side by side
    colour_ = make_texture(format_, width, height, format_ == GL_RGBA32F ? GL_NEAREST : GL_LINEAR);
    colour_.label(label_);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, colour_.id(), 0);
    if (with_depth) {
      depth_ = make_texture(GL_DEPTH24_STENCIL8, width, height, GL_NEAREST);  // the stencil fills cut faces
      glFramebufferTexture2D(GL_FRAMEBUFFER, GL_DEPTH_STENCIL_ATTACHMENT, GL_TEXTURE_2D, depth_.id(), 0);
    }
    check_complete(label_);
  }
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_.id());
  glViewport(0, 0, width_, height_);
}

void ShadowMap::begin(const char* label) {
  if (!framebuffer_) {
    framebuffer_ = gl::Framebuffer::make();
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_.id());
    framebuffer_.label(label);
    depth_ = make_texture(GL_DEPTH_COMPONENT24, size_, size_, GL_NEAREST);  // the samples blur it
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_COMPARE_MODE, GL_COMPARE_REF_TO_TEXTURE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_COMPARE_FUNC, GL_LEQUAL);
    depth_.label(label);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_TEXTURE_2D, depth_.id(), 0);
    const GLenum none = GL_NONE;
    glDrawBuffers(1, &none);
    glReadBuffer(GL_NONE);
    check_complete(label);
  }
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_.id());
  glViewport(0, 0, size_, size_);
}

}  // namespace palpate::render
