#pragma once
// What OpenGL is told before and after surfaces are drawn, the same in every context.

#include <glad/gl.h>

#include "render/screen_rectangle.h"

namespace palpate::render {

inline void begin_scene() {
  glEnable(GL_DEPTH_TEST);
  glDepthFunc(GL_LESS);
  glDepthMask(GL_TRUE);
  glEnable(GL_CULL_FACE);
  glCullFace(GL_BACK);
  glDisable(GL_BLEND);
  glDisable(GL_SCISSOR_TEST);
  glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
}

inline void end_scene() {
  glDisable(GL_DEPTH_TEST);
  glDisable(GL_CULL_FACE);
  glDisable(GL_BLEND);
}

inline void scissor_to(const Rectangle& pixels) {
  glEnable(GL_SCISSOR_TEST);
  glScissor(pixels.x, pixels.y, pixels.width, pixels.height);
}

/// Between begin_scene() and end_scene(), for moving and first clean pictures: front faces in known order. A fold of
/// skin behind skin shows twice, which is rare; a pass of depth for every shell would cost as much as all else.
inline void begin_glass_state() {
  glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);  // glass writes colour times coverage
  glEnable(GL_BLEND);
  glDepthMask(GL_FALSE);
}

inline void end_glass_state() {
  glDepthMask(GL_TRUE);
  glDisable(GL_BLEND);
}

}  // namespace palpate::render
