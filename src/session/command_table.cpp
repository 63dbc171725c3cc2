// Every command, one row each: the rows stand in commands_*.cpp, by menu.

#include "session/command_rows.h"

namespace palpate::session {

void toggle_overlay(Session& s, Overlay overlay) {
  s.overlay = s.overlay == overlay ? Overlay::none : overlay;
}

void cycle(Session& s, std::string_view key) {
  const SettingSpec& spec = *find_setting(key);
  const std::string& now = s.settings.text(key);
  for (size_t i = 0; i < spec.choices.size(); ++i) {
    if (spec.choices[i] == now) {
      s.change(key, std::string(spec.choices[(i + 1) % spec.choices.size()]));
      return;
    }
  }
}

const std::vector<Command>& command_table() {
  static const std::vector<Command> table = [] {
    std::vector<Command> all;
    for (const auto part : {file_and_playback_commands, view_commands, structure_commands, window_commands}) {
      const std::vector<Command> rows = part();
      all.insert(all.end(), rows.begin(), rows.end());
    }
    return all;
  }();
  return table;
}

}  // namespace palpate::session
