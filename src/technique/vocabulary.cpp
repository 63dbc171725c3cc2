#include "technique/vocabulary.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace palpate::technique {
namespace {

using S = AreaShape;

constexpr std::array<Tool, 20> tool_table{{
    {"palms", "flat hands", 120.0f, 2.0f, S::ellipse, false, false, "flat hands, one each side"},
    {"palm", "one palm, flat", 120.0f, 2.0f, S::ellipse, false, false, "one flat hand"},
    {"reinforced_palm", "reinforced palm", 150.0f, 1.5f, S::ellipse, false, true, "one flat hand, the other on top"},
    {"crossed_palms", "crossed palms", 60.0f, 1.2f, S::ellipse, false, false, "heels of the hands, arms crossed"},
    {"heel_of_hand", "heel of the hand", 25.0f, 0.75f, S::ellipse, false, false, "thenar and hypothenar"},
    {"whole_hand", "whole hand, grasping", 60.0f, 1.3f, S::ellipse, false, false,
     "thenar against the fingers, lifting tissue between"},
    {"fingers", "flat fingers", 20.0f, 1.8f, S::ellipse, false, false, "pads of four fingers"},
    {"fingertips", "fingertips", 5.0f, 1.5f, S::ellipse, false, false, "two or three fingertips side by side"},
    {"thumb", "thumb pulp", 3.0f, 1.2f, S::ellipse, false, false, "pulp of one thumb"},
    {"thumbs", "both thumbs", 6.0f, 1.6f, S::ellipse, false, true, "thumbs side by side or one on the other"},
    {"thumb_and_fingers", "thumb and fingers, lifting a fold", 8.0f, 0.6f, S::ellipse, false, false,
     "a fold between thumb and fingers"},
    {"knuckles", "knuckles", 12.0f, 0.5f, S::ellipse, false, false, "backs of the middle phalanges"},
    {"fist", "soft fist", 35.0f, 1.2f, S::ellipse, false, false, "loose closed fist"},
    {"forearm", "forearm", 60.0f, 0.32f, S::ellipse, false, false, "fleshy ulnar side of the forearm"},
    {"elbow", "elbow", 4.0f, 1.0f, S::disc, false, false, "olecranon, arm bent"},
    {"ulnar_edge", "ulnar edge of the hand", 20.0f, 4.0f, S::ellipse, false, false, "little-finger side, loose wrist"},
    {"cupped_hand", "cupped hand", 40.0f, 1.2f, S::disc, false, false, "hollow hand, rim in contact"},
    {"warm_stone", "warm stone", 40.0f, 1.4f, S::ellipse, false, false, "smooth basalt held in the hand, with oil"},
    {"hot_towel", "hot towel", 600.0f, 1.5f, S::rectangle, true, false, "moist towel laid on the back"},
    {"heat_pack", "heat pack", 750.0f, 1.5f, S::rectangle, true, false, "moist pack in its towel layers"},
}};

const std::vector<Guide>& guide_table() {
  static const std::vector<Guide> table{
      {"midline", 0.0f, {}, "over the spinous processes"},
      {"laminar_groove", 18.0f, {}, "between spinous processes and erector spinae, over multifidus"},
      {"paraspinal_line", 38.0f, {}, "along the bulk of erector spinae"},
      {"erector_lateral_border", 68.0f, {}, "where erector spinae falls off to the side, over quadratus lumborum"},
      {"flank_line", 105.0f, {}, "down the side of the waist"},
      {"iliac_crest",
       0.0f,
       {"psis", "iliac_crest_top"},
       "along the upper edge of the hip bone, from the dimple outwards"},
      {"sacral_border", 0.0f, {"psis", "sacral_apex"}, "down the edge of the sacrum"},
      {"gluteal_line", 0.0f, {"psis", "greater_trochanter"}, "from the dimple to the outer hip, over gluteus maximus"},
  };
  return table;
}

constexpr std::array<std::string_view, 20> view_table{{"posterior",
                                                       "anterior",
                                                       "left",
                                                       "right",
                                                       "superior",
                                                       "inferior",
                                                       "oblique_posterior_left",
                                                       "oblique_posterior_right",
                                                       "oblique_anterior_left",
                                                       "oblique_anterior_right",
                                                       "lumbar_close",
                                                       "lumbar_left",
                                                       "lumbar_right",
                                                       "gluteal",
                                                       "gluteal_left",
                                                       "gluteal_right",
                                                       "thoracolumbar",
                                                       "sacral",
                                                       "table_left",
                                                       "table_right"}};

constexpr std::array<std::string_view, 9> family_table{
    "swedish", "deep tissue", "trigger point", "myofascial release", "acupressure",
    "heat",    "stretching",  "mobility",      "combined sessions"};
constexpr std::array<std::string_view, 3> breathing_table = {"none", "quiet", "deep"};
constexpr std::array<std::string_view, 6> heatmap_table{"none",        "tension",  "perfusion",
                                                        "temperature", "pressure", "stretch"};
constexpr std::array<std::string_view, 7> section_table{
    "none", "across the hand", "along the stroke", "axial", "sagittal", "coronal", "free"};
constexpr std::array<std::string_view, 7> client_table{"prone",    "supine",   "side-lying", "seated",
                                                       "standing", "kneeling", "quadruped"};
constexpr std::array<std::string_view, 4> lubricant_table{"none", "little oil", "oil", "lotion"};
constexpr std::array<std::string_view, 12> pose_table{"knee_to_chest",     "double_knee_to_chest",
                                                      "childs_pose",       "cat_cow",
                                                      "pelvic_tilt",       "press_up",
                                                      "rotation",          "side_bend",
                                                      "figure_four",       "hip_flexor_stretch",
                                                      "contract_relax_ql", "contract_relax_hamstrings"};

template <class Table>
auto* find_in(Table&& table, std::string_view id) {
  const auto found = std::find_if(std::begin(table), std::end(table), [&](const auto& row) { return row.id == id; });
  return found == std::end(table) ? nullptr : &*found;
}

// Geometric means of force and pressure where one Walton level ends and the next begins, and a middle of each level.
constexpr std::array<float, 4> walton_limits{6.0f, 16.0f, 45.0f, 90.0f};
constexpr std::array<float, 5> walton_middles{4.0f, 10.0f, 27.0f, 64.0f, 110.0f};

}  // namespace

