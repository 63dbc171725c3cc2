#include "ui/imgui_compat.h"

#include <imgui_internal.h>

namespace palpate::ui {

bool input_waiting() {
#if IMGUI_VERSION_NUM >= 18700
  return !ImGui::GetCurrentContext()->InputEventsQueue.empty();
#else
  return false;
#endif
}

}  // namespace palpate::ui
