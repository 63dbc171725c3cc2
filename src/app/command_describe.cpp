// palpate describe SCENE --at T: the text twin of the picture, in words or as data.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "app/command_line.h"
#include "app/program_data.h"
#include "core/error.h"
#include "motion/root_motion.h"
#include "session/camera_control.h"
#include "session/evaluate.h"
#include "session/frame_builder.h"
#include "session/lesson.h"
#include "session/open.h"
#include "session/posture.h"
#include "session/section.h"
#include "tissue/answer.h"
#include "tissue/posture_stretch.h"

namespace palpate::app {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct Options {
  fs::path scene, atlas;
  double at_s = 0.0;
  bool json = false;
};

/// A lesson at one moment, with all that is said about it.
struct Described {
  std::shared_ptr<const session::Document> document;
  technique::State state;
  tissue::Answer answer;
  render::Camera camera;
  std::shared_ptr<const render::SectionCut> section;  ///< null where nothing is cut
  std::string section_words;
  motion::Figure figure;  ///< where the body is
  const session::Lesson& lesson() const { return *document->lesson; }
  const technique::Step& step() const { return lesson().scene.steps[static_cast<size_t>(state.step)]; }
};

/// The section as the lesson's picture shows it.
void add_section(Described& d, const session::Settings& settings) {
  session::FrameRequest request;
  const session::View view;
  const session::SectionChoice choice = session::wanted_section(d.state, view, settings);
  if (choice.kind.empty()) return;
  session::Moment moment;
  moment.state = d.state;
  if (!session::at_rest(d.figure.posture)) {
    const auto rig = d.document->mover->rig();
    const motion::Position* position = session::pose_library()->position(d.lesson().scene.client);
    const motion::Rigid root = motion::root_motion(rig->skeleton(), rig->ranges(), d.figure, position);
    moment.posed.picture = session::make_posture(rig, d.figure.posture, root, {}, nullptr);
  }
  d.section = session::build_frame(*d.document, moment, view, settings, request).section;
  if (d.section) d.section_words = session::describe_plane(choice, d.section->plane);
}

Described describe(const Options& options, const Globals& globals) {
  session::Settings settings;
  for (const std::string& override_text : globals.overrides) settings.apply_override(override_text);
  session::OpenRequest request;
  request.inputs = {options.scene};
  request.atlas = options.atlas;
  request.tissue = session::tissue_settings(settings);
  Described d;
  d.document = session::open_document(request);
  if (!d.document->lesson)
    throw Error(options.scene.string(), "is not a scene", "palpate list scenes names the shipped ones");
  d.state = technique::sample(*d.lesson().timeline, options.at_s);
  if (!settings.on("view.breathing")) d.state.breath = 0.0f, d.state.breathing.clear();
  std::vector<std::string> claims = d.step().evidence;
  claims.insert(claims.end(), d.lesson().scene.evidence.begin(), d.lesson().scene.evidence.end());
  d.answer =
      tissue::answer(*d.document->body, *d.lesson().history, d.state, *d.document->library, request.tissue, claims);
  d.figure = session::figure_of(*session::pose_library(), d.state, d.lesson().scene.client, nullptr);
  if (!session::at_rest(d.figure.posture)) {
    const auto rig = d.document->mover->rig();
    d.answer.fields["stretch"] = tissue::posture_stretch_summary(*rig, rig->block(d.figure.posture));
  }
  d.camera = session::lesson_camera(d.state, d.document->atlas->bounds(), 1280.0f / 720.0f);
  add_section(d, settings);
  return d;
}

// Enough digits for any use, and no tail of binary noise.
Json number(double x) {
  return std::isfinite(x) ? Json(std::round(x * 1e4) / 1e4) : Json(nullptr);
}
Json vector_json(const Vec3& v) {
  return Json::array(
      {number(static_cast<double>(v.x)), number(static_cast<double>(v.y)), number(static_cast<double>(v.z))});
}
Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

std::string_view word(technique::Phase phase) {
  using enum technique::Phase;
  switch (phase) {
    case approach:
      return "approach";
    case press:
      return "press";
    case stroke:
      return "stroke";
    case hold:
      return "hold";
    case lift:
      return "lift";
    case release:
      return "release";
    case lifted:
      break;
  }
  return "lifted";
}

std::string_view word(technique::AreaShape shape) {
  return shape == technique::AreaShape::ellipse ? "ellipse"
         : shape == technique::AreaShape::disc  ? "disc"
                                                : "rectangle";
}

Json stack_json(const tissue::Stack& stack) {
  Json layers = Json::array();
  for (const tissue::StackLayer& layer : stack.layers) {
    layers.push_back({{"structure", layer.structure},
                      {"depth_mm", number(layer.depth_mm)},
                      {"thickness_mm", number(layer.thickness_mm)},
                      {"stress_kPa", number(layer.stress_kPa)},
                      {"compression_percent", number(layer.compression_percent)},
                      {"fibre_angle_deg", layer.fibre_angle_deg ? number(*layer.fibre_angle_deg) : Json(nullptr)}});
  }
  return layers;
}

Json contacts_json(const Described& d) {
  Json contacts = Json::array();
  for (size_t i = 0; i < d.state.contacts.size(); ++i) {
    const technique::Contact& c = d.state.contacts[i];
    const auto touched =
        std::find_if(d.answer.contacts.begin(), d.answer.contacts.end(), [&](const auto& a) { return a.contact == i; });
    contacts.push_back({{"tool", c.tool},
                        {"hand", text_or_null(c.hand)},
                        {"side", std::string(anatomy::to_string(c.side))},
                        {"phase", std::string(word(c.phase))},
                        {"basis", c.basis},
                        {"position_mm", vector_json(c.position_mm)},
                        {"normal", vector_json(c.normal)},
                        {"direction", vector_json(c.direction)},
                        {"force_N", number(static_cast<double>(c.force_N))},
                        {"area_cm2", number(static_cast<double>(c.area_cm2))},
                        {"area_shape", std::string(word(c.shape))},
                        {"pressure_kPa", number(static_cast<double>(c.pressure_kPa))},
                        {"speed_cm_s", number(static_cast<double>(c.speed_cm_s))},
                        {"walton", c.walton > 0 ? Json(c.walton) : Json(nullptr)},
                        {"stack", touched == d.answer.contacts.end() ? Json::array() : stack_json(touched->stack)}});
  }
  return contacts;
}

Json fields_json(const Described& d) {
  Json fields = Json::object();
  for (const auto& [id, field] : d.answer.fields) {
    Json structures = Json::object();
    for (const auto& [structure, value] : field.by_structure)
      structures[structure] = {{"mean", number(value.mean)}, {"max", number(value.max)}};
    fields[id] = {
        {"unit", field.unit}, {"display_scale", number(field.display_scale)}, {"by_structure", std::move(structures)}};
  }
  return fields;
}

Json caution_json(const Described& d) {
  Json caution = Json::array();
  for (const tissue::CautionAnswer& c : d.answer.caution) {
    caution.push_back({{"zone", c.zone},
                       {"basis", c.basis},
                       {"limit_kPa", c.limit_kPa ? number(*c.limit_kPa) : Json(nullptr)},
                       {"forbids", c.forbids},
                       {"pressure_kPa", number(c.pressure_kPa)},
                       {"state", std::string(to_string(c.state))},
                       {"reason", c.reason}});
  }
  return caution;
}

Json section_json(const Described& d) {
  if (!d.section) return nullptr;
  Json structures = Json::array();
  for (const session::SectionRow& row : session::section_rows(*d.section)) {
    structures.push_back({{"structure", d.document->atlas->structures[row.structure].info.id},
                          {"area_cm2", number(row.area_cm2)},
                          {"open", row.open}});
  }
  return {{"plane", d.section_words},
          {"point_mm", vector_json(d.section->plane.point_mm)},
          {"normal", vector_json(d.section->plane.normal)},
          {"structures", std::move(structures)}};
}

// By structure, in its own order; null at rest.
Json fascicles_json(const Described& d) {
  if (session::at_rest(d.figure.posture)) return nullptr;
  const auto lengths = d.document->mover->lengths();
  const motion::PoseBlock pose = lengths->rig().block(d.figure.posture);
  Json out = Json::object();
  for (const motion::MeasuredFascicle& f : lengths->all()) {
    const anatomy::Structure& s = d.document->atlas->structures[f.structure];
    const float mm = motion::FascicleLengths::length_mm(f, pose);
    out[s.info.id].push_back({{"origin", s.fascicles[f.index].origin},
                              {"insertion", s.fascicles[f.index].insertion},
                              {"rest_mm", number(static_cast<double>(f.rest_mm))},
                              {"length_mm", number(static_cast<double>(mm))},
                              {"stretch_percent", number(100.0 * static_cast<double>(mm / f.rest_mm - 1.0f))}});
  }
  return out;
}

// Null when no step moves the body and the client lies as the atlas does.
Json posture_json(const Described& d) {
  if (d.lesson().timeline->postures.empty() && session::at_rest(d.figure.posture)) return nullptr;
  Json out = Json::object();
  for (int j = 0; j < motion::joint_count; ++j)
    out[std::string(motion::joint_name(j))] = number(static_cast<double>(d.figure.posture[static_cast<size_t>(j)]));
  return out;
}

// Null where the step shows no breath. `lifted`: of the way from breathed out at rest to as far in as it goes.
Json breathing_json(const Described& d) {
  if (d.state.breathing.empty()) return nullptr;
  return {{"kind", d.state.breathing},
          {"lifted", number(static_cast<double>(d.state.breath))},
          {"going", d.state.breathing_in ? "in" : "out"}};
}

Json document_json(const Described& d) {
  const technique::Scene& scene = d.lesson().scene;
  Json layers = Json::object(), evidence = Json::array();
  for (const anatomy::Structure& s : d.document->atlas->structures) {
    const auto found = d.state.layers.find(s.info.id);
    layers[s.info.id] = number(found == d.state.layers.end() ? 1.0 : static_cast<double>(found->second));
  }
  for (const tissue::EvidenceAnswer& e : d.answer.evidence) {
    evidence.push_back({{"claim", e.claim}, {"badge", std::string(to_string(e.badge))}, {"source", e.source}});
  }
  return {{"format", 1},
          {"scene", shown_path(scene.file)},
          {"title", scene.title},
          {"lesson_family", scene.family},
          {"technique", text_or_null(d.state.technique)},
          {"time_s", number(static_cast<double>(d.state.time_s))},
          {"duration_s", number(static_cast<double>(d.state.duration_s))},
          {"step", {{"index", d.state.step}, {"name", d.step().name}, {"say", d.step().say}}},
          {"camera",
           {{"view", d.state.camera.view},
            {"position_mm", vector_json(d.camera.position_mm)},
            {"target_mm", vector_json(d.camera.target_mm)}}},
          {"layers", std::move(layers)},
          {"heatmap", text_or_null(d.state.heatmap)},
          {"section", section_json(d)},
          {"contacts", contacts_json(d)},
          {"posture", posture_json(d)},
          {"breathing", breathing_json(d)},
          {"fascicles", fascicles_json(d)},
          {"fields", fields_json(d)},
          {"caution", caution_json(d)},
          {"evidence", std::move(evidence)}};
}

// At most two significant figures: more would claim a certainty that is not there.
std::string rough(double x) {
  if (x == 0.0) return "0";
  const double unit = std::pow(10.0, std::floor(std::log10(std::abs(x))) - 1.0);
  return fmt::format("{:g}", std::round(x / unit) * unit);
}

std::string name_of(const Described& d, const std::string& id) {
  const anatomy::StructureInfo* info = d.document->catalogue->find(id);
  return info ? info->name : id;
}

std::string angle_words(const std::optional<double>& angle) {
  if (!angle) return "–";
  return fmt::format("{} {:.0f}°", *angle < 45.0 ? "along" : "across", *angle);
}

void say_contact(const Described& d, size_t index) {
  const technique::Contact& c = d.state.contacts[index];
  const std::string who =
      c.hand.empty() ? std::string("The ") + c.tool : fmt::format("The {} hand ({})", c.hand, c.tool);
  if (c.force_N <= 0.0f) {
    fmt::print("{} is in the air, {} mm over the skin.\n", who, rough(static_cast<double>(c.lift_mm)));
    return;
  }
  fmt::print("{}, {}, {}: {} N on {} cm² = {} kPa", who, c.action, word(c.phase), rough(static_cast<double>(c.force_N)),
             rough(static_cast<double>(c.area_cm2)), rough(static_cast<double>(c.pressure_kPa)));
  if (c.walton > 0) fmt::print(", Walton {}", c.walton);
  if (c.speed_cm_s > 0.05f) fmt::print(", {} cm/s", rough(static_cast<double>(c.speed_cm_s)));
  fmt::print(" [{}]\n", c.basis);
  for (const tissue::ContactAnswer& answer : d.answer.contacts) {
    if (answer.contact != index) continue;
    for (const tissue::StackLayer& layer : answer.stack.layers) {
      fmt::print("  {:>5} mm  {:<46} {:>5} mm thick  {:>5} kPa  {:>4} %  fibres {}\n", rough(layer.depth_mm),
                 name_of(d, layer.structure), rough(layer.thickness_mm), rough(layer.stress_kPa),
                 rough(layer.compression_percent), angle_words(layer.fibre_angle_deg));
    }
  }
}

void say_section(const Described& d) {
  fmt::print("Section: {}. It cuts", d.section_words);
  const auto rows = session::section_rows(*d.section);
  constexpr size_t most = 8;
  for (size_t i = 0; i < std::min(rows.size(), most); ++i) {
    fmt::print("{} {} ({} cm²{})", i == 0 ? "" : ",", d.document->atlas->structures[rows[i].structure].info.name,
               rough(rows[i].area_cm2), rows[i].open ? ", open mesh" : "");
  }
  fmt::print("{}.\n", rows.empty()         ? " nothing"
                      : rows.size() > most ? fmt::format(" and {} more", rows.size() - most)
                                           : "");
}

void say_posture(const Described& d) {
  const auto library = session::pose_library();
  if (const motion::BodyPose* pose = library->pose(d.state.pose))
    fmt::print("{}, {:.0f} % of the way. {} {}\n", pose->name, 100.0 * static_cast<double>(d.state.pose_amount),
               pose->cue, pose->careful);
  if (d.state.effort > 0.0f) fmt::print("The client presses lightly against the hand and does not move.\n");
  if (!d.state.breathing.empty())
    fmt::print("Breathing is {}, going {}.\n", d.state.breathing, d.state.breathing_in ? "in" : "out");
  std::string joints;
  for (int j = 0; j < motion::joint_count; ++j) {
    const float degrees = d.figure.posture[static_cast<size_t>(j)];
    if (std::abs(degrees) >= 0.5f)
      joints += fmt::format("{}{} {:.0f}°", joints.empty() ? "" : ", ", motion::joint_title(j), degrees);
  }
  if (!joints.empty()) fmt::print("Away from the rest pose: {}.\n", joints);
}

// The muscles that are drawn longest and shortest, by the mean of their fascicles.
void say_lengths(const Described& d) {
  if (session::at_rest(d.figure.posture)) return;
  const auto lengths = d.document->mover->lengths();
  const motion::PoseBlock pose = lengths->rig().block(d.figure.posture);
  std::vector<std::pair<float, std::string>> rows;
  for (size_t s = 0; s < d.document->atlas->structures.size(); ++s) {
    const auto all = lengths->of(s);
    float sum = 0.0f;
    for (const motion::MeasuredFascicle& f : all) sum += motion::FascicleLengths::stretch_percent(f, pose);
    if (!all.empty())
      rows.emplace_back(sum / static_cast<float>(all.size()), d.document->atlas->structures[s].info.name);
  }
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  const auto tell = [&](const char* word, bool longer) {
    std::string list;
    for (size_t i = 0; i < std::min<size_t>(4, rows.size()); ++i) {
      const auto& [percent, name] = longer ? rows[i] : rows[rows.size() - 1 - i];
      if (longer ? percent > 1.0f : percent < -1.0f)
        list += fmt::format("{}{} {:+.0f} %", list.empty() ? "" : "; ", name, percent);
    }
    if (!list.empty()) fmt::print("{}: {}.\n", word, list);
  };
  tell("Drawn longest", true);
  tell("Shortened most", false);
}

void say(const Described& d) {
  fmt::print("{} — {:.1f} of {:.0f} s, step {}: {}\n", d.lesson().scene.title, static_cast<double>(d.state.time_s),
             static_cast<double>(d.state.duration_s), d.state.step + 1, d.step().name);
  fmt::print("{}\n", d.step().say);
  for (const std::string& name : d.state.missing) fmt::print("Greyed: the open atlas has no {}.\n", name);
  say_posture(d);
  say_lengths(d);
  if (d.state.contacts.empty()) fmt::print("Nothing touches the body.\n");
  for (size_t i = 0; i < d.state.contacts.size(); ++i) say_contact(d, i);
  if (!d.state.heatmap.empty()) {
    const auto field = d.answer.fields.find(d.state.heatmap);
    fmt::print("Map: {}.{}\n", field == d.answer.fields.end() ? d.state.heatmap : field->second.title,
               field == d.answer.fields.end() ? " No data." : " " + field->second.note);
  }
  if (d.section) say_section(d);
  bool touched = false;
  for (const tissue::CautionAnswer& c : d.answer.caution) {
    if (c.state == tissue::CautionState::none) continue;
    touched = true;
    fmt::print("Caution, {}: {}. {} {}\n", c.name, to_string(c.state), c.reason, c.gentler);
  }
  if (!touched) fmt::print("Caution: no rule touched.\n");
  for (const tissue::EvidenceAnswer& e : d.answer.evidence)
    fmt::print("[{}] {} {} ({})\n", to_string(e.badge), e.claim, e.finding, e.source);
}

}  // namespace

void add_describe(CLI::App& app, const Globals& globals, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* sub = app.add_subcommand("describe", "Tell a lesson's state at one moment: the text twin of the picture");
  sub->add_option("SCENE", options->scene, "Scene file (.yaml)")->required();
  sub->add_option("--at", options->at_s, "Time in seconds; after the end: the last state")
      ->required()
      ->check(CLI::NonNegativeNumber);
  sub->add_option("--atlas", options->atlas, "On this atlas instead of the bundled one");
  sub->add_flag("--json", options->json, "Print data instead of words");
  sub->callback([options, &globals, &action] {
    action = [options, &globals] {
      const Described d = describe(*options, globals);
      if (options->json) {
        fmt::print("{}\n", document_json(d).dump(2));
      } else {
        say(d);
      }
      return static_cast<int>(Exit::fine);
    };
  });
}

}  // namespace palpate::app
