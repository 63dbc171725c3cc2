#include "io/own_glb.h"

#include <charconv>

#include "core/text.h"
#include "io/fascicle_text.h"

namespace palpate {

using anatomy::StructureInfo;
namespace {

double number(const Extras& extras, const std::string& key) {
  const auto found = extras.find(key);
  double value = 0.0;
  if (found != extras.end()) std::from_chars(found->second.data(), found->second.data() + found->second.size(), value);
  return value;
}

std::map<std::string, Vec3> landmarks_of(const Extras& extras) {
  constexpr std::string_view prefix = "landmarks_mm/";
  std::map<std::string, Vec3> marks;
  for (auto it = extras.lower_bound(std::string(prefix)); it != extras.end() && it->first.starts_with(prefix); ++it) {
    const std::string id = it->first.substr(prefix.size(), it->first.find('/', prefix.size()) - prefix.size());
    if (marks.contains(id)) continue;
    const std::string stem = std::string(prefix) + id;
    marks[id] = Vec3(number(extras, stem + "/x"), number(extras, stem + "/y"), number(extras, stem + "/z"));
  }
  return marks;
}

}  // namespace

std::string text_of(const Extras& extras, const std::string& key) {
  const auto found = extras.find(key);
  return found == extras.end() ? std::string() : found->second;
}

StructureInfo own_structure(const FoundMesh& found) {
  const Extras& e = found.extras;
  StructureInfo info;
  info.id = to_id(found.node);
  info.base_id = text_of(e, "base_id");
  info.name = text_of(e, "title"), info.latin = text_of(e, "latin"), info.ta98 = text_of(e, "ta98");
  info.tissue = anatomy::tissue_from(text_of(e, "tissue")).value_or(anatomy::Tissue::other);
  const std::string side = text_of(e, "side");
  info.side = side == "left" ? anatomy::Side::left : side == "right" ? anatomy::Side::right : anatomy::Side::midline;
  info.layer = static_cast<int>(number(e, "layer"));
  if (const std::string groups = text_of(e, "groups"); !groups.empty()) info.groups = split(groups, ' ');
  info.origin = text_of(e, "origin"), info.insertion = text_of(e, "insertion"),
  info.innervation = text_of(e, "innervation");
  info.action = text_of(e, "action"), info.palpation = text_of(e, "palpation"), info.note = text_of(e, "note");
  info.source = text_of(e, "source"), info.confidence = text_of(e, "confidence");
  return info;
}

std::vector<anatomy::Fascicle> own_fascicles(const Extras& extras) {
  constexpr std::string_view prefix = "fascicles/";
  std::vector<anatomy::Fascicle> out;
  for (auto it = extras.lower_bound(std::string(prefix)); it != extras.end() && it->first.starts_with(prefix); ++it)
    if (auto fascicle = fascicle_from(it->second)) out.push_back(std::move(*fascicle));
  return out;
}

void take_own_facts(const Extras& extras, anatomy::RawAtlas& atlas) {
  atlas.name = text_of(extras, "name"), atlas.licence = text_of(extras, "licence");
  atlas.attribution = text_of(extras, "attribution"), atlas.rest_pose = text_of(extras, "rest_pose");
  atlas.source = text_of(extras, "source");
  atlas.landmarks.merge(landmarks_of(extras));
}

}  // namespace palpate
