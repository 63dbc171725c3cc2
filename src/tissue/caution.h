#pragma once
// Which rule a contact touches. Rules and limits come from assets/knowledge/cautions.yaml; every limit is a design
// estimate.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "anatomy/atlas.h"
#include "knowledge/library.h"
#include "technique/state.h"

namespace palpate::tissue {

enum class CautionState { none, near, over, forbidden };
std::string_view to_string(CautionState state);

struct CautionAnswer {
  std::string zone;  ///< id with its side: "kidney_left"; "skin_heat" for the burn guard
  std::string name;  ///< for people
  CautionState state = CautionState::none;
  double pressure_kPa = 0.0;        ///< of the contact over the zone
  std::optional<double> limit_kPa;  ///< none for heat
  std::vector<std::string> forbids;
  std::string reason;  ///< "no rule touched" for `none`
  std::string gentler;
  std::string basis;  ///< "design estimate" or "published"
  std::string source;
  int contact = -1;  ///< index in State::contacts
};

/// Every zone of the atlas with the worst state over the contacts; zones whose landmarks the atlas lacks are left out.
std::vector<CautionAnswer> judge_contacts(const anatomy::Atlas& atlas, const technique::State& state,
                                          const knowledge::Library& library);

/// The worst of a zone over a whole lesson, and when it first came to that.
struct LessonCaution {
  CautionAnswer answer;
  double time_s = 0.0;
  int step = 0;  ///< of the lesson
};
/// Zones touched at any of the times 0, every_s, 2 every_s, … of a lesson: for `check`. Zones never touched are left
/// out.
std::vector<LessonCaution> judge_lesson(const anatomy::Atlas& atlas, const std::function<technique::State(double)>& at,
                                        double duration_s, const knowledge::Library& library, double every_s = 0.1);

/// Whether the zone lies under the loaded core of the contact, and how far its edge is otherwise (mm, 0 = over it).
double distance_to_zone_mm(const anatomy::Atlas& atlas, const knowledge::Caution& caution, anatomy::Side side,
                           const technique::Contact& contact);

}  // namespace palpate::tissue
