#pragma once
// The measured and chosen numbers that the forge builds from: "vertebra_l3.pedicle_width" -> 10.2 mm, with source and
// confidence. Read by io from assets/anatomy/figures/*.csv.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/math.h"

namespace palpate::anatomy {

struct Figure {
  float value = 0.0f;
  std::string unit;
  float lo = 0.0f, hi = 0.0f;  ///< allowed range; lo == hi: any
  std::string source;
  std::string confidence;  ///< "seen", "from memory", "design estimate"
  std::string file;
  int line = 0;
};

class Figures {
 public:
  /// Throws Error with file:line for a key that is there already or a value outside its range.
  void add(const std::string& key, const Figure& figure);
  /// Changes a value (--set); throws for an unknown key or a value outside its range.
  void set(const std::string& key, float value);

  const Figure* find(std::string_view key) const;
  /// Throws Error naming the key and the nearest one.
  float number(std::string_view key) const;
  /// "key.x", "key.y", "key.z".
  Vec3 point(std::string_view key) const;
  /// Names directly below a prefix, sorted: keys "hip_bone.crest_1.x" -> "crest_1" for "hip_bone".
  std::vector<std::string> names_under(std::string_view prefix) const;
  const std::map<std::string, Figure, std::less<>>& all() const { return figures_; }

 private:
  std::map<std::string, Figure, std::less<>> figures_;
};

}  // namespace palpate::anatomy
