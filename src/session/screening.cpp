#include "session/screening.h"

#include <algorithm>

#include "session/document.h"
#include "session/lesson.h"
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
  return question.extent == "whole session" ? ScreenPart::whole_session : ScreenPart::on_the_area;
}

std::string_view heading_of(ScreenPart part) {
  switch (part) {
    case ScreenPart::red_flag:
      return "See a doctor first";
    case ScreenPart::whole_session:
      return "Not today, or ask a doctor";
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
