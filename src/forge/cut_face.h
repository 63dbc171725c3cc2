#pragma once
// Flat, clean cuts through what the picture's border ends: the skin closed by a face that shows what was cut, the fat
// by a ring.

#include <functional>
#include <vector>

#include "forge/volume.h"

namespace palpate::forge {

/// What is left of a closed mesh between two heights. Both ends are open; corners near a cut are moved onto it, so that
/// no slivers arise.
anatomy::Mesh between_heights(const anatomy::Mesh& mesh, float bottom, float top);

/// What is drawn on the face that closes a skin where the picture cuts the body: from the rim inwards skin, fat, flesh
/// and one bone with its marrow. The vertices' tendon tells which (see shaders/tissue.glsl).
struct CutFace {
  float rim = 2.0f, bevel = 0.5f;  ///< breadth of the skin's cut edge, and of the slope at its outer side, mm
  struct Bone {
    Vec3 at;                   ///< its middle, in the cut
    float wide, deep, marrow;  ///< half its breadth and depth, mm; share of them that is marrow
    bool cavity;               ///< the flesh round it is darker within the wall: what the chest holds
  };
  std::vector<Bone> bones;                            ///< each opening takes the nearest
  std::function<bool(const Vec3& at)> within_fascia;  ///< where the fat has ended
  float wall = 26.0f;                                 ///< breadth of the body's wall within the fat, mm
};

/// Closes the ends of a skin that between_heights() opened; `form` gives the rest its normals.
void close_with_face(anatomy::Mesh& mesh, const CutFace& face, const Volume& form);

/// Closes the ends of a shell that between_heights() opened: each outer outline is joined to the inner one
/// within it.
void close_with_rings(anatomy::Mesh& mesh, const Volume& form);

}  // namespace palpate::forge
