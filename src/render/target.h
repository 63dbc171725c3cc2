#pragma once
// Off-screen pictures: colour with depth, depth alone for shadows.

#include "gl/handle.h"

namespace palpate::render {

/// Colour and depth textures of one size. Remade when the size changes, or depth is wanted that is not there.
class Target {
 public:
  Target(GLenum colour_format, const char* label) : format_(colour_format), label_(label) {}
  /// Makes it that size and binds it with a viewport over all of it.
  void begin(int width, int height, bool with_depth = true);
  GLuint framebuffer() const { return framebuffer_.id(); }
  GLuint colour() const { return colour_.id(); }
  GLuint depth() const { return depth_.id(); }
  int width() const { return width_; }
  int height() const { return height_; }

 private:
  GLenum format_;
  const char* label_;
  int width_ = 0, height_ = 0;
  gl::Framebuffer framebuffer_;
  gl::Texture colour_, depth_;
};

/// A depth map compared on lookup.
class ShadowMap {
 public:
  explicit ShadowMap(int size) : size_(size) {}
  void begin(const char* label);
  GLuint texture() const { return depth_.id(); }
  int size() const { return size_; }

 private:
  int size_;
  gl::Framebuffer framebuffer_;
  gl::Texture depth_;
};

}  // namespace palpate::render
