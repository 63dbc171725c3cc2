#pragma once
// The few signs that panels need, drawn as lines and shapes so that they are sharp at every scale.

#include "ui/imgui_compat.h"

namespace palpate::ui {

enum class Icon {
  play,
  pause,
  previous,
  next,
  frame_back,
  frame_forward,
  loop,
  loop_step,
  eye,
  eye_off,
  isolate,
  ghost,
  search,
  close,
  expand,
  camera,
  follow,
  check,
  half,
  slash,
  diamond,
  ring,
  warning,
  forbidden,
  dot,
  chevron_right,
  chevron_down,
  question,
  sliders
};

/// Draws within a square of side `size` about `centre`.
void draw_icon(ImDrawList* list, Icon icon, ImVec2 centre, float size, ImU32 colour);

}  // namespace palpate::ui
