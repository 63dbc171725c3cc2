#include "ui/ui.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "session/figures.h"
#include "session/frame_builder.h"
#include "ui/stage.h"
#include "ui/tools.h"
#include "ui/widgets.h"

namespace palpate::ui {
namespace {

constexpr ImGuiWindowFlags kFixed = ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                                    ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoSavedSettings |
                                    ImGuiWindowFlags_NoBringToFrontOnFocus;
constexpr std::array<const char*, 3> kPanelWindows = {"Left", "Right", "Timeline"};

struct Layout {
  float width = 0, height = 0, top = 0, left = 0, right = 0, bottom = 0;
  float problems = 0;
};

/// A side panel narrower than that would cut its words.
constexpr float kNarrowest = 200;
/// Before one of them goes, both become as slim as that.
constexpr float kSlimLeft = 230, kSlimRight = 260;
/// Width that the titles of all menus take; a narrower window has one menu of menus.
constexpr float kAllMenus = 575;
/// Below this height of the window the timeline is one row.
constexpr float kLow = 220;

/// Side panels grow slimmer, then give way, when the picture would become a slit; the one used last stays.
Layout make_layout(const session::Session& session, UiState& state, float top) {
  Layout layout;
  layout.width = ImGui::GetIO().DisplaySize.x;
  layout.height = ImGui::GetIO().DisplaySize.y;
  layout.top = top;
  if (session.presenting) return layout;
  // What lies under a hand would give the answer away.
  const bool guessing = session.tools.kind == session::Tool::palpate;
  const bool left = session.settings.on("panel.left"), right = session.settings.on("panel.right") && !guessing;
  if (left && !state.had_left) state.prefer_right = false;
  if (right && !state.had_right) state.prefer_right = true;
  state.had_left = left;
  state.had_right = right;
  const float room = layout.width - std::min(px(420), layout.width * 0.45f);
  float left_width = std::min(px(static_cast<float>(session.settings.number("panel.left_width"))), room);
  float right_width = std::min(px(static_cast<float>(session.settings.number("panel.right_width"))), room);
  const float share = room / std::max(left_width + right_width, 1.0f);
  if (left && right && share < 1.0f && share * left_width >= px(kSlimLeft) && share * right_width >= px(kSlimRight)) {
    left_width = std::floor(share * left_width);
    right_width = std::floor(share * right_width);
  }
  const bool both = left && right && left_width + right_width > room;
  if (left && !(both && state.prefer_right) && left_width >= px(kNarrowest)) layout.left = left_width;
  if (right && !(both && !state.prefer_right) && right_width >= px(kNarrowest)) layout.right = right_width;
  if (session.settings.on("panel.timeline")) layout.bottom = px(layout.height < px(kLow) ? 52 : 92);
  if (layout.height - top < 2.0f * layout.bottom - px(20)) layout.bottom = 0;
  if (session.settings.on("panel.problems")) layout.problems = std::min(px(170), layout.height * 0.3f);
  return layout;
}

bool begin_fixed(const char* title, float x, float y, float width, float height, ImGuiWindowFlags flags = 0) {
  ImGui::SetNextWindowPos({x, y});
  ImGui::SetNextWindowSize({std::max(width, 1.0f), std::max(height, 1.0f)});
  return ImGui::Begin(title, nullptr, kFixed | flags);
}

/// A hairline along an edge of the present window.
void hairline(bool vertical, bool at_end) {
  const ImVec2 lo = ImGui::GetWindowPos(), hi{lo.x + ImGui::GetWindowSize().x - 1, lo.y + ImGui::GetWindowSize().y - 1};
  const float x = at_end ? hi.x : lo.x, y = at_end ? hi.y : lo.y;
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->PushClipRectFullScreen();
  if (vertical) {
    list->AddLine({x, lo.y}, {x, hi.y}, colour(palette().line));
  } else {
    list->AddLine({lo.x, y}, {hi.x, y}, colour(palette().line));
  }
  list->PopClipRect();
}

void left_tabs(session::Session& session) {
  const bool lesson = session.settings.text("panel.left_tab") == "lesson";
  const float half = (ImGui::GetContentRegionAvail().x - px(6)) * 0.5f;
  const auto tab = [&](const char* title, const char* word, bool active) {
    ImGui::PushStyleColor(ImGuiCol_Button, active ? ImGui::GetStyle().Colors[ImGuiCol_TabActive]
                                                  : ImGui::GetStyle().Colors[ImGuiCol_FrameBg]);
    if (active) ImGui::PushFont(fonts().strong);
    if (ImGui::Button(title, {half, 0})) session.settings.set_value("panel.left_tab", std::string(word));
    if (active) ImGui::PopFont();
    mark(fmt::format("tab.{}", word));
    ImGui::PopStyleColor();
  };
  tab("Lesson", "lesson", lesson);
  ImGui::SameLine(0, px(6));
  tab("Structures", "structures", !lesson);
  ImGui::Dummy({0, px(3)});
}

void left_window(session::Session& session, const PanelInput& input, UiState& state, const Layout& layout) {
  if (begin_fixed("Left", 0, layout.top, layout.left, layout.height - layout.top)) {
    hairline(true, true);
    if (session.tools.kind != session::Tool::none) {
      begin_child("tool", {0, 0});
      tool_panel(session, input);
      ImGui::EndChild();
      ImGui::End();
      return;
    }
    left_tabs(session);
    if (session.settings.text("panel.left_tab") == "lesson") {
      begin_child("lesson", {0, 0});
      lesson_panel(session, input, state.panels);
      ImGui::EndChild();
    } else {
      structure_panel(session, state.panels);
    }
  }
  ImGui::End();
}

void right_window(session::Session& session, const PanelInput& input, UiState& state, const Layout& layout) {
  if (begin_fixed("Right", layout.width - layout.right, layout.top, layout.right, layout.height - layout.top)) {
    hairline(true, false);
    if (!session.view().selected.empty()) {
      structure_card(session, input, state.panels);
      ImGui::Dummy({0, px(4)});
    }
    if (input.section && section("Section")) section_panel(session, input);
    if (section("Under the hand")) depth_gauge(session, input, state.panels);
    if (section("Caution")) caution_panel(session, input);
    if (section("Field on the body")) field_panel(session, input);
    if (section("Posture", false)) posture_panel(session, input);
    if (section("What is known")) evidence_panel(session, input);
  }
  ImGui::End();
}

void bottom_windows(session::Session& session, const Layout& layout) {
  const float x = layout.left, width = layout.width - layout.left - layout.right;
  if (layout.bottom > 0) {
    if (begin_fixed("Timeline", x, layout.height - layout.bottom, width, layout.bottom, ImGuiWindowFlags_NoScrollbar)) {
      hairline(false, false);
      timeline_panel(session);
    }
    ImGui::End();
  }
  if (layout.problems > 0) {
    if (begin_fixed("Problems", x, layout.height - layout.bottom - layout.problems, width, layout.problems)) {
      hairline(false, false);
      problems_panel(session);
    }
    ImGui::End();
  }
}

/// Notes are not counted: they say what was done, not what is wrong.
size_t count_problems(const session::Session& session) {
  size_t count = 0;
  for (const Problem& problem : session.problems()) count += problem.severity != Severity::note;
  return count;
}

float top_bar(session::Session& session) {
  float height = 0;
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(px(10), px(7)));
  if (ImGui::BeginMainMenuBar()) {
    if (ImGui::GetWindowWidth() >= px(kAllMenus)) {
      menu_bar(session);
    } else if (ImGui::BeginMenu("Menu")) {
      menu_bar(session);
      ImGui::EndMenu();
    }
    const std::string& title = session.document().title;
    const size_t count = count_problems(session);
    const std::string chip = count == 1 ? "1 problem" : fmt::format("{} problems", count);
    const float chip_width = count ? pill_width(chip) + px(12) : 0.0f;
    const float x = ImGui::GetWindowWidth() - ImGui::CalcTextSize(title.c_str()).x - px(14);
    if (count && x - chip_width > ImGui::GetCursorPosX()) {
      ImGui::SetCursorPosX(x - chip_width);
      pill(Icon::warning, chip, palette().caution);
      if (ImGui::IsItemClicked()) session.settings.toggle("panel.problems");
      mark("menu.problems");
      if (ImGui::IsItemHovered()) tooltip(hint_of("window.problems"));
    }
    if (x > ImGui::GetCursorPosX() + px(20)) {
      ImGui::SetCursorPosX(x);
      faint(title);
    }
    height = ImGui::GetWindowHeight();
    hairline(false, true);
    ImGui::EndMainMenuBar();
  }
  ImGui::PopStyleVar();
  return height;
}

void overlays(session::Session& session, const PanelInput& input, UiState& state) {
  if (session.overlay != state.panels.last_overlay) {
    state.panels.last_overlay = session.overlay;
    state.panels.focus_open = session.overlay == session::Overlay::open_file;
    state.panels.screen_row = -1;
    state.panels.knowledge.begun = false;
  }
  switch (session.overlay) {
    case session::Overlay::none:
      break;
    case session::Overlay::help:
      help_overlay(session);
      break;
    case session::Overlay::about:
      about_overlay(session, input);
      break;
    case session::Overlay::settings:
      settings_overlay(session, state.panels);
      break;
    case session::Overlay::open_file:
      open_overlay(session, state.panels);
      break;
    case session::Overlay::screening:
      screening_overlay(session, state.panels);
      break;
    case session::Overlay::knowledge:
      knowledge_overlay(session, state.panels);
      break;
  }
}

}  // namespace

