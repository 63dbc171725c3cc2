// Every command, one row each.

#include <algorithm>
#include <cmath>

#include "session/camera_control.h"
#include "session/commands.h"
#include "session/session.h"

namespace palpate::session {
namespace {

bool always(const Session&) {
  return true;
}
bool has_lesson(const Session& s) {
  return s.playback.duration_s() > 0.0;
}
bool has_atlas(const Session& s) {
  return s.document().atlas != nullptr;
}
bool has_selection(const Session& s) {
  return !s.view().selected.empty();
}
bool can_undo(const Session& s) {
  return !s.undo_stack().undo_name().empty();
}
bool can_redo(const Session& s) {
  return !s.undo_stack().redo_name().empty();
}
bool has_file(const Session& s) {
  return !s.document().file.empty();
}
bool is_loading(const Session& s) {
  return s.loading.active;
}
bool camera_taken(const Session& s) {
  return has_lesson(s) && s.view().camera_taken;
}

template <RequestKind kind>
void ask(Session& s) {
  s.request(kind);
}

void toggle_overlay(Session& s, Overlay overlay) {
  s.overlay = s.overlay == overlay ? Overlay::none : overlay;
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

void toggle_window(Session& s) {
  constexpr double usual = 0.2;  // of the picture's height
  s.settings.set_value("view.window", s.settings.number("view.window") > 0.0 ? 0.0 : usual);
}

void present(Session& s) {
  s.presenting = !s.presenting;
  if (s.presenting != s.fullscreen) s.request(RequestKind::toggle_fullscreen);
}

void change_speed(Session& s, double factor) {
  s.settings.set_value("play.speed", s.settings.number("play.speed") * factor);
}

void cycle(Session& s, std::string_view key) {
  const SettingSpec& spec = *find_setting(key);
  const std::string& now = s.settings.text(key);
  for (size_t i = 0; i < spec.choices.size(); ++i) {
    if (spec.choices[i] == now) {
      s.settings.set_value(key, std::string(spec.choices[(i + 1) % spec.choices.size()]));
      return;
    }
  }
}

void change_caption(Session& s, double by) {
  s.settings.set_value("text.caption_size", s.settings.number("text.caption_size") + by);
}

void change_scale(Session& s, double factor) {
  const double now = s.settings.number("window.ui_scale");
  s.settings.set_value("window.ui_scale", std::max(0.75, (now > 0.0 ? now : 1.0) * factor));
}

/// Again takes the other side away.
void compare(Session& s, Beside kind, double factor) {
  const bool again =
      (s.compare.kind == kind && s.compare.factor == factor) || (kind == Beside::lesson && s.compare.choosing);
  s.compare = {};
  s.tools.kind = Tool::none;
  if (!again && kind == Beside::lesson) {
    s.compare.choosing = true;
    s.settings.set_value("panel.left", true);
    s.settings.set_value("panel.left_tab", std::string("lesson"));
    s.tell("Choose the lesson that shall stand beside this one.");
  } else if (!again) {
    s.compare.kind = kind;
    s.compare.factor = factor;
  }
  s.touch();
}

bool has_section(const Session& s) {
  return has_atlas(s) && !s.section.kind.empty();
}
bool has_section_and_selection(const Session& s) {
  return has_section(s) && has_selection(s);
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
  s.end_gesture();
  s.edit_section("move the section", [](SectionChoice& choice) { choice.offset_mm += static_cast<float>(steps_mm); });
}

template <int steps>
void peel(Session& s) {
  s.end_gesture();
  s.set_peel(std::round(s.view().peel) + static_cast<float>(steps));
}

template <size_t length>
struct Key {
  constexpr Key(const char (&written)[length]) { std::copy_n(written, length, text); }
  char text[length];
};

/// A setting of the picture that is on or off: name and meaning are those of its row.
template <Key key>
Command shows() {
  const SettingSpec& setting = *find_setting(key.text);
  return {key.text,
          setting.name,
          "",
          "View",
          setting.doc,
          has_atlas,
          [](Session& s) { s.settings.toggle(key.text); },
          true,
          [](const Session& s) { return s.settings.on(key.text); }};
}

std::vector<Command> make_table() {
  using S = Session;
  return {
      {"file.open", "Open file or folder…", "Ctrl+O", "File", "Open a lesson, an atlas folder or mesh files.", always,
       [](S& s) { toggle_overlay(s, Overlay::open_file); }},
      {"file.reload", "Reload", "F6 Ctrl+R", "File", "Read the open file again; done by itself when the file changes.",
       has_file, ask<RequestKind::reload>},
      {"file.cancel", "Cancel loading", "", "File", "Stop opening; the open document stays.", is_loading,
       ask<RequestKind::cancel_loading>},
      {"file.screenshot", "Save picture", "F12 Ctrl+S", "File", "Save the refined picture, without panels, as a PNG.",
       has_atlas, ask<RequestKind::screenshot>, true},
      {"file.handout", "Save handout", "Ctrl+P", "File",
       "Save the client's page of this lesson: one printable A4 page, without anyone's name.", has_lesson,
       ask<RequestKind::handout>},
      {"file.quit", "Quit", "Ctrl+Q", "File", "Close the window; settings are kept.", always, ask<RequestKind::quit>,
       true},

      {"edit.undo", "Undo", "Ctrl+Z", "Edit", "Take back the last change of the view.", can_undo,
       [](S& s) { s.undo(); }},
      {"edit.redo", "Redo", "Ctrl+Shift+Z Ctrl+Y", "Edit", "Bring back what undo took.", can_redo,
       [](S& s) { s.redo(); }},
      {"edit.find", "Find structure", "Ctrl+F Slash", "Edit", "Search structures by English or Latin name.", has_atlas,
       [](S& s) {
         s.settings.set_value("panel.left", true);
         s.settings.set_value("panel.left_tab", std::string("structures"));
         s.request(RequestKind::focus_search);
       }},
      {"edit.settings", "Settings", "Ctrl+Comma", "Edit", "All settings with their meaning.", always,
       [](S& s) { toggle_overlay(s, Overlay::settings); }},

      {"play.toggle", "Play or pause", "Space K", "Playback", "Play the lesson, or hold it.", has_lesson,
       [](S& s) { s.playback.toggle(); }, true},
      {"play.previous", "Previous step", "PageUp", "Playback", "To the start of this step, then to the step before.",
       has_lesson, [](S& s) { s.playback.previous_step(); }, true},
      {"play.next", "Next step", "PageDown", "Playback", "To the next step.", has_lesson,
       [](S& s) { s.playback.next_step(); }, true},
      {"play.back", "Back 5 seconds", "J", "Playback", "Five seconds back.", has_lesson,
       [](S& s) { s.playback.seek(s.playback.time_s() - 5.0); }, true},
      {"play.forward", "Forward 5 seconds", "L", "Playback", "Five seconds forward.", has_lesson,
       [](S& s) { s.playback.seek(s.playback.time_s() + 5.0); }, true},
      {"play.frame_back", "Frame back", "Comma", "Playback", "One picture back, paused.", has_lesson,
       [](S& s) { s.playback.step_frame(-1); }, true},
      {"play.frame_forward", "Frame forward", "Period", "Playback", "One picture forward, paused.", has_lesson,
       [](S& s) { s.playback.step_frame(1); }, true},
      {"play.start", "To the start", "Ctrl+Home", "Playback", "To the beginning of the lesson.", has_lesson,
       [](S& s) { s.playback.seek(0.0); }, true},
      {"play.end", "To the end", "Ctrl+End", "Playback", "To the end of the lesson.", has_lesson,
       [](S& s) { s.playback.seek(s.playback.duration_s()); }, true},
      {"play.slower", "Slower", "LeftBracket", "Playback", "Play more slowly, down to a quarter.", has_lesson,
       [](S& s) { change_speed(s, 1.0 / 1.25); }, true},
      {"play.faster", "Faster", "RightBracket", "Playback", "Play faster, up to double.", has_lesson,
       [](S& s) { change_speed(s, 1.25); }, true},
      {"play.loop", "Loop: off, step, lesson", "R", "Playback", "What starts over at its end.", has_lesson,
       [](S& s) { cycle(s, "play.loop"); }, true},

      {"view.keep", "Keep this view", "Ctrl+B", "View",
       "Keep what is shown, from where and how cut, by name; listed under Structures.", has_atlas,
       [](S& s) { s.keep_view(); }},
      {"view.kept_next", "Next kept view", "B", "View", "Show the kept views one after the other.",
       [](const S& s) { return has_atlas(s) && !s.saved_views.empty(); },
       [](S& s) {
         size_t next = 0;
         for (size_t i = 0; i < s.saved_views.size(); ++i) {
           if (s.undo_stack().undo_name() == "show " + s.saved_views[i].name) next = (i + 1) % s.saved_views.size();
         }
         s.show_kept_view(next);
       },
       true},
      {"view.probe", "Depth under the pointer", "U", "View",
       "Tell what lies under the place of the skin at the pointer, and how deep.", has_atlas,
       [](S& s) { s.settings.toggle("view.probe"); }, false, [](const S& s) { return s.settings.on("view.probe"); },
       true},
      {"view.window", "Focus window", "O", "View",
       "Open the outer layers in a round window, down to the selected structure or layer.", has_atlas, toggle_window,
       true, [](const S& s) { return s.settings.number("view.window") > 0.0; }},
      {"view.xray", "X-ray", "Y", "View", "Clear what faces the eye and keep the rims, through all layers.", has_atlas,
       [](S& s) { s.settings.set_value("view.xray", s.settings.number("view.xray") > 0.0 ? 0.0 : 1.0); }, true,
       [](const S& s) { return s.settings.number("view.xray") > 0.0; }},
      {"view.explode", "Explode", "Shift+O", "View", "Move layer after layer and side from side apart.", has_atlas,
       [](S& s) { s.settings.set_value("view.explode", s.settings.number("view.explode") > 0.0 ? 0.0 : 0.5); }, true,
       [](const S& s) { return s.settings.number("view.explode") > 0.0; }},
      {"view.style", "Style: realistic, plate", "S", "View", "Tissue as it looks, or as a printed plate draws it.",
       has_atlas,
       [](S& s) { s.settings.set("view.style", s.settings.text("view.style") == "plate" ? "realistic" : "plate"); },
       true, nullptr, true},
      {"view.fibres", "Fibre lines", "Shift+S", "View", "Lines along the fibres of the selected muscle.", has_atlas,
       [](S& s) { s.settings.toggle("view.fibres"); }, true, [](const S& s) { return s.settings.on("view.fibres"); }},
      {"view.quality", "Quality: auto, plain, low, high, still", "", "View", "How far pictures are worked out.",
       has_atlas, [](S& s) { cycle(s, "view.quality"); }, true},
      {"view.names", "Names: English, Latin, both", "N", "View", "Language of structure names.", always,
       [](S& s) { cycle(s, "view.names"); }, true, nullptr, true},
      {"view.labels", "Labels: off, few, many", "T", "View", "How many structures are named in the picture.", always,
       [](S& s) { cycle(s, "view.labels"); }, true},
      shows<"view.landmarks">(),
      shows<"view.legend">(),
      shows<"view.scale_bar">(),
      shows<"view.orientation">(),

      {"view.follow", "Follow the lesson's view", "V", "Camera",
       "Give the camera back to the lesson after turning the body yourself.", camera_taken,
       [](S& s) { follow_lesson(s); }, true},
      {"view.home", "Show all of it", "Home", "Camera", "Frame the whole body.", has_atlas, [](S& s) { frame_all(s); }},
      {"view.frame", "Frame selection", "F", "Camera", "Bring the selected structure into the middle.", has_selection,
       [](S& s) { frame_selection(s); }},
      {"view.posterior", "From behind", "1", "Camera", "The back, as a therapist sees it.", has_atlas,
       [](S& s) { look_from(s, "posterior"); }, false, nullptr, true},
      {"view.left", "From the left", "2", "Camera", "The subject's left side.", has_atlas,
       [](S& s) { look_from(s, "left"); }},
      {"view.right", "From the right", "3", "Camera", "The subject's right side.", has_atlas,
       [](S& s) { look_from(s, "right"); }},
      {"view.anterior", "From the front", "4", "Camera", "From the front.", has_atlas,
       [](S& s) { look_from(s, "anterior"); }},
      {"view.oblique_left", "From behind, left", "5", "Camera", "Oblique from behind on the left.", has_atlas,
       [](S& s) { look_from(s, "oblique_posterior_left"); }},
      {"view.oblique_right", "From behind, right", "6", "Camera", "Oblique from behind on the right.", has_atlas,
       [](S& s) { look_from(s, "oblique_posterior_right"); }},
      {"view.superior", "From the head", "7", "Camera", "Looking down the spine.", has_atlas,
       [](S& s) { look_from(s, "superior"); }},
      {"view.inferior", "From the feet", "8", "Camera", "Looking up the spine.", has_atlas,
       [](S& s) { look_from(s, "inferior"); }},
      {"view.turn_left", "Turn left", "Left", "Camera", "Walk round the body to the left.", has_atlas,
       [](S& s) { turn(s, -15.0f, 0.0f); }, false, nullptr, true},
      {"view.turn_right", "Turn right", "Right", "Camera", "Walk round the body to the right.", has_atlas,
       [](S& s) { turn(s, 15.0f, 0.0f); }},
      {"view.turn_up", "Turn up", "Up", "Camera", "Look more from the head.", has_atlas,
       [](S& s) { turn(s, 0.0f, 15.0f); }},
      {"view.turn_down", "Turn down", "Down", "Camera", "Look more from the feet.", has_atlas,
       [](S& s) { turn(s, 0.0f, -15.0f); }},
      {"view.zoom_in", "Closer", "Plus", "Camera", "Closer to what is in the middle.", has_atlas,
       [](S& s) { zoom(s, 1.25f); }, false, nullptr, true},
      {"view.zoom_out", "Farther", "Minus", "Camera", "Farther from what is in the middle.", has_atlas,
       [](S& s) { zoom(s, 0.8f); }},

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
       [](S& s) {
         s.end_gesture();
         s.edit_section("other half", [](SectionChoice& choice) { choice.flipped = !choice.flipped; });
       }},
      {"section.whole", "Leave selection whole", "Shift+W", "Section",
       "The plane does not cut the selected structure; again cuts it too.", has_section_and_selection,
       [](S& s) { s.set_whole({s.view().selected}, !s.view().whole.contains(s.view().selected)); }, false,
       [](const S& s) { return s.view().whole.contains(s.view().selected); }},

      {"structure.deselect", "Close or deselect", "Escape", "Structure",
       "Close what lies on top, leave presenting, or deselect.", always, close_topmost, true},

      {"pain.ask", "Where does it hurt?", "A", "Practice",
       "Point at the body: muscles commonly drawn as referring there, their points, and lessons that play them.",
       has_atlas, [](S& s) { take_tool(s, Tool::pain); }, false, [](const S& s) { return s.tools.kind == Tool::pain; }},
      {"practice.trace", "Trace the stroke", "D", "Practice",
       "Follow this step's stroke with the mouse; path, speed, evenness and direction are scored.", has_lesson,
       [](S& s) { take_tool(s, Tool::trace); }, false, [](const S& s) { return s.tools.kind == Tool::trace; }},
      {"practice.palpate", "What lies under the finger?", "Q", "Practice",
       "Skin alone: name what lies at a depth under a place, then see it peeled.", has_atlas,
       [](S& s) { take_tool(s, Tool::palpate); }, false, [](const S& s) { return s.tools.kind == Tool::palpate; }},

      {"compare.before", "Before and now", "X", "Practice",
       "The teaching tension before the lesson and now, with a wiper to drag.", has_lesson,
       [](S& s) { compare(s, Beside::before, 1.0); }, true,
       [](const S& s) { return s.compare.kind == Beside::before; }},
      {"compare.twice", "Twice the force beside it", "", "Practice",
       "The same lesson with twice the force, on one clock.", has_lesson, [](S& s) { compare(s, Beside::force, 2.0); },
       false, [](const S& s) { return s.compare.kind == Beside::force && s.compare.factor > 1.0; }},
      {"compare.half", "Half the force beside it", "", "Practice", "The same lesson with half the force, on one clock.",
       has_lesson, [](S& s) { compare(s, Beside::force, 0.5); }, false,
       [](const S& s) { return s.compare.kind == Beside::force && s.compare.factor < 1.0; }},
      {"compare.lesson", "Another lesson beside it", "", "Practice",
       "Choose a lesson from the library; both play on one clock.", has_lesson,
       [](S& s) { compare(s, Beside::lesson, 1.0); }, false,
       [](const S& s) { return s.compare.kind == Beside::lesson || s.compare.choosing; }},

      {"window.present", "Present", "F5", "Window",
       "Full screen, body and captions only; PageUp, PageDown and Space step through.", has_lesson, present, true,
       [](const S& s) { return s.presenting; }},
      {"window.fullscreen", "Full screen", "F11", "Window", "Fill the screen, or go back.", always,
       ask<RequestKind::toggle_fullscreen>, true, [](const S& s) { return s.fullscreen; }},
      {"window.theme", "Day or projection", "Ctrl+D", "Window", "Warm light panels, or near-black for projection.",
       always, [](S& s) { cycle(s, "window.theme"); }, true},
      {"window.left", "Left panels", "F2", "Window", "Lessons, steps and structures.", always,
       [](S& s) { s.settings.toggle("panel.left"); }, false, [](const S& s) { return s.settings.on("panel.left"); }},
      {"window.right", "Right panels", "F3", "Window", "Depth gauge, fields, caution, evidence.", always,
       [](S& s) { s.settings.toggle("panel.right"); }, false, [](const S& s) { return s.settings.on("panel.right"); }},
      {"window.timeline", "Timeline", "F4", "Window", "Steps and playback.", always,
       [](S& s) { s.settings.toggle("panel.timeline"); }, false,
       [](const S& s) { return s.settings.on("panel.timeline"); }},
      {"window.captions", "Captions", "C", "Window", "What the step says.", always,
       [](S& s) { s.settings.toggle("panel.captions"); }, true,
       [](const S& s) { return s.settings.on("panel.captions"); }},
      {"window.problems", "Problems", "F8", "Window", "What is wrong with the open files.", always,
       [](S& s) { s.settings.toggle("panel.problems"); }, false,
       [](const S& s) { return s.settings.on("panel.problems"); }},
      {"window.words", "Plain, professional, both", "W", "Window", "Whose words the captions use.", always,
       [](S& s) { cycle(s, "text.register"); }, true},
      {"window.captions_larger", "Larger captions", "Ctrl+Shift+Plus", "Window", "Larger captions.", always,
       [](S& s) { change_caption(s, 0.25); }, true},
      {"window.captions_smaller", "Smaller captions", "Ctrl+Shift+Minus", "Window", "Smaller captions.", always,
       [](S& s) { change_caption(s, -0.25); }, true},
      {"window.scale_up", "Larger interface", "Ctrl+Plus", "Window", "Larger text and controls.", always,
       [](S& s) { change_scale(s, 1.25); }, true},
      {"window.scale_down", "Smaller interface", "Ctrl+Minus", "Window", "Smaller text and controls.", always,
       [](S& s) { change_scale(s, 0.8); }, true},

      {"safety.screen", "Before you start", "F7", "Help",
       "What to ask before a session, and what to do when the answer is yes.", always,
       [](S& s) { toggle_overlay(s, Overlay::screening); }, true},
      {"help.knowledge", "What is known", "F9 E", "Help",
       "Claims with their evidence, points, causes, when to see a doctor, whom to go to.", always,
       [](S& s) { toggle_overlay(s, Overlay::knowledge); }, true},
      {"help.keys", "Keys and mouse", "F1 ?", "Help", "Every key and what the mouse does.", always,
       [](S& s) { toggle_overlay(s, Overlay::help); }, true},
      {"help.about", "About Palpate", "", "Help", "Version, licence, the atlas and its sources.", always,
       [](S& s) { toggle_overlay(s, Overlay::about); }},
  };
}

}  // namespace

const std::vector<Command>& command_table() {
  static const std::vector<Command> table = make_table();
  return table;
}

}  // namespace palpate::session
