#include "tissue/stack.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace palpate::tissue {
namespace {

using anatomy::Tissue;

constexpr float reach_mm = 120.0f;      // how deep a gauge looks where no bone stops it
constexpr float start_above_mm = 6.0f;  // a footprint's mean normal may leave the skin a little
constexpr double most_dent_mm = 35.0;

struct Raw {
  StackLayer layer;
  int structure = -1;
  Vec3 fibre{0.0f};
};

/// Depth of the skin along the ray, and what lies under it, from the skin down to the first bone.
std::vector<Raw> raw_layers(const BodyIndex& body, const technique::Contact& c, const Properties& p, double fat_factor,
                            double& bone_mm) {
  const Vec3 into = -c.normal;
  const auto spans = body.through(c.position_mm - start_above_mm * into, into, reach_mm + start_above_mm);
  const auto& structures = body.atlas().structures;
  float skin_at = start_above_mm;
  const BodyIndex::Span* fat = nullptr;
  const BodyIndex::Span* skin = nullptr;
  for (const BodyIndex::Span& s : spans) {
    const Tissue t = structures[static_cast<size_t>(s.structure)].info.tissue;
    if (t == Tissue::skin && !skin && s.enter_mm < 3.0f * start_above_mm) skin = &s, skin_at = s.enter_mm;
    if (t == Tissue::fat && !fat) fat = &s;
  }
  std::vector<Raw> layers;
  double below_skin = 0.0;
  if (skin) {
    // A skin mesh that closes round the whole trunk says nothing about thickness.
    const double across = skin->leave_mm - skin->enter_mm;
    const double thick = across > 0.3 && across < 5.0 ? across : p.skin_mm;
    below_skin = thick;
    Raw raw;
    raw.layer.structure = structures[static_cast<size_t>(skin->structure)].info.id;
    raw.layer.tissue = Tissue::skin, raw.layer.thickness_mm = thick, raw.structure = skin->structure;
    layers.push_back(raw);
  }
  const Vec3 skin_place = c.position_mm + (skin_at - start_above_mm) * into;
  const double gap = double{body.fat_under(skin_place, into, static_cast<float>(below_skin)).value_or(0.0f)};
  const double shift = gap * (fat_factor - 1.0);
  if (fat && gap > 0.05) {
    Raw raw;
    raw.layer.structure = structures[static_cast<size_t>(fat->structure)].info.id;
    raw.layer.tissue = Tissue::fat, raw.layer.depth_mm = below_skin, raw.layer.thickness_mm = gap * fat_factor;
    raw.structure = fat->structure;
    layers.push_back(raw);
  }
  for (const BodyIndex::Span& s : spans) {
    const anatomy::StructureInfo& info = structures[static_cast<size_t>(s.structure)].info;
    if (info.tissue == Tissue::skin || info.tissue == Tissue::fat || s.enter_mm < skin_at - 1.0f) continue;
    Raw raw;
    raw.structure = s.structure, raw.fibre = s.fibre;
    raw.layer.structure = info.id, raw.layer.tissue = info.tissue;
    raw.layer.depth_mm = std::max(below_skin, double{s.enter_mm} - double{skin_at}) + shift;
    raw.layer.thickness_mm = std::max(0.0, double{s.leave_mm} - double{s.enter_mm});
    if (raw.layer.thickness_mm <= 0.0 && info.tissue == Tissue::fascia) raw.layer.thickness_mm = p.fascia_mm;
    layers.push_back(raw);
    if (info.tissue == Tissue::bone) {
      bone_mm = raw.layer.depth_mm;
      break;
    }
  }
  return layers;
}

}  // namespace

bool is_round_tool(const std::string& tool) {
  return tool == "elbow" || tool == "knuckles";
}

std::optional<double> fibre_angle_deg(const Vec3& fibre, const Vec3& direction, const Vec3& normal) {
  if (glm::dot(fibre, fibre) < 0.25f) return std::nullopt;
  const float into = glm::dot(glm::normalize(fibre), normal);
  if (std::abs(into) > 0.866f) return std::nullopt;  // steeper than 60°
  const Vec3 flat = glm::normalize(glm::normalize(fibre) - into * normal);
  const Vec3 along = normalize_or(direction - glm::dot(direction, normal) * normal, Vec3(0.0f));
  if (glm::dot(along, along) < 0.25f) return std::nullopt;
  const double c = std::min(1.0, std::abs(double{glm::dot(flat, along)}));
  return std::acos(c) * 180.0 / std::numbers::pi;
}

Stack stack_under(const BodyIndex& body, const technique::Contact& c, const Properties& p, const Settings& settings,
                  const TensionAt& tension) {
  Stack stack;
  double factor = 1.0;
  if (settings.fat_thickness_mm > 0.0) factor = settings.fat_thickness_mm / body.fat_at_l3_mm(p.skin_mm, p.fat_l3_mm);
  double bone_mm = 0.0;
  const auto raws = raw_layers(body, c, p, factor, bone_mm);
  const double straight_in = std::max(0.0f, glm::dot(c.push, -c.normal));
  stack.pressure_kPa = c.pressure_kPa;
  const bool round = is_round_tool(c.tool);
  stack.peak_kPa = (round ? 1.5 : 1.0) * stack.pressure_kPa;
  stack.base_mm = bone_mm;
  const double radius = 10.0 * std::sqrt(std::max(c.area_cm2, 0.01f) / std::numbers::pi_v<float>);
  const double base = bone_mm > 0.0 ? bone_mm : 1e6;
  const auto stress_at = [&](double z) {
    const double carried = boussinesq(2.0 * base / radius);
    const double share =
        round ? hertz_share(z / radius) + (1.0 - hertz_share(z / radius)) * carried : stress_share(z, radius, base);
    return stack.peak_kPa * straight_in * share;
  };
  for (const Raw& raw : raws) {
    StackLayer layer = raw.layer;
    layer.fibre_angle_deg = fibre_angle_deg(raw.fibre, c.direction, c.normal);
    const int slices = std::clamp(static_cast<int>(layer.thickness_mm), 4, 40);
    double given_mm = 0.0, stress = 0.0;
    const double slice = layer.thickness_mm / slices;
    for (int i = 0; i < slices; ++i) {
      const double z = layer.depth_mm + (i + 0.5) * slice;
      const double tense = tension ? tension(raw.structure, z) : p.tension_resting;
      given_mm += p.law(layer.tissue, tense).strain(stress_at(z)) * slice;
      stress += stress_at(z) / slices;
    }
    layer.stress_kPa = layer.tissue == Tissue::bone ? stress_at(layer.depth_mm) : stress;
    if (layer.tissue == Tissue::bone) given_mm = 0.0;
    layer.compression_percent = layer.thickness_mm > 0.0 ? 100.0 * given_mm / layer.thickness_mm : 0.0;
    stack.dent_mm += given_mm;
    stack.layers.push_back(std::move(layer));
  }
  stack.dent_mm = std::min(stack.dent_mm, most_dent_mm);
  return stack;
}

}  // namespace palpate::tissue
