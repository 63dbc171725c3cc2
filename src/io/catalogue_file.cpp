#include "io/catalogue_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <set>
#include <utility>

#include "core/text.h"
#include "io/yaml.h"

namespace palpate {
namespace {

using anatomy::LandmarkInfo;
using anatomy::Layer;
using anatomy::Side;
using anatomy::StructureInfo;
using yaml::Document;
using yaml::Node;

// One mapping of a catalogue file, read with complaints at the place.
class Row {
 public:
  Row(const Document& document, const Node& node, const std::vector<std::string>& allowed)
      : document_(document), node_(node) {
    if (!node.is_mapping()) throw document.error(node.place, "expected a mapping (key: value)");
    for (const yaml::Entry& e : node.entries) {
      if (std::find(allowed.begin(), allowed.end(), e.key) != allowed.end()) continue;
      throw document.error(e.key_place, fmt::format("unknown key '{}'{}", e.key, did_you_mean(e.key, allowed)),
                           fmt::format("keys here: {}", fmt::join(allowed, ", ")));
    }
  }

  const Node& node() const { return node_; }
  bool has(std::string_view key) const { return node_.find(key) != nullptr; }

  const Node& need(std::string_view key) const {
    if (const Node* found = node_.find(key)) return *found;
    throw document_.error(node_.place, fmt::format("'{}' is missing", key));
  }
  std::string text(std::string_view key, std::string fallback = {}) const {
    const Node* found = node_.find(key);
    return found ? scalar(*found, key) : std::move(fallback);
  }
  std::string need_text(std::string_view key) const { return scalar(need(key), key); }
  int need_int(std::string_view key) const {
    const std::string word = need_text(key);
    int value = 0;
    const auto [end, failed] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (failed != std::errc() || end != word.data() + word.size()) {
      throw document_.error(need(key).place, fmt::format("'{}' must be a whole number, not '{}'", key, word));
    }
    return value;
  }
  std::vector<std::string> words(std::string_view key) const {
    std::vector<std::string> list;
    const Node* found = node_.find(key);
    if (!found) return list;
    if (!found->is_sequence())
      throw document_.error(found->place, fmt::format("'{}' must be a list", key), "write [a, b]");
    for (const Node& item : found->items) list.push_back(scalar(item, key));
    return list;
  }
  bool paired() const {
    if (!has("sides")) return false;
    if (text("sides") != "paired")
      throw document_.error(need("sides").place, "'sides' can only be: paired", "leave it out otherwise");
    return true;
  }

 private:
  std::string scalar(const Node& value, std::string_view key) const {
    if (!value.is_scalar() || value.is_null())
      throw document_.error(value.place, fmt::format("'{}' must be a text", key));
    return value.text;
  }
  const Document& document_;
  const Node& node_;
};

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

// "l3_l4" -> "L3-L4"
std::string level_name(std::string_view level) {
  std::string name(level);
  for (char& c : name) c = c == '_' ? '-' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return name;
}

std::string with_level(const std::string& text, const std::string& level) {
  return replace_all(replace_all(text, "{level}", level), "{Level}", level_name(level));
}

std::vector<Side> sides_of(const Row& row) {
  return row.paired() ? std::vector<Side>{Side::left, Side::right} : std::vector<Side>{Side::midline};
}

std::vector<std::string> levels_of(const Document& document, const Row& row) {
  const std::vector<std::string> levels = row.words("levels");
  const bool pattern = row.need_text("id").find("{level}") != std::string::npos;
  if (pattern != !levels.empty())
    throw document.error(row.need("id").place, "'levels' and {level} in the id need each other");
  return levels.empty() ? std::vector<std::string>{""} : levels;
}

std::string with_side(const std::string& id, Side side) {
  return side == Side::midline ? id : id + "_" + std::string(to_string(side));
}

const Node& list_of(const Document& document, std::string_view key, const std::vector<std::string>& top_keys) {
  const Row top(document, document.root, top_keys);
  if (top.need_int("format") != 1) throw document.error(top.need("format").place, "this program reads format 1");
  const Node& list = top.need(key);
  if (!list.is_sequence()) throw document.error(list.place, fmt::format("'{}' must be a list", key));
  return list;
}

std::vector<Layer> read_layers(const Document& document) {
  std::vector<Layer> layers;
  for (const Node& node : list_of(document, "layers", {"format", "layers"}).items) {
    const Row row(document, node, {"index", "id", "name"});
    layers.push_back({row.need_int("index"), row.need_text("id"), row.need_text("name")});
    if (layers.back().index != static_cast<int>(layers.size()) - 1) {
      throw document.error(row.need("index").place, "layers are listed from 0 without a gap");
    }
  }
  return layers;
}

struct Groups {
  std::map<std::string, std::string> names;
  std::map<std::string, std::string> parent;

