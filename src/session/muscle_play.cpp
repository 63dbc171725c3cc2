#include "session/muscle_play.h"

#include <algorithm>
#include <map>

#include "session/posture.h"
#include "session/session.h"

namespace palpate::session {
namespace {

std::vector<TeamRow> rows_of(const Document& document, const std::vector<motion::MuscleShare>& team, size_t most) {
  std::vector<TeamRow> rows;
  std::map<std::string, size_t> known;
  for (const motion::MuscleShare& m : team) {
    const anatomy::StructureInfo& info = document.atlas->structures[m.structure].info;
    const std::string id = info.groups.empty() ? info.base_id : info.groups.front();
    const std::string side(anatomy::to_string(info.side));
    const auto [at, fresh] = known.emplace(id, rows.size());
    if (fresh) {
      std::string name = info.groups.empty() ? info.name.substr(0, info.name.rfind(", ")) : "";
      if (name.empty() && document.catalogue) {
        const auto group = document.catalogue->groups().find(id);
        if (group != document.catalogue->groups().end()) name = group->second;
      }
      rows.push_back({name.empty() ? info.name : name, side, 0.0f});
    }
    TeamRow& row = rows[at->second];
    row.share += m.share;
    if (row.side != side) row.side = "both sides";
  }
  std::stable_sort(rows.begin(), rows.end(), [](const TeamRow& a, const TeamRow& b) { return a.share > b.share; });
  if (rows.size() > most) rows.resize(most);
  return rows;
}

}  // namespace

bool has_fascicles(const Document& document, const std::string& id) {
  const anatomy::Structure* structure = document.atlas && document.mover ? document.atlas->find(id) : nullptr;
  return structure && !structure->fascicles.empty();
}

std::vector<motion::MuscleTurn> turns_of_muscle(const Document& document, const std::string& id) {
  if (!has_fascicles(document, id) || !document.mover->ready()) return {};
  return motion::turns_of(*document.mover->lengths(), static_cast<size_t>(document.atlas->index_of(id)));
}

void play_muscle(Session& session, const motion::JointTurn* turn) {
  const Document& document = session.document();
  const std::string id = session.view().selected;
  if (!has_fascicles(document, id)) {
    session.tell("The open atlas does not know the fascicles of this structure, so it cannot be played.", true);
    return;
  }
  MusclePlay& play = session.muscle_play;
  const bool same =
      play.muscle == id && (!turn || (turn->joint == play.turn.joint && turn->positive == play.turn.positive));
  if (play.on() && same) {
    stop_muscle(session);
    return;
  }
  document.mover->rig();  // asked for by a key: a second's wait is better than nothing happening
  const auto turns = turns_of_muscle(document, id);
  if (!turn && turns.empty()) {
    session.tell("This muscle turns none of the joints that move here by more than a few millimetres of arm.");
    return;
  }
  session.playback.pause();
  session.end_gesture();
  session.edit_view("what it does", {}, [](View& view) { view.posture = motion::Posture{}; });
  play = {id, turn ? *turn : turns.front().turn, 0.0};
}

void stop_muscle(Session& session) {
  if (!session.muscle_play.on()) return;
  session.muscle_play = {};
  session.place_posture({});
}

bool advance_muscle(Session& session, double dt_s) {
  MusclePlay& play = session.muscle_play;
  if (!play.on()) return false;
  if (session.view().selected != play.muscle || !session.view().posture || session.playback.playing()) {
    stop_muscle(session);
    return true;
  }
  play.clock_s += dt_s;
  motion::Posture posture{};
  posture[static_cast<size_t>(play.turn.joint)] = motion::played_angle(pose_library()->ranges, play.turn, play.clock_s);
  session.place_posture(posture);
  return true;
}

TeamRows team_rows(const Document& document, const motion::JointTurn& turn, size_t most) {
  if (!document.mover || !document.mover->ready()) return {};
  const motion::TurnTeam team = motion::team_of(*document.mover->lengths(), turn);
  return {rows_of(document, team.movers, most), rows_of(document, team.opponents, most)};
}

}  // namespace palpate::session
