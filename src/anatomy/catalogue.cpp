#include "anatomy/catalogue.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "core/error.h"
#include "core/text.h"

namespace palpate::anatomy {
namespace {

constexpr std::array<std::pair<Tissue, std::string_view>, 14> tissue_names{{
    {Tissue::skin, "skin"},           {Tissue::fat, "fat"},       {Tissue::fascia, "fascia"}, {Tissue::muscle, "muscle"},
    {Tissue::tendon, "tendon"},       {Tissue::ligament, "ligament"}, {Tissue::disc, "disc"}, {Tissue::cartilage, "cartilage"},
    {Tissue::bone, "bone"},           {Tissue::nerve, "nerve"},   {Tissue::artery, "artery"}, {Tissue::vein, "vein"},
    {Tissue::organ, "organ"},         {Tissue::other, "other"},
}};

bool is_id(std::string_view id) {
  return !id.empty() && id == to_id(id);
}

std::pair<std::string_view, std::optional<Side>> split_side(std::string_view name) {
  if (name.ends_with("_left")) return {name.substr(0, name.size() - 5), Side::left};
  if (name.ends_with("_right")) return {name.substr(0, name.size() - 6), Side::right};
  return {name, std::nullopt};
}

}  // namespace

std::string_view to_string(Tissue tissue) {
  for (const auto& [value, name] : tissue_names) {
    if (value == tissue) return name;
  }
  return "other";
}

std::optional<Tissue> tissue_from(std::string_view name) {
  for (const auto& [value, own] : tissue_names) {
    if (own == name) return value;
  }
  return std::nullopt;
}

std::string_view to_string(Side side) {
  return side == Side::left ? "left" : side == Side::right ? "right" : "midline";
}

Catalogue::Catalogue(std::vector<Layer> layers, std::vector<StructureInfo> structures,
                     std::map<std::string, std::string> group_names, std::vector<LandmarkInfo> landmarks)
    : layers_(std::move(layers)),
      structures_(std::move(structures)),
      group_names_(std::move(group_names)),
      landmarks_(std::move(landmarks)) {
  const auto fail = [](const std::string& id, const std::string& what) { throw Error("anatomy catalogue", "'" + id + "' " + what); };
  for (size_t i = 0; i < structures_.size(); ++i) {
    const StructureInfo& s = structures_[i];
    if (!is_id(s.id)) fail(s.id, "is not a lower snake case id");
    if (!by_id_.emplace(s.id, i).second) fail(s.id, "is listed twice");
    if (!layer_at(s.layer)) fail(s.id, "names layer " + std::to_string(s.layer) + ", which is not listed");
    for (const std::string& group : s.groups) {
      if (!group_names_.contains(group)) fail(s.id, "names the unknown group '" + group + "'");
    }
  }
  for (const auto& [id, name] : group_names_) {
    if (by_id_.contains(id)) fail(id, "is both a group and a structure");
  }
  for (size_t i = 0; i < landmarks_.size(); ++i) {
    const LandmarkInfo& mark = landmarks_[i];
    if (!is_id(mark.id)) fail(mark.id, "is not a lower snake case id");
    if (!landmark_by_id_.emplace(mark.id, i).second) fail(mark.id, "is listed twice");
    if (!find(mark.structure)) fail(mark.id, "lies on the unknown structure '" + mark.structure + "'");
  }
}

const StructureInfo* Catalogue::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &structures_[found->second];
}

const LandmarkInfo* Catalogue::find_landmark(std::string_view id) const {
  const auto found = landmark_by_id_.find(id);
  return found == landmark_by_id_.end() ? nullptr : &landmarks_[found->second];
}

const Layer* Catalogue::find_layer(std::string_view id) const {
  const auto found = std::find_if(layers_.begin(), layers_.end(), [&](const Layer& l) { return l.id == id; });
  return found == layers_.end() ? nullptr : &*found;
}

const Layer* Catalogue::layer_at(int index) const {
  const auto found = std::find_if(layers_.begin(), layers_.end(), [&](const Layer& l) { return l.index == index; });
  return found == layers_.end() ? nullptr : &*found;
}

std::vector<std::string> Catalogue::expand(std::string_view name) const {
  if (find(name)) return {std::string(name)};
  const auto [stem, side] = split_side(name);
  const Layer* layer = find_layer(stem);
  std::vector<std::string> ids;
  for (const StructureInfo& s : structures_) {
    if (side && s.side != *side) continue;
    const bool in_group = std::find(s.groups.begin(), s.groups.end(), stem) != s.groups.end();
    if (s.base_id == stem || in_group || (layer && s.layer == layer->index)) ids.push_back(s.id);
  }
  return ids;
}

std::vector<std::string> Catalogue::names() const {
  std::set<std::string> names;
  for (const StructureInfo& s : structures_) names.insert({s.id, s.base_id});
  for (const auto& [id, name] : group_names_) names.insert({id, id + "_left", id + "_right"});
  for (const Layer& l : layers_) names.insert(l.id);
  return {names.begin(), names.end()};
}

}  // namespace palpate::anatomy
