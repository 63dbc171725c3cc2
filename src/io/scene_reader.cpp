#include "io/scene_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/text.h"

namespace palpate {
namespace {

using technique::Place;

std::vector<std::string> claim_ids(const knowledge::Library& library) {
  std::vector<std::string> ids;
  for (const auto& claim : library.claims) ids.push_back(claim.id);
  return ids;
}

// "3 cm lateral" onto (lateral, cranial) mm. False when it was no such thing.
bool add_offset(std::string_view part, const yaml::Place& at, SceneContext& context, float& lateral_mm,
                float& cranial_mm, bool only_lateral) {
  const size_t space = part.rfind(' ');
  const std::string_view word = space == std::string_view::npos ? part : part.substr(space + 1);
  static const std::vector<std::string> words{"lateral", "medial", "cranial", "caudal"};
  if (std::find(words.begin(), words.end(), word) == words.end() ||
      (only_lateral && (word == "cranial" || word == "caudal"))) {
    context.error(
        at, fmt::format("'{}' is not an offset{}: write for example '3 cm lateral'", part, did_you_mean(word, words)),
        "bad-offset");
    return false;
  }
  const Quantity q =
      parse_quantity(space == std::string_view::npos ? std::string_view() : part.substr(0, space), UnitKind::length);
  if (!q.problem.empty()) {
    context.error(at, q.problem, q.code);
    return false;
  }
  if (q.value < 0.0 || q.value > 250.0) {
    context.error(at, fmt::format("{:g} cm is out of range: an offset lies between 0 and 25 cm", q.value / 10.0),
                  "out-of-range");
    return false;
  }
  const float mm = static_cast<float>(q.value);
  if (word == "lateral") lateral_mm += mm;
  if (word == "medial") lateral_mm -= mm;
  if (word == "cranial") cranial_mm += mm;
  if (word == "caudal") cranial_mm -= mm;
  return true;
}

bool name_place(Place& place, const std::string& name, const yaml::Place& at, SceneContext& context) {
  if (name.starts_with("point/")) {
    const std::string slug = name.substr(6);
    const knowledge::Point* point = context.library.point(slug);
    if (!point) {
      context.error(at, fmt::format("unknown point '{}'{}", slug, did_you_mean(slug, context.library.point_ids())),
                    "unknown-point");
      return false;
    }
    if (point->location.landmark.empty()) {
      context.error(at, fmt::format("point '{}' lies outside the lower back and cannot be worked on here", slug),
                    "point-elsewhere");
      return false;
    }
    place.kind = Place::Kind::point, place.id = slug;
    return true;
  }
  const auto known_landmark = [&](const std::string& id) { return context.catalogue.find_landmark(id) != nullptr; };
  if (known_landmark(name) || known_landmark(name + "_left")) {
    place.kind = Place::Kind::landmark, place.id = name;
    return true;
  }
  place.ids = context.catalogue.expand(name);
  if (!place.ids.empty()) {
    place.kind = Place::Kind::structure, place.id = name;
    return true;
  }
  context.error(at, fmt::format("unknown landmark or structure '{}'{}", name, did_you_mean(name, context.place_names)),
                "unknown-place");
  return false;
}

}  // namespace

void SceneContext::error(const yaml::Place& at, std::string message, std::string code) {
  problems.push_back(document.problem(at, Severity::error, std::move(message), std::move(code)));
}

void SceneContext::warn(const yaml::Place& at, std::string message, std::string code) {
  problems.push_back(document.problem(at, Severity::warning, std::move(message), std::move(code)));
}

Place parse_place(std::string_view text, const yaml::Place& at, SceneContext& context) {
  Place place;
  place.text = std::string(text), place.at = where(at);
  const auto parts = split(text, ',');
  if (parts.empty() || trim(parts.front()).empty()) {
    context.error(at, "a place is wanted: a landmark, a structure or point/NAME", "bad-place");
    return {};
  }
  if (!name_place(place, std::string(trim(parts.front())), at, context)) return {};
  for (size_t i = 1; i < parts.size(); ++i) {
    if (!add_offset(trim(parts[i]), at, context, place.lateral_mm, place.cranial_mm, false)) return {};
  }
  return place;
}

ObjectReader::ObjectReader(SceneContext& context, const yaml::Node& node, std::string_view object,
                           std::optional<technique::ActionKind> kind)
    : context_(context), node_(node), object_(object), kind_(kind) {
  const std::string name = kind ? std::string(technique::to_string(*kind)) : std::string(object);
  if (!node.is_mapping()) {
    context.error(node.place, fmt::format("{} must be written as keys and values", name), "bad-shape");
    return;
  }
  std::vector<std::string> known;
  for (const KeyRow& r : scene_keys()) {
    if (r.object != object || (kind && !r.used_by(*kind))) continue;
    known.emplace_back(r.key);
    const bool needed = kind ? r.needed_by(*kind) : r.required;
    const yaml::Node* value = node.find(r.key);
    if (needed && !value)
      context.error(node.place, fmt::format("{} lacks '{}' ({})", name, r.key, r.doc), "missing-key");
    if (value && value->is_null()) context.error(value->place, fmt::format("'{}' is empty", r.key), "empty-value");
  }
  for (const yaml::Entry& e : node.entries) {
    if (std::find(known.begin(), known.end(), e.key) != known.end()) continue;
    std::string cure = did_you_mean(e.key, known);
    if (cure.empty()) cure = fmt::format(" (keys of {}: {})", name, fmt::join(known, ", "));
    context.error(e.key_place, fmt::format("unknown key '{}'{}", e.key, cure), "unknown-key");
  }
}

const KeyRow* ObjectReader::row(std::string_view key) const {
  return find_key(object_, key);
}

const yaml::Node* ObjectReader::scalar(std::string_view key) {
  const yaml::Node* value = node_.is_mapping() ? node_.find(key) : nullptr;
  if (!value || value->is_null()) return nullptr;
  if (value->is_scalar()) return value;
  context_.error(value->place, fmt::format("'{}' wants one value, not a list or a mapping", key), "bad-shape");
  return nullptr;
}

std::string ObjectReader::text(std::string_view key) {
  const yaml::Node* value = scalar(key);
  if (!value) return {};
  if (trim(value->text).empty()) context_.error(value->place, fmt::format("'{}' is empty", key), "empty-value");
  return value->text;
}

std::string ObjectReader::choice(std::string_view key) {
  const yaml::Node* value = scalar(key);
  if (!value) return {};
  const KeyRow* r = row(key);
  const auto words = words_of(r->choices);
  if (std::find(words.begin(), words.end(), value->text) != words.end()) return value->text;
  std::string cure = did_you_mean(value->text, words);
  if (cure.empty()) cure = fmt::format(" (one of: {})", fmt::join(words, ", "));
  context_.error(value->place, fmt::format("unknown {} '{}'{}", r->choices, value->text, cure),
                 fmt::format("unknown-{}", r->choices));
  return {};
}

bool ObjectReader::flag(std::string_view key) {
  const yaml::Node* value = scalar(key);
  if (!value) return false;
  if (value->text != "true" && value->text != "false") {
    context_.error(value->place, fmt::format("'{}' is true or false, not '{}'", key, value->text), "bad-flag");
  }
  return value->text == "true";
}

bool ObjectReader::in_range(const KeyRow& r, const yaml::Node& value, double number) {
  if (number >= r.lo - 1e-9 && number <= r.hi + 1e-9) return true;
  const auto units = units_of(r.unit);
  // Told in the unit people use for it, which the table's example shows.
  const Unit* unit = nullptr;
  for (const Unit& u : units) {
    if (r.example.ends_with(u.word)) unit = &u;
  }
  if (!unit && !units.empty()) unit = &units.front();
  const double factor = unit ? unit->factor : 1.0;
  const std::string word = unit ? " " + std::string(unit->word) : "";
  context_.error(value.place,
                 fmt::format("'{}: {}' is out of range: between {:.4g}{} and {:.4g}{}", r.key, value.text,
                             r.lo / factor, word, r.hi / factor, word),
                 "out-of-range");
  return false;
}

technique::Located<float> ObjectReader::amount(std::string_view key) {
  const yaml::Node* value = scalar(key);
  if (!value) return {};
  const KeyRow* r = row(key);
  const Quantity q = parse_quantity(value->text, r->unit);
  if (!q.problem.empty()) {
    context_.error(value->place, fmt::format("{}: {}", key, q.problem), q.code);
    return {};
  }
  if (!in_range(*r, *value, q.value)) return {};
  return {static_cast<float>(q.value), where(value->place), true};
}

technique::Located<int> ObjectReader::integer(std::string_view key) {
  const yaml::Node* value = scalar(key);
  if (!value) return {};
  int number = 0;
  const char* end = value->text.data() + value->text.size();
  const auto [stop, failed] = std::from_chars(value->text.data(), end, number);
  if (failed != std::errc() || stop != end) {
    context_.error(value->place, fmt::format("'{}' wants a whole number, not '{}'", key, value->text), "bad-number");
    return {};
  }
  if (!in_range(*row(key), *value, number)) return {};
  return {number, where(value->place), true};
}

std::vector<std::string> ObjectReader::texts(std::string_view key) {
  const yaml::Node* value = node_.is_mapping() ? node_.find(key) : nullptr;
  if (!value || value->is_null()) return {};
  std::vector<std::string> list;
  if (!value->is_sequence()) {
    context_.error(value->place, fmt::format("'{}' wants a list: [one, two]", key), "bad-shape");
    return list;
  }
  for (const yaml::Node& item : value->items) {
    if (!item.is_scalar() || trim(item.text).empty()) {
      context_.error(item.place, fmt::format("'{}' wants words here", key), "bad-shape");
    } else {
      list.push_back(item.text);
    }
  }
  return list;
}

std::vector<std::string> ObjectReader::claims(std::string_view key) {
  std::vector<std::string> list = texts(key);
  const yaml::Node* value = find(key);
  for (size_t i = 0; value && i < value->items.size(); ++i) {
    const yaml::Node& item = value->items[i];
    if (!item.is_scalar() || context_.library.claim(item.text)) continue;
    context_.error(item.place,
                   fmt::format("unknown claim '{}'{}", item.text, did_you_mean(item.text, claim_ids(context_.library))),
                   "unknown-claim");
  }
  return list;
}

Place ObjectReader::place(std::string_view key) {
  const yaml::Node* value = scalar(key);
  return value ? parse_place(value->text, value->place, context_) : Place{};
}

technique::Heading ObjectReader::direction(std::string_view key) {
  technique::Heading heading;
  const yaml::Node* value = scalar(key);
  if (!value) return heading;
  static const std::vector<std::string> words{"cranial",       "caudal",           "medial",           "lateral",
                                              "into the body", "along the fibres", "across the fibres"};
  std::string rest = value->text;
  while (!rest.empty()) {
    const size_t cut = rest.find(" and ");
    const std::string word(trim(rest.substr(0, cut)));
    rest = cut == std::string::npos ? "" : rest.substr(cut + 5);
    if (word == "cranial")
      heading.cranial += 1.0f;
    else if (word == "caudal")
      heading.cranial -= 1.0f;
    else if (word == "lateral")
      heading.lateral += 1.0f;
    else if (word == "medial")
      heading.lateral -= 1.0f;
    else if (word == "into the body")
      heading.into += 1.0f;
    else if (word == "along the fibres")
      heading.along += 1.0f;
    else if (word == "across the fibres")
      heading.across += 1.0f;
    else {
      context_.error(value->place,
                     fmt::format("'{}' is not a direction{} (words: {}; join two with 'and')", word,
                                 did_you_mean(word, words), fmt::join(words, ", ")),
                     "bad-direction");
    }
  }
  return heading;
}

float ObjectReader::offset_mm(std::string_view key) {
  const yaml::Node* value = scalar(key);
  if (!value) return 0.0f;
  float lateral = 0.0f, cranial = 0.0f;
  add_offset(trim(value->text), value->place, context_, lateral, cranial, true);
  return lateral;
}

}  // namespace palpate
