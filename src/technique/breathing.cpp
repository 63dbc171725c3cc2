#include "technique/breathing.h"

#include <array>
#include <cmath>

#include "technique/ease.h"

namespace palpate::technique {

const BreathKind* find_breath(std::string_view word) {
  static constexpr std::array<BreathKind, 2> kinds = {{{"quiet", 0.10f, 13.0}, {"deep", 0.35f, 6.0}}};
  for (const BreathKind& kind : kinds) {
    if (kind.word == word) return &kind;
  }
  return nullptr;
}

double breath_wave(double phase) {
  const double u = phase - std::floor(phase);
  return u < breath_turn ? minimum_jerk(u / breath_turn) : minimum_jerk((1.0 - u) / (1.0 - breath_turn));
}

}  // namespace palpate::technique
