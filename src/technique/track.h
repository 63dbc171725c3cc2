#pragma once
// One hand (or one laid thing) through a whole lesson: pieces of work with ways through the air between them.

#include <memory>
#include <string>
#include <vector>

#include "technique/motion.h"

namespace palpate::technique {

/// One action of one hand, placed in time. Begins with the way to its first touch.
struct Piece {
  double start = 0.0, end = 0.0;  ///< s in the lesson; the motion plays from start + travel_s
  double travel_s = 0.0;
  size_t step = 0;
  const Action* action = nullptr;  ///< in the timeline's own copy of the scene
  HandPart part;
  std::shared_ptr<const Motion> motion;
  Pose from;        ///< where the hand was
  Contact still;    ///< what does not change: tool, hand, footprint, full force, basis
  PathTrace trace;  ///< without points for a spot
};

struct Track {
  std::string hand;  ///< "left", "right", "" for laid things
  std::vector<Piece> pieces;

  struct Moment {
    const Piece* piece = nullptr;  ///< null before the first and after the hand has withdrawn
    Pose pose;
    bool working = false;  ///< within the action's motion, not on the way to it or waiting after it
  };
  Moment at(double t) const;
};

/// Where a hand is `u` seconds after its work ended at `last`: it rises, waits over the body, withdraws.
Pose waiting(const Pose& last, double u);
/// Lift at which a hand counts as withdrawn, mm.
inline constexpr float withdrawn_mm = 118.0f;

}  // namespace palpate::technique
