#include "io/knowledge_file.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "core/text.h"
#include "io/yaml.h"

namespace palpate {
namespace {

using namespace knowledge;
using yaml::Document;
using yaml::Node;

/// A mapping read key by key; what nobody asked for is an error.
class Row {
 public:
  Row(const Document& file, const Node& node) : file_(file), node_(node) {
    if (!node.is_mapping()) throw file.error(node.place, "expected a mapping of keys to values");
  }

  const Node* at(const char* key) {
    asked_.insert(key);
    return node_.find(key);
  }
  const Node& need(const char* key) {
    const Node* found = at(key);
    if (!found) throw file_.error(node_.place, "the key '" + std::string(key) + "' is missing");
    return *found;
  }
  std::string text(const char* key) { return scalar(need(key)); }
  std::string text_or(const char* key, const std::string& otherwise) {
    const Node* found = at(key);
    return found ? scalar(*found) : otherwise;
  }
  double number(const char* key) { return number_of(need(key)); }
  double number_or(const char* key, double otherwise) {
    const Node* found = at(key);
    return found ? number_of(*found) : otherwise;
  }
  bool flag_or(const char* key, bool otherwise) {
    const Node* found = at(key);
    if (!found) return otherwise;
    if (found->text == "true") return true;
    if (found->text == "false") return false;
    throw file_.error(found->place, "expected true or false, not '" + found->text + "'");
  }
  std::vector<std::string> list(const char* key) {
    std::vector<std::string> words;
    if (const Node* found = at(key)) {
      for (const Node& item : sequence(*found)) words.push_back(scalar(item));
    }
    return words;
  }
  const std::vector<Node>& rows(const char* key) { return sequence(need(key)); }
  std::optional<Range> range(const char* key) {
    const Node* found = at(key);
    if (!found) return std::nullopt;
    const auto& items = sequence(*found);
    if (items.size() != 3) throw file_.error(found->place, "expected [low, typical, high]");
    return Range{number_of(items[0]), number_of(items[1]), number_of(items[2])};
  }
  Vec2 offset(const char* key) {
    const Node* found = at(key);
    if (!found) return Vec2(0.0f);
    const auto& items = sequence(*found);
    if (items.size() != 2) throw file_.error(found->place, "expected [lateral, cranial] in mm");
    return {static_cast<float>(number_of(items[0])), static_cast<float>(number_of(items[1]))};
  }
  template <class T>
  T word(const char* key, std::optional<T> (*from)(std::string_view), const char* choices) {
    const Node& found = need(key);
    if (const auto value = from(scalar(found))) return *value;
    throw file_.error(found.place, "'" + found.text + "' is not one of " + choices);
  }
  void done() const {
    for (const yaml::Entry& entry : node_.entries) {
      if (!asked_.contains(entry.key)) {
        throw file_.error(entry.key_place,
                          "unknown key '" + entry.key + "'" + did_you_mean(entry.key, {asked_.begin(), asked_.end()}));
      }
    }
  }
  const Node& node() const { return node_; }

 private:
  std::string scalar(const Node& node) const {
    if (!node.is_scalar()) throw file_.error(node.place, "expected a text");
    return node.text;
  }
  const std::vector<Node>& sequence(const Node& node) const {
    if (!node.is_sequence()) throw file_.error(node.place, "expected a list");
    return node.items;
  }
  double number_of(const Node& node) const {
    double value = 0.0;
    const char* end = node.text.data() + node.text.size();
    const auto read = std::from_chars(node.text.data(), end, value);
    if (!node.is_scalar() || read.ec != std::errc() || read.ptr != end || !std::isfinite(value)) {
      throw file_.error(node.place, "expected a number, not '" + node.text + "'");
    }
    return value;
  }

