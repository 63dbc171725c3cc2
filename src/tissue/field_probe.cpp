#include "tissue/field_probe.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include "tissue/answer.h"

namespace palpate::tissue {
namespace {

using anatomy::Tissue;

constexpr double tension_display_scale = 4.0;  // a twentieth would not be seen on a map
constexpr double closing_kPa = 8.0;            // pressure that halves the flow through small vessels: design estimate

constexpr std::array<std::pair<FieldKind, std::string_view>, 5> kind_names{{{FieldKind::tension, "tension"},
                                                                            {FieldKind::perfusion, "perfusion"},
                                                                            {FieldKind::temperature, "temperature"},
                                                                            {FieldKind::pressure, "pressure"},
                                                                            {FieldKind::stretch, "stretch"}}};

/// Depths that warming is tabled at, mm.
constexpr std::array<float, 14> warm_depths{0.3f,  1.2f,  2.2f,  4.0f,  6.0f,  9.0f,  12.0f,
                                            16.0f, 20.0f, 25.0f, 31.0f, 38.0f, 46.0f, 56.0f};

/// Temperature at a depth, between the middles of the cells.
double profile_at(const HeatGrid& grid, const float* T, float depth) {
  const auto& centre = grid.centre_mm;
  const auto above = std::upper_bound(centre.begin(), centre.end(), double{depth});
  if (above == centre.begin()) return double{T[0]};
  const auto i = static_cast<size_t>(above - centre.begin());
  if (i >= centre.size()) return double{T[centre.size() - 1]};
  const double t = (double{depth} - centre[i - 1]) / (centre[i] - centre[i - 1]);
  return (1.0 - t) * double{T[i - 1]} + t * double{T[i]};
}

/// Next of 1, 2, 5, 10, 20, 50, … above a value.
double round_up(double value) {
  double step = 1.0;
  for (;;) {
    for (const double m : {1.0, 2.0, 5.0}) {
      if (value <= m * step) return m * step;
    }
    step *= 10.0;
  }
}

}  // namespace

std::string_view to_string(FieldKind kind) {
  for (const auto& [own, name] : kind_names) {
    if (own == kind) return name;
  }
  return "stretch";
}

std::optional<FieldKind> field_kind_from(std::string_view wanted) {
  for (const auto& [kind, name] : kind_names) {
    if (name == wanted) return kind;
  }
  return std::nullopt;
}

const std::vector<FieldKind>& field_kinds() {
  static const std::vector<FieldKind> kinds{FieldKind::tension, FieldKind::perfusion, FieldKind::temperature,
                                            FieldKind::pressure, FieldKind::stretch};
  return kinds;
}

FieldProbe::FieldProbe(const BodyIndex& body, const History& history, const technique::State& state,
                       const knowledge::Library& library, const Settings& settings, std::span<const PatchLoad> patches,
                       std::shared_ptr<const Moment> known)
    : body_(body),
      history_(history),
      state_(state),
      technique_(library.technique(state.technique)),
      properties_(make_properties(library)),
      moment_(known ? std::move(known) : std::make_shared<const Moment>(history.at(double{state.time_s}))) {
  for (size_t i = 0; i < state.contacts.size(); ++i) {
    const technique::Contact& c = state.contacts[i];
    if (c.pressure_kPa <= 0.0f || c.lift_mm > 0.0f) continue;
    const Stack stack = stack_under(body, c, properties_, settings);
    Press press{c, 10.0 * std::sqrt(std::max(double{c.area_cm2}, 0.01) / std::numbers::pi), 1e6, stack.peak_kPa};
    if (stack.base_mm > 0.0) press.base_mm = stack.base_mm;
    for (const PatchLoad& patch : patches)
      if (patch.contact == i && !patch.places_mm.empty()) press.patch = &patch;
    presses_.push_back(press);
  }
}

bool FieldProbe::has(FieldKind kind, size_t structure) const {
  const Tissue t = body_.atlas().structures[structure].info.tissue;
  const bool soft =
      t == Tissue::skin || t == Tissue::fat || t == Tissue::fascia || t == Tissue::muscle || t == Tissue::tendon;
  switch (kind) {
    case FieldKind::tension:
      return t == Tissue::muscle || history_.start_tension()[structure] > 0.0f;
    case FieldKind::perfusion:
      return t == Tissue::skin || t == Tissue::muscle;
    case FieldKind::temperature:
      return soft;
    case FieldKind::pressure:
      return soft || t == Tissue::ligament || t == Tissue::nerve;
    default:
      return false;
  }
}

FieldProbe::Around FieldProbe::around(const Vec3& place) const {
  const GridPlan& plan = history_.grid();
  Around a;
  if (plan.columns < 1) return a;
  const Vec2 at = (Vec2(place) - plan.origin_mm) / plan.cell_mm;
  const float fx = std::floor(at.x), fy = std::floor(at.y);
  float z = 0.0f, fat = 0.0f, sum = 0.0f;
  for (int k = 0; k < 4; ++k) {
    const int x = static_cast<int>(fx) + (k & 1), y = static_cast<int>(fy) + (k >> 1);
    if (x < 0 || y < 0 || x >= plan.columns || y >= plan.rows) continue;
    const auto cell = static_cast<size_t>(y * plan.columns + x);
    const float w = (k & 1 ? at.x - fx : 1.0f - at.x + fx) * (k >> 1 ? at.y - fy : 1.0f - at.y + fy);
    a.slot[k] = plan.slot[cell], a.weight[k] = w;
    if (std::isnan(plan.skin_z[cell])) continue;
    z += w * plan.skin_z[cell], fat += w * plan.fat_mm[cell], sum += w;
  }
  if (sum <= 0.0f) return a;
  a.on_grid = true, a.skin_z = z / sum, a.fat_mm = fat / sum;
  return a;
}

float FieldProbe::with_fat_of_settings(const Around& a, float depth) const {
  const auto skin = static_cast<float>(properties_.skin_mm);
  const float factor = history_.grid().fat_factor, fat = a.fat_mm / std::max(factor, 0.01f);
  return depth + (factor - 1.0f) * std::clamp(depth - skin, 0.0f, fat);
}

double FieldProbe::by_depth(const Around& a, const std::vector<float>& values, float depth, float otherwise) const {
  int k = 0;
  while (k + 2 < work_depths && depth > work_depth_mm[k + 1]) ++k;
  const float t = std::clamp((depth - work_depth_mm[k]) / (work_depth_mm[k + 1] - work_depth_mm[k]), 0.0f, 1.0f);
  double sum = 0.0, weight = 0.0;
  for (int i = 0; i < 4; ++i) {
    weight += double{a.weight[i]};
    if (a.slot[i] < 0) {
      sum += double{a.weight[i] * otherwise};
      continue;
    }
    const float* v = &values[static_cast<size_t>(a.slot[i] * work_depths + k)];
    sum += double{a.weight[i] * ((1.0f - t) * v[0] + t * v[1])};
  }
  return weight > 0.0 ? sum / weight : double{otherwise};
}

double FieldProbe::tension(size_t structure, const Vec3& skin_place, float depth, double scale) const {
  const double start = history_.start_tension()[structure];
  const Around a = around(skin_place);
  const double relief = a.on_grid ? by_depth(a, moment_->relief, depth, 0.0f) : 0.0;
  return start * std::max(0.0, 1.0 - scale * relief);
}

void FieldProbe::find_warming() const {
  const size_t slots = history_.grid().active.size();
  warming_.resize(slots * warm_depths.size());
  for (size_t slot = 0; slot < slots; ++slot) {
    const HeatGrid& grid = history_.heat_grid_of(slot);
    const float* now = &moment_->temperature_C[slot * grid.centre_mm.size()];
    const float* rest = history_.rest_temperature(slot).data();
    for (size_t k = 0; k < warm_depths.size(); ++k) {
      warming_[slot * warm_depths.size() + k] =
          static_cast<float>(profile_at(grid, now, warm_depths[k]) - profile_at(grid, rest, warm_depths[k]));
    }
  }
}

// `depth`: under the nearest skin, which the blood and the air hold at rest; `worked`: under the skin that is worked
// on.
double FieldProbe::warmth(const Around& a, float depth, float worked) const {
  std::call_once(warmed_, [this] { find_warming(); });
  // Away from the work every column is at rest, by its own thickness of fat.
  const float less = std::floor(a.fat_mm), share = a.fat_mm - less;  // columns are kept by whole millimetres of fat
  const auto rest = [&](float fat) {
    return profile_at(history_.grid_for_fat(fat), history_.rest_for_fat(fat).data(), depth);
  };
  const double sum = (1.0 - double{share}) * rest(less) + double{share} * rest(less + 1.0f);
  size_t k = 0;
  while (k + 2 < warm_depths.size() && worked > warm_depths[k + 1]) ++k;
  const float t = std::clamp((worked - warm_depths[k]) / (warm_depths[k + 1] - warm_depths[k]), 0.0f, 1.0f);
  double weight = 0.0, change = 0.0;
  for (int i = 0; i < 4; ++i) {
    weight += double{a.weight[i]};
    if (a.slot[i] < 0) continue;
    const float* w = &warming_[static_cast<size_t>(a.slot[i]) * warm_depths.size() + k];
    change += double{a.weight[i] * ((1.0f - t) * w[0] + t * w[1])};
  }
  return weight > 0.0 ? sum + change / weight : sum;
}

double FieldProbe::pressure(const Vec3& place, float fat_mm) const {
  double strongest = 0.0;
  const float factor = history_.grid().fat_factor, fat = fat_mm / std::max(factor, 0.01f);
  const auto skin = static_cast<float>(properties_.skin_mm);
  for (const Press& press : presses_) {
    const technique::Contact& c = press.contact;
    const Vec3 from = place - c.position_mm;
    float h = -glm::dot(from, c.normal);
    if (h < -40.0f || h > 120.0f) continue;
    h = std::max(0.0f, h);
    const double depth = h + (factor - 1.0f) * std::clamp(h - skin, 0.0f, fat);
    const double r = std::hypot(glm::dot(from, c.direction) / std::max(c.half_length_mm, 1.0f),
                                glm::dot(from, glm::cross(c.normal, c.direction)) / std::max(c.half_width_mm, 1.0f));
    const double share = stress_share(depth, press.radius_mm, press.base_mm);
    if (press.patch) {
      // Bone below holds the stress together as it does under the footprint.
      const double free = stress_share(depth, press.radius_mm, 1e6);
      const Vec3 at = place - static_cast<float>(depth - double{h}) * c.normal;
      strongest = std::max(strongest, patch_stress_kPa(*press.patch, at) * share / std::max(free, 1e-3));
      continue;
    }
    strongest = std::max(strongest, press.peak_kPa * share * lateral_share(r, share));
  }
  return strongest;
}

double FieldProbe::blanching(double stress) const {
  return 1.0 / (1.0 + (stress / closing_kPa) * (stress / closing_kPa));
}

double FieldProbe::value(FieldKind kind, size_t structure, const Vec3& place, double scale,
                         std::optional<float> known_depth) const {
  // A flank is steep: straight in from the back is further than it is deep. The belly's skin lies behind all that.
  constexpr float behind_mm = 65.0f;
  const Around a = around(place);
  const float straight = std::max(0.0f, place.z - a.skin_z);
  const float depth_at_rest = with_fat_of_settings(a, known_depth.value_or(straight));
  const float depth = straight > behind_mm ? with_fat_of_settings(a, straight) : depth_at_rest;
  switch (kind) {
    case FieldKind::tension: {
      const double relief = a.on_grid ? by_depth(a, moment_->relief, depth, 0.0f) : 0.0;
      return double{history_.start_tension()[structure]} * std::max(0.0, 1.0 - scale * relief);
    }
    case FieldKind::perfusion: {
      const double open = blanching(pressure(place, a.fat_mm));
      if (body_.atlas().structures[structure].info.tissue == Tissue::muscle) {
        return open * (a.on_grid ? by_depth(a, moment_->muscle_flow, depth, 1.0f) : 1.0);
      }
      double flow = 0.0, weight = 0.0;
      for (int i = 0; i < 4; ++i) {
        weight += double{a.weight[i]};
        flow +=
            double{a.weight[i]} * (a.slot[i] < 0 ? 1.0 : double{moment_->skin_flow[static_cast<size_t>(a.slot[i])]});
      }
      return open * (weight > 0.0 ? flow / weight : 1.0);
    }
    case FieldKind::temperature:
      return warmth(a, depth_at_rest, depth);
    case FieldKind::pressure:
      return pressure(place, a.fat_mm);
    default:
      return 0.0;
  }
}

double FieldProbe::hottest_skin_C() const {
  double hottest = properties_.skin_rest_C;
  for (const float skin_C : moment_->skin_C) hottest = std::max(hottest, double{skin_C});
  return hottest;
}

double FieldProbe::worst_injury() const {
  return moment_->injury.empty() ? 0.0 : double{*std::max_element(moment_->injury.begin(), moment_->injury.end())};
}

FieldAnswer FieldProbe::describe(FieldKind kind) const {
  FieldAnswer f;
  f.basis = "design estimate";
  switch (kind) {
    case FieldKind::tension:
      f.title = "teaching tension (illustrative)", f.unit = "0 relaxed, 1 spasm", f.high = 1.0;
      f.display_scale = tension_display_scale;
      f.note =
          "Measured elsewhere: about -5 % for less than 3 minutes (calf). For erector spinae two trials found no "
          "effect beyond "
          "control. The picture enlarges the change four times.";
      break;
    case FieldKind::perfusion:
      f.title = "blood flow (illustrative)", f.unit = "times rest";
      f.high = technique_ && technique_->lesson_family == "heat" ? 10.0 : 4.0;
      f.note = "Skin flow rises in trials; flow in the arteries of the muscle did not change.";
      break;
    case FieldKind::temperature:
      f.title = "temperature (illustrative)", f.unit = "°C", f.low = 32.0, f.high = 43.0;
      f.note = "Computed with one-dimensional bioheat; only the outer 2 cm of muscle warm in trials.";
      break;
    case FieldKind::pressure:
      f.title = "pressure (illustrative)", f.unit = "kPa";
      f.high = round_up(technique_ && technique_->pressure_kPa ? technique_->pressure_kPa->high : 20.0);
      f.note = "Spread with depth after Boussinesq, carried straight down over bone.";
      break;
    case FieldKind::stretch:
      f.title = "stretch", f.unit = "%", f.high = 20.0;
      f.note = "No data: the body does not move in this lesson.";
      break;
  }
  return f;
}

}  // namespace palpate::tissue
