#include "io/scene_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "core/text.h"
#include "io/scene_reader.h"
#include "technique/vocabulary.h"

namespace palpate {
namespace {

namespace fs = std::filesystem;
using technique::Action;
using technique::ActionKind;
using technique::BodySide;
using technique::Hands;
using technique::NameUse;
using technique::Place;
using technique::Scene;
using technique::Step;

bool touches(ActionKind kind) {
  return kind != ActionKind::wait && kind != ActionKind::stretch && kind != ActionKind::exercise;
}

class SceneBuilder {
 public:
  explicit SceneBuilder(SceneContext& context) : context_(context) {}

  Scene scene(const yaml::Node& root) {
    Scene s;
    s.file = context_.document.file;
    ObjectReader in(context_, root, "scene");
    if (!root.is_mapping()) return s;
    in.integer("palpate");
    s.title = in.text("title");
    s.summary = in.text("summary");
    s.family = in.choice("family");
    s.guided_default = in.flag("guided-default");
    s.client = in.choice("client");
    s.bolster = in.text("bolster");
    s.draping = in.text("draping");
    s.lubricant = in.choice("lubricant");
    s.starting_state = starting_state(in);
    s.evidence = in.claims("evidence");
    s.stop_if = in.texts("stop-if");
    if (const yaml::Node* record_node = in.find("record")) s.record = record(*record_node);
    if (const yaml::Node* steps = in.find("steps")) read_steps(*steps, s);
    check_record(root, s);
    return s;
  }

 private:
  std::string starting_state(ObjectReader& in) {
    const std::string id = in.text("starting-state");
    if (id.empty() || context_.library.starting_state(id)) return id;
    std::vector<std::string> known;
    for (const auto& state : context_.library.starting_states) known.push_back(state.id);
    context_.error(in.find("starting-state")->place,
                   fmt::format("unknown starting state '{}'{}", id, did_you_mean(id, known)), "unknown-state");
    return id;
  }

  technique::Record record(const yaml::Node& node) {
    technique::Record r;
    r.given = true, r.at = where(node.place);
    ObjectReader in(context_, node, "record");
    for (const technique::RecordField& field : technique::record_fields()) {
      if (field.told != "record" || !in.has(field.key)) continue;
      const std::string text = in.text(field.key);
      if (text.empty()) continue;
      technique::RecordEntry entry{text, true, where(in.find(field.key)->place)};
      static constexpr std::string_view marker = "not applicable";
      if (to_lower(text).starts_with(marker)) {
        entry.applies = false;
        const std::string_view reason = trim(std::string_view(text).substr(marker.size()));
        // A reason is at least two words after the mark.
        if (reason.size() < 8 || reason.find(' ') == std::string_view::npos) {
          context_.error(in.find(field.key)->place,
                         fmt::format("'{}' does not apply: say why ('not applicable: …')", field.key), "no-reason");
        }
      }
      r.entries[std::string(field.key)] = entry;
    }
    return r;
  }

  void check_record(const yaml::Node& root, const Scene& s) {
    const auto complete = technique::completeness(s);
    if (!s.record.given) {
      context_.warn(root.place, "the lesson has no technique record ('record:')", "no-record");
      return;
    }
    for (size_t i = 0; i < complete.missing.size(); ++i) {
      const std::string_view key = complete.missing[i];
      if (find_key("record", key)) continue;  // already a missing key of the record itself
      const technique::Where at = complete.places[i].line > 0 ? complete.places[i] : s.record.at;
      context_.error({at.line, at.column}, fmt::format("the technique record is incomplete: {}", cure_of(key)),
                     "incomplete-record");
    }
  }

  static std::string cure_of(std::string_view key) {
    if (key == "repetitions") return "this action says neither 'repeat', 'hold' nor 'for'";
    if (find_key("scene", key)) return fmt::format("the lesson lacks '{}'", key);
    return fmt::format("'{}' is not told here", key);
  }

  void read_steps(const yaml::Node& node, Scene& s) {
    if (!node.is_sequence() || node.items.empty()) {
      context_.error(node.place, "'steps' wants a list with at least one step ('- name: …')", "bad-shape");
      return;
    }
    for (const yaml::Node& item : node.items) s.steps.push_back(step(item));
  }

