#pragma once
// What lies under a contact, skin to bone, and how much each layer gives way.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "technique/state.h"
#include "tissue/body_index.h"
#include "tissue/properties.h"

namespace palpate::tissue {

struct StackLayer {
  std::string structure;  ///< id
  anatomy::Tissue tissue = anatomy::Tissue::other;
  double depth_mm = 0.0;      ///< of its upper surface under the skin
  double thickness_mm = 0.0;  ///< along the inward normal
  double stress_kPa = 0.0;    ///< mean over its thickness
  double compression_percent = 0.0;
  std::optional<double>
      fibre_angle_deg;  ///< 0 along the stroke … 90 across; none without fibres or where they run in deep
};

struct Stack {
  std::vector<StackLayer> layers;  ///< from skin to the first bone, or to 120 mm where there is none
  double pressure_kPa = 0.0;       ///< mean, force over area
  double peak_kPa = 0.0;           ///< under a round tool 1.5 times the mean (Hertz), else the mean
  double dent_mm = 0.0;            ///< sum of what the layers give way
  double base_mm = 0.0;            ///< depth of the bone, 0 where none was met
  std::string basis = "design estimate";
  std::string source =
      "spread with depth after Boussinesq and Hertz; stiffness after Chaudhry 2014 over an area chosen by us, muscle "
      "from memory";
};

/// Tension 0..1 of a structure (index of the atlas) at a depth.
using TensionAt = std::function<double(int structure, double depth_mm)>;

/// Layers under `contact` along its inward normal. Fat fills the gap between the skin and the next structure and is
/// scaled by the settings.
Stack stack_under(const BodyIndex& body, const technique::Contact& contact, const Properties& properties,
                  const Settings& settings, const TensionAt& tension = {});

/// Angle between a stroke and fibres, 0..90; none where there are no fibres or they run steeper than 60° into the
/// depth.
std::optional<double> fibre_angle_deg(const Vec3& fibre, const Vec3& direction, const Vec3& normal);

/// Tools that press with a round surface: elbow, knuckles, thumb tips.
bool is_round_tool(const std::string& tool);

}  // namespace palpate::tissue