void draw_ui(session::Session& session, const PanelInput& input, UiState& state, ImTextureID picture) {
  marks().clear();
  session.hovered = state.picked;
  float top = session.presenting ? 0.0f : top_bar(session);
  top += red_flag_band(session, top);
  const Layout layout = make_layout(session, state, top);
  const StageRect stage{layout.left, layout.top, std::max(1.0f, layout.width - layout.left - layout.right),
                        std::max(1.0f, layout.height - layout.top - layout.bottom - layout.problems)};
  state.stage = stage;
  stage_window(session, input, state, picture);
  if (layout.left > 0) left_window(session, input, state, layout);
  if (layout.right > 0) right_window(session, input, state, layout);
  bottom_windows(session, layout);
  overlays(session, input, state);
  state.panels.sheet_keys.clear();
}

void next_keyboard_place(UiState& state, const session::Session& session) {
  static constexpr std::array<const char*, 3> kSettings = {"panel.left", "panel.right", "panel.timeline"};
  const int first = state.keyboard_in_panels ? state.keyboard_place + 1 : 0;
  for (int place = first; place < 3; ++place) {
    if (!session.settings.on(kSettings[static_cast<size_t>(place)])) continue;
    state.keyboard_in_panels = true;
    state.keyboard_place = place;
    ImGui::GetIO().ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
    ImGui::SetWindowFocus(kPanelWindows[static_cast<size_t>(place)]);
    return;
  }
  leave_panels(state);
}

bool give_to_sheet(UiState& state, const session::Session& session, const session::KeyChord& chord) {
  static constexpr std::array<std::string_view, 9> kKeys = {"Tab",   "Up",    "Down", "PageUp", "PageDown",
                                                            "Space", "Enter", "Home", "End"};
  const bool typing = session.overlay == session::Overlay::knowledge;
  if ((!typing && session.overlay != session::Overlay::screening) || chord.ctrl || chord.alt) return false;
  const auto end = typing ? kKeys.begin() + 5 : kKeys.end();
  if (std::find(kKeys.begin(), end, chord.key) == end) return false;
  state.panels.sheet_keys.push_back((chord.shift ? "Shift+" : "") + chord.key);
  return true;
}

void leave_panels(UiState& state) {
  state.keyboard_in_panels = false;
  ImGui::GetIO().ConfigFlags &= ~ImGuiConfigFlags_NavEnableKeyboard;
  ImGui::SetWindowFocus(nullptr);
}

}  // namespace palpate::ui
