#pragma once
// The remembered settings: one YAML file in paths::config(), one line a key, written whole or not at all.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/problem.h"
#include "session/settings.h"

namespace palpate::session {

class SettingsFile {
 public:
  explicit SettingsFile(std::filesystem::path path) : path_(std::move(path)) {}

  /// Reads into `settings`. A missing file is fine. Unknown keys, bad values and a file that cannot be read become
  /// warnings; unknown keys are kept for save().
  std::vector<Problem> load(Settings& settings);
  /// Writes every remembered setting that differs from its default (overrides of this run: as they were remembered).
  /// Throws Error when the folder cannot be written.
  void save(const Settings& settings);
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  std::map<std::string, std::string> remembered_;  ///< key -> text as read
  std::string unknown_;                            ///< entries of other versions, word for word
  bool broken_ = false;                            ///< could not be read: moved aside before the next save
  std::string written_;
};

/// Settings of a run without a window: defaults, then the file of --config if given, then the overrides. The remembered
/// file is not read, so that pictures do not depend on how the window was left. Throws Error for a bad file or
/// override.
Settings settings_for_run(const std::filesystem::path& config, const std::vector<std::string>& overrides);

}  // namespace palpate::session
