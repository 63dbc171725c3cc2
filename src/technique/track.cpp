#include "technique/track.h"

#include <algorithm>

#include "technique/ease.h"

namespace palpate::technique {

Pose waiting(const Pose& last, double u) {
  Pose p = last;
  const float rise = static_cast<float>(minimum_jerk(u / 0.9)),
              leave = static_cast<float>(minimum_jerk((u - 1.4) / 1.2));
  p.lift_mm = glm::mix(last.lift_mm, std::max(last.lift_mm, 40.0f), rise) + leave * 80.0f;
  p.load *= 1.0f - rise;
  p.fold_mm *= 1.0f - rise;
  p.slide = {last.slide.lateral * (1.0f - rise), last.slide.height * (1.0f - rise)};
  p.phase = u < 0.9 ? Phase::release : Phase::lifted;
  return p;
}

Track::Moment Track::at(double t) const {
  Moment m;
  const auto after =
      std::upper_bound(pieces.begin(), pieces.end(), t, [](double time, const Piece& p) { return time < p.start; });
  if (after == pieces.begin()) return m;
  const Piece& piece = *std::prev(after);
  m.piece = &piece;
  const double u = t - piece.start;
  if (u < piece.travel_s) {
    m.pose = travel(piece.from, piece.motion->at(0.0), u, piece.travel_s);
  } else if (t <= piece.end) {
    m.pose = piece.motion->at(u - piece.travel_s);
    m.working = true;
  } else {
    m.pose = waiting(piece.motion->at(piece.end - piece.start - piece.travel_s), t - piece.end);
    if (m.pose.lift_mm >= withdrawn_mm) m.piece = nullptr;
  }
  return m;
}

}  // namespace palpate::technique
