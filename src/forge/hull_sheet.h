#pragma once
// Broad muscles and fasciae as sheets under the body's fascia: a net of points is laid on that surface and sunk to a
// depth, so neighbours keep their order and every vertex knows its fibre.

#include <functional>

#include "anatomy/ray_index.h"
#include "forge/recipe.h"

namespace palpate::forge {

/// What a sheet must stay clear of.
struct Obstacles {
  std::vector<anatomy::RayIndex> above;     ///< meshes that lie nearer the skin: the sheet begins below them
  std::vector<anatomy::RayIndex> below;     ///< bones and deeper muscles: the sheet ends above them
  std::vector<Volume> solids;               ///< those of both that have a volume: no vertex is left inside them
  std::vector<anatomy::RayIndex> from, to;  ///< what the two ends hold to: they are drawn to what lies within reach
  float gap = 0.7f;                         ///< mm kept free
};

/// Rows of points from origin to insertion, two or more in each; row after row across the fibres.
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
  float strand = 0.0f, strand_relief = 0.0f;          ///< finer strands, tendon included: mean distance and depth, mm
  std::function<float(const Vec3& on_form)> weave;    ///< further relief, mm deep: fibres that cross below
  float teeth_origin = 0.0f, teeth_insertion = 0.0f;  ///< how far the ends are toothed, mm
  float digits = 0.0f;            ///< how far the origin draws back between the net's rows: digitations, mm
  float digits_last = 1.0f;       ///< share of the rows that have them
  float digits_insertion = 0.0f;  ///< the same at the insertion, mm: flat digits told apart by narrow gaps
  float fray = 0.0f;              ///< how far belly and tendon interlock, mm
  std::function<float(float u, float v)> settle;  ///< 0 under the form .. 1 down on what lies below
  std::function<float(float u, float v)> reach;   ///< the same for the under side alone: a deep end
  float settle_within = 60.0f;                    ///< how deep below the form the sheet may settle, mm
  float border = 0.0f;                            ///< width over which the side borders thin out, mm
  float edge = 0.3f;                              ///< what is left of the thickness there, mm
  int fascicles = 12;
  float draw_first = 15.0f, draw_last = 15.0f;  ///< how far the ends may be drawn to what they hold to, mm
  float above_within = 62.0f;                   ///< how deep below the form what lies above is looked for, mm
  int widen_above = 0;  ///< knots by which what lies above is widened: narrow bones that rays may miss
  int even_out = 5;     ///< rounds that spread the steps of what lies above and below
  float least = 0.5f;   ///< thinnest the sheet may become, mm
  float lift = 40.0f;   ///< how far net points may lie from the fascia form, mm
  uint32_t seed = 1;
  float crop_top = 1e6f, crop_bottom = -1e6f;  ///< heights at which the sheet is cut off, mm
};

/// The middle line of a fascicle, half-way between the two sides of its sheet, from the sheet's first end to its last.
struct SheetCourse {
  std::vector<Vec3> points;                   ///< mm
  Vec3 first_faces[2], last_faces[2];         ///< its ends on the upper and the under side
  float first_half = 0.0f, last_half = 0.0f;  ///< half of the fascicle's breadth at its ends, mm
};

/// The closed mesh of a sheet, with fibres, along, tendon, fascicle and depth. The under side has half as many vertices
/// each way. `courses` receives one course a fascicle.
anatomy::Mesh sheet_under(const Volume& form, const SheetNet& net, const SheetStyle& style,
                          const Obstacles& obstacles = {}, std::vector<SheetCourse>* courses = nullptr);

/// Nearest point of the form's surface to p.
Vec3 on_form(const Volume& form, const Vec3& p);

/// The same net on the other side of the body.
SheetNet mirrored(SheetNet net);

}  // namespace palpate::forge
