#pragma once
// Broad muscles and fasciae as sheets under the body's fascia: a net of points is laid on that surface and sunk to a
// depth, so neighbours keep their order and every vertex knows its fibre.

#include <functional>

#include "anatomy/ray_index.h"
#include "forge/recipe.h"

namespace palpate::forge {

/// What a sheet must stay clear of.
struct Obstacles {
  std::vector<anatomy::RayIndex> above;  ///< meshes that lie nearer the skin: the sheet begins below them
  std::vector<anatomy::RayIndex> below;  ///< bones and deeper muscles: the sheet ends above them
  float gap = 0.7f;                      ///< mm kept free
};

/// Rows of points from origin to insertion, all rows equally long; row after row across the fibres.
struct SheetNet {
  std::vector<std::vector<Vec3>> rows;
};

struct SheetStyle {
  std::function<float(float u, float v)> top;         ///< depth of the upper surface below the fascia form, mm
  std::function<float(float u, float v)> thickness;   ///< mm
  std::function<float(float u, float v)> tendon;      ///< 0 belly .. 1 tendon
  float spacing_along = 3.0f, spacing_across = 2.2f;  ///< mm between vertices
  float groove = 0.45f;                               ///< depth of the furrows between bundles, mm
  float bundle = 7.0f;                                ///< their mean distance, mm
  float teeth_origin = 0.0f, teeth_insertion = 0.0f;  ///< how far the ends are toothed, mm
  int fascicles = 12;
  float least = 0.5f;         ///< thinnest the sheet may become, mm
  float lift = 40.0f;         ///< how far net points may lie from the fascia form, mm
  bool smooth_limits = true;  ///< spread the obstacles' steps
  uint32_t seed = 1;
  float crop_top = 1e6f, crop_bottom = -1e6f;  ///< heights beyond which the sheet is flattened away, mm
};

/// The closed mesh of a sheet, with fibres, along, tendon, fascicle and depth.
anatomy::Mesh sheet_under(const Volume& form, const SheetNet& net, const SheetStyle& style,
                          const Obstacles& obstacles = {});

/// Nearest point of the form's surface to p.
Vec3 on_form(const Volume& form, const Vec3& p);

/// The same net on the other side of the body.
SheetNet mirrored(SheetNet net);

}  // namespace palpate::forge
