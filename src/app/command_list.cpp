// palpate list WHAT: the catalogues as the program itself uses them.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "app/command_line.h"
#include "app/program_data.h"
#include "core/error.h"
#include "core/paths.h"
#include "core/text.h"
#include "io/scene_file.h"
#include "render/views.h"
#include "session/commands.h"
#include "session/open.h"
#include "session/pain.h"
#include "session/posture.h"
#include "session/settings.h"

namespace palpate::app {
namespace {

namespace fs = std::filesystem;
using Row = nlohmann::ordered_json;
using Rows = std::vector<Row>;

struct Options {
  std::string what, pain;
  fs::path atlas;
  bool json = false;
};

const knowledge::Library& library() {
  return program_data().library;
}

Row or_null(const std::string& text) {
  return text.empty() ? Row(nullptr) : Row(text);
}

Row range_row(const std::optional<knowledge::Range>& range) {
  return range ? Row::array({range->low, range->typical, range->high}) : Row(nullptr);
}

Rows scenes() {
  Rows rows;
  for (const fs::path& file : shipped_lessons(paths::data() / "scenes")) {
    std::vector<Problem> problems;
    const auto scene = read_scene(file, program_data().catalogue, library(), problems);
    if (!scene) throw Error(shown_path(file), "a shipped lesson has errors", "palpate check " + shown_path(file));
    rows.push_back({{"id", file.stem().string()},
                    {"name", scene->title},
                    {"file", shown_path(file)},
                    {"family", scene->family},
                    {"duration_s", scene->duration_s()},
                    {"summary", scene->summary},
                    {"steps", scene->steps.size()}});
  }
  return rows;
}

Rows techniques() {
  Rows rows;
  for (const knowledge::Technique& t : library().techniques) {
    rows.push_back({{"id", t.id},
                    {"name", t.name},
                    {"name_textbook", t.name_textbook},
                    {"family", t.lesson_family},
                    {"actions", t.actions},
                    {"tools", t.tools},
                    {"targets", t.targets},
                    {"force_N", range_row(t.force_N)},
                    {"speed_cm_s", range_row(t.speed_cm_s)},
                    {"rhythm_Hz", range_row(t.rhythm_Hz)},
                    {"walton", t.walton > 0 ? Row(t.walton) : Row(nullptr)},
                    {"basis", std::string(to_string(t.basis))},
                    {"source", t.source},
                    {"confidence", std::string(to_string(t.confidence))}});
  }
  return rows;
}

Row structure_row(const anatomy::StructureInfo& s, const std::string& provenance) {
  const anatomy::Layer* layer = program_data().catalogue.layer_at(s.layer);
  return {{"id", s.id},
          {"name", s.name},
          {"latin", s.latin},
          {"layer", layer ? Row(layer->id) : Row(s.layer)},
          {"side", std::string(to_string(s.side))},
          {"tissue", std::string(to_string(s.tissue))},
          {"provenance", or_null(provenance)},
          {"groups", s.groups},
          {"ta98", or_null(s.ta98)},
          {"source", or_null(s.source)}};
}

// Muscles whose points are commonly described as referring to a region.
std::set<std::string> muscles_for_pain(const std::string& region) {
  std::set<std::string> ids;
  for (const knowledge::Point* p : library().points_for_pain(region)) {
    for (const std::string& id : program_data().catalogue.expand(p->structure)) ids.insert(id);
  }
  return ids;
}

Rows structures(const Options& options) {
  Rows rows;
  const auto wanted = options.pain.empty() ? std::set<std::string>() : muscles_for_pain(options.pain);
  const auto chosen = [&](const std::string& id) { return options.pain.empty() || wanted.contains(id); };
  if (const auto atlas = open_atlas_if_any(options.atlas)) {
    for (const anatomy::Structure& s : atlas->structures) {
      if (chosen(s.info.id)) rows.push_back(structure_row(s.info, s.provenance));
    }
  } else {
    for (const anatomy::StructureInfo& s : program_data().catalogue.structures()) {
      if (chosen(s.id)) rows.push_back(structure_row(s, ""));
    }
  }
  return rows;
}

Rows landmarks(const Options& options) {
  const auto atlas = open_atlas_if_any(options.atlas);
  Rows rows;
  for (const anatomy::LandmarkInfo& l : program_data().catalogue.landmarks()) {
    Row row{{"id", l.id},
            {"name", l.name},
            {"structure", l.structure},
            {"side", std::string(to_string(l.side))},
            {"definition", l.definition}};
    row["position_mm"] = nullptr;
    if (atlas) {
      if (const auto found = atlas->landmarks.find(l.id); found != atlas->landmarks.end()) {
        row["position_mm"] = {found->second.x, found->second.y, found->second.z};
      }
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

// Share and lessons of every point for a region, as the window shows them.
std::map<std::string, session::PainPoint> pain_points(const std::string& region) {
  std::map<std::string, session::PainPoint> found;
  const knowledge::Region* known = library().region(region);
  if (!known) return found;
  std::vector<Problem> ignored;
  const auto lessons = session::list_lessons(program_data().catalogue, library(), ignored);
  const auto answer =
      session::pain_answer(library(), &program_data().catalogue, {{known->id, known->name, 1.0}}, lessons);
  for (const auto& muscle : answer.muscles)
    for (const auto& point : muscle.points) found[point.point->id] = point;
  for (const auto& point : answer.acupoints) found[point.point->id] = point;
  return found;
}

Row lessons_row(const session::PainPoint& point) {
  Row rows = Row::array();
  for (const session::PlayedPoint& played : point.played)
    rows.push_back(
        {{"lesson", played.lesson}, {"file", played.file.string()}, {"step", played.step}, {"name", played.step_name}});
  return rows;
}

Rows points(const Options& options) {
  std::vector<const knowledge::Point*> chosen;
  if (!options.pain.empty()) {
    chosen = library().points_for_pain(options.pain);
  } else {
    for (const knowledge::Point& p : library().points) chosen.push_back(&p);
  }
  const auto shares = pain_points(options.pain);
  std::stable_sort(chosen.begin(), chosen.end(), [&](const knowledge::Point* a, const knowledge::Point* b) {
    if (a->kind != b->kind) return a->kind == knowledge::PointKind::trigger_point;
    const auto left = shares.find(a->id), right = shares.find(b->id);
    return left != shares.end() && right != shares.end() && left->second.share > right->second.share;
  });
  Rows rows;
  for (const knowledge::Point* p : chosen) {
    rows.push_back({{"id", p->id},
                    {"name", p->name},
                    {"kind", p->kind == knowledge::PointKind::acupoint ? "acupoint" : "trigger point"},
                    {"structure", or_null(p->structure)},
                    {"landmark", or_null(p->location.landmark)},
                    {"lateral_mm", p->location.lateral_mm},
                    {"cranial_mm", p->location.cranial_mm},
                    {"rule", p->location.rule},
                    {"referral", or_null(p->referral)},
                    {"regions", p->regions},
                    {"caution", or_null(p->caution)},
                    {"contested", p->contested},
                    {"source", p->source},
                    {"confidence", std::string(to_string(p->confidence))}});
    if (const auto found = shares.find(p->id); found != shares.end()) {
      rows.back()["share"] = std::round(1000.0 * found->second.share) / 1000.0;
      rows.back()["lessons"] = lessons_row(found->second);
    }
  }
  return rows;
}

Rows knowledge_rows() {
  Rows rows;
  const auto add = [&](const std::string& id, std::string_view kind, const std::string& name, const std::string& text,
                       Row badge, const std::string& source) {
    rows.push_back({{"id", id},
                    {"kind", kind},
                    {"name", name},
                    {"text", text},
                    {"badge", std::move(badge)},
                    {"source", or_null(source)}});
  };
  for (const auto& c : library().claims)
    add(c.id, "claim", c.claim, c.finding, std::string(to_string(c.badge)), c.source);
  for (const auto& s : library().screening) {
    const char* kind = s.kind == knowledge::ScreenKind::red_flag ? "red flag"
                       : s.kind == knowledge::ScreenKind::rule   ? "rule"
                                                                 : "contraindication";
    add("screen/" + s.id, kind, s.ask, s.then, nullptr, s.source);
  }
  for (const auto& c : library().cautions) add("caution/" + c.id, "caution", c.name, c.reason, nullptr, c.source);
  for (const auto& s : library().starting_states)
    add("state/" + s.id, "starting state", s.name, s.text, nullptr, s.source);
  for (const auto& c : library().causes) add("cause/" + c.id, "cause", c.name, c.text, nullptr, c.source);
  for (const auto& a : library().advice) add("advice/" + a.id, "advice", a.topic, a.text, nullptr, a.source);
  for (const auto& r : library().regions) add("region/" + r.id, "region", r.name, "", nullptr, "");
  return rows;
}

// Every fascicle of the atlas: what it joins, how long it is at rest, by which arms it turns the joints.
Rows fascicles(const Options& options) {
  const auto atlas = open_atlas_if_any(options.atlas);
  if (!atlas)
    throw Error("", "no atlas is there whose fascicles could be listed", "scripts/build, or name one: --atlas DIR");
  const session::BodyMover mover(atlas);
  const auto lengths = mover.lengths();
  Rows rows;
  for (const motion::MeasuredFascicle& f : lengths->all()) {
    const anatomy::Structure& s = atlas->structures[f.structure];
    const anatomy::Fascicle& of = s.fascicles[f.index];
    Row arms = Row::object();
    for (int j = 0; j < motion::joint_count; ++j)
      arms[std::string(motion::joint_name(j))] =
          std::round(10.0 * static_cast<double>(f.arm_mm[static_cast<size_t>(j)])) / 10.0;
    rows.push_back({{"id", fmt::format("{}/{}", s.info.id, f.index + 1)},
                    {"name", fmt::format("{}: {} to {}", s.info.name, of.origin, of.insertion)},
                    {"structure", s.info.id},
                    {"origin", of.origin},
                    {"insertion", of.insertion},
                    {"cut_by_the_picture", of.origin_cut || of.insertion_cut},
                    {"rest_mm", std::round(10.0 * static_cast<double>(f.rest_mm)) / 10.0},
                    {"arm_mm", std::move(arms)}});
  }
  return rows;
}

Rows views() {
  Rows rows;
  for (const render::View& v : render::views())
    rows.push_back({{"id", v.id}, {"name", v.name}, {"description", v.description}});
  return rows;
}

Rows settings() {
  Rows rows;
  for (const session::SettingSpec& s : session::setting_table()) {
    rows.push_back({{"id", std::string(s.key)},
                    {"name", std::string(s.name)},
                    {"default", std::string(s.initial)},
                    {"values", session::domain_of(s)},
                    {"unit", or_null(std::string(s.unit))},
                    {"description", std::string(s.doc)}});
  }
  return rows;
}

Rows commands() {
  Rows rows;
  for (const session::Command& c : session::command_table()) {
    rows.push_back({{"id", std::string(c.id)},
                    {"name", std::string(c.name)},
                    {"keys", or_null(std::string(c.keys))},
                    {"menu", or_null(std::string(c.menu))},
                    {"description", std::string(c.doc)}});
  }
  return rows;
}

void check_region(const Options& options) {
  if (options.pain.empty()) return;
  if (options.what != "points" && options.what != "structures") {
    throw Error("", "--pain goes with: palpate list points, palpate list structures", "", Exit::wrong_usage);
  }
  if (library().region(options.pain)) return;
  std::vector<std::string> known;
  for (const auto& region : library().regions) known.push_back(region.id);
  throw Error("", fmt::format("unknown region '{}'{}", options.pain, did_you_mean(options.pain, known)),
              fmt::format("regions: {}", fmt::join(known, ", ")));
}

Rows rows_of(const Options& options) {
  if (options.what == "scenes") return scenes();
  if (options.what == "techniques") return techniques();
  if (options.what == "structures") return structures(options);
  if (options.what == "landmarks") return landmarks(options);
  if (options.what == "points") return points(options);
  if (options.what == "knowledge") return knowledge_rows();
  if (options.what == "fascicles") return fascicles(options);
  if (options.what == "views") return views();
  if (options.what == "settings") return settings();
  return commands();
}

// The columns beside id and name that a person wants to see at once.
std::vector<std::string> columns_of(const std::string& what, bool for_pain) {
  if (what == "points" && for_pain) return {"share", "kind", "referral"};
  if (what == "scenes") return {"family", "file"};
  if (what == "techniques") return {"family", "name_textbook"};
  if (what == "structures") return {"layer", "latin"};
  if (what == "landmarks") return {"structure"};
  if (what == "points") return {"kind", "referral"};
  if (what == "knowledge") return {"kind", "badge", "source"};
  if (what == "fascicles") return {"rest_mm"};
  if (what == "settings") return {"default", "values"};
  if (what == "commands") return {"keys"};
  return {"description"};
}

int run(const Options& options) {
  check_region(options);
  const Rows rows = rows_of(options);
  if (options.json) {
    Row document{{"format", 1}};
    document[options.what] = rows;
    fmt::print("{}\n", document.dump(2));
    return static_cast<int>(Exit::fine);
  }
  size_t widest_id = 0, widest_name = 0;
  const auto text = [](const Row& row, const std::string& key) {
    return row[key].is_string() ? row[key].get<std::string>() : row[key].is_null() ? "" : row[key].dump();
  };
  for (const Row& row : rows) {
    widest_id = std::max(widest_id, text(row, "id").size());
    widest_name = std::min<size_t>(72, std::max(widest_name, text(row, "name").size()));
  }
  for (const Row& row : rows) {
    std::string line = fmt::format("{:<{}}  {:<{}}", text(row, "id"), widest_id, text(row, "name"), widest_name);
    for (const std::string& column : columns_of(options.what, !options.pain.empty()))
      if (row.contains(column)) line += "  " + text(row, column);
    line.erase(line.find_last_not_of(' ') + 1);
    fmt::print("{}\n", line);
    if (!row.contains("lessons")) continue;
    for (const Row& lesson : row["lessons"])
      fmt::print("{:{}}  plays in: {}, step {}\n", "", widest_id, text(lesson, "lesson"),
                 lesson["step"].get<int>() + 1);
  }
  if (!options.pain.empty() && options.what == "points") fmt::print(stderr, "{}\n", session::pain_caveat());
  return static_cast<int>(Exit::fine);
}

}  // namespace

void add_list(CLI::App& app, const Globals&, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* sub = app.add_subcommand(
      "list",
      "Print a catalogue: scenes, techniques, structures, fascicles, landmarks, points, knowledge, views, settings, "
      "commands");
  sub->add_option("WHAT", options->what, "Which catalogue")
      ->required()
      ->check(CLI::IsMember({"scenes", "techniques", "structures", "fascicles", "landmarks", "points", "knowledge",
                             "views", "settings", "commands"}));
  sub->add_option("--atlas", options->atlas, "Of this atlas instead of the bundled one");
  sub->add_option("--pain", options->pain, "Points or structures commonly described as referring to this region");
  sub->add_flag("--json", options->json, "Print data instead of columns");
  sub->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace palpate::app
