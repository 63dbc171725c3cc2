// The sheet of what is known: claims with their badges, points, causes, advice; searched as one types.

#include <fmt/format.h>

#include <algorithm>

#include "session/figures.h"
#include "session/knowledge_entries.h"
#include "ui/badges.h"
#include "ui/panels.h"
#include "ui/sheet.h"
#include "ui/widgets.h"

namespace palpate::ui {
namespace {

using session::KnowledgeEntry;
constexpr size_t kTabs = session::kKnowledgeTabs.size();

void find(KnowledgeView& view, const session::Document& document) {
  const bool fresh = view.of != document.library;
  if (!fresh && view.found_for == view.query) return;
  if (fresh) {
    view.of = document.library;
    for (size_t i = 0; i < kTabs; ++i)
      view.all[i] =
          session::knowledge_entries(static_cast<session::KnowledgeTab>(i), *view.of, document.catalogue.get());
  }
  view.found_for = view.query;
  view.to_the_top = true;
  for (size_t i = 0; i < kTabs; ++i) view.found[i] = session::search_entries(view.all[i], view.query);
}

void search_field(KnowledgeView& view, const PanelState& state) {
  ImGui::SetNextItemWidth(-1);
  if (!view.begun) {
    ImGui::SetKeyboardFocusHere();
    view.begun = true;
    view.to_the_top = true;
  }
  // Tab turns the pages here, so that hands stay on the keyboard; a completion callback keeps it from leaving the
  // field.
  ImGui::InputTextWithHint("##query", "Search: kidney, heat, fascia, BL23 …", &view.query,
                           ImGuiInputTextFlags_CallbackCompletion, [](ImGuiInputTextCallbackData*) { return 0; });
  mark("knowledge.search");
  const int turns = pressed(state, "Tab") - pressed(state, "Shift+Tab");
  if (turns == 0) return;
  constexpr int kCount = static_cast<int>(kTabs);
  view.tab = static_cast<size_t>(((static_cast<int>(view.tab) + turns) % kCount + kCount) % kCount);
  view.to_the_top = true;
}

void tabs(KnowledgeView& view) {
  for (size_t i = 0; i < kTabs; ++i) {
    const bool active = i == view.tab;
    const std::string label = fmt::format("{}  {}##tab{}", session::kKnowledgeTabs[i], view.found[i].size(), i);
    ImGui::PushFont(active ? fonts().strong : fonts().body);
    const float width = ImGui::CalcTextSize(label.c_str(), nullptr, true).x + px(18);
    if (i > 0) flow(width);
    ImGui::PushStyleColor(ImGuiCol_Button, ImGui::GetStyle().Colors[active ? ImGuiCol_TabActive : ImGuiCol_FrameBg]);
    if (ImGui::Button(label.c_str())) {
      view.tab = i;
      view.to_the_top = true;
    }
    ImGui::PopStyleColor();
    ImGui::PopFont();
    mark(fmt::format("knowledge.tab.{}", i));
  }
}

/// Arrows and page keys move the list while the field above has the keyboard.
void scroll_by_keys(KnowledgeView& view, const PanelState& state) {
  const float page = ImGui::GetWindowHeight() - px(40), line = px(48);
  const auto lines = static_cast<float>(pressed(state, "Down") - pressed(state, "Up"));
  const auto pages = static_cast<float>(pressed(state, "PageDown") - pressed(state, "PageUp"));
  const float by = lines * line + pages * page;
  if (by != 0) ImGui::SetScrollY(std::clamp(ImGui::GetScrollY() + by, 0.0f, ImGui::GetScrollMaxY()));
  if (view.to_the_top) ImGui::SetScrollY(0);
  view.to_the_top = false;
}

/// A quiet label and a text beside it that wraps under itself.
void labelled(std::string_view label, std::string_view text) {
  faint(label);
  ImGui::SameLine(px(96));
  wrapped(text);
}

void tense_rows(const KnowledgeEntry& entry) {
  if (entry.tense.empty()) return;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float bar = px(90), indent = px(8);
  for (const session::TenseEntry& tense : entry.tense) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float middle = at.y + ImGui::GetFontSize() * 0.5f;
    list->AddRectFilled({at.x + indent, middle - px(3)}, {at.x + indent + bar, middle + px(3)},
                        colour(palette().sunken), px(3));
    list->AddRectFilled({at.x + indent, middle - px(3)},
                        {at.x + indent + bar * static_cast<float>(tense.tension), middle + px(3)},
                        colour(palette().accent), px(3));
    ImGui::SetCursorScreenPos({at.x + indent + bar + px(8), at.y});
    ImGui::PushFont(fonts().figures);
    faint(session::two_figures(tense.tension));
    ImGui::PopFont();
    ImGui::SameLine(indent + bar + px(48));
    wrapped(tense.why.empty() ? tense.name : fmt::format("{}: {}", tense.name, tense.why));
  }
}

void entry_card(const KnowledgeEntry& entry) {
  ImGui::Dummy({0, px(3)});
  strong_wrapped(entry.title);
  if (entry.badge) badge_pill(*entry.badge);
  if (entry.contested) pill(Icon::question, "contested", palette().caution);
  if (!entry.text.empty()) wrapped(entry.text);
  for (const KnowledgeEntry::Row& row : entry.rows) labelled(row.label, row.text);
  tense_rows(entry);
  wrapped_faint(fmt::format("Source: {}  ({})", entry.source, entry.standing));
  ImGui::Dummy({0, px(2)});
  ImGui::Separator();
}

void introduction(size_t tab) {
  switch (static_cast<session::KnowledgeTab>(tab)) {
    case session::KnowledgeTab::points:
      wrapped_faint("Offsets from landmarks are traditional or estimated, never exact; maps of referral are disputed.");
      break;
    case session::KnowledgeTab::causes:
      wrapped_faint("Tension is a teaching scale: 0 a muscle at rest, 1 one in spasm.");
      break;
    default:
      break;
  }
}

void entries(KnowledgeView& view) {
  const std::vector<KnowledgeEntry>& found = view.found[view.tab];
  introduction(view.tab);
  std::string_view group;
  for (const KnowledgeEntry& entry : found) {
    // Ranked by fit, what was searched for comes in no groups.
    if (view.query.empty() && entry.group != group) {
      group = entry.group;
      ImGui::Dummy({0, px(5)});
      std::string title(group);
      if (!title.empty()) title[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(title[0])));
      ImGui::PushStyleColor(ImGuiCol_Text, palette().accent);
      strong_wrapped(title);
      ImGui::PopStyleColor();
    }
    entry_card(entry);
  }
  if (found.empty()) empty_state("Nothing here fits.", "The figure on each tab says where something does.");
}

}  // namespace

void knowledge_overlay(session::Session& session, PanelState& state) {
  KnowledgeView& view = state.knowledge;
  if (begin_sheet(session, "What is known##sheet", 900, 690)) {
    sheet_title(session, "What is known");
    if (!session.document().library) {
      empty_state("What is known comes with a lesson.", "Open one first.");
    } else {
      search_field(view, state);
      find(view, session.document());
      tabs(view);
      begin_child("entries", {0, -(ImGui::GetTextLineHeightWithSpacing() + px(2))});
      scroll_by_keys(view, state);
      entries(view);
      ImGui::EndChild();
      faint("Type to search, Tab turns the page, ↑ ↓ scroll, Esc closes");
    }
  }
  end_sheet();
}

}  // namespace palpate::ui
