#include "session/screening.h"

#include <algorithm>

#include "session/document.h"
#include "session/lesson.h"
#include "session/posture.h"
#include "session/session.h"

namespace palpate::session {
namespace {

using knowledge::Screening;
using knowledge::ScreenKind;

int rank(const Screening& question) {
  const int part = 2 * static_cast<int>(part_of(question));
  const bool first = question.extent == "emergency" || about_heat(question);
  return first ? part : part + 1;
}

}  // namespace

ScreenPart part_of(const Screening& question) {
  if (question.kind == ScreenKind::red_flag) return ScreenPart::red_flag;
  if (question.kind == ScreenKind::rule) return ScreenPart::always;
  if (question.extent == "exercises") return ScreenPart::exercises;
  return question.extent == "whole session" ? ScreenPart::whole_session : ScreenPart::on_the_area;
}

std::string_view heading_of(ScreenPart part) {
  switch (part) {
    case ScreenPart::red_flag:
      return "See a doctor first";
    case ScreenPart::whole_session:
      return "Not today, or ask a doctor";
    case ScreenPart::exercises:
      return "Leave some exercises out";
    case ScreenPart::on_the_area:
      return "Leave out, or go gently there";
    case ScreenPart::always:
      return "In every session";
  }
  return "";
}

std::vector<const Screening*> screening_in_order(const knowledge::Library& library) {
  std::vector<const Screening*> all;
  for (const Screening& question : library.screening) all.push_back(&question);
  std::stable_sort(all.begin(), all.end(), [](const Screening* a, const Screening* b) { return rank(*a) < rank(*b); });
  return all;
}

size_t question_count(const knowledge::Library& library) {
  return static_cast<size_t>(std::count_if(library.screening.begin(), library.screening.end(),
                                           [](const Screening& q) { return q.kind != ScreenKind::rule; }));
}

bool lesson_heats(const Document& document) {
  if (!document.lesson) return false;
  for (const technique::Step& step : document.lesson->scene.steps) {
    for (const technique::Action& action : step.actions) {
      if (action.kind == technique::ActionKind::heat || action.temperature_C.given) return true;
    }
  }
  return false;
}

bool about_heat(const Screening& question) {
  return question.extent == "heat";
}

LessonBends lesson_bends(const Document& document) {
  LessonBends bends;
  if (!document.lesson) return bends;
  constexpr float k_forwards_deg = 12.0f, k_backwards_deg = -8.0f;
  const auto poses = pose_library();
  for (const technique::Step& step : document.lesson->scene.steps) {
    for (const technique::Action& action : step.actions) {
      const motion::BodyPose* pose = poses->pose(action.pose);
      if (!pose) continue;
      bends.moves = true;
      for (const motion::Figure* figure : {&pose->from, &pose->to}) {
        const float degrees = figure->posture[motion::lumbar_flexion];
        bends.forwards = bends.forwards || degrees >= k_forwards_deg;
        bends.backwards = bends.backwards || degrees <= k_backwards_deg;
      }
    }
  }
  return bends;
}

std::vector<const Screening*> screening_for(const Document& document) {
  std::vector<const Screening*> all = screening_in_order(*document.library);
  if (!lesson_bends(document).moves) return all;
  const auto place = [](const Screening* q) {
    const ScreenPart part = part_of(*q);
    return part == ScreenPart::red_flag ? 0 : part == ScreenPart::exercises ? 1 : 2;
  };
  std::stable_sort(all.begin(), all.end(), [&](const Screening* a, const Screening* b) { return place(a) < place(b); });
  return all;
}

std::string_view why_for_lesson(const Screening& question, const Document& document) {
  if (about_heat(question)) return lesson_heats(document) ? "this lesson warms the body" : "";
  if (question.extent != "exercises") return "";
  const LessonBends bends = lesson_bends(document);
  if (question.id == "narrow_canal") return bends.backwards ? "this lesson bends the back backwards" : "";
  if (question.id == "brittle_bending") return bends.forwards ? "this lesson bends the back forwards" : "";
  return bends.moves ? "this lesson moves the body" : "";
}

std::vector<const Screening*> standing_answers(const Session& session) {
  std::vector<const Screening*> found = ticked(session, true);
  for (const Screening* question : ticked(session, false)) {
    if (question->extent == "exercises" && !why_for_lesson(*question, session.document()).empty())
      found.push_back(question);
  }
  return found;
}

std::vector<const Screening*> ticked(const Session& session, bool red_flags_only) {
  std::vector<const Screening*> found;
  if (!session.document().library) return found;
  for (const Screening* question : screening_in_order(*session.document().library)) {
    if (red_flags_only && question->kind != ScreenKind::red_flag) continue;
    if (session.screen_ticks.contains(question->id)) found.push_back(question);
  }
  return found;
}

}  // namespace palpate::session
