#include "tissue/caution.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace palpate::tissue {
namespace {

using anatomy::Side;

constexpr double close_mm = 12.0;     // a rule counts as near from here
constexpr double loaded_core = 0.55;  // of the footprint, as in the dent
constexpr double hovering_mm = 60.0;  // percussion lifts between blows

/// Position of one end of a zone on one side, or nothing where the atlas lacks the landmark.
std::optional<Vec3> place(const anatomy::Atlas& atlas, const std::string& landmark, Side side, const Vec2& offset) {
  auto found = atlas.landmarks.find(landmark);
  if (found == atlas.landmarks.end() && side != Side::midline) {
    found = atlas.landmarks.find(landmark + "_" + std::string(anatomy::to_string(side)));
  }
  if (found == atlas.landmarks.end()) return std::nullopt;
  const float lateral = side == Side::left ? 1.0f : side == Side::right ? -1.0f : 0.0f;
  return found->second + Vec3(lateral * offset.x, offset.y, 0.0f);
}

/// The shortest way from the axis (through `origin` along unit `axis`) to the segment a-b, perpendicular to the axis.
Vec3 way_to_segment(const Vec3& origin, const Vec3& axis, const Vec3& a, const Vec3& b) {
  const auto flat = [&](const Vec3& p) { return p - origin - glm::dot(p - origin, axis) * axis; };
  const Vec3 from = flat(a), along = flat(b) - from;
  const float length2 = glm::dot(along, along);
  const float t = length2 > 1e-9f ? glm::clamp(-glm::dot(from, along) / length2, 0.0f, 1.0f) : 0.0f;
  return from + t * along;
}

bool is_forbidden(const knowledge::Caution& caution, const technique::Contact& c, const std::string& technique) {
  const auto& list = caution.forbids;
  return std::find(list.begin(), list.end(), c.action) != list.end() ||
         std::find(list.begin(), list.end(), technique) != list.end();
}

CautionState judge(const knowledge::Caution& caution, const technique::Contact& c, const std::string& technique,
                   double distance) {
  const bool forbidden = is_forbidden(caution, c, technique);
  const bool over = c.pressure_kPa > caution.limit_kPa;
  if (distance <= 0.0) {
    if (forbidden) return CautionState::forbidden;
    if (over) return CautionState::over;
    return c.pressure_kPa >= caution.near_fraction * caution.limit_kPa ? CautionState::near : CautionState::none;
  }
  return distance < close_mm && (forbidden || over) ? CautionState::near : CautionState::none;
}

bool counts(const technique::Contact& c) {
  const bool working = c.phase != technique::Phase::approach && c.phase != technique::Phase::lifted;
  return (c.pressure_kPa > 0.0f && c.lift_mm <= 0.0f) || (working && c.lift_mm < hovering_mm);
}

std::string id_of(const knowledge::Caution& caution, Side side) {
  return side == Side::midline ? caution.id : caution.id + "_" + std::string(anatomy::to_string(side));
}

CautionAnswer unanswered(const knowledge::Caution& caution, Side side) {
  CautionAnswer a;
  a.zone = id_of(caution, side);
  a.name = side == Side::midline ? caution.name : caution.name + ", " + std::string(anatomy::to_string(side));
  a.limit_kPa = caution.limit_kPa, a.forbids = caution.forbids, a.reason = "no rule touched";
  a.basis = to_string(caution.basis), a.source = caution.source;
  return a;
}

}  // namespace

std::string_view to_string(CautionState state) {
  switch (state) {
    case CautionState::near:
      return "near";
    case CautionState::over:
      return "over";
    case CautionState::forbidden:
      return "forbidden";
    default:
      return "none";
  }
}

double distance_to_zone_mm(const anatomy::Atlas& atlas, const knowledge::Caution& caution, Side side,
                           const technique::Contact& c) {
  double nearest = std::numeric_limits<double>::infinity();
  const Vec3 across = glm::cross(c.normal, c.direction);
  for (const knowledge::ZoneShape& shape : caution.shapes) {
    const auto a = place(atlas, shape.from, side, shape.from_offset_mm),
               b = place(atlas, shape.to, side, shape.to_offset_mm);
    if (!a || !b) continue;
    const Vec3 way = way_to_segment(c.position_mm, -c.normal, *a, *b);
    const float far = glm::length(way);
    const Vec3 unit = normalize_or(way, c.direction);
    const double core = loaded_core * std::hypot(double{c.half_length_mm * glm::dot(unit, c.direction)},
                                                 double{c.half_width_mm * glm::dot(unit, across)});
    nearest = std::min(nearest, std::max(0.0, double{far} - shape.radius_mm - core));
  }
  return nearest;
}

std::vector<CautionAnswer> judge_contacts(const anatomy::Atlas& atlas, const technique::State& state,
                                          const knowledge::Library& library) {
  std::vector<CautionAnswer> answers;
  for (const knowledge::Caution& caution : library.cautions) {
    for (const Side side : {Side::midline, Side::left, Side::right}) {
      if ((side == Side::midline) == caution.paired) continue;
      CautionAnswer answer = unanswered(caution, side);
      bool known = false;
      for (const knowledge::ZoneShape& shape : caution.shapes) {
        known = known || (place(atlas, shape.from, side, Vec2(0.0f)) && place(atlas, shape.to, side, Vec2(0.0f)));
      }
      if (!known) continue;
      for (size_t i = 0; i < state.contacts.size(); ++i) {
        const technique::Contact& c = state.contacts[i];
        if (!counts(c)) continue;
        const CautionState s = judge(caution, c, state.technique, distance_to_zone_mm(atlas, caution, side, c));
        const bool worse =
            s > answer.state || (s == answer.state && s != CautionState::none && c.pressure_kPa > answer.pressure_kPa);
        if (!worse) continue;
        answer.state = s, answer.pressure_kPa = c.pressure_kPa, answer.contact = static_cast<int>(i);
        answer.reason = caution.reason, answer.gentler = caution.gentler;
      }
      answers.push_back(std::move(answer));
    }
  }
  return answers;
}

std::vector<LessonCaution> judge_lesson(const anatomy::Atlas& atlas, const std::function<technique::State(double)>& at,
                                        double duration_s, const knowledge::Library& library, double every_s) {
  std::vector<LessonCaution> worst;
  const auto moments = static_cast<long>(std::floor(duration_s / every_s)) + 1;
  for (long i = 0; i < moments; ++i) {
    const double t = static_cast<double>(i) * every_s;
    const technique::State state = at(t);
    for (CautionAnswer& now : judge_contacts(atlas, state, library)) {
      if (now.state == CautionState::none) continue;
      const auto known =
          std::find_if(worst.begin(), worst.end(), [&](const LessonCaution& w) { return w.answer.zone == now.zone; });
      if (known == worst.end()) {
        worst.push_back({std::move(now), t, state.step});
      } else if (now.state > known->answer.state) {
        *known = {std::move(now), t, state.step};
      }
    }
  }
  return worst;
}

}  // namespace palpate::tissue
