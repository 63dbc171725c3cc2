#pragma once
// Where every fascicle of the deep back runs, before any of it has flesh: one plan a side, so that each muscle knows
// its neighbours and no two claim one place.

#include "forge/course.h"
#include "forge/erector_mass.h"

namespace palpate::forge {

using Strands = std::vector<Strand>;

void plan_erector(Strands& plan, const BackSites& sites, const ErectorMass& mass);
void plan_spinalis(Strands& plan, const BackSites& sites, const ErectorMass& mass);
void plan_multifidus(Strands& plan, const BackSites& sites, const ErectorMass& mass);
void plan_short(Strands& plan, const BackSites& sites);

/// "back_plan_left": the hidden recipe that holds them.
inline std::string back_plan(bool left) {
  return "back_plan" + end_of(left);
}
/// Numbers of a slip, from slips.csv, with the small difference between the sides worked in.
struct SlipFigures {
  std::string name;
  float across, across_low;  ///< share of its column's breadth, at its upper and lower end
  float depth, depth_low;    ///< share of the mass's depth
  float girth;               ///< mm
};
std::vector<SlipFigures> slips_of(const BackSites& sites, const std::string& muscle);

/// Base ids of the muscles of the plan.
const std::vector<std::string>& back_muscles();

}  // namespace palpate::forge
