#pragma once
// What is open: an atlas and, often, a lesson on it. Immutable once made; a background thread makes it, the session
// shows it.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "anatomy/atlas.h"
#include "core/problem.h"
#include "render/frame_input.h"
#include "session/playback.h"

namespace palpate::session {

struct Lesson;

struct Document {
  std::filesystem::path file;  ///< scene, folder or mesh; empty for the bundled atlas alone
  std::string title;
  std::shared_ptr<const anatomy::Atlas> atlas;  ///< null before anything is open
  std::shared_ptr<const anatomy::Catalogue> catalogue;
  std::shared_ptr<const Lesson> lesson;  ///< null for an atlas without a lesson
  std::vector<StepMark> step_marks;
  std::vector<Problem> problems;  ///< warnings that did not stop it from opening
  render::Camera home;            ///< frames the whole atlas from behind

  const std::vector<StepMark>& steps() const { return step_marks; }
};

}  // namespace palpate::session
