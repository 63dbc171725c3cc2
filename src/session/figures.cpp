#include "session/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

namespace palpate::session {

std::string two_figures(double value) {
  if (!std::isfinite(value)) return "–";
  const double size = std::abs(value);
  if (size < 1e-3) return "0";
  const double unit = std::pow(10.0, std::floor(std::log10(size)) - 1.0);
  const double rounded = std::round(value / unit) * unit;
  // 9.96 rounds up to 10: the decade is taken again from the rounded figure.
  const int decimals = std::max(0, 1 - static_cast<int>(std::floor(std::log10(std::abs(rounded)) + 1e-9)));
  return fmt::format("{:.{}f}", rounded, decimals);
}

std::string with_unit(double value, std::string_view unit) {
  return unit.empty() ? two_figures(value) : fmt::format("{} {}", two_figures(value), unit);
}

std::string clock(double seconds, bool tenths) {
  const double shown = std::max(0.0, std::isfinite(seconds) ? seconds : 0.0);
  const long tenth = std::lround(std::floor(shown * 10.0 + 1e-6));
  const std::string whole = fmt::format("{}:{:02}", tenth / 600, tenth / 10 % 60);
  return tenths ? fmt::format("{}.{}", whole, tenth % 10) : whole;
}

std::string title_of(std::string_view id) {
  std::string title(id);
  std::replace(title.begin(), title.end(), '_', ' ');
  if (!title.empty()) title[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(title[0])));
  return title;
}

std::string fibre_words(double angle_deg) {
  if (!std::isfinite(angle_deg) || angle_deg < 0.0) return "–";
  const std::string_view word = angle_deg < 30.0 ? "along" : angle_deg > 60.0 ? "across" : "oblique";
  return fmt::format("{} {:.0f}°", word, angle_deg);
}

}  // namespace palpate::session