std::span<const Tool> tools() {
  return tool_table;
}
const Tool* find_tool(std::string_view id) {
  return find_in(tool_table, id);
}
std::span<const Guide> guides() {
  return guide_table();
}
const Guide* find_guide(std::string_view id) {
  return find_in(guide_table(), id);
}
std::span<const std::string_view> view_ids() {
  return view_table;
}

std::span<const std::string_view> families() {
  return family_table;
}
std::span<const std::string_view> heatmaps() {
  return heatmap_table;
}
std::span<const std::string_view> breathings() {
  return breathing_table;
}
std::span<const std::string_view> sections() {
  return section_table;
}
std::span<const std::string_view> client_positions() {
  return client_table;
}
std::span<const std::string_view> lubricants() {
  return lubricant_table;
}
std::span<const std::string_view> poses() {
  return pose_table;
}

int walton_level(float force_N, float pressure_kPa) {
  if (force_N <= 0.0f || pressure_kPa <= 0.0f) return 0;
  const float mean = std::sqrt(force_N * pressure_kPa);
  int level = 1;
  for (const float limit : walton_limits) level += mean >= limit ? 1 : 0;
  return level;
}

float walton_force_N(int level, float area_cm2) {
  if (level < 1 || level > 5 || area_cm2 <= 0.0f) return 0.0f;
  return walton_middles[static_cast<size_t>(level - 1)] * std::sqrt(area_cm2 / 10.0f);  // kPa = 10 N/cm²
}

}  // namespace palpate::technique
