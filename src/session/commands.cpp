#include "session/commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/error.h"
#include "core/text.h"
#include "session/session.h"

namespace palpate::session {
namespace {

bool is_key_name(std::string_view name) {
  static constexpr std::array kNames = {"Space",    "Left",   "Right",       "Up",          "Down",   "PageUp",
                                        "PageDown", "Home",   "End",         "Enter",       "Escape", "Backspace",
                                        "Tab",      "Delete", "Plus",        "Minus",       "Comma",  "Period",
                                        "Slash",    "?",      "LeftBracket", "RightBracket"};
  if (name.size() == 1 && ((name[0] >= 'A' && name[0] <= 'Z') || (name[0] >= '0' && name[0] <= '9'))) return true;
  if (name.size() >= 2 && name[0] == 'F' && name.find_first_not_of("0123456789", 1) == std::string_view::npos)
    return true;
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

}  // namespace

KeyChord parse_chord(std::string_view text) {
  KeyChord chord;
  for (const std::string& part : split(text, '+')) {
    if (part == "Ctrl") {
      chord.ctrl = true;
    } else if (part == "Shift") {
      chord.shift = true;
    } else if (part == "Alt") {
      chord.alt = true;
    } else {
      chord.key = part;
    }
  }
  if (!is_key_name(chord.key)) throw Error("commands", fmt::format("no key '{}'", text), "", Exit::our_fault);
  return chord;
}

std::vector<KeyChord> Command::chords() const {
  std::vector<KeyChord> all;
  for (const std::string& part : split(keys, ' ')) {
    if (!part.empty()) all.push_back(parse_chord(part));
  }
  return all;
}

const Command* find_command(std::string_view id) {
  for (const Command& command : command_table()) {
    if (command.id == id) return &command;
  }
  return nullptr;
}

const Command* command_for(const KeyChord& chord) {
  for (const Command& command : command_table()) {
    for (const KeyChord& own : command.chords()) {
      if (own == chord) return &command;
    }
  }
  return nullptr;
}

std::vector<std::string_view> menu_names() {
  std::vector<std::string_view> names;
  for (const Command& command : command_table()) {
    if (!command.menu.empty() && std::find(names.begin(), names.end(), command.menu) == names.end()) {
      names.push_back(command.menu);
    }
  }
  return names;
}

bool run_command(Session& session, std::string_view id) {
  const Command* command = find_command(id);
  if (!command) {
    std::vector<std::string> ids;
    for (const Command& known : command_table()) ids.emplace_back(known.id);
    throw Error("", fmt::format("unknown command '{}'{}", id, did_you_mean(id, ids)), "see: palpate list commands",
                Exit::wrong_usage);
  }
  if (!command->enabled(session)) return false;
  session.end_gesture();
  try {
    command->run(session);
  } catch (const Error& e) {
    session.report_failure({{e.where(), 0, 0, Severity::error, e.what(), "command"}});
  }
  session.touch();
  return true;
}

}  // namespace palpate::session
