#pragma once
// From "it hurts here" to muscles, points and lessons: what is commonly drawn as referring to a place. Soft and
// contested: shares of what is drawn, never the likelihood of a cause.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/math.h"
#include "session/document.h"
#include "session/lesson_list.h"

namespace palpate::session {

class Session;

/// A region near the place; weight 1 in its middle, falling off as a bell with the region's radius.
struct RegionWeight {
  std::string id, name;
  double weight = 1.0;
};

/// A step of a shipped lesson that works on a point.
struct PlayedPoint {
  std::filesystem::path file;
  std::string lesson, step_name;
  int step = 0;
};

struct PainPoint {
  const knowledge::Point* point = nullptr;
  double share = 0.0;              ///< 0..1 of its kind: trigger points among trigger points, acupoints among acupoints
  std::optional<Vec3> at_mm = {};  ///< on the side that was pointed at; nothing where it is off the atlas
  std::vector<PlayedPoint> played;
};

struct PainMuscle {
  std::string id, name;
  double share = 0.0;  ///< sum over its points
  std::vector<PainPoint> points;
};

struct PainAnswer {
  std::vector<RegionWeight> regions;  ///< nearest first
  std::vector<PainMuscle> muscles;    ///< largest share first
  std::vector<PainPoint> acupoints;   ///< those that tradition names for the regions
};

/// A point on the skin of the open atlas, by its landmark and offsets.
std::optional<Vec3> point_place(const Document& document, const knowledge::Point& point, anatomy::Side side);

/// What is said beside every such answer.
std::string_view pain_caveat();

/// Regions round a place on the body; none below a weight of 0.1.
std::vector<RegionWeight> regions_at(const Document& document, const Vec3& place_mm);

/// Shares: a point counts for a region with the region's weight over the rank of the region in the point's own list
/// (the rule is a design estimate), then all trigger points sum to 1.
PainAnswer pain_answer(const knowledge::Library& library, const anatomy::Catalogue* catalogue,
                       std::vector<RegionWeight> regions, const std::vector<LessonEntry>& lessons);

/// The user points at a place of the open body. Remembers the answer in the session.
void ask_pain(Session& session, const std::vector<LessonEntry>& lessons, const Vec3& place_mm, const Vec3& normal);
/// The same for a region that has no place on the atlas, by id.
void ask_pain(Session& session, const std::vector<LessonEntry>& lessons, const std::string& region);
/// Opens the lesson at the step and plays it.
void play_point(Session& session, const PlayedPoint& played);

}  // namespace palpate::session
