#pragma once
// From two holds on bone and a few places between them to a strand.

#include "forge/back_sites.h"
#include "forge/strand.h"

namespace palpate::forge {

/// How a fascicle runs and swells. Shares count along the path from origin to insertion.
struct Course {
  std::string muscle;  ///< id without side
  Hold from, to;
  std::vector<Vec3> via;
  float girth = 5.0f;                      ///< radius of the belly, mm
  float tip_from = 1.5f, tip_to = 1.5f;    ///< radius at the ends, mm
  float full_from = 0.3f, full_to = 0.7f;  ///< shares between which the belly has its whole girth
  float tendon_origin = 0.1f, tendon_insertion = 0.15f;
  bool from_cut = false, to_cut = false;
  float step = 11.0f;  ///< about so many mm between the points of the path
};
Strand laid(const Course& course);

/// Moves the inner points of a path out of the bones it would run through or skim, so that there is room for its girth;
/// near the ends the path is given more points. Where it begins and ends it keeps its place.
void keep_out_of(Strand& strand, const std::vector<const Volume*>& bones);

}  // namespace palpate::forge
