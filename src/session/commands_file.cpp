// Commands of the menus File, Edit and Playback.

#include "session/command_rows.h"

namespace palpate::session {
namespace {

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

void change_speed(Session& s, double factor) {
  s.settings.set_value("play.speed", s.settings.number("play.speed") * factor);
}

}  // namespace

std::vector<Command> file_and_playback_commands() {
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
  };
}

}  // namespace palpate::session
