#pragma once
// Importing in a process of its own: a crash or a hang inside a mesh library becomes a message.

#include <filesystem>
#include <string>
#include <vector>

#include "core/progress.h"

namespace palpate {

/// How an import child ended when not with its own Error: what the library did, and to which files.
class ChildFailure : public Error {
 public:
  ChildFailure(std::string where, std::string what, std::string cure, std::vector<std::string> open_files)
      : Error(std::move(where), std::move(what), std::move(cure)), open_files_(std::move(open_files)) {}
  /// Files that were being read when it ended.
  const std::vector<std::string>& open_files() const { return open_files_; }

 private:
  std::vector<std::string> open_files_;
};

/// Runs `command` with the number of a pipe in place of the word "{fd}", passes its progress on, kills it on cancel or
/// when it says nothing for `silence_s` seconds. `name` is what messages call the input. The child writes lines to the
/// pipe: "p FRACTION WORDS", "b FILE" and "d FILE" when it begins and ends reading a file, "e STATUS<tab>WHERE<tab>WHAT
/// <tab>CURE". Throws Error: the child's own; or ChildFailure when it crashed or hung.
void run_import_child(std::vector<std::string> command, const std::string& name, const Progress& progress,
                      int silence_s);

}  // namespace palpate
