#include "io/atlas_yaml.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "io/atomic_file.h"
#include "io/yaml.h"

namespace palpate {
namespace {

using yaml::Document;
using yaml::Node;

void only_keys(const Document& document, const Node& node, const std::vector<std::string>& allowed) {
  if (!node.is_mapping()) throw document.error(node.place, "expected a mapping (key: value)");
  for (const yaml::Entry& e : node.entries) {
    if (std::find(allowed.begin(), allowed.end(), e.key) != allowed.end()) continue;
    throw document.error(e.key_place, fmt::format("unknown key '{}'{}", e.key, did_you_mean(e.key, allowed)));
  }
}

std::string text_of(const Document& document, const Node& node, std::string_view key) {
  const Node* found = node.find(key);
  if (!found) return {};
  if (!found->is_scalar()) throw document.error(found->place, fmt::format("'{}' must be a text", key));
  return found->is_null() ? std::string() : found->text;
}

double number_of(const Document& document, const Node& node) {
  double value = 0.0;
  const std::string& t = node.text;
  const auto [end, failed] = std::from_chars(t.data(), t.data() + t.size(), value);
  if (!node.is_scalar() || failed != std::errc() || end != t.data() + t.size() || !std::isfinite(value)) {
    throw document.error(node.place, "expected a number");
  }
  return value;
}

Vec3 point_of(const Document& document, const Node& node) {
  if (!node.is_sequence() || node.items.size() != 3)
    throw document.error(node.place, "expected a point: [x, y, z] in mm");
  Vec3 p;
  for (int k = 0; k < 3; ++k) p[k] = static_cast<float>(number_of(document, node.items[static_cast<size_t>(k)]));
  return p;
}

AtlasYaml::Entry entry_of(const Document& document, const yaml::Entry& e) {
  only_keys(document, e.value, {"name", "latin", "tissue", "layer", "provenance"});
  AtlasYaml::Entry entry;
  entry.id = e.key;
  entry.name = text_of(document, e.value, "name"), entry.latin = text_of(document, e.value, "latin");
  entry.tissue = text_of(document, e.value, "tissue"), entry.provenance = text_of(document, e.value, "provenance");
  if (!entry.tissue.empty() && !anatomy::tissue_from(entry.tissue)) {
    throw document.error(e.value.find("tissue")->place, fmt::format("unknown tissue '{}'", entry.tissue));
  }
  if (const Node* layer = e.value.find("layer")) {
    const double value = number_of(document, *layer);
    if (value != std::floor(value) || value < 0 || value > 12)
      throw document.error(layer->place, "a layer is a whole number, 0 to 12");
    entry.layer = static_cast<int>(value);
  }
  return entry;
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out + '"';
}

}  // namespace

AtlasYaml read_atlas_yaml(const std::filesystem::path& file) {
  const Document document = yaml::read_yaml(file);
  const Node& root = document.root;
  only_keys(document, root,
            {"format", "name", "licence", "attribution", "source", "rest-pose", "unit-mm", "structures", "landmarks"});
  if (const Node* format = root.find("format"); !format || format->text != "1") {
    throw document.error(format ? format->place : root.place, "this program reads atlas folders of format 1",
                         "write: format: 1");
  }
  AtlasYaml facts;
  facts.name = text_of(document, root, "name"), facts.licence = text_of(document, root, "licence");
  facts.attribution = text_of(document, root, "attribution"), facts.source = text_of(document, root, "source");
  facts.rest_pose = text_of(document, root, "rest-pose");
  if (const Node* unit = root.find("unit-mm")) {
    facts.unit_mm = number_of(document, *unit);
    if (facts.unit_mm <= 0.0) throw document.error(unit->place, "'unit-mm' must be above 0");
  }
  if (const Node* list = root.find("structures"); list && !list->is_null()) {
    if (!list->is_mapping()) throw document.error(list->place, "'structures' must map ids to facts");
    for (const yaml::Entry& e : list->entries) facts.structures.push_back(entry_of(document, e));
  }
  if (const Node* list = root.find("landmarks"); list && !list->is_null()) {
    if (!list->is_mapping()) throw document.error(list->place, "'landmarks' must map ids to points");
    for (const yaml::Entry& e : list->entries) facts.landmarks[e.key] = point_of(document, e.value);
  }
  return facts;
}

void write_atlas_yaml(const AtlasYaml& facts, const std::filesystem::path& path) {
  std::string out = "format: 1\n";
  const auto put = [&](std::string_view indent, const char* key, const std::string& value) {
    if (!value.empty()) out += fmt::format("{}{}: {}\n", indent, key, in_quotes(value));
  };
  put("", "name", facts.name), put("", "licence", facts.licence), put("", "attribution", facts.attribution);
  put("", "source", facts.source), put("", "rest-pose", facts.rest_pose);
  if (facts.unit_mm > 0.0) out += fmt::format("unit-mm: {}\n", facts.unit_mm);
  if (!facts.structures.empty()) out += "structures:\n";
  for (const AtlasYaml::Entry& e : facts.structures) {
    out += fmt::format("  {}:\n", e.id);
    put("    ", "name", e.name), put("    ", "latin", e.latin), put("    ", "tissue", e.tissue);
    if (e.layer >= 0) out += fmt::format("    layer: {}\n", e.layer);
    put("    ", "provenance", e.provenance.empty() ? "not stated" : e.provenance);
  }
  if (!facts.landmarks.empty()) out += "landmarks:\n";
  for (const auto& [id, p] : facts.landmarks) out += fmt::format("  {}: [{}, {}, {}]\n", id, p.x, p.y, p.z);
  AtomicFile file(path);
  file.write(out);
  file.commit();
}

}  // namespace palpate
