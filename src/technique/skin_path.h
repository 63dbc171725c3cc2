#pragma once
// Places and lines of a lesson, found on a body's skin.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "anatomy/atlas.h"
#include "knowledge/library.h"
#include "technique/scene.h"
#include "technique/skin_surface.h"

namespace palpate::technique {

/// A line over the skin, sampled evenly by length.
struct SkinPath {
  std::vector<ChartPoint> points;
  float length_mm = 0.0f;
  /// The place `way_mm` from the start, clamped to the ends.
  ChartPoint at(double way_mm) const;
  /// Unit direction on the chart there, averaged over a hand's breadth.
  ChartPoint heading(double way_mm) const;
};

/// What a lesson's words find on one body.
struct Body {
  const anatomy::Atlas& atlas;
  const knowledge::Library& library;
  const SkinSurface& skin;
};

/// Sign on the chart: left +1, right -1, midline 0.
float sign_of(anatomy::Side side);

/// The place on the skin for one side of the body (midline: the name must not need a side); nullopt where the atlas
/// lacks it.
std::optional<ChartPoint> find_place(const Place& place, anatomy::Side side, const Body& body);
/// The line, or nullopt where a place or a landmark of its guide is missing. A path of one point has length 0.
std::optional<SkinPath> find_path(const PathSpec& spec, anatomy::Side side, const Body& body);
/// The line through the given chart points, resampled evenly.
SkinPath make_path(const std::vector<ChartPoint>& corners, const SkinSurface& skin);

}  // namespace palpate::technique
