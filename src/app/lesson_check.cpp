#include "app/lesson_check.h"

#include <algorithm>

#include "app/program_data.h"
#include "io/scene_file.h"
#include "technique/timeline.h"

namespace palpate::app {

LessonBody lesson_body(const std::filesystem::path& named) {
  LessonBody body;
  body.atlas = open_atlas_if_any(named);
  if (body.atlas) body.skin = technique::make_skin_surface(*body.atlas);
  return body;
}

CheckedLesson check_lesson(const std::filesystem::path& file, const LessonBody& body) {
  CheckedLesson lesson;
  lesson.file = file;
  const ProgramData& data = program_data();
  const auto scene = read_scene(file, data.catalogue, data.library, lesson.problems);
  if (!scene) return lesson;
  lesson.completeness = technique::completeness(*scene).percent;
  if (body.atlas) technique::make_timeline(*scene, *body.atlas, data.library, lesson.problems, body.skin);
  std::stable_sort(lesson.problems.begin(), lesson.problems.end(), [](const Problem& a, const Problem& b) {
    return a.line != b.line ? a.line < b.line : a.column < b.column;
  });
  return lesson;
}

}  // namespace palpate::app
