#pragma once
// Heat by depth and time under one place of the skin: Pennes' equation in a layered column, implicit in time.
//   rho c dT/dt = d/dz (k dT/dz) + rho_b c_b w (T_blood - T) + q      (Pennes 1948 J Appl Physiol 1:93-122)

#include <array>
#include <vector>

#include "tissue/properties.h"

namespace palpate::tissue {

/// Cells of a column from the skin inwards; the deepest face is held at the temperature of blood.
struct HeatGrid {
  std::vector<double> size_mm, centre_mm;
  std::vector<Thermal> tissue;  ///< of each cell
  double skin_mm = 0.0;         ///< cells above this depth are skin
};
/// Skin, fat and muscle down to `depth_mm`, finer near the skin; `refine` multiplies the number of cells.
HeatGrid heat_grid(const Properties& properties, double fat_mm, double depth_mm = 60.0, int refine = 1);

/// What the surface meets: h (T_out - T_skin) + flux, W/m².
struct Surface {
  double h_W_m2K = 9.0, out_C = 25.0, flux_W_m2 = 0.0;
};

/// Blood flow as a multiple of rest, in the skin cells and below them.
struct FlowFactor {
  double skin = 1.0, deep = 1.0;
};

/// One implicit (backward Euler) step of dt_s; stable for any step. `T_C` has one value a cell.
void heat_step(const HeatGrid& grid, const Blood& blood, const Surface& surface, const FlowFactor& flow, double dt_s,
               std::vector<double>& T_C);
/// The profile that heat_step would reach after infinite time.
std::vector<double> heat_steady(const HeatGrid& grid, const Blood& blood, const Surface& surface,
                                const FlowFactor& flow);
/// Room temperature that holds the skin at `skin_C` at rest.
double room_for_skin(const HeatGrid& grid, const Blood& blood, double h_W_m2K, double skin_C);
/// Temperature of the skin's surface itself, W/m² balance of the first half cell.
double surface_temperature(const HeatGrid& grid, const Surface& surface, const std::vector<double>& T_C);

/// Fraction of a skin injury done each second at a surface temperature: 0 below 43 °C, 1/6 h at 44 °C, doubling each
/// degree (Moritz & Henriques 1947, from memory; illustrative, no medical limit).
double injury_rate(const Properties& properties, double skin_C);

}  // namespace palpate::tissue
