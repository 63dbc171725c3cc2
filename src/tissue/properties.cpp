#include "tissue/properties.h"

#include <algorithm>

namespace palpate::tissue {
namespace {

Thermal thermal(const knowledge::Library& lib, const std::string& tissue) {
  const std::string stem = "heat." + tissue + ".";
  return {lib.figure(stem + "conductivity_W_mK"), lib.figure(stem + "specific_J_kgK"),
          lib.figure(stem + "density_kg_m3"), lib.figure(stem + "flow_mL_min_kg"), lib.figure(stem + "metabolic_W_kg")};
}

}  // namespace

Law Properties::law(anatomy::Tissue tissue, double tension) const {
  using T = anatomy::Tissue;
  switch (tissue) {
    case T::skin:
      return skin;
    case T::fat:
      return fat;
    case T::fascia:
    case T::tendon:
      return fascia;
    case T::muscle: {
      const double modulus =
          muscle_relaxed_kPa + std::clamp(tension, 0.0, 1.0) * (muscle_spasm_kPa - muscle_relaxed_kPa);
      return {modulus, muscle_limit};
    }
    case T::bone:
    case T::cartilage:
    case T::disc:
      return {1e9, 1e-6};
    default:
      return other;
  }
}

Properties make_properties(const knowledge::Library& lib) {
  Properties p;
  const auto figure = [&](const char* id) { return lib.figure(id); };
  const double strain = figure("compress.reference_strain");
  const double kPa_per_N = 10.0 / figure("compress.area_cm2");
  p.skin = law_through(strain, figure("compress.skin_N") * kPa_per_N, figure("limit_strain.skin"));
  p.fat = law_through(strain, figure("compress.fat_N") * kPa_per_N, figure("limit_strain.fat"));
  p.fascia = law_through(strain, figure("compress.fascia_N") * kPa_per_N, figure("limit_strain.fascia"));
  p.other = {figure("modulus.other_kPa"), figure("limit_strain.other")};
  p.muscle_relaxed_kPa = figure("modulus.muscle_relaxed_kPa"), p.muscle_spasm_kPa = figure("modulus.muscle_spasm_kPa");
  p.muscle_limit = figure("limit_strain.muscle");
  p.skin_mm = figure("thickness.skin_mm"), p.fascia_mm = figure("thickness.fascia_mm");
  p.fat_l3_mm = figure("thickness.fat_l3_mm"), p.fat_shear_kPa = figure("shear.fat_kPa");
  p.friction_oiled = figure("friction.oiled"), p.friction_dry = figure("friction.dry");
  p.tension_typical = figure("tension.typical"), p.tension_most = figure("tension.most");
  p.tension_recovery_s = figure("tension.recovery_s"), p.tension_onset_s = figure("tension.onset_s");
  p.tension_half_kPa = figure("tension.half_kPa"), p.tension_resting = figure("tension.resting");
  p.skin_flow_massage = figure("flow.skin_massage_times"), p.skin_flow_heat = figure("flow.skin_heat_times");
  p.muscle_flow_massage = figure("flow.muscle_massage_times");
  p.flow_onset_s = figure("flow.onset_s"), p.flow_heat_onset_s = figure("flow.heat_onset_s");
  p.skin_flow_recovery_s = figure("flow.skin_recovery_s"), p.muscle_flow_recovery_s = figure("flow.muscle_recovery_s");
  p.skin_heat = thermal(lib, "skin"), p.fat_heat = thermal(lib, "fat"), p.muscle_heat = thermal(lib, "muscle");
  p.blood = {figure("heat.blood.specific_J_kgK"), figure("heat.blood.density_kg_m3"),
             figure("heat.blood.temperature_C")};
  p.skin_rest_C = figure("heat.skin.rest_C"), p.air_W_m2K = figure("heat.air_W_m2K");
  p.hand_C = figure("heat.hand_C"), p.hand_W_m2K = figure("heat.hand_W_m2K"), p.tool_W_m2K = figure("heat.tool_W_m2K");
  p.warn_C = figure("heat.warn_C"), p.alarm_C = figure("heat.alarm_C");
  p.injury_44_s = figure("heat.injury_44_s"), p.injury_halving_C = figure("heat.injury_halving_C");
  return p;
}

}  // namespace palpate::tissue
