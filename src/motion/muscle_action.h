#pragma once
// What a muscle does: the joints that its own fascicles turn, which muscles help and which pull the other way.

#include <string>
#include <vector>

#include "motion/fascicle_lengths.h"

namespace palpate::motion {

/// One way that a joint turns.
struct JointTurn {
  int joint = 0;
  bool positive = true;
};
/// "bends the low back backwards".
std::string_view words_of(const JointTurn& turn);

/// What one muscle does at one joint.
struct MuscleTurn {
  JointTurn turn;
  float arm_mm = 0.0f;  ///< mean of its fascicles, above 0
};

/// A muscle's part in a turn.
struct MuscleShare {
  size_t structure = 0;
  float arm_mm = 0.0f;
  float share = 0.0f;  ///< 0..1 of the turning of all muscles that help (or hinder) here, all equally active
};

/// Turns of one structure, largest arm first; those under `least_mm` are left out. Empty where it has no fascicles.
std::vector<MuscleTurn> turns_of(const FascicleLengths& lengths, size_t structure, float least_mm = 5.0f);

/// Who turns a joint this way and who the other, strongest first. Turning of a muscle = its section x its arm; section
/// = modelled volume / mean length of its fascicles.
struct TurnTeam {
  std::vector<MuscleShare> movers, opponents;
};
TurnTeam team_of(const FascicleLengths& lengths, const JointTurn& turn);

/// Where the joint stands at a moment of playing the turn: from where the muscle is longest to where it is shortest and
/// back, smooth, `period_s` a round; begins and ends at the long end. Degrees.
float played_angle(const JointRanges& ranges, const JointTurn& turn, double time_s, double period_s = 6.0);

}  // namespace palpate::motion
