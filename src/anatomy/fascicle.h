#pragma once
// A bundle of fibres and the two bones it joins: what muscles are measured, drawn along and moved by.

#include <string>
#include <vector>

#include "core/math.h"

namespace palpate::anatomy {

/// One fascicle, rest pose, body frame. The first point of `path` lies on `origin`, the last on `insertion`. The patch
/// on a bone is all of its surface within the radius of that end. An end that leaves the picture is `cut`: its last
/// point lies at the border of the picture, and the bone named is the nearest of the atlas in that direction.
struct Fascicle {
  std::string origin, insertion;                              ///< ids of structures, bones as a rule
  std::vector<Vec3> path;                                     ///< mm, from origin to insertion, at least two points
  float origin_radius_mm = 3.0f, insertion_radius_mm = 3.0f;  ///< of the patches
  bool origin_cut = false, insertion_cut = false;

  float length_mm() const {
    float sum = 0.0f;
    for (size_t i = 0; i + 1 < path.size(); ++i) sum += glm::length(path[i + 1] - path[i]);
    return sum;
  }
};

}  // namespace palpate::anatomy
