#include "session/pain.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "session/knowledge_entries.h"
#include "session/session.h"

namespace palpate::session {
namespace {

constexpr double kLeastWeight = 0.1;
/// Zones on a chart are drawn by hand: a click a little outside still means them.
constexpr double kSpread = 1.0;

std::optional<Vec3> place_on(const Document& document, const std::string& landmark, double lateral_mm,
                             double cranial_mm, anatomy::Side side) {
  if (landmark.empty() || !document.atlas) return std::nullopt;
  const std::string word = side == anatomy::Side::left ? "_left" : "_right";
  const auto& landmarks = document.atlas->landmarks;
  auto found = landmarks.find(landmark);
  if (found == landmarks.end()) found = landmarks.find(landmark + word);
  if (found == landmarks.end()) return std::nullopt;
  const float sign = side == anatomy::Side::left ? 1.0f : -1.0f;
  const float lateral = sign * static_cast<float>(lateral_mm), up = static_cast<float>(cranial_mm);
  if (!document.skin || document.skin->empty()) return found->second + Vec3(lateral, up, 0.0f);
  technique::ChartPoint at = document.skin->above(found->second);
  at.lateral += lateral, at.height += up;
  return document.skin->position(at);
}

double weight_of(const knowledge::Region& region, const Document& document, const Vec3& place) {
  double best = 0.0;
  for (const anatomy::Side side : {anatomy::Side::left, anatomy::Side::right}) {
    const auto centre = place_on(document, region.landmark, region.lateral_mm, region.cranial_mm, side);
    if (!centre) continue;
    const double away = static_cast<double>(glm::length(*centre - place)) / (kSpread * region.radius_mm);
    best = std::max(best, std::exp(-0.5 * away * away));
  }
  return best;
}

double score_of(const knowledge::Point& point, const std::vector<RegionWeight>& regions) {
  double score = 0.0;
  for (const RegionWeight& region : regions) {
    const auto found = std::find(point.regions.begin(), point.regions.end(), region.id);
    if (found == point.regions.end()) continue;
    score += region.weight / static_cast<double>(1 + (found - point.regions.begin()));
  }
  return score;
}

std::vector<PlayedPoint> played_by(const std::string& point, const std::vector<LessonEntry>& lessons) {
  std::vector<PlayedPoint> played;
  for (const LessonEntry& lesson : lessons) {
    for (const LessonEntry::PointUse& use : lesson.points) {
      if (use.point == point) played.push_back({lesson.file, lesson.title, use.step_name, use.step});
    }
  }
  return played;
}

void normalise(std::vector<PainPoint>& points) {
  double sum = 0.0;
  for (const PainPoint& point : points) sum += point.share;
  for (PainPoint& point : points) point.share = sum > 0.0 ? point.share / sum : 0.0;
  std::stable_sort(points.begin(), points.end(), [](const auto& a, const auto& b) { return a.share > b.share; });
}

}  // namespace

std::optional<Vec3> point_place(const Document& document, const knowledge::Point& point, anatomy::Side side) {
  return place_on(document, point.location.landmark, point.location.lateral_mm, point.location.cranial_mm, side);
}

std::string_view pain_caveat() {
  return "Contested. The shares count where pain is commonly drawn from, not how likely a cause is; pain has many "
         "causes, and some need a doctor first.";
}

std::vector<RegionWeight> regions_at(const Document& document, const Vec3& place_mm) {
  std::vector<RegionWeight> regions;
  if (!document.library) return regions;
  for (const knowledge::Region& region : document.library->regions) {
    const double weight = weight_of(region, document, place_mm);
    if (weight >= kLeastWeight) regions.push_back({region.id, region.name, weight});
  }
  std::stable_sort(regions.begin(), regions.end(), [](const auto& a, const auto& b) { return a.weight > b.weight; });
  return regions;
}

PainAnswer pain_answer(const knowledge::Library& library, const anatomy::Catalogue* catalogue,
                       std::vector<RegionWeight> regions, const std::vector<LessonEntry>& lessons) {
  PainAnswer answer;
  answer.regions = std::move(regions);
  std::vector<PainPoint> triggers;
  for (const knowledge::Point& point : library.points) {
    const double score = score_of(point, answer.regions);
    if (score <= 0.0) continue;
    const bool trigger = point.kind == knowledge::PointKind::trigger_point;
    (trigger ? triggers : answer.acupoints).push_back({&point, score, {}, played_by(point.id, lessons)});
  }
  normalise(triggers);
  normalise(answer.acupoints);
  for (PainPoint& point : triggers) {
    const std::string& id = point.point->structure;
    auto muscle = std::find_if(answer.muscles.begin(), answer.muscles.end(), [&](const auto& m) { return m.id == id; });
    if (muscle == answer.muscles.end())
      muscle = answer.muscles.insert(answer.muscles.end(), {id, muscle_name(id, catalogue), 0.0, {}});
    muscle->share += point.share;
    muscle->points.push_back(std::move(point));
  }
  std::stable_sort(answer.muscles.begin(), answer.muscles.end(),
                   [](const auto& a, const auto& b) { return a.share > b.share; });
  return answer;
}

void ask_pain(Session& session, const std::vector<LessonEntry>& lessons, const Vec3& place_mm, const Vec3& normal) {
  const Document& document = session.document();
  if (!document.library) return;
  session.tools.pain = {
      true, true, place_mm, normal,
      pain_answer(*document.library, document.catalogue.get(), regions_at(document, place_mm), lessons)};
  const anatomy::Side side = place_mm.x >= 0.0f ? anatomy::Side::left : anatomy::Side::right;
  for (PainMuscle& muscle : session.tools.pain.answer.muscles) {
    for (PainPoint& point : muscle.points) point.at_mm = point_place(document, *point.point, side);
  }
  session.touch();
}

void ask_pain(Session& session, const std::vector<LessonEntry>& lessons, const std::string& region) {
  const Document& document = session.document();
  const knowledge::Region* known = document.library ? document.library->region(region) : nullptr;
  if (!known) return;
  session.tools.pain = {
      true,
      false,
      {},
      {},
      pain_answer(*document.library, document.catalogue.get(), {{known->id, known->name, 1.0}}, lessons)};
  session.touch();
}

void play_point(Session& session, const PlayedPoint& played) {
  lay_tool_down(session);
  if (session.document().file == played.file) {
    session.playback.go_to_step(played.step);
    session.playback.play();
    session.touch();
    return;
  }
  session.tools.start_at_step = played.step;
  session.tools.start_file = played.file;
  session.request(RequestKind::open, played.file.string());
}

}  // namespace palpate::session
