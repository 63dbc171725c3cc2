#include "technique/cue.h"

#include <algorithm>
#include <cmath>

#include "technique/track.h"

namespace palpate::technique {
namespace {

constexpr double kMostPulses_Hz = 2.5;  // nothing on the screen flashes faster than three times a second

Cue beat(double rate_Hz, double u) {
  Cue cue;
  if (rate_Hz <= 0.0) return cue;
  cue.per_minute = 60.0 * rate_Hz;
  const double every = std::max(1.0, std::ceil(rate_Hz / kMostPulses_Hz));
  cue.pulse = std::fmod(u * rate_Hz / every, 1.0);
  return cue;
}

Cue hold(double u, double cycle_s, double ramp_s, double hold_s) {
  Cue cue;
  const double v = cycle_s > 0.0 ? std::fmod(u, cycle_s) : u;
  if (v < ramp_s || v >= ramp_s + hold_s) return cue;
  cue.hold_s = hold_s;
  cue.hold_left_s = ramp_s + hold_s - v;
  return cue;
}

Cue cue_of(const Piece& piece, double u) {
  const Action& a = *piece.action;
  const auto seconds = [](const auto& x) { return static_cast<double>(x.value); };
  const double length = piece.end - piece.start - piece.travel_s;
  const int repeat = std::max(1, a.repeat.value);
  switch (a.kind) {
    case ActionKind::press:
    case ActionKind::shear_hold:
      return hold(u, length / repeat, seconds(a.ramp_s), seconds(a.hold_s));
    case ActionKind::heat:
      return hold(u, 0.0, 0.0, length);
    case ActionKind::glide:
    case ActionKind::strip:
    case ActionKind::skin_roll:
      return length > 0.0 ? beat(repeat / length, u) : Cue{};
    default:
      return beat(seconds(a.rate_Hz), u);
  }
}

// Of a stretch, the effort and then the hold; of an exercise its rate.
Cue cue_of(const Action& posture, double u) {
  const auto seconds = [](const auto& x) { return static_cast<double>(x.value); };
  if (posture.kind == ActionKind::exercise) return beat(seconds(posture.rate_Hz), u);
  const double effort = seconds(posture.effort_s), ramp = seconds(posture.ramp_s), held = seconds(posture.hold_s),
               round = effort + ramp + held + seconds(posture.release_s), v = std::fmod(u, std::max(round, 0.1));
  return v < effort ? hold(v, 0.0, 0.0, effort) : hold(v - effort, 0.0, ramp, held);
}

}  // namespace

Cue cue_at(const Timeline& timeline, double t) {
  for (const auto& track : timeline.tracks) {
    const Track::Moment now = track->at(t);
    if (!now.working || !now.piece || !now.piece->action) continue;
    return cue_of(*now.piece, t - now.piece->start - now.piece->travel_s);
  }
  for (const Timeline::Posture& p : timeline.postures) {
    if (t >= p.start && t < p.end) return cue_of(*p.action, t - p.start);
  }
  return {};
}

}  // namespace palpate::technique