  const Document& file_;
  const Node& node_;
  std::set<std::string> asked_;
};

constexpr const char* confidence_words = "seen, seen secondary, partly, from memory, design estimate, no source";

Confidence confidence(Row& row) {
  return row.word<Confidence>("confidence", confidence_from, confidence_words);
}

Technique technique(Row row) {
  Technique t;
  t.id = row.text("id"), t.name = row.text("name"), t.name_textbook = row.text("textbook");
  t.other_names = row.list("other-names");
  t.family = row.text("family"), t.lesson_family = row.text("lesson-family");
  t.actions = row.list("actions"), t.tools = row.list("tools"), t.targets = row.list("targets");
  t.contact_area_cm2 = row.number_or("area-cm2", 0.0);
  t.reach = row.text("reach"), t.fibre_direction = row.text("fibres"), t.direction = row.text("direction");
  t.forces = row.text("forces");
  t.force_N = row.range("force-N"), t.speed_cm_s = row.range("speed-cm-s"), t.rhythm_Hz = row.range("rhythm-Hz");
  t.hold_s = row.range("hold-s"), t.minutes = row.range("minutes"), t.temperature_C = row.range("temperature-C");
  if (t.force_N && t.contact_area_cm2 > 0.0) {
    const double kPa_per_N = 10.0 / t.contact_area_cm2;
    t.pressure_kPa = Range{t.force_N->low * kPa_per_N, t.force_N->typical * kPa_per_N, t.force_N->high * kPa_per_N};
  }
  t.walton = static_cast<int>(row.number_or("walton", 0.0));
  t.repetitions = row.text("repetitions"), t.position = row.text("position");
  t.indications = row.text("indications"), t.cautions = row.text("cautions");
  t.contraindications = row.list("screen"), t.claims = row.list("claims");
  t.basis =
      row.at("basis") ? row.word<Basis>("basis", basis_from, "published, design estimate") : Basis::design_estimate;
  t.basis_note = row.text("basis-note"), t.source = row.text("source"), t.confidence = confidence(row);
  row.done();
  return t;
}

std::optional<PointKind> point_kind_from(std::string_view name) {
  if (name == "trigger point") return PointKind::trigger_point;
  if (name == "acupoint") return PointKind::acupoint;
  return std::nullopt;
}

Point point(Row row) {
  Point p;
  p.id = row.text("id"), p.code = row.text_or("code", ""), p.name = row.text("name");
  p.kind = row.word<PointKind>("kind", point_kind_from, "trigger point, acupoint");
  p.paired = row.flag_or("paired", true);
  p.location.landmark = row.text("at"), p.location.rule = row.text("rule");
  p.location.lateral_mm = row.number("lateral-mm"), p.location.cranial_mm = row.number("cranial-mm");
  p.location.lateral_cun = row.number_or("cun", 0.0);
  p.structure = row.text("structure"), p.depth_layer = row.text_or("layer", "");
  p.referral = row.text_or("referral", ""), p.regions = row.list("regions");
  p.use = row.text("use"), p.caution = row.text("caution"), p.contested = row.flag_or("contested", false);
  p.source = row.text("source"), p.confidence = confidence(row);
  row.done();
  return p;
}

Region region(Row row) {
  Region r;
  r.id = row.text("id"), r.name = row.text("name"), r.landmark = row.text_or("at", "");
  r.lateral_mm = row.number_or("lateral-mm", 0.0), r.cranial_mm = row.number_or("cranial-mm", 0.0);
  r.radius_mm = row.number_or("radius-mm", 30.0), r.paired = row.flag_or("paired", true);
  row.done();
  return r;
}

Claim claim(Row row) {
  Claim c;
  c.id = row.text("id"), c.topic = row.text("topic"), c.claim = row.text("claim"), c.finding = row.text("finding");
  c.badge = row.word<Badge>("badge", badge_from, "supported, mixed, not_supported, tradition, no_source");
  c.size = row.text("size"), c.duration = row.text("duration"), c.strength = row.text("strength"),
  c.site = row.text("site");
  c.source = row.text("source"), c.confidence = confidence(row);
  row.done();
  return c;
}

std::optional<ScreenKind> screen_kind_from(std::string_view name) {
  if (name == "red_flag") return ScreenKind::red_flag;
  if (name == "contraindication") return ScreenKind::contraindication;
  if (name == "rule") return ScreenKind::rule;
  return std::nullopt;
}

Screening screening(Row row) {
  Screening s;
  s.id = row.text("id"), s.ask = row.text("ask"), s.then = row.text("then"), s.extent = row.text("extent");
  s.kind = row.word<ScreenKind>("kind", screen_kind_from, "red_flag, contraindication, rule");
  s.source = row.text("source"), s.confidence = confidence(row);
  row.done();
  return s;
}

Caution caution(const Document& file, Row row) {
  Caution c;
  c.id = row.text("id"), c.name = row.text("name"), c.paired = row.flag_or("paired", true);
  for (const Node& node : row.rows("shapes")) {
    Row shape(file, node);
    ZoneShape s;
    s.from = shape.text("from"), s.to = shape.text("to");
    s.from_offset_mm = shape.offset("from-offset"), s.to_offset_mm = shape.offset("to-offset");
    s.radius_mm = shape.number("radius-mm");
    shape.done();
    c.shapes.push_back(s);
  }
  c.structures = row.list("structures"), c.forbids = row.list("forbids");
  c.limit_kPa = row.number("limit-kPa"), c.near_fraction = row.number("near");
  c.reason = row.text("reason"), c.gentler = row.text("gentler"), c.source = row.text("source");
  row.done();
  return c;
}

StartingState starting_state(const Document& file, Row row) {
  StartingState s;
  s.id = row.text("id"), s.name = row.text("name"), s.text = row.text("text");
  for (const Node& node : row.rows("tense")) {
    Row tense(file, node);
    s.tense.push_back({tense.text("structure"), tense.number("tension"), tense.text("why")});
    tense.done();
  }
  s.basis = row.word<Basis>("basis", basis_from, "published, design estimate"), s.source = row.text("source");
  row.done();
  return s;
}

Cause cause(Row row) {
  Cause c;
  c.id = row.text("id"), c.name = row.text("name"), c.text = row.text("text");
  c.starting_state = row.text_or("starting-state", ""), c.claims = row.list("claims");
  c.source = row.text("source"), c.confidence = confidence(row);
  row.done();
  return c;
}

Advice advice(Row row) {
  Advice a;
  a.id = row.text("id"), a.topic = row.text("topic"), a.text = row.text("text");
  a.source = row.text("source"), a.confidence = confidence(row);
  row.done();
  return a;
}

Figure figure(Row row) {
  Figure f;
  f.id = row.text("id"), f.value = row.number("value"), f.unit = row.text("unit"), f.source = row.text("source");
  f.confidence = confidence(row), f.facts = row.text_or("facts", "");
  row.done();
  return f;
}

void read_keys(const Document& file, Row root, Library& library) {
  const Node& tables = root.need("facts-keys");
  root.done();
  if (!tables.is_mapping()) throw file.error(tables.place, "expected a mapping of tables");
  for (const yaml::Entry& table : tables.entries) {
    if (!table.value.is_mapping()) throw file.error(table.value.place, "expected a mapping of slugs to keys");
    for (const yaml::Entry& slug : table.value.entries) {
      auto& keys = library.facts_keys[table.key][slug.key];
      for (const Node& key : slug.value.items) keys.push_back(key.text);
      if (keys.empty()) throw file.error(slug.key_place, "'" + slug.key + "' maps to no key");
    }
  }
}

/// "general" in a technique's list stands for every contraindication that holds for any massage.
void expand_general(Library& library) {
  const std::set<std::string> special{"kidney_region", "bony_points", "lost_sensation"};
  for (Technique& t : library.techniques) {
    std::vector<std::string> ids;
    const auto add = [&](const std::string& id) {
      if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    };
    for (const std::string& id : t.contraindications) {
      if (id != "general") {
        add(id);
        continue;
      }
      for (const Screening& s : library.screening) {
        if (s.kind == ScreenKind::contraindication && !special.contains(s.id)) add(s.id);
      }
    }
    t.contraindications = std::move(ids);
  }
}

}  // namespace

knowledge::Library read_knowledge(const std::filesystem::path& folder, const anatomy::Catalogue* catalogue) {
  Library lib;
  const auto each = [&](const char* name, auto&& use) {
    const Document file = yaml::read_yaml(folder / name);
    use(file, Row(file, file.root));
  };
  const auto fill = [](const Document& file, Row& root, const char* key, auto& list, auto&& make) {
    for (const Node& node : root.rows(key)) list.push_back(make(Row(file, node)));
  };
  each("screening.yaml",
       [&](const Document& f, Row r) { fill(f, r, "screening", lib.screening, screening), r.done(); });
  each("claims.yaml", [&](const Document& f, Row r) { fill(f, r, "claims", lib.claims, claim), r.done(); });
  each("techniques.yaml",
       [&](const Document& f, Row r) { fill(f, r, "techniques", lib.techniques, technique), r.done(); });
  each("points.yaml", [&](const Document& f, Row r) {
    fill(f, r, "regions", lib.regions, region), fill(f, r, "points", lib.points, point), r.done();
  });
  each("cautions.yaml", [&](const Document& f, Row r) {
    fill(f, r, "cautions", lib.cautions, [&](Row row) { return caution(f, row); }), r.done();
  });
  each("states.yaml", [&](const Document& f, Row r) {
    fill(f, r, "starting-states", lib.starting_states, [&](Row row) { return starting_state(f, row); }), r.done();
  });
  each("causes.yaml", [&](const Document& f, Row r) {
    fill(f, r, "causes", lib.causes, cause), fill(f, r, "advice", lib.advice, advice), r.done();
  });
  each("tissue.yaml", [&](const Document& f, Row r) { fill(f, r, "figures", lib.figures, figure), r.done(); });
  each("facts_keys.yaml", [&](const Document& f, Row r) { read_keys(f, r, lib); });
  expand_general(lib);
  check(lib, catalogue);
  return lib;
}

}  // namespace palpate
