#include "session/branches.h"

#include <array>

namespace palpate::session {
namespace {

using anatomy::Tissue;

constexpr std::array<std::string_view, 5> kRegions{"Thorax", "Lumbar", "Sacrum and pelvis", "Hip and thigh",
                                                   "Whole back"};
constexpr std::array<std::string_view, 9> kSystems{"Skin and fat",        "Fascia", "Muscles", "Tendons and ligaments",
                                                   "Discs and cartilage", "Bones",  "Nerves",  "Vessels",
                                                   "Organs and other"};

float height_of(const anatomy::Atlas& atlas, const char* landmark, float otherwise) {
  const auto found = atlas.landmarks.find(landmark);
  return found == atlas.landmarks.end() ? otherwise : found->second.y;
}

/// By where its middle lies; what runs through three regions or more belongs to the back as a whole. Heights without
/// landmarks are those of the bundled atlas.
int region_of(const anatomy::Atlas& atlas, const anatomy::Structure& structure) {
  const float thorax = height_of(atlas, "spinous_process_t12", 165.0f),
              sacrum = height_of(atlas, "spinous_process_l5", 20.0f),
              hip = height_of(atlas, "greater_trochanter_left", -90.0f);
  const float low = structure.bounds.lo.y, high = structure.bounds.hi.y, middle = 0.5f * (low + high);
  if (high > thorax && low < sacrum) return 4;
  return middle > thorax ? 0 : middle > sacrum ? 1 : middle > hip ? 2 : 3;
}

int system_of(Tissue tissue) {
  switch (tissue) {
    case Tissue::skin:
    case Tissue::fat:
      return 0;
    case Tissue::fascia:
      return 1;
    case Tissue::muscle:
      return 2;
    case Tissue::tendon:
    case Tissue::ligament:
      return 3;
    case Tissue::disc:
    case Tissue::cartilage:
      return 4;
    case Tissue::bone:
      return 5;
    case Tissue::nerve:
      return 6;
    case Tissue::artery:
    case Tissue::vein:
      return 7;
    default:
      return 8;
  }
}

}  // namespace

int branch_of(const anatomy::Atlas& atlas, const anatomy::Structure& structure, std::string_view by) {
  if (by == "region") return region_of(atlas, structure);
  if (by == "system") return system_of(structure.info.tissue);
  return structure.info.layer;
}

std::string_view branch_name(std::string_view by, int branch) {
  const auto at = static_cast<size_t>(branch);
  if (by == "region") return at < kRegions.size() ? kRegions[at] : "";
  return at < kSystems.size() ? kSystems[at] : "";
}

}  // namespace palpate::session
