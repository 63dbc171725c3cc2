#pragma once
// The panels: each reads the session and the moment, and runs commands. No GL, no files.

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "session/knowledge_entries.h"
#include "session/lesson_list.h"
#include "session/moment.h"
#include "session/section.h"
#include "session/session.h"

namespace palpate::ui {

/// The sheet of what is known: which tab, what is typed, and what fits it.
struct KnowledgeView {
  size_t tab = 0;
  std::string query;
  bool begun = false;      ///< has the keyboard since the sheet opened
  bool to_the_top = true;  ///< the list starts anew
  std::shared_ptr<const knowledge::Library> of;
  std::string found_for;
  std::array<std::vector<session::KnowledgeEntry>, session::kKnowledgeTabs.size()> all, found;
};

/// The selected muscle's card: which joint its fascicles are drawn against, and which of them is drawn strong.
struct MuscleView {
  std::string of;
  int joint = -1;
  size_t fascicle = 0;
};

/// What belongs to the panels alone: scroll targets, half-typed text. Not saved, not undone.
struct PanelState {
  std::string open_path;  ///< typed in the open overlay
  bool focus_search = false;
  bool focus_open = false;
  int scrolled_to_step = -1;
  session::Overlay last_overlay = session::Overlay::none;
  std::string settings_filter;
  int gauge_hand = 0;
  int screen_row = -1;         ///< question that the keyboard is at; -1 = none
  bool screen_scroll = false;  ///< bring it into sight
  KnowledgeView knowledge;
  MuscleView muscle;
  std::vector<std::string>
      sheet_keys;  ///< "Down", "Space", "Shift+Tab": pressed for the open sheet since the last frame
};

/// What panels read besides the session.
struct PanelInput {
  const session::Moment& moment;
  const std::vector<session::LessonEntry>& lessons;
  std::string version;                                   ///< of the program
  std::string driver;                                    ///< what draws, for the about box
  std::shared_ptr<const render::SectionCut> section;     ///< of the last picture, or null
  std::string section_words;                             ///< where its plane lies
  std::optional<session::SectionHandle> section_handle;  ///< in the picture, window pixels
};

void lesson_panel(session::Session& session, const PanelInput& input, PanelState& state);
void structure_panel(session::Session& session, PanelState& state);
void structure_card(session::Session& session, const PanelInput& input, PanelState& state);
/// What the selected muscle does, and its fascicles.
void muscle_panel(session::Session& session, const PanelInput& input, PanelState& state);
/// Which plane, where it lies: beside the peel slider.
void section_controls(session::Session& session);
/// What the plane cuts, with areas.
void section_panel(session::Session& session, const PanelInput& input);
void depth_gauge(session::Session& session, const PanelInput& input, PanelState& state);
void field_panel(session::Session& session, const PanelInput& input);
void caution_panel(session::Session& session, const PanelInput& input);
void posture_panel(session::Session& session, const PanelInput& input);
void evidence_panel(session::Session& session, const PanelInput& input);
void problems_panel(session::Session& session);
void timeline_panel(session::Session& session);
void help_overlay(session::Session& session);
void about_overlay(session::Session& session, const PanelInput& input);
void settings_overlay(session::Session& session, PanelState& state);
void open_overlay(session::Session& session, PanelState& state);
void screening_overlay(session::Session& session, PanelState& state);
void knowledge_overlay(session::Session& session, PanelState& state);
/// What a ticked red flag asks for, over the whole width from `top`; returns its height, 0 while nothing is ticked.
float red_flag_band(session::Session& session, float top);
void menu_bar(session::Session& session);

}  // namespace palpate::ui
