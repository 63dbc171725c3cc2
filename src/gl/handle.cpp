#include "gl/handle.h"

namespace palpate::gl {

GLuint create(Kind kind) {
  GLuint name = 0;
  switch (kind) {
    case Kind::buffer:
      glGenBuffers(1, &name);
      break;
    case Kind::texture:
      glGenTextures(1, &name);
      break;
    case Kind::framebuffer:
      glGenFramebuffers(1, &name);
      break;
    case Kind::vertex_array:
      glGenVertexArrays(1, &name);
      break;
    case Kind::program:
      name = glCreateProgram();
      break;
    case Kind::query:
      glGenQueries(1, &name);
      break;
    case Kind::renderbuffer:
      glGenRenderbuffers(1, &name);
      break;
  }
  return name;
}

void destroy(Kind kind, GLuint name) {
  switch (kind) {
    case Kind::buffer:
      glDeleteBuffers(1, &name);
      break;
    case Kind::texture:
      glDeleteTextures(1, &name);
      break;
    case Kind::framebuffer:
      glDeleteFramebuffers(1, &name);
      break;
    case Kind::vertex_array:
      glDeleteVertexArrays(1, &name);
      break;
    case Kind::program:
      glDeleteProgram(name);
      break;
    case Kind::query:
      glDeleteQueries(1, &name);
      break;
    case Kind::renderbuffer:
      glDeleteRenderbuffers(1, &name);
      break;
  }
}

void set_label(Kind kind, GLuint name, std::string_view label) {
  if (!GLAD_GL_KHR_debug || !glad_glObjectLabel) return;
  GLenum identifier = GL_BUFFER;
  switch (kind) {
    case Kind::buffer:
      identifier = GL_BUFFER;
      break;
    case Kind::texture:
      identifier = GL_TEXTURE;
      break;
    case Kind::framebuffer:
      identifier = GL_FRAMEBUFFER;
      break;
    case Kind::vertex_array:
      identifier = GL_VERTEX_ARRAY;
      break;
    case Kind::program:
      identifier = GL_PROGRAM;
      break;
    case Kind::query:
      identifier = GL_QUERY;
      break;
    case Kind::renderbuffer:
      identifier = GL_RENDERBUFFER;
      break;
  }
  glObjectLabel(identifier, name, static_cast<GLsizei>(label.size()), label.data());
}

}  // namespace palpate::gl
