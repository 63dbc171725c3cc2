#include "ui/sheet.h"

#include <algorithm>

#include "ui/widgets.h"

namespace palpate::ui {
namespace {

/// Dims what lies below and closes the sheet when it is clicked.
void dim_below(session::Session& session) {
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(display);
  ImGui::PushStyleColor(ImGuiCol_WindowBg, ImVec4(0.04f, 0.04f, 0.04f, 0.35f));
  ImGui::Begin("Dim", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoFocusOnAppearing);
  ImGui::PopStyleColor();
  ImGui::SetCursorPos({0, 0});
  if (ImGui::InvisibleButton("outside", display)) session.overlay = session::Overlay::none;
  ImGui::End();
}

}  // namespace

bool begin_sheet(session::Session& session, const char* title, float width, float height) {
  dim_below(session);
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  ImGui::SetNextWindowPos({display.x * 0.5f, display.y * 0.5f}, ImGuiCond_Always, {0.5f, 0.5f});
  ImGui::SetNextWindowSize({std::min(px(width), display.x - px(24)), std::min(px(height), display.y - px(24))});
  ImGui::PushStyleColor(ImGuiCol_WindowBg, palette().raised);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, px(9));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1.0f);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(px(22), px(18)));
  const bool open = ImGui::Begin(title, nullptr,
                                 ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                                     ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoCollapse);
  ImGui::PopStyleVar(3);
  ImGui::PopStyleColor();
  return open;
}

int pressed(const PanelState& state, std::string_view key) {
  return static_cast<int>(std::count(state.sheet_keys.begin(), state.sheet_keys.end(), key));
}

void end_sheet() {
  ImGui::End();
}

void sheet_title(session::Session& session, std::string_view title) {
  ImGui::PushFont(fonts().large);
  ImGui::TextUnformatted(title.data(), title.data() + title.size());
  ImGui::PopFont();
  ImGui::SameLine(ImGui::GetWindowContentRegionMax().x - px(28));
  if (icon_button("close", Icon::close, "Close  (Esc)")) session.overlay = session::Overlay::none;
  mark("sheet.close");
  ImGui::Dummy({0, px(4)});
}

}  // namespace palpate::ui
