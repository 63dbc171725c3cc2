#pragma once
// The settings: one table row each, and a set of values. The row feeds --set, the remembered file, the settings panel,
// help and `palpate list settings`; nothing else says a key, a default or a range.

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace palpate::session {

enum class SettingType { toggle, whole, number, choice, text };
std::string_view to_string(SettingType type);

using SettingValue = std::variant<bool, double, std::string>;

/// One row of the table. `key` is "group.name"; `low`, `high` bound numbers; `choices` are the words of a choice.
struct SettingSpec {
  std::string_view key;
  SettingType type = SettingType::text;
  std::string_view initial;  ///< default, as a user would write it
  double low = 0.0, high = 0.0;
  std::vector<std::string_view> choices;
  std::string_view unit;
  std::string_view name;    ///< for the panel: "Skin opacity"
  std::string_view doc;     ///< one sentence
  bool remembered = false;  ///< kept in the settings file when changed
  bool shown = true;        ///< in the settings panel
  bool of_view = false;     ///< belongs to the view: undo takes it back, kept views keep it

  std::string_view group() const { return key.substr(0, key.find('.')); }
};

/// Every setting, in the order that panels and lists show them.
const std::vector<SettingSpec>& setting_table();
/// Row of `key`, or null.
const SettingSpec* find_setting(std::string_view key);
/// "0 .. 1", "plain | professional | both", "on | off": what a value may be.
std::string domain_of(const SettingSpec& spec);

/// Reads `text` strictly ("35 %" works where the unit is a fraction of 1). Throws Error(key, …, what it may be).
SettingValue parse_setting(const SettingSpec& spec, std::string_view text);
/// The value as parse_setting reads it.
std::string format_setting(const SettingSpec& spec, const SettingValue& value);

/// Values for every key of the table. Cheap to copy; `revision` grows with every change.
class Settings {
 public:
  Settings();

  /// Reading an unknown key or the wrong type is a programming error: throws Error(our_fault).
  bool on(std::string_view key) const;
  double number(std::string_view key) const;
  int whole(std::string_view key) const;
  const std::string& text(std::string_view key) const;
  const SettingValue& value(std::string_view key) const;

  /// Sets from text; throws Error with a suggestion for an unknown key, or with the domain for a bad value.
  void set(std::string_view key, std::string_view text);
  void set_value(std::string_view key, SettingValue value);
  void toggle(std::string_view key) { set_value(key, !on(key)); }
  void reset(std::string_view key);
  /// "KEY=VALUE", as --set takes it. Values set so hold for this run only: they are not remembered.
  void apply_override(std::string_view key_value);

  /// Those that belong to the view.
  std::map<std::string, SettingValue> of_view() const;

  bool is_default(std::string_view key) const;
  bool is_override(std::string_view key) const;
  unsigned revision() const { return revision_; }

 private:
  struct Slot {
    SettingValue value;
    bool overridden = false;
  };
  Slot& slot(std::string_view key);
  const Slot& slot(std::string_view key) const;

  std::map<std::string, Slot, std::less<>> slots_;
  unsigned revision_ = 0;
};

}  // namespace palpate::session
