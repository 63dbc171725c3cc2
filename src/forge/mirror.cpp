#include "forge/mirror.h"

#include <string>

namespace palpate::forge {
namespace {

std::string other_side(const std::string& name) {
  if (name.ends_with("_left")) return name.substr(0, name.size() - 5) + "_right";
  if (name.ends_with("_right")) return name.substr(0, name.size() - 6) + "_left";
  return name;
}

}  // namespace

std::vector<Strand> mirrored(std::vector<Strand> strands) {
  for (Strand& strand : strands) {
    for (Vec3& p : strand.fascicle.path) p.x = -p.x;
    strand.fascicle.origin = other_side(strand.fascicle.origin);
    strand.fascicle.insertion = other_side(strand.fascicle.insertion);
  }
  return strands;
}

}  // namespace palpate::forge
