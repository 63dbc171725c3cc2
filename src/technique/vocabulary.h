#pragma once
// The words of the scene language that are not anatomy: tools, guide lines, views, choices. One table each.

#include <span>
#include <string_view>
#include <vector>

#include "technique/state.h"

namespace palpate::technique {

/// A tool as it meets the skin. Areas: one hand; design estimates from the totals in the techniques table (both palms
/// 240 cm²).
struct Tool {
  std::string_view id;
  std::string_view name;
  float area_cm2 = 0.0f;  ///< footprint of one
  float aspect = 1.0f;    ///< length / width of the footprint, length along the stroke
  AreaShape shape = AreaShape::ellipse;
  bool laid = false;    ///< lies on the body without a hand
  bool joined = false;  ///< two hands act as one
  std::string_view doc;
};
std::span<const Tool> tools();
const Tool* find_tool(std::string_view id);

/// A line on the back that strokes may follow.
struct Guide {
  std::string_view id;
  float lateral_mm = 0.0f;  ///< distance from the midline over the skin; used where `landmarks` is empty
  std::vector<std::string_view>
      landmarks;  ///< without side: the line through their places, medial to lateral or caudal to cranial
  std::string_view doc;
};
std::span<const Guide> guides();
const Guide* find_guide(std::string_view id);

/// Ids of the named views; what each shows is render/views.h, and a test keeps the two equal.
std::span<const std::string_view> view_ids();

/// Lists of words a key may hold.
std::span<const std::string_view> families();
std::span<const std::string_view> heatmaps();
/// "none", "quiet", "deep".
std::span<const std::string_view> breathings();
std::span<const std::string_view> sections();
std::span<const std::string_view> client_positions();
std::span<const std::string_view> lubricants();
std::span<const std::string_view> poses();

/// Walton pressure level 1..5 from force and pressure: thresholds on the geometric mean of force (N) and mean pressure
/// (kPa), 6, 16, 45 and 90, so that a broad hand needs more force for a level than a thumb. Design estimate: the scale
/// itself is words.
int walton_level(float force_N, float pressure_kPa);
/// A force in the middle of a Walton level for a footprint of `area_cm2`; the inverse of walton_level. Design estimate.
float walton_force_N(int level, float area_cm2);

}  // namespace palpate::technique
