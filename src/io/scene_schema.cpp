// What scene_keys.h promises: the JSON Schema and the key tables of the documentation, written from the one table.

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "io/scene_keys.h"
#include "technique/vocabulary.h"

namespace palpate {
namespace {

using nlohmann::ordered_json;

std::string escaped_pattern(std::string_view unit) {
  std::string out;
  for (const char c : unit) {
    if (c == '/' || c == '.' || c == '^') out += '\\';
    out += c;
  }
  return out;
}

// "^NUMBER ?(cm|mm)$"
std::string quantity_pattern(UnitKind kind) {
  std::string units;
  for (const Unit& unit : units_of(kind)) units += (units.empty() ? "" : "|") + escaped_pattern(unit.word);
  return fmt::format("^\\d+(\\.\\d+)? ?({})$", units);
}

ordered_json place_schema() {
  return {{"type", "string"},
          {"pattern", "^(point/)?[a-z0-9_]+(, *\\d+(\\.\\d+)? ?(cm|mm) (lateral|medial|cranial|caudal))*$"}};
}

ordered_json list_of(ordered_json items, int least = 0) {
  ordered_json list{{"type", "array"}, {"items", std::move(items)}};
  if (least > 0) list["minItems"] = least;
  return list;
}

ordered_json type_schema(const KeyRow& row) {
  switch (row.type) {
    case KeyType::text:
      return {{"type", "string"}, {"minLength", 1}};
    case KeyType::integer:
      return {{"type", "integer"}, {"minimum", static_cast<int>(row.lo)}, {"maximum", static_cast<int>(row.hi)}};
    case KeyType::number:
      return {{"type", "number"}, {"minimum", row.lo}, {"maximum", row.hi}};
    case KeyType::quantity:
      return {{"type", "string"}, {"pattern", quantity_pattern(row.unit)}};
    case KeyType::flag:
      return {{"type", "boolean"}};
    case KeyType::choice:
      return {{"enum", words_of(row.choices)}};
    case KeyType::place:
      return place_schema();
    case KeyType::offset:
      return {{"type", "string"}, {"pattern", "^\\d+(\\.\\d+)? ?(cm|mm) (lateral|medial)$"}};
    case KeyType::direction: {
      const std::string word = "(cranial|caudal|medial|lateral|into the body|along the fibres|across the fibres)";
      return {{"type", "string"}, {"pattern", fmt::format("^{0}( and {0})*$", word)}};
    }
    case KeyType::technique:
    case KeyType::state:
      return {{"type", "string"}, {"pattern", "^[a-z0-9_]+$"}};
    case KeyType::claims:
      return list_of({{"type", "string"}, {"pattern", "^[a-z0-9_]+$"}});
    case KeyType::texts:
      return list_of({{"type", "string"}, {"minLength", 1}});
    case KeyType::layers:
      return {{"type", "object"},
              {"additionalProperties", {{"type", "string"}, {"pattern", quantity_pattern(UnitKind::percent)}}}};
    case KeyType::view:
      return {{"oneOf", ordered_json::array({{{"enum", words_of("view")}}, {{"$ref", "#/$defs/view"}}})}};
    case KeyType::section:
      return {{"oneOf", ordered_json::array({{{"enum", words_of("section")}}, {{"$ref", "#/$defs/section"}}})}};
    case KeyType::window:
      return {{"oneOf", ordered_json::array({{{"enum", words_of("window")}}, {{"$ref", "#/$defs/window"}}})}};
    case KeyType::record:
      return {{"$ref", "#/$defs/record"}};
    case KeyType::steps:
      return list_of({{"$ref", "#/$defs/step"}}, 1);
    case KeyType::actions:
      return list_of({{"$ref", "#/$defs/action"}}, 1);
  }
  return {};
}

std::string described(const KeyRow& row) {
  std::string text(row.doc);
  if (!row.example.empty()) text += fmt::format(". Example: {}", row.example);
  return text;
}

ordered_json object_schema(std::string_view object, std::optional<technique::ActionKind> kind = {}) {
  ordered_json properties = ordered_json::object(), required = ordered_json::array();
  for (const KeyRow& row : scene_keys()) {
    if (row.object != object || (kind && !row.used_by(*kind))) continue;
    ordered_json schema = type_schema(row);
    schema["description"] = described(row);
    properties[std::string(row.key)] = std::move(schema);
    if (kind ? row.needed_by(*kind) : row.required) required.push_back(row.key);
  }
  return {{"type", "object"},
          {"additionalProperties", false},
          {"required", std::move(required)},
          {"properties", std::move(properties)}};
}

ordered_json action_schema() {
  ordered_json choices = ordered_json::array();
  for (const technique::ActionKind kind : all_actions()) {
    const std::string name(technique::to_string(kind));
    choices.push_back({{"type", "object"},
                       {"description", std::string(doc_of(kind))},
                       {"additionalProperties", false},
                       {"required", ordered_json::array({name})},
                       {"properties", {{name, {{"$ref", "#/$defs/" + name}}}}}});
  }
  return {{"oneOf", std::move(choices)}};
}

std::string type_words(const KeyRow& row) {
  switch (row.type) {
    case KeyType::text:
      return "words";
    case KeyType::integer:
      return fmt::format("whole number, {:g} to {:g}", row.lo, row.hi);
    case KeyType::number:
      return fmt::format("number, {:g} to {:g}", row.lo, row.hi);
    case KeyType::quantity: {
      std::vector<std::string_view> words;
      for (const Unit& unit : units_of(row.unit)) words.push_back(unit.word);
      const double factor = units_of(row.unit).front().factor;
      return fmt::format(
          "{} in {}; {:.4g} to {:.4g} {}",
          std::string(noun_of(row.unit)).substr(row.unit == UnitKind::angle || row.unit == UnitKind::area ? 3 : 2),
          fmt::join(words, " or "), row.lo / factor, row.hi / factor, words.front());
    }
    case KeyType::flag:
      return "true or false";
    case KeyType::choice:
      return fmt::format("one of: {}", fmt::join(words_of(row.choices), ", "));
    case KeyType::place:
      return "a place";
    case KeyType::offset:
      return "a length and `lateral` or `medial`";
    case KeyType::direction:
      return "a direction";
    case KeyType::technique:
      return "id of a technique";
    case KeyType::state:
      return "id of a starting state";
    case KeyType::claims:
      return "list of claim ids";
    case KeyType::texts:
      return "list of words";
    case KeyType::layers:
      return "names with shares in %";
    case KeyType::view:
      return "a view's id, or the keys of a view";
    case KeyType::section:
      return fmt::format("one of: {}, or the keys of a section", fmt::join(words_of("section"), ", "));
    case KeyType::window:
      return "none, or the keys of a window";
    case KeyType::record:
      return "the keys of the record";
    case KeyType::steps:
      return "list of steps";
    case KeyType::actions:
      return "list of actions";
  }
  return {};
}

std::string table_of(std::string_view object, std::string_view heading) {
  std::string out =
      fmt::format("### {}\n\n| key | needed | value | meaning | example |\n|---|---|---|---|---|\n", heading);
  for (const KeyRow& row : scene_keys()) {
    if (row.object != object) continue;
    out += fmt::format("| `{}` | {} | {} | {} | {} |\n", row.key, row.required ? "yes" : "", type_words(row), row.doc,
                       row.example.empty() ? "" : fmt::format("`{}`", row.example));
  }
  return out + "\n";
}

std::string action_tables() {
  std::string out = "### Actions\n\n| action | what it does | needs | may have |\n|---|---|---|---|\n";
  for (const technique::ActionKind kind : all_actions()) {
    std::vector<std::string> needs, may;
    for (const KeyRow& row : scene_keys()) {
      if (row.object != "action" || !row.used_by(kind)) continue;
      (row.needed_by(kind) ? needs : may).push_back(fmt::format("`{}`", row.key));
    }
    out += fmt::format("| `{}` | {} | {} | {} |\n", technique::to_string(kind), doc_of(kind), fmt::join(needs, " "),
                       fmt::join(may, " "));
  }
  out += "\n### Keys of actions\n\n| key | value | meaning | example |\n|---|---|---|---|\n";
  for (const KeyRow& row : scene_keys()) {
    if (row.object == "action")
      out += fmt::format("| `{}` | {} | {} | `{}` |\n", row.key, type_words(row), row.doc, row.example);
  }
  return out + "\n";
}

std::string word_tables() {
  std::string out =
      "### Tools\n\nAreas are of one hand and design estimates.\n\n| tool | what it is | area |\n|---|---|---|\n";
  for (const technique::Tool& tool : technique::tools())
    out += fmt::format("| `{}` | {} | {:g} cm2 |\n", tool.id, tool.doc, tool.area_cm2);
  out += "\n### Lines to follow\n\n| `along` | where | distance from the midline |\n|---|---|---|\n";
  for (const technique::Guide& guide : technique::guides()) {
    out += fmt::format("| `{}` | {} | {} |\n", guide.id, guide.doc,
                       guide.landmarks.empty() ? fmt::format("{:g} mm", guide.lateral_mm)
                                               : fmt::format("through {}", fmt::join(guide.landmarks, ", ")));
  }
  return out;
}

}  // namespace

std::string scene_schema() {
  ordered_json schema = object_schema("scene");
  ordered_json root{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", "Palpate scene"}};
  root.update(schema);
  ordered_json definitions;
  for (const std::string_view object : {"record", "view", "section", "window", "step"})
    definitions[std::string(object)] = object_schema(object);
  definitions["action"] = action_schema();
  for (const technique::ActionKind kind : all_actions())
    definitions[std::string(technique::to_string(kind))] = object_schema("action", kind);
  root["$defs"] = std::move(definitions);
  return root.dump(2) + "\n";
}

std::string scene_key_tables() {
  return table_of("scene", "The lesson") + table_of("record", "The record") + table_of("step", "A step") +
         table_of("view", "A view") + table_of("section", "A section") + table_of("window", "A window") +
         action_tables() + word_tables();
}

}  // namespace palpate
