#pragma once
// Two things beside each other on one clock: the tension before and now, two pressures, two lessons.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "session/document.h"
#include "session/moment.h"
#include "session/settings.h"
#include "session/view.h"

namespace palpate::session {

enum class Beside { nothing, before, force, lesson };

/// What stands beside the open lesson.
struct Comparison {
  Beside kind = Beside::nothing;
  double factor = 2.0;         ///< force: of every force of the lesson
  std::filesystem::path file;  ///< lesson: the other one
  float wipe = 0.5f;           ///< before: share of the width that shows what was
  bool choosing = false;       ///< the next lesson chosen from the library goes beside
  bool ready = false;          ///< the other side can be drawn
  std::string left, right;     ///< titles of the two sides
};

/// "before", a factor such as "2x" or "0.5x", or the file of another lesson; nothing for a factor out of 0.1 to 4.
std::optional<Comparison> comparison_from(const std::string& words);

/// The same moment with the teaching tension as it was when the lesson began.
Moment moment_before(const Document& document, const Moment& now, const View& view, const Settings& settings);

/// The same lesson with every force multiplied (within 0.5 to 250 N), baked anew.
std::shared_ptr<const Document> with_force(const Document& document, double factor);

/// The document of the right side; the open one itself for "before". Throws Error for a lesson that cannot be opened.
/// Fills the titles.
std::shared_ptr<const Document> other_side(const std::shared_ptr<const Document>& document, Comparison& comparison);

/// The settings of both sides: "before" always shows tension.
Settings comparison_settings(const Settings& settings, const Comparison& comparison);

}  // namespace palpate::session
