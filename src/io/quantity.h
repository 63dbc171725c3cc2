#pragma once
// Numbers with units as people write them: "25 N", "15 cm/s", "80 /min", "35 %".

#include <span>
#include <string>
#include <string_view>

namespace palpate {

enum class UnitKind { none, force, length, speed, time, rate, temperature, percent, angle, area };

struct Unit {
  std::string_view word;  ///< as written: "cm/s"
  double factor = 1.0;    ///< to the base unit
};

/// Units of a kind, the usual one first; the base unit is N, mm, cm/s, s, Hz, degC, a fraction of one, deg, cm2. Empty
/// for none.
std::span<const Unit> units_of(UnitKind kind);
/// "a force", "a speed", …: for messages.
std::string_view noun_of(UnitKind kind);

/// Outcome of reading a quantity: `value` in the base unit, or what is wrong (`problem` not empty) with a stable code.
struct Quantity {
  double value = 0.0;
  std::string problem, code;
};
/// "NUMBER UNIT"; the space may be missing. A plain number without unit is wrong except for UnitKind::none.
Quantity parse_quantity(std::string_view text, UnitKind kind);

}  // namespace palpate
