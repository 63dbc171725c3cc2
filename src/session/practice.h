#pragma once
// How well a stroke was traced: path, speed, rhythm, direction, each 0..100. Pure arithmetic on points and times; what
// counts as good is a design estimate, written beside each limit in practice.cpp.

#include <optional>
#include <string>
#include <vector>

#include "core/math.h"
#include "technique/timeline.h"

namespace palpate::session {

/// The stroke to be traced.
struct TraceTarget {
  std::vector<Vec3> line_mm;  ///< on the skin, in the order in which the hand goes
  double speed_cm_s = 0.0;
  double period_s = 0.0;  ///< from one stroke's start to the next, the way back included
  std::string name;       ///< of the step
  double length_mm() const;
  double stroke_s() const;  ///< time of one pass at the wanted speed
};

/// Where the pointer was on the skin.
struct TraceSample {
  double t_s = 0.0;
  Vec3 at_mm{0.0f};
};

struct TraceScore {
  double path = 0, speed = 0, rhythm = 0, direction = 0, total = 0;
  double away_mm = 0;  ///< mean distance from the line, both ways
  double mean_speed_cm_s = 0;
  double unevenness = 0;  ///< coefficient of variation of the speed
  double backwards = 0;   ///< share of the way that went against the stroke
  std::string advice;     ///< one sentence: what to change next
};

/// The first stroke (glide, strip, skin-roll) of the step, or of the first later step that has one.
std::optional<TraceTarget> trace_target(const technique::Timeline& timeline, int step);

/// Nothing where the trace is too short to judge (under three samples, or a tenth of the line).
std::optional<TraceScore> score_trace(const TraceTarget& target, const std::vector<TraceSample>& samples);

/// Evenness of the intervals between the beginnings of strokes, 0..100; nothing for fewer than three strokes.
std::optional<double> score_rhythm(const std::vector<double>& starts_s);

/// Where the ghost hand is `t` seconds after the cue began; nothing while it is on its way back.
std::optional<Vec3> ghost_at(const TraceTarget& target, double t_s);

}  // namespace palpate::session
