#pragma once
// The figures of assets/knowledge/tissue.yaml as the tissue answer uses them, read once.

#include <string>

#include "anatomy/catalogue.h"
#include "knowledge/library.h"
#include "tissue/mechanics.h"

namespace palpate::tissue {

/// What the user can change about the body.
struct Settings {
  double fat_thickness_mm =
      0.0;  ///< of the fat beside L3; the rest of the body scales with it. 0 = as the atlas has it
  bool operator==(const Settings&) const = default;
};

/// Thermal properties of one tissue, SI units.
struct Thermal {
  double conductivity_W_mK = 0.0, specific_J_kgK = 0.0, density_kg_m3 = 0.0;
  double flow_mL_min_kg = 0.0;  ///< blood through the tissue at rest
  double metabolic_W_kg = 0.0;
  double heat_capacity_J_m3K() const { return specific_J_kgK * density_kg_m3; }
};

struct Blood {
  double specific_J_kgK = 0.0, density_kg_m3 = 0.0, temperature_C = 37.0;
};

struct Properties {
  Law skin, fat, fascia, other;
  double muscle_relaxed_kPa = 0.0, muscle_spasm_kPa = 0.0, muscle_limit = 0.5;
  double skin_mm = 0.0, fascia_mm = 0.0, fat_l3_mm = 0.0;
  double fat_shear_kPa = 0.0, friction_oiled = 0.0, friction_dry = 0.0;

  double tension_typical = 0.05, tension_most = 0.15, tension_recovery_s = 120, tension_onset_s = 60;
  double tension_half_kPa = 10, tension_resting = 0.15;

  double skin_flow_massage = 3, skin_flow_heat = 10, muscle_flow_massage = 1.3;
  double flow_onset_s = 60, flow_heat_onset_s = 200, skin_flow_recovery_s = 1200, muscle_flow_recovery_s = 300;

  Thermal skin_heat, fat_heat, muscle_heat;
  Blood blood;
  double skin_rest_C = 33, air_W_m2K = 9, hand_C = 33, hand_W_m2K = 60, tool_W_m2K = 300;
  double warn_C = 43, alarm_C = 45, injury_44_s = 21600, injury_halving_C = 1;

  /// Law of a tissue; muscle stiffens with tension 0..1 from relaxed to spasm. Bone: limit 0 is never asked for.
  Law law(anatomy::Tissue tissue, double tension = 0.0) const;
};

/// Throws Error naming a figure that is missing.
Properties make_properties(const knowledge::Library& library);

}  // namespace palpate::tissue
