#pragma once
// The commands: one table row each. The row feeds keys, menus, the help overlay, `palpate list commands` and the tests.

#include <string>
#include <string_view>
#include <vector>

namespace palpate::session {

class Session;

/// A key with its modifiers, as written in the table: "Ctrl+Shift+Z", "PageDown", "?".
struct KeyChord {
  std::string key;  ///< "A", "1", "Space", "Left", "F11", …
  bool ctrl = false, shift = false, alt = false;
  bool operator==(const KeyChord&) const = default;
};
/// Throws Error(our_fault) for a name that no keyboard has.
KeyChord parse_chord(std::string_view text);

struct Command {
  std::string_view id;    ///< "play.toggle"
  std::string_view name;  ///< "Play or pause"
  std::string_view keys;  ///< default chords separated by blanks: "Space K"; may be empty
  std::string_view menu;  ///< menu it lies in: "Playback"; "" = in no menu
  std::string_view doc;   ///< one sentence
  bool (*enabled)(const Session&);
  void (*run)(Session&);
  bool when_presenting = false;               ///< works in presenting mode
  bool (*checked)(const Session&) = nullptr;  ///< tick in the menu; null = none
  bool begins_group = false;                  ///< a line stands above it in its menu

  std::vector<KeyChord> chords() const;
};

/// Every command, in the order of the menus.
const std::vector<Command>& command_table();
const Command* find_command(std::string_view id);
/// The command a chord stands for, or null.
const Command* command_for(const KeyChord& chord);
/// Menus in order of first appearance.
std::vector<std::string_view> menu_names();

/// Runs by id when enabled, as a gesture of its own; false when it is not. Throws Error(wrong_usage) with a suggestion
/// for an unknown id. An Error that the command throws becomes a notice and a problem; the open document stays.
bool run_command(Session& session, std::string_view id);

}  // namespace palpate::session
