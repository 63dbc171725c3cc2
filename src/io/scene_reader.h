#pragma once
// The tools of scene_file.cpp: one mapping of a scene checked against the key table, values taken out by key. Inner
// header of io.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "anatomy/catalogue.h"
#include "core/problem.h"
#include "io/scene_keys.h"
#include "io/yaml.h"
#include "knowledge/library.h"
#include "technique/scene.h"

namespace palpate {

/// What the whole reading shares.
struct SceneContext {
  const yaml::Document& document;
  const anatomy::Catalogue& catalogue;
  const knowledge::Library& library;
  std::vector<Problem>& problems;
  std::vector<std::string> place_names;  ///< for suggestions

  void error(const yaml::Place& at, std::string message, std::string code);
  void warn(const yaml::Place& at, std::string message, std::string code);
};

inline technique::Where where(const yaml::Place& p) {
  return {p.line, p.column};
}

/// One mapping read as an object of the table. The constructor reports unknown keys and missing required ones; the
/// getters report wrong values and then return nothing.
class ObjectReader {
 public:
  ObjectReader(SceneContext& context, const yaml::Node& node, std::string_view object,
               std::optional<technique::ActionKind> kind = {});

  const yaml::Node& node() const { return node_; }
  const yaml::Node* find(std::string_view key) const { return node_.find(key); }
  bool has(std::string_view key) const { return find(key) != nullptr; }

  std::string text(std::string_view key);
  std::string choice(std::string_view key);  ///< "" where missing or wrong
  bool flag(std::string_view key);
  technique::Located<float> amount(std::string_view key);  ///< quantities and plain numbers, in the base unit
  technique::Located<int> integer(std::string_view key);
  std::vector<std::string> texts(std::string_view key);
  std::vector<std::string> claims(std::string_view key);
  technique::Place place(std::string_view key);
  technique::Heading direction(std::string_view key);
  float offset_mm(std::string_view key);  ///< lateral positive

 private:
  const KeyRow* row(std::string_view key) const;
  bool in_range(const KeyRow& row, const yaml::Node& value, double number);
  const yaml::Node* scalar(std::string_view key);

  SceneContext& context_;
  const yaml::Node& node_;
  std::string_view object_;
  std::optional<technique::ActionKind> kind_;
};

/// "spinous_process_l3, 3 cm lateral, 1 cm cranial" -> place; complaints at `at`.
technique::Place parse_place(std::string_view text, const yaml::Place& at, SceneContext& context);

}  // namespace palpate
