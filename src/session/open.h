#pragma once
// Opening: from paths to a Document, for the window's background thread and for headless commands alike.

#include <filesystem>
#include <memory>
#include <vector>

#include "core/error.h"
#include "core/problem.h"
#include "core/progress.h"
#include "session/document.h"
#include "session/lesson_list.h"

namespace palpate::session {

struct OpenRequest {
  /// A scene, an atlas folder, or mesh files; empty = the bundled atlas with the guided default lesson.
  std::vector<std::filesystem::path> inputs;
  std::filesystem::path atlas;  ///< atlas for a scene; empty = the bundled one
  tissue::Settings tissue;
  std::shared_ptr<const Document> reuse;  ///< its atlas, catalogue and library are taken over where they are the same
};

/// A scene with errors: all of them, not only the first.
class OpenError : public Error {
 public:
  explicit OpenError(std::vector<Problem> problems);
  const std::vector<Problem>& problems() const { return problems_; }

 private:
  std::vector<Problem> problems_;
};

/// Throws OpenError for a scene with errors, Error for anything else; nothing that is open changes.
std::shared_ptr<const Document> open_document(const OpenRequest& request, const Progress& progress = {});

/// Tables that come with the program.
std::shared_ptr<const anatomy::Catalogue> load_catalogue();
std::shared_ptr<const knowledge::Library> load_library(const anatomy::Catalogue& catalogue);

/// The shipped lessons that can be read, the guided default first. `problems` gets what is wrong with the others.
std::vector<LessonEntry> list_lessons(const anatomy::Catalogue& catalogue, const knowledge::Library& library,
                                      std::vector<Problem>& problems);
/// File of the guided default lesson; empty when there is none.
std::filesystem::path guided_lesson();

/// True for what opens as a scene rather than as meshes.
bool is_scene(const std::filesystem::path& path);

}  // namespace palpate::session
