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
enum class ScreenPart { red_flag, whole_session, on_the_area, always };
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

/// Ticked questions in order; only red flags, or all.
std::vector<const knowledge::Screening*> ticked(const Session& session, bool red_flags_only);

}  // namespace palpate::session
