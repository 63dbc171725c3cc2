// The sheet before a session: what to ask, what follows from a yes; and the band that stays while a red flag is ticked.

#include <fmt/format.h>

#include <algorithm>

#include "session/commands.h"
#include "session/knowledge_entries.h"
#include "session/screening.h"
#include "ui/panels.h"
#include "ui/sheet.h"
#include "ui/widgets.h"

namespace palpate::ui {
namespace {

using knowledge::Screening;
using session::ScreenPart;

void toggle(session::Session& session, const Screening& question) {
  if (session.screen_ticks.erase(question.id) == 0) session.screen_ticks.insert(question.id);
  session.touch();
}

/// A box for a tick, drawn; the whole row is the button.
void tick_box(ImDrawList* list, ImVec2 at, bool on, const ImVec4& tint) {
  const float side = px(16);
  const ImVec2 to{at.x + side, at.y + side};
  list->AddRectFilled(at, to, on ? colour(tint) : colour(palette().sunken), px(4));
  list->AddRect(at, to, colour(on ? tint : palette().faint, on ? 1.0f : 0.7f), px(4));
  if (on) draw_icon(list, Icon::check, {at.x + side * 0.5f, at.y + side * 0.5f}, px(11), colour(palette().raised));
}

/// What a row says below the question: what to do, and who says so.
void consequence(const Screening& question, bool on, std::string_view why) {
  if (!why.empty()) pill(Icon::warning, why, palette().caution, true);
  ImGui::PushStyleColor(ImGuiCol_Text, on ? palette().caution : palette().text);
  on ? strong_wrapped(question.then) : wrapped(question.then);
  ImGui::PopStyleColor();
  wrapped_faint(fmt::format("{}  ({})", question.source, session::standing_of(question.confidence)));
}

void question_row(session::Session& session, PanelState& state, const Screening& question, int row) {
  const bool rule = question.kind == knowledge::ScreenKind::rule;
  const bool on = session.screen_ticks.contains(question.id);
  const std::string_view why = session::why_for_lesson(question, session.document());
  ImDrawList* list = ImGui::GetWindowDrawList();
  ImGui::PushID(question.id.c_str());
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = std::max(ImGui::GetContentRegionAvail().x, px(60)), indent = px(28);
  // The text decides how high the row is; its ground is drawn beneath it afterwards.
  list->ChannelsSplit(2);
  list->ChannelsSetCurrent(1);
  ImGui::SetCursorScreenPos({at.x + indent, at.y + px(6)});
  ImGui::BeginGroup();
  strong_wrapped(question.ask);
  consequence(question, on, why);
  ImGui::EndGroup();
  const float height = ImGui::GetItemRectMax().y - at.y + px(6);
  if (rule) {
    draw_icon(list, Icon::dot, {at.x + px(14), at.y + px(15)}, px(10), colour(palette().faint));
  } else {
    tick_box(list, {at.x + px(5), at.y + px(7)}, on, palette().caution);
  }
  list->ChannelsSetCurrent(0);
  ImGui::SetCursorScreenPos(at);
  if (rule) {
    ImGui::Dummy({width, height});
  } else if (ImGui::InvisibleButton("row", {width, height})) {
    toggle(session, question);
    state.screen_row = row;
  }
  mark(fmt::format("screen.{}", question.id));
  const bool at_row = state.screen_row == row;
  if (on || !why.empty())
    list->AddRectFilled(at, {at.x + width, at.y + height}, colour(palette().caution, 0.10f), px(6));
  if (!rule && (ImGui::IsItemHovered() || at_row))
    list->AddRectFilled(at, {at.x + width, at.y + height}, colour(palette().accent, 0.08f), px(6));
  if (at_row) list->AddRect(at, {at.x + width, at.y + height}, colour(palette().accent), px(6));
  if (at_row && state.screen_scroll) {
    ImGui::SetScrollHereY(0.5f);
    state.screen_scroll = false;
  }
  list->ChannelsMerge();
  ImGui::PopID();
}

/// Arrows go from question to question, Space and Enter tick.
void keyboard(session::Session& session, PanelState& state, const std::vector<const Screening*>& questions) {
  const int last = static_cast<int>(session::question_count(*session.document().library)) - 1;
  for (const std::string& key : state.sheet_keys) {
    int& row = state.screen_row;
    const int before = row;
    if (key == "Down" || key == "Tab") row += 1;
    if (key == "Up" || key == "Shift+Tab") row -= 1;
    if (key == "PageDown") row += 5;
    if (key == "PageUp") row -= 5;
    if (key == "Home") row = 0;
    if (key == "End") row = last;
    if (row != before) row = std::clamp(row, 0, last);
    if ((key == "Space" || key == "Enter") && row >= 0) toggle(session, *questions[static_cast<size_t>(row)]);
    state.screen_scroll = state.screen_scroll || row != before;
  }
}

void introduction(session::Session& session) {
  const auto flags = session::ticked(session, true);
  if (flags.empty()) {
    wrapped(
        "Read these aloud and tick what is true today. The list covers only what this program knows; when in doubt, "
        "ask a doctor first.");
  } else {
    ImGui::PushStyleColor(ImGuiCol_Text, palette().caution);
    strong_wrapped(flags.front()->then);
    ImGui::PopStyleColor();
    wrapped("This comes before any massage. The lesson still plays, for teaching.");
  }
  const session::Document& document = session.document();
  const bool special = session::lesson_heats(document) || session::lesson_bends(document).moves;
  wrapped_faint(fmt::format("Ticks are forgotten when the program closes, and written nowhere.{}",
                            special ? " Some matter to this lesson in particular: see what is marked." : ""));
}

void column(session::Session& session, PanelState& state, const std::vector<const Screening*>& questions,
            bool red_flags, bool others) {
  std::string_view heading;
  for (size_t i = 0; i < questions.size(); ++i) {
    const ScreenPart part = session::part_of(*questions[i]);
    if (part == ScreenPart::red_flag ? !red_flags : !others) continue;
    if (heading != session::heading_of(part)) {
      if (!heading.empty()) ImGui::Dummy({0, px(6)});
      heading = session::heading_of(part);
      ImGui::PushStyleColor(ImGuiCol_Text, palette().accent);
      strong_wrapped(heading);
      ImGui::PopStyleColor();
    }
    question_row(session, state, *questions[i], static_cast<int>(i));
  }
}

}  // namespace

void screening_overlay(session::Session& session, PanelState& state) {
  if (begin_sheet(session, "Before you start", 1060, 690)) {
    sheet_title(session, "Before you start");
    const auto& library = session.document().library;
    if (!library || library->screening.empty()) {
      empty_state("The questions come with a lesson.", "Open one first.");
    } else {
      const std::vector<const Screening*> questions = session::screening_for(session.document());
      keyboard(session, state, questions);
      introduction(session);
      const float foot = ImGui::GetFrameHeightWithSpacing() + px(2);
      begin_child("questions", {0, -foot});
      if (ImGui::GetContentRegionAvail().x >= px(720)) {
        if (ImGui::BeginTable("columns", 2, ImGuiTableFlags_SizingStretchSame)) {
          ImGui::TableNextColumn();
          column(session, state, questions, true, false);
          ImGui::TableNextColumn();
          column(session, state, questions, false, true);
          ImGui::EndTable();
        }
      } else {
        column(session, state, questions, true, true);
      }
      ImGui::EndChild();
      if (ImGui::Button("Clear ticks")) {
        session.screen_ticks.clear();
        session.touch();
      }
      mark("screen.clear");
      ImGui::SameLine();
      faint("↑ ↓ from question to question, Space ticks, Esc closes");
    }
  }
  end_sheet();
}

float red_flag_band(session::Session& session, float top) {
  const auto flags = session::standing_answers(session);
  if (flags.empty() || session.overlay == session::Overlay::screening) return 0.0f;
  const Screening& first = *flags.front();
  std::string text = fmt::format("{}  Ticked before the session: {}.", first.then, first.ask);
  if (flags.size() > 1) text += fmt::format("  And {} more.", flags.size() - 1);
  const float width = ImGui::GetIO().DisplaySize.x, left = px(44), room = std::max(width - left - px(16), px(60));
  ImFont* font = fonts().strong;
  const float size = ImGui::GetFontSize();
  const float height = font->CalcTextSizeA(size, 1e9f, room, text.c_str(), text.c_str() + text.size()).y + px(18);
  ImGui::SetNextWindowPos({0, top});
  ImGui::SetNextWindowSize({width, height});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::PushStyleColor(ImGuiCol_WindowBg, palette().raised);
  ImGui::Begin("Red flag", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBringToFrontOnFocus);
  ImGui::PopStyleColor();
  ImGui::PopStyleVar();
  if (ImGui::InvisibleButton("open", {width, height})) session::run_command(session, "safety.screen");
  mark("red_flag.band");
  if (ImGui::IsItemHovered()) tooltip(hint_of("safety.screen"));
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled({0, top}, {width, top + height}, colour(palette().caution, 0.20f));
  list->AddRectFilled({0, top}, {px(5), top + height}, colour(palette().caution));
  draw_icon(list, Icon::warning, {px(25), top + height * 0.5f}, px(17), colour(palette().caution));
  list->AddText(font, size, {left, top + px(9)}, colour(palette().text), text.c_str(), text.c_str() + text.size(),
                room);
  ImGui::End();
  return height;
}

}  // namespace palpate::ui
