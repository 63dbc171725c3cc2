#pragma once
// Reading a lesson: strict, every complaint at its line and column, names resolved against catalogue and knowledge.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "anatomy/catalogue.h"
#include "core/problem.h"
#include "knowledge/library.h"
#include "technique/scene.h"

namespace palpate {

/// Reads and checks one scene. Everything found goes to `problems` (errors, warnings); no scene where there is an
/// error. `file` only names the text in messages.
std::optional<technique::Scene> parse_scene(std::string text, const std::string& file,
                                            const anatomy::Catalogue& catalogue, const knowledge::Library& library,
                                            std::vector<Problem>& problems);
/// The same from a file; a file that cannot be read is a problem at 1:1.
std::optional<technique::Scene> read_scene(const std::filesystem::path& path, const anatomy::Catalogue& catalogue,
                                           const knowledge::Library& library, std::vector<Problem>& problems);

/// Shipped lessons: every scenes/**/*.yaml outside scenes/bench/, the guided default (the one that says so) first, then
/// by path.
std::vector<std::filesystem::path> shipped_lessons(const std::filesystem::path& scenes);

}  // namespace palpate