  Step step(const yaml::Node& node) {
    Step s;
    s.at = where(node.place);
    ObjectReader in(context_, node, "step");
    if (!node.is_mapping()) return s;
    s.name = in.text("name");
    s.technique = technique_id(in);
    s.say = in.text("say");
    s.say_professional = in.text("say-professional");
    s.duration_s = in.amount("for");
    s.stands_for_s = in.amount("stands-for").value;
    if (const yaml::Node* view = in.find("view")) s.view = read_view(*view, in, s);
    if (const yaml::Node* layers = in.find("layers")) read_layers(*layers, s);
    s.heatmap = in.choice("heatmap");
    s.breathing = in.choice("breathing");
    if (const yaml::Node* section = in.find("section")) s.section = read_section(*section, in, s);
    if (const yaml::Node* window = in.find("window")) s.window = read_window(*window, in);
    s.xray = in.amount("xray").value;
    s.style = in.choice("style");
    s.shows_referral = in.choice("refers") == "shown";
    s.stop_if = in.texts("stop-if");
    s.evidence = in.claims("evidence");
    if (const yaml::Node* actions = in.find("do")) read_actions(*actions, s);
    check_step(in, s);
    return s;
  }

  std::string technique_id(ObjectReader& in) {
    const std::string id = in.text("technique");
    if (id.empty() || context_.library.technique(id)) return id;
    context_.error(in.find("technique")->place,
                   fmt::format("unknown technique '{}'{}", id, did_you_mean(id, context_.library.technique_ids())),
                   "unknown-technique");
    return id;
  }

  technique::ViewSpec read_view(const yaml::Node& node, ObjectReader& step_reader, Step& s) {
    technique::ViewSpec view;
    view.at = where(node.place);
    if (node.is_scalar()) {
      view.from = step_reader.choice("view");
      return view;
    }
    ObjectReader in(context_, node, "view");
    view.from = in.choice("from");
    view.look_at = in.place("look-at");
    use_place(view.look_at, BodySide::both, s);
    const auto zoom = in.amount("zoom");
    if (zoom.given) view.zoom = zoom.value;
    return view;
  }

  technique::SectionSpec read_section(const yaml::Node& node, ObjectReader& step_reader, Step& s) {
    technique::SectionSpec section;
    section.at = where(node.place);
    if (node.is_scalar()) {
      section.plane = step_reader.choice("section");
      return section;
    }
    ObjectReader in(context_, node, "section");
    section.plane = in.choice("plane");
    section.through = in.place("through");
    use_place(section.through, BodySide::both, s);
    section.tilt_deg = in.amount("tilt").value;
    section.turn_deg = in.amount("turn").value;
    section.whole = structures(in, "whole");
    return section;
  }

  // Names of structures, groups or layers, expanded.
  std::vector<std::string> structures(ObjectReader& in, std::string_view key) {
    std::vector<std::string> all;
    for (const std::string& name : in.texts(key)) {
      const auto ids = context_.catalogue.expand(name);
      if (ids.empty()) {
        context_.error(in.find(key)->place,
                       fmt::format("unknown structure '{}'{}", name, did_you_mean(name, context_.catalogue.names())),
                       "unknown-structure");
        continue;
      }
      all.insert(all.end(), ids.begin(), ids.end());
    }
    return all;
  }

  technique::WindowSpec read_window(const yaml::Node& node, ObjectReader& step_reader) {
    constexpr float usual = 0.25f;  // of the picture's height
    technique::WindowSpec window;
    window.at = where(node.place);
    if (node.is_scalar()) {
      step_reader.choice("window");  // none
      return window;
    }
    ObjectReader in(context_, node, "window");
    window.to = structures(in, "to");
    const auto radius = in.amount("radius");
    window.radius = radius.given ? radius.value : usual;
    window.follows = in.choice("follows");
    return window;
  }

  void read_layers(const yaml::Node& node, Step& s) {
    if (!node.is_mapping()) {
      context_.error(node.place, "'layers' wants names and shares: {skin: 35 %}", "bad-shape");
      return;
    }
    for (const yaml::Entry& e : node.entries) {
      const auto ids = context_.catalogue.expand(e.key);
      if (ids.empty()) {
        context_.error(e.key_place,
                       fmt::format("unknown structure '{}'{}", e.key, did_you_mean(e.key, context_.catalogue.names())),
                       "unknown-structure");
        continue;
      }
      const Quantity q = parse_quantity(e.value.is_scalar() ? e.value.text : "", UnitKind::percent);
      if (!q.problem.empty()) {
        context_.error(e.value.place, fmt::format("{}: {}", e.key, q.problem), q.code);
        continue;
      }
      if (q.value < 0.0 || q.value > 1.0) {
        context_.error(e.value.place,
                       fmt::format("'{}: {}' is out of range: between 0 % and 100 %", e.key, e.value.text),
                       "out-of-range");
        continue;
      }
      for (const std::string& id : ids) s.layers[id] = {static_cast<float>(q.value), where(e.value.place), true};
      // A veil over what is meant is missed by nobody: only what the step shows must be there.
      constexpr double veil = 0.5;
      if (q.value > veil) s.names.push_back({e.key, ids, false, where(e.key_place)});
    }
  }

