#include "io/quantity.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <vector>

#include "core/text.h"

namespace palpate {
namespace {

constexpr std::array<Unit, 1> force{{{"N", 1.0}}};
constexpr std::array<Unit, 2> length{{{"cm", 10.0}, {"mm", 1.0}}};
constexpr std::array<Unit, 2> speed{{{"cm/s", 1.0}, {"mm/s", 0.1}}};
constexpr std::array<Unit, 2> time_units{{{"s", 1.0}, {"min", 60.0}}};
constexpr std::array<Unit, 2> rate{{{"/min", 1.0 / 60.0}, {"Hz", 1.0}}};
constexpr std::array<Unit, 2> temperature{{{"degC", 1.0}, {"°C", 1.0}}};
constexpr std::array<Unit, 1> percent{{{"%", 0.01}}};
constexpr std::array<Unit, 2> angle{{{"deg", 1.0}, {"°", 1.0}}};
constexpr std::array<Unit, 2> area{{{"cm2", 1.0}, {"cm²", 1.0}}};

std::string usable(UnitKind kind) {
  std::vector<std::string_view> words;
  for (const Unit& unit : units_of(kind)) words.push_back(unit.word);
  return fmt::format("{}", fmt::join(words, " or "));
}

}  // namespace

std::span<const Unit> units_of(UnitKind kind) {
  switch (kind) {
    case UnitKind::force:
      return force;
    case UnitKind::length:
      return length;
    case UnitKind::speed:
      return speed;
    case UnitKind::time:
      return time_units;
    case UnitKind::rate:
      return rate;
    case UnitKind::temperature:
      return temperature;
    case UnitKind::percent:
      return percent;
    case UnitKind::angle:
      return angle;
    case UnitKind::area:
      return area;
    case UnitKind::none:
      break;
  }
  return {};
}

std::string_view noun_of(UnitKind kind) {
  switch (kind) {
    case UnitKind::force:
      return "a force";
    case UnitKind::length:
      return "a length";
    case UnitKind::speed:
      return "a speed";
    case UnitKind::time:
      return "a time";
    case UnitKind::rate:
      return "a rate";
    case UnitKind::temperature:
      return "a temperature";
    case UnitKind::percent:
      return "a share";
    case UnitKind::angle:
      return "an angle";
    case UnitKind::area:
      return "an area";
    case UnitKind::none:
      break;
  }
  return "a number";
}

Quantity parse_quantity(std::string_view text, UnitKind kind) {
  text = trim(text);
  Quantity result;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), result.value);
  if (failed != std::errc() || !std::isfinite(result.value)) {
    result.problem = kind == UnitKind::none ? fmt::format("'{}' is not a number", text)
                                            : fmt::format("'{}' is not {}: write a number and its unit ({})", text,
                                                          noun_of(kind), usable(kind));
    result.code = "bad-number";
    return result;
  }
  const std::string_view word = trim(text.substr(static_cast<size_t>(end - text.data())));
  if (kind == UnitKind::none) {
    if (!word.empty())
      result.problem = fmt::format("'{}': a plain number is wanted here, without '{}'", text, word),
      result.code = "wrong-unit";
    return result;
  }
  for (const Unit& unit : units_of(kind)) {
    if (unit.word != word) continue;
    result.value *= unit.factor;
    return result;
  }
  result.problem = word.empty()
                       ? fmt::format("'{}' lacks its unit: {} is given in {}", text, noun_of(kind), usable(kind))
                       : fmt::format("'{}' is not a unit of {}: use {}", word, noun_of(kind), usable(kind));
  result.code = word.empty() ? "missing-unit" : "wrong-unit";
  return result;
}

}  // namespace palpate
