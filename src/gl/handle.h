#pragma once
// One move-only owner per OpenGL name. A context must be current where they are made and where they die.

#include <glad/gl.h>

#include <string_view>
#include <utility>

namespace palpate::gl {

enum class Kind { buffer, texture, framebuffer, vertex_array, program, query, renderbuffer };

/// Makes a name of that kind (programs are linked elsewhere) and labels it for debuggers and driver messages.
GLuint create(Kind kind);
void destroy(Kind kind, GLuint name);
/// `name` must have been bound once. Does nothing without KHR_debug.
void set_label(Kind kind, GLuint name, std::string_view label);

template <Kind kind>
class Handle {
 public:
  Handle() = default;
  explicit Handle(GLuint name) : name_(name) {}
  static Handle make() { return Handle(create(kind)); }
  ~Handle() {
    if (name_) destroy(kind, name_);
  }
  Handle(Handle&& other) noexcept : name_(std::exchange(other.name_, 0)) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(name_, other.name_);
    return *this;
  }
  GLuint id() const { return name_; }
  explicit operator bool() const { return name_ != 0; }
  void label(std::string_view text) const { set_label(kind, name_, text); }

 private:
  GLuint name_ = 0;
};

using Buffer = Handle<Kind::buffer>;
using Texture = Handle<Kind::texture>;
using Framebuffer = Handle<Kind::framebuffer>;
using VertexArray = Handle<Kind::vertex_array>;
using ProgramName = Handle<Kind::program>;
using Query = Handle<Kind::query>;
using Renderbuffer = Handle<Kind::renderbuffer>;

}  // namespace palpate::gl
