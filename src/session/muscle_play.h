#pragma once
// "What does this muscle do?": its action played over the joint's range, with who helps and who pulls the other way.

#include <string>
#include <vector>

#include "anatomy/catalogue.h"
#include "motion/muscle_action.h"

namespace palpate::session {

class Session;
struct Document;

/// What is being played; `muscle` "" = nothing.
struct MusclePlay {
  std::string muscle;
  motion::JointTurn turn;
  double clock_s = 0.0;
  bool on() const { return !muscle.empty(); }
};

/// True when the structure's fascicles are known, so that it can be asked.
bool has_fascicles(const Document& document, const std::string& id);
/// Turns of a muscle, strongest first; empty until the body is ready to move, or where there is nothing to tell.
std::vector<motion::MuscleTurn> turns_of_muscle(const Document& document, const std::string& id);

/// Plays one turn of the selected muscle, the strongest without `turn`; the same again stops.
void play_muscle(Session& session, const motion::JointTurn* turn = nullptr);
void stop_muscle(Session& session);
/// Moves the joint on. True when something that shows has changed.
bool advance_muscle(Session& session, double dt_s);

/// Muscles of one name, both sides and all parts together.
struct TeamRow {
  std::string name, side;  ///< "Multifidus"; "left", "right" or "both sides"
  float share = 0.0f;      ///< 0..1
};
/// At most `most` of each, strongest first.
struct TeamRows {
  std::vector<TeamRow> movers, opponents;
};
TeamRows team_rows(const Document& document, const motion::JointTurn& turn, size_t most = 5);

}  // namespace palpate::session