  // The group and what it belongs to, nearest first.
  std::vector<std::string> chain(const std::string& id) const {
    std::vector<std::string> ids{id};
    for (auto up = parent.find(id); up != parent.end() && ids.size() <= parent.size(); up = parent.find(up->second))
      ids.push_back(up->second);
    return ids;
  }
};

Groups read_groups(const Document& document) {
  Groups groups;
  const Node* node = document.root.find("groups");
  if (!node) return groups;
  if (!node->is_mapping()) throw document.error(node->place, "'groups' must be a mapping");
  for (const yaml::Entry& e : node->entries) {
    const Row row(document, e.value, {"name", "in"});
    groups.names[e.key] = row.need_text("name");
    if (!row.has("in")) continue;
    if (!groups.names.contains(row.text("in"))) {
      throw document.error(row.need("in").place, fmt::format("unknown group '{}'", row.text("in")),
                           "list a group before its parts");
    }
    groups.parent[e.key] = row.text("in");
  }
  return groups;
}

const std::vector<std::string> fact_keys{"origin", "insertion", "innervation", "action", "palpation",
                                         "note",   "source",    "confidence",  "ta98",   "latin"};

std::string* fact_of(StructureInfo& s, std::string_view key) {
  std::string* const facts[] = {&s.origin, &s.insertion, &s.innervation, &s.action, &s.palpation,
                                &s.note,   &s.source,    &s.confidence,  &s.ta98,   &s.latin};
  for (size_t i = 0; i < fact_keys.size(); ++i) {
    if (fact_keys[i] == key) return facts[i];
  }
  return nullptr;
}

void take_facts(StructureInfo& info, const Row& row) {
  for (const std::string& key : fact_keys) {
    if (row.has(key)) *fact_of(info, key) = row.text(key);
  }
}

std::vector<std::string> groups_of(const Document& document, const Row& row, const Groups& groups) {
  std::vector<std::string> all;
  for (const std::string& id : row.words("groups")) {
    if (!groups.names.contains(id)) {
      std::vector<std::string> known;
      for (const auto& [name, text] : groups.names) known.push_back(name);
      throw document.error(row.need("groups").place, fmt::format("unknown group '{}'{}", id, did_you_mean(id, known)));
    }
    for (const std::string& up : groups.chain(id)) {
      if (std::find(all.begin(), all.end(), up) == all.end()) all.push_back(up);
    }
  }
  return all;
}

// What all levels and sides of a row share.
StructureInfo read_shared(const Document& document, const Row& row, const Groups& groups,
                          const StructureInfo& defaults) {
  StructureInfo info = defaults;
  take_facts(info, row);
  info.name = row.need_text("name");
  const auto tissue = anatomy::tissue_from(row.need_text("tissue"));
  if (!tissue) throw document.error(row.need("tissue").place, fmt::format("unknown tissue '{}'", row.text("tissue")));
  info.tissue = *tissue;
  info.layer = row.need_int("layer");
  info.groups = groups_of(document, row, groups);
  return info;
}

class StructureReader {
 public:
  StructureReader(const Document& document, const Groups& groups, size_t layers)
      : document_(document), groups_(groups), layers_(layers) {}

  std::vector<StructureInfo> read() {
    const Node& list = list_of(document_, "structures", {"format", "source", "confidence", "groups", "structures"});
    const Row top(document_, document_.root, {"format", "source", "confidence", "groups", "structures"});
    defaults_.source = top.text("source"), defaults_.confidence = top.text("confidence");
    for (const Node& node : list.items) read_row(node);
    return std::move(structures_);
  }

