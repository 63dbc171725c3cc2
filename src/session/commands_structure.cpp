// Commands of the menus Structure and Section.

#include <cmath>
#include <iterator>

#include "session/command_rows.h"

namespace palpate::session {
namespace {

bool has_section(const Session& s) {
  return has_atlas(s) && !s.section.kind.empty();
}

bool has_section_and_selection(const Session& s) {
  return has_section(s) && has_selection(s);
}

void close_topmost(Session& s) {
  if (s.overlay != Overlay::none) {
    s.overlay = Overlay::none;
  } else if (s.compare.kind != Beside::nothing || s.compare.choosing) {
    s.compare = {};
    s.touch();
  } else if (s.tools.kind != Tool::none) {
    take_tool(s, s.tools.kind);
  } else if (s.presenting) {
    s.presenting = false;
    if (s.fullscreen) s.request(RequestKind::toggle_fullscreen);
  } else if (s.fullscreen) {
    s.request(RequestKind::toggle_fullscreen);
  } else if (!s.view().isolated.empty()) {
    s.edit_view("show all", {}, [](View& view) { view.isolated.clear(), view.ghost_others = false; });
  } else {
    s.select("");
  }
}

/// No plane, axial, sagittal, coronal, free, riding with the hand, and round again.
void next_section(Session& s) {
  static constexpr std::string_view kOrder[] = {"", "axial", "sagittal", "coronal", "free", "across the hand"};
  size_t at = 0;
  while (at < std::size(kOrder) && kOrder[at] != s.section.kind) ++at;
  const std::string_view next = kOrder[(at + 1) % std::size(kOrder)];
  const bool rides = next == "across the hand" && !has_lesson(s);
  s.set_section(next.empty() || rides ? "none" : next);
}

template <int steps_mm>
void move_section(Session& s) {
  s.edit_section("move the section", [](SectionChoice& choice) { choice.offset_mm += static_cast<float>(steps_mm); });
}

template <int steps>
void peel(Session& s) {
  s.set_peel(std::round(s.view().peel) + static_cast<float>(steps));
}

}  // namespace

std::vector<Command> structure_commands() {
  using S = Session;
  return {
      {"structure.hide", "Hide selection", "H", "Structure", "Hide the selected structure.", has_selection,
       [](S& s) { s.set_hidden(s.view().selected, true); }},
      {"structure.isolate", "Isolate selection", "I", "Structure", "Show only the selected structure; again shows all.",
       has_selection, [](S& s) { s.isolate({s.view().selected}, false); }},
      {"structure.ghost", "Ghost the others", "G", "Structure",
       "The selected structure among faint others; again shows all.", has_selection,
       [](S& s) { s.isolate({s.view().selected}, true); }},
      {"structure.action", "What does it do?", "M", "Structure",
       "Play what the selected muscle does, over the joint's range; again stops. Who helps and who pulls the other way "
       "stands beside it.",
       [](const Session& s) { return has_fascicles(s.document(), s.view().selected); },
       [](Session& s) { play_muscle(s); }, false, [](const Session& s) { return s.muscle_play.on(); }},
      {"structure.show_all", "Show everything", "Shift+H", "Structure",
       "Show every structure again, as the lesson has it.", has_atlas, [](S& s) { s.show_everything(); }},
      {"structure.peel", "Peel one layer", "Ctrl+PageDown P", "Structure", "Take the next layer off from outside.",
       has_atlas, peel<1>},
      {"structure.unpeel", "Put one layer back", "Ctrl+PageUp Shift+P", "Structure", "Put the last layer back.",
       has_atlas, peel<-1>},
      {"section.next", "Next section plane", "Z", "Section",
       "Cut the body open: axial, sagittal, coronal, free, riding with the hand, closed.", has_atlas, next_section},
      {"section.axial", "Axial", "", "Section", "Cut across the long axis, through the selection or the middle.",
       has_atlas, [](S& s) { s.set_section("axial"); }, false, [](const S& s) { return s.section.kind == "axial"; }},
      {"section.sagittal", "Sagittal", "", "Section", "Cut from front to back, along the long axis.", has_atlas,
       [](S& s) { s.set_section("sagittal"); }, false, [](const S& s) { return s.section.kind == "sagittal"; }},
      {"section.coronal", "Coronal", "", "Section", "Cut parallel to the table.", has_atlas,
       [](S& s) { s.set_section("coronal"); }, false, [](const S& s) { return s.section.kind == "coronal"; }},
      {"section.free", "Free", "", "Section", "Cut at a slant; tilt and turn stand beside it.", has_atlas,
       [](S& s) { s.set_section("free"); }, false, [](const S& s) { return s.section.kind == "free"; }},
      {"section.hand", "Across the hand", "", "Section", "Cut across the stroke, where the hand is; rides with it.",
       has_lesson, [](S& s) { s.set_section("across the hand"); }, true,
       [](const S& s) { return s.section.kind == "across the hand"; }},
      {"section.stroke", "Along the stroke", "", "Section", "Cut along the stroke, under the hand; rides with it.",
       has_lesson, [](S& s) { s.set_section("along the stroke"); }, true,
       [](const S& s) { return s.section.kind == "along the stroke"; }},
      {"section.close", "Close", "Ctrl+X", "Section", "Close the section.", has_section,
       [](S& s) { s.set_section("none"); }, true},
      {"section.lesson", "As the lesson has it", "", "Section", "Give the section back to the lesson.",
       [](const S& s) { return has_lesson(s) && s.view().section.has_value(); }, [](S& s) { s.set_section("lesson"); }},
      {"section.forward", "Move forward", "Shift+Up", "Section", "Move the plane 5 mm along its normal.", has_section,
       move_section<5>, true},
      {"section.back", "Move back", "Shift+Down", "Section", "Move the plane 5 mm back.", has_section, move_section<-5>,
       true},
      {"section.flip", "Other half", "Shift+X", "Section", "Take the other half away.", has_section,
       [](S& s) { s.edit_section("other half", [](SectionChoice& choice) { choice.flipped = !choice.flipped; }); }},
      {"section.whole", "Leave selection whole", "Shift+W", "Section",
       "The plane does not cut the selected structure; again cuts it too.", has_section_and_selection,
       [](S& s) { s.set_whole({s.view().selected}, !s.view().whole.contains(s.view().selected)); }, false,
       [](const S& s) { return s.view().whole.contains(s.view().selected); }},

      {"structure.deselect", "Close or deselect", "Escape", "Structure",
       "Close what lies on top, leave presenting, or deselect.", always, close_topmost, true},
  };
}

}  // namespace palpate::session
