#pragma once
// How the client breathes in a step: a pure function of time, told by the step's key `breathing`.

#include <string_view>

namespace palpate::technique {

/// Share of the way from breathed out at rest to as far in as it goes, and breaths a minute.
struct BreathKind {
  std::string_view word;
  float depth = 0.0f;
  double per_minute = 0.0;
};
/// Null for "", "none" and words that are not in breathings(). Quiet: a tenth of the way, so that the fronts of the
/// lower ribs move the 3 to 5 mm that markers on the chest of five seated people moved (A. De Groote et al., J Appl
/// Physiol 83, 1997; abstract read, authors from memory), 13 breaths a minute (textbooks: 12 to 15). Deep: 6 a minute
/// and three and a half times as far, design estimate; quiet breathing moves the chest less than a third as far as deep
/// breathing (H. Kaneko, J. Horie, Respir Care 57(9), 2012, 1442-1451, abstract read).
const BreathKind* find_breath(std::string_view word);

/// Of one breath, `phase` in breaths (whole number: breathed out): 0..1. In for two fifths of it, out for the rest
/// (design estimate after the textbook ratio of 1 to 1.5 or 2).
double breath_wave(double phase);
/// Phase at which breathing out begins.
inline constexpr double breath_turn = 0.4;

}  // namespace palpate::technique
