#include "tissue/bioheat.h"

#include <algorithm>
#include <cmath>

namespace palpate::tissue {
namespace {

constexpr double mm = 1e-3;

/// W/(m³ K) that blood exchanges with tissue, at `times` the flow of rest.
double blood_exchange(const Thermal& t, const Blood& blood, double times) {
  const double flow_per_s = t.flow_mL_min_kg * t.density_kg_m3 / 60e6;
  return blood.density_kg_m3 * blood.specific_J_kgK * flow_per_s * times;
}

/// The rows of the linear system: conduction, blood, surface and metabolism of every cell, W/m².
struct Rows {
  std::vector<double> below, above, diagonal, right;
};

Rows assemble(const HeatGrid& grid, const Blood& blood, const Surface& surface, const FlowFactor& flow) {
  const size_t n = grid.size_mm.size();
  Rows rows{std::vector<double>(n, 0.0), std::vector<double>(n, 0.0), std::vector<double>(n, 0.0),
            std::vector<double>(n, 0.0)};
  const auto half = [&](size_t i) { return 0.5 * grid.size_mm[i] * mm / grid.tissue[i].conductivity_W_mK; };
  for (size_t i = 0; i < n; ++i) {
    const double size = grid.size_mm[i] * mm;
    const double times = grid.centre_mm[i] < grid.skin_mm ? flow.skin : flow.deep;
    const double blood_W = blood_exchange(grid.tissue[i], blood, times) * size;
    rows.diagonal[i] += blood_W;
    rows.right[i] +=
        blood_W * blood.temperature_C + grid.tissue[i].metabolic_W_kg * grid.tissue[i].density_kg_m3 * size;
    if (i + 1 < n) {
      const double g = 1.0 / (half(i) + half(i + 1));
      rows.diagonal[i] += g, rows.diagonal[i + 1] += g;
      rows.above[i] -= g, rows.below[i + 1] -= g;
    }
  }
  const double g0 = 1.0 / half(0), share = g0 / (surface.h_W_m2K + g0);
  rows.diagonal[0] += share * surface.h_W_m2K;
  rows.right[0] += share * (surface.h_W_m2K * surface.out_C + surface.flux_W_m2);
  const double core = 1.0 / half(n - 1);
  rows.diagonal[n - 1] += core, rows.right[n - 1] += core * blood.temperature_C;
  return rows;
}

/// Thomas' algorithm; the system is diagonally dominant.
std::vector<double> solve(Rows rows) {
  const size_t n = rows.diagonal.size();
  for (size_t i = 1; i < n; ++i) {
    const double m = rows.below[i] / rows.diagonal[i - 1];
    rows.diagonal[i] -= m * rows.above[i - 1], rows.right[i] -= m * rows.right[i - 1];
  }
  std::vector<double> x(n);
  x[n - 1] = rows.right[n - 1] / rows.diagonal[n - 1];
  for (size_t i = n - 1; i-- > 0;) x[i] = (rows.right[i] - rows.above[i] * x[i + 1]) / rows.diagonal[i];
  return x;
}

void add_layer(HeatGrid& grid, const Thermal& tissue, double thickness_mm, int cells, double growth) {
  double first = thickness_mm / cells;
  if (growth != 1.0) first = thickness_mm * (growth - 1.0) / (std::pow(growth, cells) - 1.0);
  double top = grid.size_mm.empty() ? 0.0 : grid.centre_mm.back() + 0.5 * grid.size_mm.back();
  for (int i = 0; i < cells; ++i, first *= growth) {
    grid.size_mm.push_back(first), grid.centre_mm.push_back(top + 0.5 * first), grid.tissue.push_back(tissue);
    top += first;
  }
}

}  // namespace

HeatGrid heat_grid(const Properties& p, double fat_mm, double depth_mm, int refine) {
  HeatGrid grid;
  grid.skin_mm = p.skin_mm;
  const double fat = std::max(fat_mm, 0.5), deep = std::max(depth_mm - p.skin_mm - fat, 10.0);
  add_layer(grid, p.skin_heat, p.skin_mm, 3 * refine, 1.0);
  add_layer(grid, p.fat_heat, fat, 5 * refine, 1.0);
  add_layer(grid, p.muscle_heat, deep, 10 * refine, std::pow(1.15, 1.0 / refine));
  return grid;
}

void heat_step(const HeatGrid& grid, const Blood& blood, const Surface& surface, const FlowFactor& flow, double dt_s,
               std::vector<double>& T) {
  if (dt_s <= 0.0) return;
  Rows rows = assemble(grid, blood, surface, flow);
  for (size_t i = 0; i < T.size(); ++i) {
    const double store = grid.tissue[i].heat_capacity_J_m3K() * grid.size_mm[i] * mm / dt_s;
    rows.diagonal[i] += store, rows.right[i] += store * T[i];
  }
  T = solve(std::move(rows));
}

std::vector<double> heat_steady(const HeatGrid& grid, const Blood& blood, const Surface& surface,
                                const FlowFactor& flow) {
  return solve(assemble(grid, blood, surface, flow));
}

double surface_temperature(const HeatGrid& grid, const Surface& surface, const std::vector<double>& T) {
  const double g0 = grid.tissue[0].conductivity_W_mK / (0.5 * grid.size_mm[0] * mm);
  return (surface.h_W_m2K * surface.out_C + surface.flux_W_m2 + g0 * T[0]) / (surface.h_W_m2K + g0);
}

double room_for_skin(const HeatGrid& grid, const Blood& blood, double h, double skin_C) {
  // The skin's temperature is linear in the room's.
  const auto skin_in = [&](double room) {
    const Surface s{h, room, 0.0};
    return surface_temperature(grid, s, heat_steady(grid, blood, s, {}));
  };
  const double at0 = skin_in(0.0), at40 = skin_in(40.0);
  return 40.0 * (skin_C - at0) / (at40 - at0);
}

double injury_rate(const Properties& p, double skin_C) {
  if (skin_C < 43.0) return 0.0;
  return std::exp2((skin_C - 44.0) / p.injury_halving_C) / p.injury_44_s;
}

}  // namespace palpate::tissue
