#pragma once
// A number that changes smoothly with height.

#include <utility>
#include <vector>

namespace palpate::forge {

/// Piecewise cubic through (at, value) knots without overshoot (Fritsch and Carlson 1980); constant beyond the ends.
class Profile {
 public:
  Profile() = default;
  /// Knots in any order; no two at the same place.
  explicit Profile(std::vector<std::pair<float, float>> knots);
  float operator()(float at) const;

 private:
  std::vector<std::pair<float, float>> knots_;
  std::vector<float> slopes_;
};

}  // namespace palpate::forge
