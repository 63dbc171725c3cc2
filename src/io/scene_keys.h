#pragma once
// The scene language as one table: every key with its type, unit, range and meaning. The reader, docs/scenes.md and
// scenes/scene.schema.json all come from here; a test keeps them equal.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/quantity.h"
#include "technique/scene.h"

namespace palpate {

enum class KeyType {
  text,  ///< words for people
  integer,
  number,     ///< plain, without unit
  quantity,   ///< with unit
  flag,       ///< true or false
  choice,     ///< one of KeyRow::words()
  place,      ///< landmark, structure or point/SLUG, with offsets
  offset,     ///< "2 cm lateral"
  direction,  ///< anatomical words joined by "and"
  technique,  ///< id of the knowledge library
  state,      ///< starting state, id of the knowledge library
  claims,     ///< list of claim ids
  texts,      ///< list of texts
  layers,     ///< names -> percent
  view,       ///< a view's id, or a mapping of the keys of object "view"
  section,    ///< a plane's word, or a mapping of the keys of object "section"
  window,     ///< "none", or a mapping of the keys of object "window"
  record,     ///< a mapping of the record's fields
  steps,      ///< list of objects "step"
  actions     ///< list of one-key mappings: action -> object
};

/// Which actions use a key, as bits of technique::ActionKind.
using ActionSet = uint32_t;
constexpr ActionSet only(technique::ActionKind kind) {
  return 1u << static_cast<unsigned>(kind);
}

struct KeyRow {
  std::string_view object;  ///< "scene", "step", "view", "section", "window", "record" or "action"
  std::string_view key;
  KeyType type = KeyType::text;
  bool required = false;  ///< of actions: see `needs`
  UnitKind unit = UnitKind::none;
  double lo = 0.0, hi = 0.0;  ///< in the base unit; of quantities, numbers and integers
  std::string_view choices;   ///< name of the list of words: "tool", "guide", …
  std::string_view example;
  std::string_view doc;
  ActionSet uses = 0, needs = 0;  ///< of object "action"

  bool needed_by(technique::ActionKind kind) const { return (needs & only(kind)) != 0; }
  bool used_by(technique::ActionKind kind) const { return (uses & only(kind)) != 0; }
};

/// Every key, grouped by object, in reading order. The record's fields follow technique::record_fields().
const std::vector<KeyRow>& scene_keys();
const KeyRow* find_key(std::string_view object, std::string_view key);
/// The words of a list of choices.
std::vector<std::string> words_of(std::string_view choices);
/// Every action in order of technique::ActionKind.
std::span<const technique::ActionKind> all_actions();
/// What an action does, one line.
std::string_view doc_of(technique::ActionKind kind);

/// The JSON Schema (draft 2020-12) of a scene file, pretty-printed, ending with a newline.
std::string scene_schema();
/// The tables of docs/scenes.md: everything between its two markers.
std::string scene_key_tables();

}  // namespace palpate
