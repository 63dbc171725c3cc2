#pragma once
// How figures are written for people: two significant figures for anything the tissue answers, no false precision.

#include <string>
#include <string_view>

namespace palpate::session {

/// Two significant figures: 3.2, 14, 0.45, 120; "0" for what is below a thousandth, "–" for what is not finite.
std::string two_figures(double value);
/// two_figures with its unit: "3.2 kPa".
std::string with_unit(double value, std::string_view unit);
/// "1:05", "12:30"; tenths where asked: "1:05.4".
std::string clock(double seconds, bool tenths = false);
/// "posterior_oblique_left" -> "Posterior oblique left".
std::string title_of(std::string_view id);
/// "along 4°", "across 87°", "oblique 40°"; "–" where the fibres run into the depth (negative or not finite).
std::string fibre_words(double angle_deg);

}  // namespace palpate::session