  void read_actions(const yaml::Node& node, Step& s) {
    if (!node.is_sequence() || node.items.empty()) {
      context_.error(node.place, "'do' wants a list of actions ('- press: {…}'); a pause is '- wait: {for: 5 s}'",
                     "bad-shape");
      return;
    }
    std::vector<std::string> known;
    for (const ActionKind kind : all_actions()) known.emplace_back(technique::to_string(kind));
    for (const yaml::Node& item : node.items) {
      if (!item.is_mapping() || item.entries.size() != 1) {
        context_.error(item.place, "an action is one word with its keys: '- press: {tool: thumb, …}'", "bad-shape");
        continue;
      }
      const yaml::Entry& e = item.entries.front();
      const auto found = std::find(known.begin(), known.end(), e.key);
      if (found == known.end()) {
        std::string cure = did_you_mean(e.key, known);
        if (cure.empty()) cure = fmt::format(" (one of: {})", fmt::join(known, ", "));
        context_.error(e.key_place, fmt::format("unknown action '{}'{}", e.key, cure), "unknown-action");
        continue;
      }
      s.actions.push_back(action(e, static_cast<ActionKind>(found - known.begin()), s));
    }
  }

  Action action(const yaml::Entry& entry, ActionKind kind, Step& s) {
    Action a;
    a.kind = kind, a.at = where(entry.key_place);
    ObjectReader in(context_, entry.value, "action", kind);
    if (!entry.value.is_mapping()) return a;
    a.tool = in.choice("tool");
    const std::string hands = in.choice("hands"), side = in.choice("side"), rhythm = in.choice("rhythm"),
                      back = in.choice("return");
    a.hands = hands == "left" ? Hands::left : hands == "both" ? Hands::both : Hands::right;
    a.side = side == "left"      ? BodySide::left
             : side == "right"   ? BodySide::right
             : side == "midline" ? BodySide::midline
                                 : BodySide::both;
    a.rhythm = rhythm == "alternate" ? technique::Rhythm::alternate : technique::Rhythm::together;
    a.back = back == "light"                  ? technique::Return::light
             : back == "light over the flank" ? technique::Return::light_over_the_flank
                                              : technique::Return::lifted;
    a.place = in.place("at");
    a.path = {in.choice("along"), in.place("from"), in.place("to"), in.offset_mm("offset"), where(entry.value.place)};
    a.force_N = in.amount("force");
    a.walton = in.integer("walton");
    a.area_cm2 = in.amount("area");
    a.speed_cm_s = in.amount("speed");
    a.rate_Hz = in.amount("rate");
    a.radius_mm = in.amount("radius");
    a.amplitude_mm = in.amount("amplitude");
    a.drag_mm = in.amount("drag");
    a.fold_mm = in.amount("fold");
    a.lift_mm = in.amount("lift");
    a.temperature_C = in.amount("temperature");
    a.effort_s = in.amount("effort");
    a.ramp_s = in.amount("ramp");
    a.hold_s = in.amount("hold");
    a.release_s = in.amount("release");
    a.duration_s = in.amount("for");
    a.repeat = in.integer("repeat");
    a.angle_deg = in.amount("angle");
    a.direction = in.direction("direction");
    a.pose = in.choice("pose");
    a.lubricant = in.choice("lubricant");
    check_action(in, a);
    for (const Place* place : {&a.place, &a.path.from, &a.path.to}) use_place(*place, a.side, s);
    return a;
  }

  // What the atlas must have so that a place can be found on it.
  void use_place(const Place& place, BodySide side, Step& s) {
    if (!place) return;
    if (place.kind == Place::Kind::structure) {
      s.names.push_back({place.id, place.ids, false, place.at});
      return;
    }
    std::string id = place.id;
    if (place.kind == Place::Kind::point) id = context_.library.point(place.id)->location.landmark;
    if (context_.catalogue.find_landmark(id)) {
      s.names.push_back({id, {id}, true, place.at});
      return;
    }
    if (side != BodySide::right) s.names.push_back({id + "_left", {id + "_left"}, true, place.at});
    if (side != BodySide::left) s.names.push_back({id + "_right", {id + "_right"}, true, place.at});
  }

