#pragma once
// The beat of what the hand does now: cycles a minute, where in the cycle, what is left of a hold.

#include "technique/timeline.h"

namespace palpate::technique {

struct Cue {
  double per_minute = 0.0;  ///< strokes, lifts, circles or taps; 0 where nothing repeats
  double pulse = 0.0;   ///< 0..1 within the beat that is shown: at most 2.5 a second, every n-th cycle of quick ones
  double hold_s = 0.0;  ///< length of the hold that goes on now
  double hold_left_s = 0.0;  ///< 0 where nothing is held
};

/// Of the first hand at work at `t`; empty on the way between actions.
Cue cue_at(const Timeline& timeline, double t);

}  // namespace palpate::technique
