#pragma once
// Dear ImGui as the distributions ship it (1.86 to 1.90): the few places where the versions differ.

#include <imgui.h>
// After imgui.h, which it needs.
#include <imgui_stdlib.h>

namespace palpate::ui {

/// A child window with or without a border; the flag became a set of flags in 1.90.
inline bool begin_child(const char* id, ImVec2 size, bool border = false, ImGuiWindowFlags flags = 0) {
#if IMGUI_VERSION_NUM >= 19000
  return ImGui::BeginChild(id, size, border ? ImGuiChildFlags_Border : 0, flags);
#else
  return ImGui::BeginChild(id, size, border, flags);
#endif
}

/// Input that a later frame will see: from 1.87 on events are dealt out over frames so that none is lost, and a window
/// that draws on demand must go on drawing until all are.
bool input_waiting();

}  // namespace palpate::ui
