#include "tissue/answer.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/error.h"
#include "core/parallel.h"
#include "tissue/field_probe.h"

namespace palpate::tissue {
namespace {

using anatomy::Tissue;
using technique::Contact;

constexpr size_t probes_a_structure = 400;  // vertices that means and maxima are taken from
constexpr double referral_reach_mm = 28.0;

/// Depth at which the picture's falloff has sunk to nothing, so that half of the dent is left where the layers above
/// have given way by half of it.
double reach_mm(const Stack& stack) {
  double whole = 0.0, above = 0.0;
  for (const StackLayer& layer : stack.layers) whole += 0.01 * layer.compression_percent * layer.thickness_mm;
  if (whole <= 0.0) return double{dent_reach_mm};
  for (const StackLayer& layer : stack.layers) {
    const double given = 0.01 * layer.compression_percent * layer.thickness_mm;
    if (above + given >= 0.5 * whole) {
      const double half = layer.depth_mm + (0.5 * whole - above) / given * layer.thickness_mm;
      return std::clamp(2.0 * half, 20.0, 120.0);
    }
    above += given;
  }
  return double{dent_reach_mm};
}

Dent dent_of(const Contact& c, const Stack& stack) {
  Dent d;
  d.position_mm = c.position_mm, d.normal = c.normal;
  d.direction = normalize_or(c.direction - glm::dot(c.direction, c.normal) * c.normal, Vec3(0, 1, 0));
  d.half_length_mm = std::max(c.half_length_mm, 1.0f), d.half_width_mm = std::max(c.half_width_mm, 1.0f);
  d.depth_mm = static_cast<float>(stack.dent_mm), d.reach_mm = static_cast<float>(reach_mm(stack)),
  d.fold_mm = c.fold_mm, d.slide_mm = c.slide_mm;
  return d;
}

std::vector<ContactAnswer> contacts_of(const BodyIndex& body, const FieldProbe& probe, const technique::State& state,
                                       const Settings& settings) {
  std::vector<ContactAnswer> answers;
  for (size_t i = 0; i < state.contacts.size(); ++i) {
    const Contact& c = state.contacts[i];
    if (c.pressure_kPa <= 0.0f || c.lift_mm > 0.0f) continue;
    ContactAnswer a;
    a.contact = i;
    const auto tension = [&](int structure, double depth) {
      return probe.tension(static_cast<size_t>(structure), c.position_mm, static_cast<float>(depth), 1.0);
    };
    a.stack = stack_under(body, c, probe.properties(), settings, tension);
    a.dent = dent_of(c, a.stack);
    answers.push_back(std::move(a));
  }
  return answers;
}

MeanMax probe_structure(const FieldProbe& probe, size_t structure, FieldKind kind) {
  const auto vertices = probe.body().atlas().structures[structure].levels.front().vertices;
  const size_t stride = std::max<size_t>(1, vertices.size() / probes_a_structure);
  MeanMax result;
  size_t count = 0;
  result.max = -1e30;
  for (size_t i = 0; i < vertices.size(); i += stride, ++count) {
    const double value = probe.value(kind, structure, vertices[i].position, 1.0);
    result.mean += value, result.max = std::max(result.max, value);
  }
  if (count) result.mean /= static_cast<double>(count);
  if (!count) result.max = 0.0;
  return result;
}

std::map<std::string, FieldAnswer> fields_of(const FieldProbe& probe, const std::vector<ContactAnswer>& contacts) {
  std::map<std::string, FieldAnswer> fields;
  const auto& structures = probe.body().atlas().structures;
  for (const FieldKind kind : field_kinds()) {
    FieldAnswer field = probe.describe(kind);
    std::vector<MeanMax> values(structures.size());
    parallel_for(structures.size(), 4, [&](size_t begin, size_t end) {
      for (size_t s = begin; s < end; ++s) {
        if (probe.has(kind, s)) values[s] = probe_structure(probe, s, kind);
      }
    });
    for (size_t s = 0; s < structures.size(); ++s) {
      if (probe.has(kind, s)) field.by_structure[structures[s].info.id] = values[s];
    }
    fields[std::string(to_string(kind))] = std::move(field);
  }
  // The probes may miss the very place under a hand; the stack does not.
  for (const ContactAnswer& c : contacts) {
    for (const StackLayer& layer : c.stack.layers) {
      auto& pressure = fields["pressure"].by_structure;
      if (const auto found = pressure.find(layer.structure); found != pressure.end()) {
        found->second.max = std::max(found->second.max, layer.stress_kPa);
      }
    }
  }
  return fields;
}

CautionAnswer judge_heat(const FieldProbe& probe) {
  CautionAnswer a;
  a.zone = "skin_heat", a.name = "Heat on the skin", a.reason = "no rule touched", a.basis = "design estimate";
  a.source = "chosen from Moritz & Henriques 1947 and EN ISO 13732-1 (from memory)";
  const Properties& p = probe.properties();
  const double hottest = probe.hottest_skin_C(), injury = probe.worst_injury();
  if (hottest >= p.alarm_C || injury >= 0.5) {
    a.state = CautionState::over;
  } else if (hottest >= p.warn_C || injury >= 0.1) {
    a.state = CautionState::near;
  } else {
    return a;
  }
  a.reason = "The skin is so warm that it can burn if it stays so.";
  a.gentler = "Take the heat off, let it cool, put another layer of towel between.";
  return a;
}

void add_claim(std::vector<EvidenceAnswer>& list, const knowledge::Claim* claim) {
  if (!claim) return;
  if (std::any_of(list.begin(), list.end(), [&](const EvidenceAnswer& e) { return e.id == claim->id; })) return;
  list.push_back({claim->id, claim->topic, claim->claim, claim->finding, claim->size, claim->source, claim->badge,
                  claim->confidence});
}

std::optional<Vec3> landmark_place(const anatomy::Atlas& atlas, const std::string& name, anatomy::Side side) {
  for (const std::string& id : {name, name + "_" + std::string(anatomy::to_string(side))}) {
    if (const auto found = atlas.landmarks.find(id); found != atlas.landmarks.end()) return found->second;
  }
  return std::nullopt;
}

/// The trigger point under a contact, by its rule on this atlas; the flat distance stands for the way over the skin.
const knowledge::Point* point_under(const anatomy::Atlas& atlas, const knowledge::Library& library, const Contact& c,
                                    anatomy::Side side) {
  const knowledge::Point* best = nullptr;
  double nearest = referral_reach_mm;
  for (const knowledge::Point& p : library.points) {
    if (p.kind != knowledge::PointKind::trigger_point || p.location.landmark.empty()) continue;
    const auto mark = landmark_place(atlas, p.location.landmark, side);
    if (!mark) continue;
    const float sign = side == anatomy::Side::left ? 1.0f : -1.0f;
    const Vec2 at =
        Vec2(*mark) + Vec2(sign * static_cast<float>(p.location.lateral_mm), static_cast<float>(p.location.cranial_mm));
    const double away = glm::length(at - Vec2(c.position_mm));
    if (away < nearest) nearest = away, best = &p;
  }
  return best;
}

std::vector<ReferralAnswer> referrals_of(const anatomy::Atlas& atlas, const technique::State& state,
                                         const knowledge::Library& library) {
  std::vector<ReferralAnswer> list;
  const knowledge::Technique* technique = library.technique(state.technique);
  if (!technique || technique->lesson_family != "trigger point") return list;
  for (const Contact& c : state.contacts) {
    const bool held = c.phase == technique::Phase::hold, pressed = c.phase == technique::Phase::press;
    if (!held && !pressed) continue;
    anatomy::Side side = c.side;
    if (side == anatomy::Side::midline) side = c.position_mm.x >= 0.0f ? anatomy::Side::left : anatomy::Side::right;
    const knowledge::Point* point = point_under(atlas, library, c, side);
    if (!point) continue;
    for (const std::string& id : point->regions) {
      const knowledge::Region* region = library.region(id);
      if (!region) continue;
      ReferralAnswer r;
      r.point = point->id, r.region = id, r.name = region->name, r.radius_mm = region->radius_mm;
      r.contested = point->contested, r.source = point->source;
      r.strength = held ? 1.0 : 0.4;
      const float sign = side == anatomy::Side::left ? 1.0f : -1.0f;
      if (const auto mark = landmark_place(atlas, region->landmark, side); mark && !region->landmark.empty()) {
        r.position_mm = *mark, r.on_atlas = true;
        r.offset_mm = {sign * static_cast<float>(region->lateral_mm), static_cast<float>(region->cranial_mm)};
      }
      list.push_back(std::move(r));
    }
  }
  return list;
}

}  // namespace

Answer answer(const BodyIndex& body, const History& history, const technique::State& state,
              const knowledge::Library& library, const Settings& settings, const std::vector<std::string>& extra_claims,
              FieldsByStructure fields, std::shared_ptr<const Moment> known) {
  const FieldProbe probe(body, history, state, library, settings, {}, std::move(known));
  Answer a;
  a.contacts = contacts_of(body, probe, state, settings);
  if (fields == FieldsByStructure::told) a.fields = fields_of(probe, a.contacts);
  a.caution = judge_contacts(body.atlas(), state, library);
  a.caution.push_back(judge_heat(probe));
  if (const knowledge::Technique* technique = library.technique(state.technique)) {
    for (const std::string& id : technique->claims) add_claim(a.evidence, library.claim(id));
  }
  for (const std::string& id : extra_claims) add_claim(a.evidence, library.claim(id));
  a.referrals = referrals_of(body.atlas(), state, library);
  return a;
}

VertexField vertex_field(const BodyIndex& body, const History& history, const technique::State& state,
                         const knowledge::Library& library, const Settings& settings, std::string_view name,
                         const std::vector<bool>& wanted, std::span<const PatchLoad> patches,
                         std::shared_ptr<const Moment> known) {
  const auto kind = field_kind_from(name);
  if (!kind)
    throw Error("tissue", "unknown field '" + std::string(name) + "'",
                "tension, perfusion, temperature, pressure or stretch");
  const FieldProbe probe(body, history, state, library, settings, patches, std::move(known));
  const FieldAnswer words = probe.describe(*kind);
  VertexField field{words.title, words.unit, words.note, words.low, words.high, words.display_scale, {}};
  const auto& structures = body.atlas().structures;
  field.values.resize(structures.size());
  for (size_t s = 0; s < structures.size(); ++s) {
    if (!probe.has(*kind, s) || (!wanted.empty() && !wanted[s])) continue;
    const auto vertices = structures[s].levels.front().vertices;
    auto values = std::make_shared<std::vector<float>>(vertices.size());
    const std::vector<float>& depths = body.depths(s);
    parallel_for(vertices.size(), 2048, [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end; ++i) {
        (*values)[i] = static_cast<float>(probe.value(*kind, s, vertices[i].position, words.display_scale,
                                                      depths.empty() ? std::nullopt : std::optional(depths[i])));
      }
    });
    field.values[s] = std::move(values);
  }
  return field;
}

}  // namespace palpate::tissue
