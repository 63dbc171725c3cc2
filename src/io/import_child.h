#pragma once
// Importing in a process of its own: a crash or a hang inside a mesh library becomes a message.

#include <filesystem>
#include <string>
#include <vector>

#include "core/progress.h"

namespace palpate {

/// Runs `command OUT FD PATH…`, passes its progress on, kills it on cancel or when it says nothing for `silence_s`
/// seconds. Throws Error: the child's own, or one that tells how it ended.
void run_import_child(const std::vector<std::string>& command, const std::filesystem::path& out,
                      const std::vector<std::filesystem::path>& paths, const Progress& progress, int silence_s = 180);

}  // namespace palpate
