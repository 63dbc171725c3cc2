#pragma once
// All that can be said against one lesson: its text, its fit to an atlas, the rules its hands touch.

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "anatomy/atlas.h"
#include "core/problem.h"
#include "technique/skin_surface.h"

namespace palpate::app {

/// What lessons are laid on; without an atlas only the text is checked.
struct LessonBody {
  std::shared_ptr<const anatomy::Atlas> atlas;
  std::shared_ptr<const technique::SkinSurface> skin;
};
/// The named atlas or the bundled one. Throws Error for a named one that cannot be opened.
LessonBody lesson_body(const std::filesystem::path& atlas);

struct CheckedLesson {
  std::filesystem::path file;
  std::vector<Problem> problems;      ///< by line
  std::optional<float> completeness;  ///< percent; nothing where the file could not be read
  bool ok() const { return !has_error(problems); }
};
CheckedLesson check_lesson(const std::filesystem::path& file, const LessonBody& body);

}  // namespace palpate::app
