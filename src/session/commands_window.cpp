// Commands of the menus Practice, Window and Help.

#include <algorithm>

#include "session/command_rows.h"

namespace palpate::session {
namespace {

void present(Session& s) {
  s.presenting = !s.presenting;
  if (s.presenting != s.fullscreen) s.request(RequestKind::toggle_fullscreen);
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
  lay_tool_down(s);
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

}  // namespace

std::vector<Command> window_commands() {
  using S = Session;
  return {
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
       [](S& s) { s.toggle("panel.left"); }, false, [](const S& s) { return s.settings.on("panel.left"); }},
      {"window.right", "Right panels", "F3", "Window", "Depth gauge, fields, caution, evidence.", always,
       [](S& s) { s.toggle("panel.right"); }, false, [](const S& s) { return s.settings.on("panel.right"); }},
      {"window.timeline", "Timeline", "F4", "Window", "Steps and playback.", always,
       [](S& s) { s.toggle("panel.timeline"); }, false, [](const S& s) { return s.settings.on("panel.timeline"); }},
      {"window.captions", "Captions", "C", "Window", "What the step says.", always,
       [](S& s) { s.toggle("panel.captions"); }, true, [](const S& s) { return s.settings.on("panel.captions"); }},
      {"window.problems", "Problems", "F8", "Window", "What is wrong with the open files.", always,
       [](S& s) { s.toggle("panel.problems"); }, false, [](const S& s) { return s.settings.on("panel.problems"); }},
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

}  // namespace palpate::session
