// palpate bench: what this machine does with the named scene, against a reference frame of the same run.

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <functional>
#include <future>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/bench_tools.h"
#include "app/command_line.h"
#include "app/finer_atlas.h"
#include "app/moment_ahead.h"
#include "app/stage.h"
#include "core/paths.h"
#include "gl/context.h"
#include "io/atlas_store.h"
#include "render/pick.h"
#include "render/reference_frame.h"
#include "render/renderer.h"
#include "session/evaluate.h"
#include "session/frame_builder.h"
#include "session/hand_props.h"
#include "session/lesson.h"
#include "session/open.h"
#include "session/posture.h"
#include "session/section.h"

namespace palpate::app {
namespace {

namespace fs = std::filesystem;

Json to_json(const render::FrameTimes& times) {
  return {{"median", times.median_ms}, {"p95", times.p95_ms}};
}

ChildCost best_run(int tries, const std::vector<std::string>& words) {
  ChildCost best = run_self(words);
  for (int i = 1; i < tries; ++i) {
    const ChildCost next = run_self(words);
    if (next.wall_ms < best.wall_ms) best = next;
  }
  return best;
}

void measure_opening(Json& out, render::Renderer& renderer, const anatomy::Catalogue& catalogue) {
  const fs::path glb = paths::bundled_atlas();
  const auto open = [&] { return open_atlas(glb, catalogue); };
  open();
  const Opening opening = measure_warm(renderer, cached_files({glb}), open);
  out["warm_open_ms"] = opening.warm_ms, out["mapped_read_ms"] = opening.floor_ms;
  const OwnCache empty;
  out["import_ms"]["bundled"] = time_ms(open);
}

/// A moving moment of the measured lesson, as the window would draw it next.
struct Player {
  std::shared_ptr<const session::Document> shared;
  session::View view;
  session::Settings settings;
  session::FrameRequest request;
  const session::Document& document = *shared;
  double t = 0.25 * static_cast<double>(document.lesson->timeline->duration_s);
  MomentAhead ahead{};
  std::shared_ptr<const session::Moment> moment{};
  render::FrameInput input{};

