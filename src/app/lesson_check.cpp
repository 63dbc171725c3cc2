#include "app/lesson_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "app/program_data.h"
#include "io/scene_file.h"
#include "technique/timeline.h"
#include "tissue/caution.h"

namespace palpate::app {
namespace {

/// The worst that one zone meets in one step.
struct Touched {
  tissue::CautionAnswer answer;
  float time_s = 0.0f;
};

// Walks the lesson at a steady pace and tells each zone once a step.
void check_cautions(const technique::Timeline& timeline, const anatomy::Atlas& atlas, std::vector<Problem>& problems) {
  constexpr double pace_s = 0.2;
  std::map<std::pair<int, std::string>, Touched> worst;
  for (double t = 0.0; t < static_cast<double>(timeline.duration_s); t += pace_s) {
    const technique::State state = technique::sample(timeline, t);
    if (state.contacts.empty()) continue;
    for (tissue::CautionAnswer& answer : tissue::judge_contacts(atlas, state, program_data().library)) {
      if (answer.state == tissue::CautionState::none) continue;
      Touched& known = worst[{state.step, answer.zone}];
      if (known.answer.state >= answer.state) continue;
      known = {std::move(answer), state.time_s};
    }
  }
  for (const auto& [key, touched] : worst) {
    const technique::Where at = timeline.scene->steps[static_cast<size_t>(key.first)].at;
    const bool rule_broken = touched.answer.state != tissue::CautionState::near;
    problems.push_back({timeline.scene->file, at.line, at.column, rule_broken ? Severity::warning : Severity::note,
                        fmt::format("{} {} at {:.1f} s: {} ({})", to_string(touched.answer.state), touched.answer.name,
                                    touched.time_s, touched.answer.reason, touched.answer.gentler),
                        fmt::format("caution-{}", to_string(touched.answer.state))});
  }
}

}  // namespace

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
  if (body.atlas) {
    const auto timeline = technique::make_timeline(*scene, *body.atlas, data.library, lesson.problems, body.skin);
    check_cautions(timeline, *body.atlas, lesson.problems);
  }
  std::stable_sort(lesson.problems.begin(), lesson.problems.end(), [](const Problem& a, const Problem& b) {
    return a.line != b.line ? a.line < b.line : a.column < b.column;
  });
  return lesson;
}

}  // namespace palpate::app