  void check_action(ObjectReader& in, const Action& a) {
    const yaml::Place& at = in.node().place;
    const std::string_view name = technique::to_string(a.kind);
    if (!touches(a.kind)) return;
    one_of(in.has("force"), in.has("walton"), at, name, "'force'", "'walton'");
    const bool line = in.has("from") || in.has("to") || in.has("along");
    const KeyRow* from = find_key("action", "from");
    if (from->used_by(a.kind) && !from->needed_by(a.kind)) {  // a spot or a line, for a time or a number of times
      one_of(in.has("at"), line, at, name, "a spot ('at')", "a line ('from' and 'to')");
      if (line && !(in.has("from") && in.has("to"))) {
        context_.error(at, fmt::format("{} lacks '{}', an end of its line", name, in.has("from") ? "to" : "from"),
                       "missing-key");
      }
      one_of(in.has("for"), in.has("repeat"), at, name, "'for'", "'repeat'");
    }
    if (a.side == BodySide::midline) {
      for (const Place* place : {&a.place, &a.path.from, &a.path.to}) {
        if (*place && needs_side(*place)) {
          context_.error({place->at.line, place->at.column},
                         fmt::format("'{}' exists on both sides: 'side: midline' does not say which", place->text),
                         "needs-side");
        }
      }
    }
    const technique::Tool* tool = technique::find_tool(a.tool);
    if (tool && tool->laid != (a.kind == ActionKind::heat) && a.tool != "warm_stone") {
      context_.error(in.find("tool")->place, fmt::format("{} cannot be done with '{}'", name, a.tool), "wrong-tool");
    }
  }

  void one_of(bool first, bool second, const yaml::Place& at, std::string_view name, std::string_view a,
              std::string_view b) {
    if (first && second)
      context_.error(at, fmt::format("{} has both {} and {}: give one", name, a, b), "conflicting-keys");
    if (!first && !second) context_.error(at, fmt::format("{} lacks {} or {}", name, a, b), "missing-key");
  }

  bool needs_side(const Place& place) const {
    if (place.kind == Place::Kind::landmark) return !context_.catalogue.find_landmark(place.id);
    if (place.kind == Place::Kind::point) return context_.library.point(place.id)->paired;
    return false;
  }

  void check_step(ObjectReader& in, const Step& s) {
    const bool touched =
        std::any_of(s.actions.begin(), s.actions.end(), [](const Action& a) { return touches(a.kind); });
    const yaml::Place& at = in.node().place;
    if (touched && !in.has("technique"))
      context_.error(at, "the step touches the body: it lacks 'technique'", "missing-key");
    if (s.stands_for_s > 0.0f && s.stands_for_s < s.duration_s.value) {
      context_.error(in.find("stands-for")->place, "'stands-for' is shorter than the step itself ('for')",
                     "out-of-range");
    }
    const knowledge::Technique* known = context_.library.technique(s.technique);
    double sum = 0.0;
    for (const Action& a : s.actions) {
      sum += least_duration(a);
      if (known && touches(a.kind)) check_against_knowledge(a, *known);
    }
    if (s.duration_s.given && sum > static_cast<double>(s.duration_s.value) + 0.05) {
      context_.error(
          {s.duration_s.at.line, s.duration_s.at.column},
          fmt::format(
              "the actions need at least {:.1f} s, more than the step's {:g} s (lengthen 'for', or take away repeats)",
              sum, s.duration_s.value),
          "too-long");
    }
  }

  // Without a body only holds and times are known; the timeline adds the ways and strokes.
  static double least_duration(const Action& a) {
    const int repeat = std::max(1, a.repeat.value);
    const auto seconds = [](const auto& x) { return static_cast<double>(x.value); };
    const int sides =
        touches(a.kind) && a.hands != Hands::both && a.side == BodySide::both && a.kind != ActionKind::heat ? 2 : 1;
    switch (a.kind) {
      case ActionKind::press:
      case ActionKind::shear_hold:
      case ActionKind::stretch:
        return sides * repeat * (seconds(a.ramp_s) + seconds(a.hold_s) + seconds(a.release_s));
      case ActionKind::heat:
        return seconds(a.hold_s);
      case ActionKind::exercise:
        return a.rate_Hz.given ? repeat / seconds(a.rate_Hz) : 0.0;
      default:
        break;
    }
    if (a.duration_s.given) return sides * seconds(a.duration_s);
    return a.rate_Hz.given ? sides * repeat / seconds(a.rate_Hz) : 0.0;
  }

