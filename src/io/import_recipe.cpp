#include "io/import_recipe.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "io/yaml.h"

namespace palpate {
namespace fs = std::filesystem;
namespace {

using yaml::Document;
using yaml::Node;
using Unlisted = RecipeSource::Unlisted;

class Reader {
 public:
  explicit Reader(const Document& document) : document_(document) {}

  Recipe run() {
    const Node& root = document_.root;
    only_keys(root, {"format", "name", "licence", "attribution", "rest-pose", "mirror", "sources", "corrections",
                     "axes", "unit-mm", "shift-mm", "unlisted", "meshes"});
    const Node* format = root.find("format");
    if (!format || format->text != "1")
      fail(format ? format->place : root.place, "this program reads recipes of format 1", "write: format: 1");
    recipe_.name = text(root, "name"), recipe_.rest_pose = text(root, "rest-pose");
    recipe_.licence = text(root, "licence"), recipe_.attribution = text(root, "attribution");
    if (const Node* mirror = root.find("mirror")) recipe_.mirror_missing = choice(*mirror, {"none", "missing"}) == 1;
    if (const Node* sources = root.find("sources")) {
      for (const char* key : {"axes", "unit-mm", "shift-mm", "unlisted", "meshes"}) {
        if (const auto* both = root.find_entry(key))
          fail(both->key_place, fmt::format("'{}' belongs into each of the sources", key));
      }
      if (!sources->is_sequence() || sources->items.empty()) fail(sources->place, "'sources' must be a list");
      for (const Node& item : sources->items) recipe_.sources.push_back(source(item, false));
    } else {
      recipe_.sources.push_back(source(root, true));
    }
    if (const Node* fixes = root.find("corrections")) corrections(*fixes);
    return std::move(recipe_);
  }

 private:
  [[noreturn]] void fail(const yaml::Place& place, const std::string& what, const std::string& cure = {}) const {
    throw document_.error(place, what, cure);
  }

  void only_keys(const Node& node, const std::vector<std::string>& allowed) const {
    if (!node.is_mapping()) fail(node.place, "expected a mapping (key: value)");
    for (const yaml::Entry& e : node.entries) {
      if (std::find(allowed.begin(), allowed.end(), e.key) == allowed.end())
        fail(e.key_place, fmt::format("unknown key '{}'{}", e.key, did_you_mean(e.key, allowed)));
    }
  }

  std::string text(const Node& node, std::string_view key) const {
    const Node* found = node.find(key);
    if (!found) return {};
    if (!found->is_scalar() || found->is_null()) fail(found->place, fmt::format("'{}' must be a text", key));
    return found->text;
  }

  size_t choice(const Node& node, const std::vector<std::string>& words) const {
    const auto found = std::find(words.begin(), words.end(), node.text);
    if (!node.is_scalar() || found == words.end())
      fail(node.place, fmt::format("expected one of: {}", fmt::join(words, ", ")));
    return static_cast<size_t>(found - words.begin());
  }

  double number(const Node& node, double lo, double hi) const {
    double value = 0.0;
    const std::string& t = node.text;
    const auto [end, failed] = std::from_chars(t.data(), t.data() + t.size(), value);
    if (!node.is_scalar() || failed != std::errc() || end != t.data() + t.size() || !(value >= lo && value <= hi))
      fail(node.place, fmt::format("expected a number from {} to {}", lo, hi));
    return value;
  }

  Vec3 point(const Node& node) const {
    if (!node.is_sequence() || node.items.size() != 3) fail(node.place, "expected a point: [x, y, z] in mm");
    Vec3 p;
    for (int k = 0; k < 3; ++k) p[k] = static_cast<float>(number(node.items[static_cast<size_t>(k)], -1e5, 1e5));
    return p;
  }

  // Where the file's +x, +y and +z point, in words.
  Mat3 axes(const Node& node) const {
    static const std::vector<std::string> words{"left", "right", "cranial", "caudal", "anterior", "posterior"};
    if (!node.is_sequence() || node.items.size() != 3)
      fail(node.place, "expected where +x, +y and +z point: [left, cranial, anterior]");
    Mat3 m(0.0f);
    for (int k = 0; k < 3; ++k) {
      const size_t word = choice(node.items[static_cast<size_t>(k)], words);
      m[k][static_cast<int>(word / 2)] = word % 2 == 0 ? 1.0f : -1.0f;
    }
    if (std::abs(glm::determinant(m)) < 0.5f) fail(node.place, "two axes point along the same line");
    return m;
  }

  RecipeSource source(const Node& node, bool root) {
    if (!root)
      only_keys(node, {"files", "licence", "attribution", "axes", "unit-mm", "shift-mm", "unlisted", "meshes"});
    RecipeSource s;
    if (!root) s.licence = text(node, "licence"), s.attribution = text(node, "attribution");
    if (const Node* files = root ? nullptr : node.find("files")) {
      if (files->is_scalar()) s.files.push_back(pattern(files->text, files->place));
      for (const Node& item : files->items) s.files.push_back(pattern(item.text, item.place));
    }
    if (const Node* given = node.find("axes"); given && given->text != "guess") s.axes = axes(*given);
    if (const Node* unit = node.find("unit-mm"); unit && unit->text != "guess") s.unit_mm = number(*unit, 1e-6, 1e6);
    if (const Node* shift = node.find("shift-mm")) s.shift_mm = point(*shift);
    if (const Node* word = node.find("unlisted")) s.unlisted = Unlisted(choice(*word, {"guess", "keep", "skip"}));
    if (const Node* meshes = node.find("meshes")) {
      if (!meshes->is_mapping()) fail(meshes->place, "'meshes' must map names to ids");
      for (const yaml::Entry& e : meshes->entries) s.rows.push_back(row(e));
    }
    return s;
  }

