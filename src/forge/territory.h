#pragma once
// Flesh for fascicles, and the engine that keeps tissues apart: every place of a muscle's room belongs to the fascicle
// it is nearest to, so that neighbours meet in the plane half-way between them and never overlap.

#include <functional>

#include "forge/recipe.h"
#include "forge/strand.h"

namespace palpate::forge {

/// How a fascicle of the plan stands up to its neighbours.
struct Standing {
  float claim = 0.0f;         ///< mm by which it counts as nearer
  float at_origin = 8.0f;     ///< and as nearer again where it springs from its bone
  float at_insertion = 8.0f;  ///< and where it inserts
  bool slim = true;           ///< there its flesh keeps to its girth; or it fills its room up to the bone
  float apart = 1.0f;         ///< share of the gap that is left free towards it
};

struct Territory {
  std::string muscle;                      ///< id without side: its strands swell, all others hold it back
  std::function<float(const Vec3&)> room;  ///< distance to the room that bellies may fill; none: only as far as `fill`
  std::function<float(const Vec3&)> lid;   ///< distance to what nothing of the muscle leaves, tendons included; or none
  float fill = 3.0f;                       ///< how far beyond their girth bellies swell where there is room, mm
  float blend = 3.0f;                      ///< softness between bundles of one muscle, mm
  float groove = 0.9f;                     ///< depth of the furrow between bundles, mm
  float gap = 0.6f;                        ///< left free towards other muscles, mm
  float seam = 0.8f;                       ///< rounding of the edge there, mm
  float bone_gap = 0.5f;                   ///< and towards bone
  float voxel = 1.2f;
  float adaptivity = 0.03f;
  float least_piece = 150.0f;  ///< crumbs of less surface are dropped, mm2
  float tendon_fill = 0.0f;    ///< share of `fill` that is kept where the nearest fascicle is tendon
  uint32_t seed = 1;
  std::vector<Standing> standing;  ///< by strand of the index; empty: all alike
  /// By strand, place and belly (1) or tendon (0): how far that strand's muscle swells there (to leave no fat where a
  /// neighbour has no use of it); none: as far as this one.
  std::function<float(uint32_t strand, const Vec3&, float belly)> rival_fill;
  std::vector<std::string> clear_of;  ///< inputs that are cut away
};

/// The muscle among `all`, with its fibres and fascicles. Throws Error when nothing is left.
Piece fill_territory(const Bench& bench, const StrandIndex& all, const Territory& territory,
                     const std::string& provenance);

/// Box round the strands of a muscle, grown by what they may swell.
Box3 box_of(const std::vector<Strand>& strands, const std::string& muscle, float by);

/// Gives `mesh` fibres, along, tendon, fascicle and depth from its own strands; where fascicles meet, triangles are cut
/// and vertices doubled. `back`: outward direction of the skin, for depth.
void lay_strands(anatomy::Mesh& mesh, const StrandIndex& own, const Vec3& back = Vec3(0, 0, -1));

}  // namespace palpate::forge
