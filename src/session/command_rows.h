#pragma once
// The parts of the command table, by menu, and what their rows share.

#include "session/commands.h"
#include "session/session.h"

namespace palpate::session {

std::vector<Command> file_and_playback_commands();
std::vector<Command> view_commands();
std::vector<Command> structure_commands();
std::vector<Command> window_commands();

inline bool always(const Session&) {
  return true;
}
inline bool has_lesson(const Session& s) {
  return s.playback.duration_s() > 0.0;
}
inline bool has_atlas(const Session& s) {
  return s.document().atlas != nullptr;
}
inline bool has_selection(const Session& s) {
  return !s.view().selected.empty();
}

template <RequestKind kind>
void ask(Session& s) {
  s.request(kind);
}
void toggle_overlay(Session& s, Overlay overlay);
/// The next word of a choice.
void cycle(Session& s, std::string_view key);

}  // namespace palpate::session