  // A recipe only names files inside the folders it is given: no ways out.
  std::string pattern(const std::string& t, const yaml::Place& place) const {
    if (t.empty()) fail(place, "a pattern cannot be empty");
    if (t.size() > 200) fail(place, "a pattern has at most 200 signs");
    if (t.find('/') != std::string::npos || t.find('\\') != std::string::npos || t.find("..") != std::string::npos)
      fail(place, fmt::format("'{}' must be a file name, not a way through folders", t),
           "name the folders on the command line");
    return t;
  }

  std::string id_of(const std::string& t, const yaml::Place& place) const {
    std::string plain;
    for (size_t i = 0; i < t.size(); ++i) {
      if (t[i] == '$' && i + 1 < t.size() && t[i + 1] >= '1' && t[i + 1] <= '9')
        plain += '1', ++i;
      else
        plain += t[i];
    }
    if (const size_t level = plain.find("{level}"); level != std::string::npos) plain.replace(level, 7, "l1");
    if (plain.empty() || plain.size() > 100 || to_id(plain) != plain)
      fail(place, fmt::format("'{}' is no id: lower case letters, digits and single '_'", t),
           "for example quadratus_lumborum_left");
    return t;
  }

  RecipeRow row(const yaml::Entry& e) {
    if (++rows_ > most_recipe_rows) fail(e.key_place, fmt::format("more than {} rows", most_recipe_rows));
    RecipeRow r;
    r.match = pattern(e.key, e.key_place);
    const Node& v = e.value;
    if (v.is_scalar()) {
      r.id = id_of(v.text, v.place);
      return r;
    }
    only_keys(v, {"id", "skip", "why", "name", "latin", "side", "tissue", "layer", "join", "within-mm", "shift-mm"});
    r.skip = text(v, "skip"), r.why = text(v, "why"), r.name = text(v, "name"), r.latin = text(v, "latin");
    if (const Node* id = v.find("id"))
      r.id = id_of(text(v, "id"), id->place);
    else if (r.skip.empty())
      fail(v.place, "needs an 'id', or 'skip' with the reason");
    if (const Node* side = v.find("side")) {
      const size_t word = choice(*side, {"midline", "left", "right", "halves"});
      r.halves = word == 3;
      if (!r.halves) r.side = anatomy::Side(word);
    }
    if (const Node* tissue = v.find("tissue")) {
      r.tissue = anatomy::tissue_from(tissue->text);
      if (!r.tissue) fail(tissue->place, fmt::format("unknown tissue '{}'", tissue->text));
    }
    if (const Node* layer = v.find("layer")) {
      const double value = number(*layer, 0, 12);
      if (value != std::floor(value)) fail(layer->place, "a layer is a whole number, 0 to 12");
      r.layer = static_cast<int>(value);
    }
    if (const Node* shift = v.find("shift-mm")) r.shift_mm = point(*shift);
    if (const Node* join = v.find("join")) r.join = choice(*join, {"false", "true"}) == 1;
    if (const Node* within = v.find("within-mm")) {
      if (!within->is_sequence() || within->items.size() != 2)
        fail(within->place, "expected two corners: [[x, y, z], [x, y, z]] in mm");
      r.within_mm = Box3{point(within->items[0]), point(within->items[1])};
      if (r.within_mm->empty()) fail(within->place, "the first corner must be the lower one");
    }
    return r;
  }

  void corrections(const Node& node) {
    only_keys(node, {"landmarks"});
    const Node* marks = node.find("landmarks");
    if (!marks) return;
    if (!marks->is_mapping()) fail(marks->place, "'landmarks' must map ids to points");
    for (const yaml::Entry& e : marks->entries) {
      LandmarkFix fix;
      if (e.value.is_mapping()) {
        only_keys(e.value, {"shift-mm"});
        const Node* shift = e.value.find("shift-mm");
        if (!shift) fail(e.value.place, "expected [x, y, z] or {shift-mm: [x, y, z]}");
        fix = {point(*shift), true};
      } else {
        fix = {point(e.value), false};
      }
      recipe_.landmarks[id_of(e.key, e.key_place)] = fix;
    }
  }

  const Document& document_;
  Recipe recipe_;
  size_t rows_ = 0;
};

}  // namespace

Recipe read_recipe(const fs::path& file) {
  std::string bytes = read_text_file(file);
  const Document document = yaml::parse_yaml(bytes, file.string());
  Recipe recipe = Reader(document).run();
  recipe.id = file.stem().string();
  recipe.content = std::move(bytes);
  return recipe;
}

fs::path find_recipe(const std::string& word, const fs::path& folder) {
  std::error_code ignored;
  std::vector<std::string> shipped;
  for (const fs::directory_entry& e : fs::directory_iterator(folder, ignored)) {
    if (e.path().extension() == ".yaml") shipped.push_back(e.path().stem().string());
  }
  std::sort(shipped.begin(), shipped.end());
  if (std::find(shipped.begin(), shipped.end(), word) != shipped.end()) return folder / (word + ".yaml");
  if (fs::is_regular_file(word, ignored)) return word;
  throw Error("--recipe " + word, "is neither a shipped recipe nor a file" + did_you_mean(word, shipped),
              fmt::format("shipped: {}; docs/import.md shows how to write one", fmt::join(shipped, ", ")),
              Exit::wrong_usage);
}

}  // namespace palpate