 private:
  void read_row(const Node& node) {
    static const std::vector<std::string> allowed = [] {
      std::vector<std::string> keys{"id", "sides", "levels", "name", "tissue", "layer", "groups", "only"};
      keys.insert(keys.end(), fact_keys.begin(), fact_keys.end());
      return keys;
    }();
    const Row row(document_, node, allowed);
    const StructureInfo shared = read_shared(document_, row, groups_, defaults_);
    if (shared.layer < 0 || shared.layer >= static_cast<int>(layers_)) {
      throw document_.error(row.need("layer").place, fmt::format("there is no layer {}", shared.layer));
    }
    const std::vector<std::string> levels = levels_of(document_, row);
    check_only(row, levels);
    for (const std::string& level : levels) {
      StructureInfo info = shared;
      if (const Node* only = node.find("only"); only && only->find(level))
        take_facts(info, Row(document_, *only->find(level), fact_keys));
      info.base_id = with_level(row.need_text("id"), level);
      info.name = with_level(info.name, level), info.latin = with_level(info.latin, level);
      for (const Side side : sides_of(row)) add(info, side, row.need("id").place);
    }
  }

  void check_only(const Row& row, const std::vector<std::string>& levels) const {
    if (!row.has("only")) return;
    const Node& only = row.need("only");
    if (!only.is_mapping()) throw document_.error(only.place, "'only' must map levels to facts");
    for (const yaml::Entry& e : only.entries) {
      if (std::find(levels.begin(), levels.end(), e.key) == levels.end()) {
        throw document_.error(e.key_place, fmt::format("'{}' is not one of this row's levels", e.key));
      }
    }
  }

  void add(StructureInfo info, Side side, const yaml::Place& place) {
    info.side = side;
    info.id = with_side(info.base_id, side);
    if (side != Side::midline) info.name += ", " + std::string(to_string(side));
    if (info.id != to_id(info.id))
      throw document_.error(place, fmt::format("'{}' is not a lower snake case id", info.id));
    if (!seen_.insert(info.id).second) throw document_.error(place, fmt::format("'{}' is listed twice", info.id));
    if (groups_.names.contains(info.id) || groups_.names.contains(info.base_id)) {
      throw document_.error(place, fmt::format("'{}' is both a group and a structure", info.base_id));
    }
    structures_.push_back(std::move(info));
  }

  const Document& document_;
  const Groups& groups_;
  size_t layers_;
  StructureInfo defaults_;
  std::set<std::string> seen_;
  std::vector<StructureInfo> structures_;
};

std::vector<LandmarkInfo> read_landmarks(const Document& document, const std::vector<StructureInfo>& structures) {
  std::set<std::string> known, seen;
  for (const StructureInfo& s : structures) known.insert(s.id);
  std::vector<LandmarkInfo> marks;
  for (const Node& node : list_of(document, "landmarks", {"format", "landmarks"}).items) {
    const Row row(document, node, {"id", "sides", "levels", "name", "lies-on", "definition"});
    for (const std::string& level : levels_of(document, row)) {
      for (const Side side : sides_of(row)) {
        LandmarkInfo mark;
        mark.side = side;
        mark.id = with_side(with_level(row.need_text("id"), level), side);
        mark.name = with_level(row.need_text("name"), level);
        if (side != Side::midline) mark.name += ", " + std::string(to_string(side));
        mark.structure = replace_all(with_level(row.need_text("lies-on"), level), "{side}", to_string(side));
        mark.definition = row.need_text("definition");
        if (!seen.insert(mark.id).second)
          throw document.error(row.need("id").place, fmt::format("'{}' is listed twice", mark.id));
        if (!known.contains(mark.structure)) {
          throw document.error(row.need("lies-on").place, fmt::format("unknown structure '{}'", mark.structure));
        }
        marks.push_back(std::move(mark));
      }
    }
  }
  return marks;
}

}  // namespace

anatomy::Catalogue read_catalogue(const std::filesystem::path& folder) {
  std::vector<Layer> layers = read_layers(yaml::read_yaml(folder / "layers.yaml"));
  const Document document = yaml::read_yaml(folder / "structures.yaml");
  Groups groups = read_groups(document);
  std::vector<StructureInfo> structures = StructureReader(document, groups, layers.size()).read();
  std::vector<LandmarkInfo> landmarks = read_landmarks(yaml::read_yaml(folder / "landmarks.yaml"), structures);
  return {std::move(layers), std::move(structures), std::move(groups.names), std::move(landmarks)};
}

}  // namespace palpate