  void step() { step(0.25); }
  /// `max_age_s`: of fields; 0 for clean pictures.
  void step(double max_age_s) {
    t += 1.0 / 30.0;
    moment = ahead.take({shared, view, settings, t, max_age_s, max_age_s > 0.0});
    input = session::build_frame(document, *moment, view, settings, request);
  }
  render::FrameInput still(render::Quality quality) {
    request.quality = quality;
    return session::build_frame(document, *moment, view, settings, request);
  }
};

/// Processor time of all threads that `work` takes, milliseconds.
template <class Work>
double processor_ms(Work&& work) {
  const std::clock_t start = std::clock();
  work();
  return 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

/// Drags the view round the body's long axis.
void turn(render::Camera& camera, float degrees) {
  const Vec3 from = camera.position_mm - camera.target_mm;
  const float c = std::cos(glm::radians(degrees)), s = std::sin(glm::radians(degrees));
  camera.position_mm = camera.target_mm + Vec3(c * from.x + s * from.z, from.y, c * from.z - s * from.x);
}

/// The lesson as it plays before a resting eye, where only what yields to the hand is drawn anew, and before one that
/// turns, where everything is. `triangles_drawn` are those of the levels of detail in the picture, as GL would be
/// handed them: with those that face away or lie hidden and are left out, and those whose pixels were kept.
/// `triangles_handed` are those that GL got.
void measure_moving(Json& out, Stage& stage, Player& player) {
  player.request.quality = render::Quality::low;
  std::vector<double> thinking, own, theirs, redrawn, handed;
  render::ReferenceFrame reference;
  Stage turning;
  turning.renderer().set_atlas(player.document.atlas);
  size_t frame = 0;
  const auto draw = [&](Stage& with) {  // the next moment is waited for: none of its work falls into the reference's
    thinking.push_back(time_ms([&] { player.step(); }));
    player.ahead.begin_next();
    if (&with == &turning) turn(player.input.camera, 0.5f * static_cast<float>(++frame));
    with.draw(player.input);
    player.ahead.settle();
  };
  const auto draw_reference = [&] { theirs.push_back(processor_ms([&] { reference.draw(); })); };
  const std::vector<std::function<void()>> playing{draw_reference, [&] {
                                                     own.push_back(processor_ms([&] { draw(stage); }));
                                                     const render::FrameStats& stats = stage.renderer().stats();
                                                     redrawn.push_back(static_cast<double>(stats.triangles_drawn));
                                                     handed.push_back(static_cast<double>(stats.triangles_handed));
                                                   }};
  const auto times = render::time_interleaved(playing, 61, 4);
  out["reference_frame_ms"] = to_json(times[0]);
  out["interactive_frame_ms"] = to_json(times[1]);
  out["interactive_evaluate_ms"] = to_json(render::summarize(thinking));
  out["reference_processor_ms"] = to_json(render::summarize(theirs));
  out["interactive_processor_ms"] = to_json(render::summarize(own));
  out["triangles_drawn"] = stage.renderer().stats().triangles_shown;
  out["triangles_redrawn"] = to_json(render::summarize(redrawn));
  out["triangles_handed"] = to_json(render::summarize(handed));
  out["draw_calls"] = stage.renderer().stats().draw_calls;
  out["resolution_scale"] = stage.scale();
  const std::vector<std::function<void()>> moved{draw_reference, [&] { draw(turning); }};
  const auto turned = render::time_interleaved(moved, 31, 4);
  out["turning_frame_ms"] = to_json(turned[1]);
  out["turning_frame_ratio"] = turned[1].median_ms / std::max(turned[0].median_ms, 1e-3);
  out["interactive_frame_ratio"] = times[1].median_ms / std::max(times[0].median_ms, 1e-3);
}

/// The same moving picture of an atlas with four times the triangles, the two taken in turn.
void measure_fourfold(Json& out, Stage& stage, Player& player) {
  player.request.quality = render::Quality::low;
  player.step();
  Stage large;
  large.renderer().set_atlas(in_four(player.document.atlas));
  size_t frame = 0;
  const auto draw = [&](Stage& with) {  // another view each time: else next to nothing would be drawn anew
    render::FrameInput input = player.input;
    turn(input.camera, 0.5f * static_cast<float>(++frame / 2));
    with.draw(input);
  };
  const std::vector<std::function<void()>> bodies{[&] { draw(stage); }, [&] { draw(large); }};
  const auto times = render::time_interleaved(bodies, 31, 4);
  out["fourfold_triangles"] = large.renderer().atlas()->triangle_count(0);
  out["fourfold_frame_ratio"] = times[1].median_ms / std::max(times[0].median_ms, 1e-3);
}

void measure_stills(Json& out, Stage& stage, Player& player) {
  render::Renderer& renderer = stage.renderer();
  player.step(0.0);
  const auto clean = player.still(render::Quality::high);
  renderer.render(clean);
  out["first_still_ms"] = best_ms(3, [&] { renderer.render(clean); });
  const auto still = player.still(render::Quality::still);
  renderer.render(still);
  out["still_frame_ms"] = time_ms([&] { renderer.render(still); });
}

/// Moments of the lesson in no order, and rays under a pointer that wanders over the picture.
void measure_answers(Json& out, Player& player) {
  const double duration = static_cast<double>(player.document.lesson->timeline->duration_s);
  std::vector<double> scrub;
  for (int i = 0; i < 40; ++i) {
    const double at = duration * static_cast<double>((i * 17) % 40) / 40.0;
    scrub.push_back(time_ms([&] { session::evaluate(player.document, player.view, player.settings, at); }));
  }
  out["scrub_ms"] = to_json(render::summarize(scrub));

  player.step();
  render::Picker picker(player.document.atlas);
  std::vector<double> picks;
  for (int i = 0; i < 60; ++i) {
    const auto at = static_cast<float>(i);
    const double ms = time_ms([&] { picker.pick(player.input, 400.0f + 8.0f * at, 200.0f + 5.0f * at); });
    if (i >= 20) picks.push_back(ms);  // the first ones build the trees of what they meet
  }
  out["hover_pick_ms"] = render::summarize(picks).median_ms;
}

/// Two hands of the measured scene: finding their joints, and their skin (time of all cores together).
void measure_hands(Json& out, const session::Document& document) {
  const auto kit = session::hand_kit();
  if (!kit || !document.hand_ground) return;
  const motion::SkinDistance& skin = document.hand_ground->skin();
  const session::View view;
  const session::Settings settings;
  std::vector<double> solve, wrap;
  for (int i = 0; i < 20; ++i) {
    const double t = (0.25 + 0.02 * i) * static_cast<double>(document.lesson->timeline->duration_s);
    const session::Moment moment = session::evaluate(document, view, settings, t);
    if (moment.state.contacts.empty()) continue;
    const motion::Ground ground = session::shown_ground(skin, moment.patches, 1.0f);
    std::vector<motion::HandPlacement> hands;
    solve.push_back(time_ms([&] {
      hands = session::place_hands(*kit, skin, moment.state.contacts.front(), ground, moment.patches.front().depth_mm);
    }));
    const std::clock_t start = std::clock();
    for (const motion::HandPlacement& hand : hands)
      motion::skin_hand(kit->meshes[static_cast<size_t>(kit->find(hand.mesh))], hand.frames, hand.to_body, hand.left);
    wrap.push_back(1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
  }
  if (solve.empty()) return;
  out["hands_solve_ms"] = render::summarize(solve).median_ms;
  out["hands_skin_ms"] = render::summarize(wrap).median_ms;
}

/// What a moving body costs a picture: the interactive picture with a posture of its own each time beyond the same
/// picture at rest, the two taken in turn with the same posed picture already found. As in the window, a posture is
/// found on another core while the picture before it is drawn (app/moment_ahead); `finding_ms` is what it takes there.
void measure_posing(Json& out, Stage& stage, const session::Document& document) {
  if (!document.mover || !document.lesson) return;
  const auto rig = document.mover->rig();
  const session::View view;
  const session::Settings settings;
  session::FrameRequest request;
  request.quality = render::Quality::low;
  const double t = 0.25 * static_cast<double>(document.lesson->timeline->duration_s);
  const session::Moment moment = session::evaluate(document, view, settings, t);
  render::FrameInput rest = session::build_frame(document, moment, view, settings, request);
  rest.posture = nullptr;
  render::FrameInput posed = rest;
  std::vector<bool> shown;
  for (const render::StructureLook& look : rest.looks) shown.push_back(look.opacity > 0.0f);
  float degrees = 2.0f;
  const auto find = [&] {
    motion::Posture posture{};
    posture[motion::lumbar_flexion] = degrees = degrees > 9.0f ? 2.0f : degrees + 0.1f;
    return session::make_posture(rig, posture, {}, shown, nullptr);
  };
  std::vector<double> finding;
  for (int i = 0; i < 31; ++i) finding.push_back(time_ms(find));
  const auto kept = find();
  auto ahead = std::async(std::launch::async, find);
  size_t frame = 0;
  const auto with = [&](const std::shared_ptr<const render::BodyPosture>& posture) {
    posed.posture = posture, posed.camera = rest.camera;
    turn(posed.camera, 0.1f * static_cast<float>(++frame / 3));  // at rest too all is drawn anew
    stage.draw(posed);
  };
  const std::vector<std::function<void()>> bodies{[&] { with(nullptr); }, [&] { with(kept); },
                                                  [&] {
                                                    const auto found = ahead.get();
                                                    ahead = std::async(std::launch::async, find);
                                                    with(found);
                                                  }};
  const auto times = render::time_interleaved(bodies, 61, 4);
  out["posing_ms"] = std::max(0.0, times[2].median_ms - times[0].median_ms);
  out["posing_parts"] = {{"rest_frame_ms", times[0].median_ms},
                         {"drawing_ms", times[1].median_ms - times[0].median_ms},
                         {"finding_ms", render::summarize(finding).median_ms}};
}

/// Every structure, the skin included, cut across where most of them lie, at another place each time.
void measure_section(Json& out, const session::Document& document) {
  const session::SectionCutter cutter(document.atlas);
  const std::vector<render::StructureLook> looks(document.atlas->structures.size());
  const auto cut = [&](float height) { cutter.cut({Vec3(0.0f, height, 0.0f), Vec3(0, 1, 0)}, looks, {}); };
  cut(60.5f);  // the first one makes the structures ready
  std::vector<double> times;
  for (int i = 0; i < 41; ++i) times.push_back(time_ms([&] { cut(20.0f + 3.0f * static_cast<float>(i)); }));
  out["section_slice_ms"] = render::summarize(times).median_ms;
}

void measure_starting(Json& out) {
  const ScratchFolder scratch;
  const std::string png = (scratch.path() / "a.png").string(), glb = paths::bundled_atlas().string();
  const auto words = [&](const char* quality) {
    return std::vector<std::string>{"render",   glb,           "--out",     png,    "--size",
                                    "1280x720", "--no-config", "--quality", quality};
  };
  run_self(words("plain"));
  const ChildCost plain = best_run(5, words("plain"));
  out["plain_start_to_png_ms"] = plain.wall_ms;
  out["plain_peak_rss_mib"] = plain.peak_rss_mib;
  out["start_to_png_ms"] = best_run(1, words("still")).wall_ms;
}

/// Parts that can be measured alone.
const std::vector<std::string>& part_names() {
  static const std::vector<std::string> names{"starting", "opening", "import", "moving",  "fourfold",
                                              "still",    "answers", "hands",  "section", "posing"};
  return names;
}

/// `only`: parts of it, all where empty.
Json measure(const std::vector<std::string>& only, const ForeignAtlas& foreign) {
  const auto asked = [&](const char* part) {
    return only.empty() || std::find(only.begin(), only.end(), part) != only.end();
  };
  Json out{{"format", 1}};
  // Every key of the contract stands here from the start: null says "not built yet", never "forgotten".
  for (const char* key :
       {"reference_frame_ms", "interactive_frame_ms",  "still_frame_ms", "triangles_drawn", "resolution_scale",
        "start_to_png_ms",    "plain_start_to_png_ms", "import_ms",      "warm_open_ms",    "mapped_read_ms",
        "scrub_ms",           "peak_rss_mib",          "renderer",       "first_still_ms",  "section_slice_ms",
        "hover_pick_ms",      "idle_cpu_percent",      "hands_solve_ms", "hands_skin_ms",   "posing_ms",
        "skin_wrap_ms",       "assimp_serial_ms"}) {
    out[key] = nullptr;
  }
  if (asked("starting"))
    measure_starting(out);  // first: a child's peak memory counts from that of the process that started it
  if (asked("import") && foreign.paths.empty()) measure_body(out);
  gl::Context context = gl::Context::headless();
  out["renderer"] = context.driver().renderer;
  session::OpenRequest request;
  request.inputs = {paths::data() / "scenes" / "bench" / "reference.yaml"};
  const auto document = session::open_document(request);
  Stage stage;
  stage.renderer().use(context.side_thread());
  if (asked("opening")) measure_opening(out, stage.renderer(), *document->catalogue);
  if (asked("import")) measure_import(out, stage.renderer(), *document->catalogue, foreign);
  stage.renderer().set_atlas(document->atlas);
  Player player{document, {}, {}, {}};
  if (asked("moving")) measure_moving(out, stage, player);
  if (asked("fourfold")) measure_fourfold(out, stage, player);
  if (asked("still")) measure_stills(out, stage, player);
  if (asked("answers")) measure_answers(out, player);
  if (asked("hands")) measure_hands(out, *document);
  if (asked("section")) measure_section(out, *document);
  if (asked("posing")) measure_posing(out, stage, *document);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  out["peak_rss_mib"] = static_cast<double>(usage.ru_maxrss) / 1024.0;
  return out;
}

void print_value(const std::string& key, const Json& value) {
  if (value.is_null()) return;
  const bool table = value.is_object() && !value.empty() && value.front().is_object();
  if (table) {
    for (const auto& [name, row] : value.items()) print_value(key + " " + name, row);
  } else if (value.is_object()) {
    std::string parts;
    for (const auto& [name, part] : value.items()) {
      if (!part.is_number()) continue;
      parts += fmt::format("{}{} {:.{}f}", parts.empty() ? "" : ", ", name, part.get<double>(),
                           name.find("ratio") != std::string::npos ? 2 : 1);
    }
    fmt::print("{:<24}{}\n", key, parts);
  } else if (value.is_number_float()) {
    fmt::print("{:<24}{:.2f}\n", key, value.get<double>());
  } else {
    fmt::print("{:<24}{}\n", key, value.is_string() ? value.get<std::string>() : value.dump());
  }
}

void print_words(const Json& out) {
  for (const auto& [key, value] : out.items()) {
    if (key != "format") print_value(key, value);
  }
}

}  // namespace

void add_bench(CLI::App& app, const Globals&, Action& action) {
  CLI::App* command = app.add_subcommand("bench", "Start-up, import, frame and scrub times on this machine");
  const auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "As data");
  const auto only = std::make_shared<std::vector<std::string>>();
  command
      ->add_option("--only", *only, fmt::format("Parts to measure: {} (default: all)", fmt::join(part_names(), ", ")))
      ->check(CLI::IsMember(part_names()));
  const auto foreign = std::make_shared<ForeignAtlas>();
  command->add_option("--foreign", foreign->paths,
                      "Mesh files or folders for the part import (default: what lies beside the project)");
  command->add_option("--recipe", foreign->recipe, "Recipe that reads them (see palpate import)")
      ->capture_default_str();
  command->callback([&action, json, only, foreign] {
    action = [json, only, foreign] {
      const Json out = measure(*only, *foreign);
      *json ? fmt::print("{}\n", out.dump(2)) : print_words(out);
      return 0;
    };
  });
}

}  // namespace palpate::app
