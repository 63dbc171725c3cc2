#include "session/settings_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/text.h"
#include "io/atomic_file.h"
#include "io/yaml.h"

namespace palpate::session {
namespace fs = std::filesystem;
namespace {

std::vector<std::string> all_keys() {
  std::vector<std::string> keys;
  for (const SettingSpec& spec : setting_table()) keys.emplace_back(spec.key);
  return keys;
}

/// The lines of an entry: from its key to the next entry's.
std::string lines_between(const std::vector<std::string>& lines, int first, int last) {
  std::string text;
  for (int line = first; line < last && line <= static_cast<int>(lines.size()); ++line) {
    text += lines[static_cast<size_t>(line - 1)] + "\n";
  }
  return text;
}

std::string in_quotes(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

}  // namespace

std::vector<Problem> SettingsFile::load(Settings& settings) {
  std::vector<Problem> problems;
  std::error_code ignored;
  if (!fs::exists(path_, ignored)) return problems;
  try {
    const std::string text = read_text_file(path_);
    const yaml::Document document = yaml::parse_yaml(text, path_.string());
    if (!document.root.is_mapping() && !document.root.is_null()) {
      throw document.error(document.root.place, "settings are a list of 'key: value' lines");
    }
    const std::vector<std::string> lines = split(text, '\n');
    const auto& entries = document.root.entries;
    for (size_t i = 0; i < entries.size(); ++i) {
      const yaml::Entry& entry = entries[i];
      const int next = i + 1 < entries.size() ? entries[i + 1].key_place.line : static_cast<int>(lines.size()) + 1;
      if (!find_setting(entry.key)) {
        unknown_ += lines_between(lines, entry.key_place.line, next);
        problems.push_back(document.problem(
            entry.key_place, Severity::warning,
            fmt::format("unknown setting '{}'{}, kept", entry.key, did_you_mean(entry.key, all_keys())),
            "unknown-setting"));
        continue;
      }
      try {
        settings.set(entry.key, entry.value.text);
        remembered_[entry.key] = entry.value.text;
      } catch (const Error& e) {
        problems.push_back(document.problem(entry.value.place, Severity::warning,
                                            fmt::format("{}: {} ({})", e.where(), e.problem(), e.cure()),
                                            "bad-setting"));
      }
    }
  } catch (const Error& e) {
    broken_ = true;
    problems.push_back(
        {path_.string(), 0, 0, Severity::warning, fmt::format("settings not read: {}", e.what()), "settings-file"});
  }
  return problems;
}

void SettingsFile::save(const Settings& settings) {
  std::string text =
      "# Palpate: settings that differ from their defaults (palpate list settings tells what each means).\n";
  for (const SettingSpec& spec : setting_table()) {
    if (!spec.remembered) continue;
    const std::string key(spec.key);
    if (settings.is_override(key)) {
      if (const auto old = remembered_.find(key); old != remembered_.end())
        text += fmt::format("{}: {}\n", key, in_quotes(old->second));
      continue;
    }
    if (settings.is_default(key)) {
      remembered_.erase(key);
      continue;
    }
    // Quoted, so that "on" stays a word in every YAML dialect.
    remembered_[key] = format_setting(spec, settings.value(key));
    text += fmt::format("{}: {}\n", key, in_quotes(remembered_[key]));
  }
  text += unknown_;
  if (text == written_) return;
  std::error_code ignored;
  fs::create_directories(path_.parent_path(), ignored);
  if (broken_) fs::rename(path_, fs::path(path_.string() + ".broken"), ignored);
  broken_ = false;
  AtomicFile file(path_);
  file.write(text);
  file.commit();
  written_ = text;
}

Settings settings_for_run(const fs::path& config, const std::vector<std::string>& overrides) {
  Settings settings;
  if (!config.empty()) {
    if (!fs::exists(config)) throw Error(config.string(), "no such settings file", "check the path given to --config");
    const std::vector<Problem> problems = SettingsFile(config).load(settings);
    if (!problems.empty()) throw Error("", to_string(problems.front()), "mend the file, or leave --config out");
  }
  for (const std::string& assignment : overrides) settings.apply_override(assignment);
  return settings;
}

}  // namespace palpate::session
