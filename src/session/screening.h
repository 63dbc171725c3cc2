#pragma once
// The questions before a session: in which order they are asked, and what follows from those that were answered with
// yes. The answers live in Session::screen_ticks alone, as long as the program runs; they are never written anywhere.

#include <string_view>
#include <vector>

#include "knowledge/library.h"

namespace palpate::session {

class Session;
struct Document;

/// Where a question stands on the sheet.
enum class ScreenPart { red_flag, whole_session, exercises, on_the_area, always };
ScreenPart part_of(const knowledge::Screening& question);
/// What the part is headed with, for a client: "See a doctor first".
std::string_view heading_of(ScreenPart part);

/// Everything to be asked and kept in mind, in the order of the parts; emergencies first, heat first on the area.
std::vector<const knowledge::Screening*> screening_in_order(const knowledge::Library& library);
/// Those that have an answer: all but the rules that hold for everyone.
size_t question_count(const knowledge::Library& library);

/// The open lesson lays something warm on the body.
bool lesson_heats(const Document& document);
/// The question is about heat.
bool about_heat(const knowledge::Screening& question);

/// How far the open lesson's stretches and exercises bend the low back. A bend counts from 12 degrees forwards and 8
/// backwards (design estimate); `moves` is true with any stretch or exercise.
struct LessonBends {
  bool moves = false, forwards = false, backwards = false;
};
LessonBends lesson_bends(const Document& document);
/// screening_in_order, but in a lesson that moves the body what concerns exercises comes straight after the red flags.
std::vector<const knowledge::Screening*> screening_for(const Document& document);
/// Why a question matters to the open lesson in particular, for people; "" where it does not.
std::string_view why_for_lesson(const knowledge::Screening& question, const Document& document);
/// What must stay in sight while the lesson is open: ticked red flags, then ticked questions about exercises that the
/// lesson asks for.
std::vector<const knowledge::Screening*> standing_answers(const Session& session);

/// Ticked questions in order; only red flags, or all.
std::vector<const knowledge::Screening*> ticked(const Session& session, bool red_flags_only);

}  // namespace palpate::session