  void check_against_knowledge(const Action& a, const knowledge::Technique& known) {
    const std::string name(technique::to_string(a.kind));
    if (!known.actions.empty() && std::find(known.actions.begin(), known.actions.end(), name) == known.actions.end()) {
      context_.warn({a.at.line, a.at.column},
                    fmt::format("'{}' is not how {} is played ({})", name, known.id, fmt::join(known.actions, ", ")),
                    "unusual-action");
    }
    const auto outside = [&](const technique::Located<float>& given, const std::optional<knowledge::Range>& range,
                             std::string_view what, std::string_view unit) {
      if (!given.given || !range || range->contains(static_cast<double>(given.value))) return;
      context_.warn({given.at.line, given.at.column},
                    fmt::format("{} {:g} {} lies outside the {:g}–{:g} {} known for {}", what, given.value, unit,
                                range->low, range->high, unit, known.id),
                    "unusual-value");
    };
    outside(a.force_N, known.force_N, "force", "N");
    outside(a.speed_cm_s, known.speed_cm_s, "speed", "cm/s");
  }

  SceneContext& context_;
};

std::vector<std::string> place_names(const anatomy::Catalogue& catalogue) {
  std::set<std::string> names;
  for (const auto& landmark : catalogue.landmarks()) {
    names.insert(landmark.id);
    if (landmark.side == anatomy::Side::left) names.insert(landmark.id.substr(0, landmark.id.size() - 5));
  }
  for (const std::string& name : catalogue.names()) names.insert(name);
  return {names.begin(), names.end()};
}

}  // namespace

std::optional<Scene> parse_scene(std::string text, const std::string& file, const anatomy::Catalogue& catalogue,
                                 const knowledge::Library& library, std::vector<Problem>& problems) {
  const size_t before = problems.size();
  const yaml::Document document = yaml::parse_yaml(std::move(text), file, problems);
  const auto failed = [&] {
    return std::any_of(problems.begin() + static_cast<std::ptrdiff_t>(before), problems.end(),
                       [](const Problem& p) { return p.severity == Severity::error; });
  };
  if (failed()) return std::nullopt;
  SceneContext context{document, catalogue, library, problems, place_names(catalogue)};
  if (document.root.is_null()) {
    context.error(document.root.place, "the file is empty; a scene begins with 'palpate: 1'", "empty-file");
    return std::nullopt;
  }
  Scene scene = SceneBuilder(context).scene(document.root);
  std::stable_sort(
      problems.begin() + static_cast<std::ptrdiff_t>(before), problems.end(),
      [](const Problem& a, const Problem& b) { return a.line != b.line ? a.line < b.line : a.column < b.column; });
  if (failed()) return std::nullopt;
  return scene;
}

std::optional<Scene> read_scene(const fs::path& path, const anatomy::Catalogue& catalogue,
                                const knowledge::Library& library, std::vector<Problem>& problems) {
  std::string text;
  try {
    text = read_text_file(path);
  } catch (const Error& e) {
    problems.push_back({path.string(), 1, 1, Severity::error,
                        e.cure().empty() ? e.problem() : e.problem() + " (" + e.cure() + ")", "unreadable"});
    return std::nullopt;
  }
  return parse_scene(std::move(text), path.string(), catalogue, library, problems);
}

std::vector<fs::path> shipped_lessons(const fs::path& scenes) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (fs::recursive_directory_iterator it(scenes, ignored), end; it != end; it.increment(ignored)) {
    if (ignored) break;
    if (it->is_directory() && it->path().filename() == "bench" && it.depth() == 0) {
      it.disable_recursion_pending();
    } else if (it->path().extension() == ".yaml") {
      files.push_back(it->path());
    }
  }
  std::sort(files.begin(), files.end());
  const auto guided = [](const fs::path& file) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
      if (line.starts_with("guided-default:")) return line.find("true") != std::string::npos;
    }
    return false;
  };
  std::stable_partition(files.begin(), files.end(), guided);
  return files;
}

}  // namespace palpate
