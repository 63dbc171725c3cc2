#include "app/viewer.h"

#include <GLFW/glfw3.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "core/error.h"
#include "core/log.h"
#include "core/memory.h"
#include "core/paths.h"
#include "session/camera_control.h"
#include "session/commands.h"
#include "session/evaluate.h"
#include "session/frame_builder.h"
#include "session/lesson.h"
#include "ui/imgui_compat.h"
#include "ui/section_panel.h"

namespace palpate::app {
namespace fs = std::filesystem;
namespace {

constexpr double kTraceEvery_s = 0.02;
constexpr double kStillAfter_s = 0.15, kWatchEvery_s = 0.5, kFieldAge_s = 0.2, kLongestStep_s = 1.0, kTellEvery_s = 0.1;

double seconds(std::chrono::steady_clock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

fs::path from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? fs::path(value) : fs::path();
}

fs::path expand_home(const std::string& text) {
  const char* home = std::getenv("HOME");
  if (home && text.starts_with("~/")) return fs::path(home) / text.substr(2);
  return text;
}

}  // namespace

Viewer::Viewer(const ViewerOptions& options) : options_(options) {
  if (!options_.settings_file.empty()) {
    settings_file_.emplace(options_.settings_file);
    session_.standing = settings_file_->load(session_.settings);
  }
  if (!options_.settings_file.empty()) {
    views_file_.emplace(options_.settings_file.parent_path() / "views.yaml");
    session_.saved_views = views_file_->load(session_.standing);
  }
  for (const std::string& assignment : options_.overrides) session_.settings.apply_override(assignment);
  saved_settings_ = session_.settings.revision();
  const bool reporting = !session_.settings.text("window.report").empty();
  window_ = std::make_unique<Window>(session_.settings, reporting);
  stage_ = std::make_unique<Stage>(from_environment("PALPATE_SHADERS"));
  stage_->renderer().use(window_->side_thread());
  loader_ = std::make_unique<Loader>([] { glfwPostEmptyEvent(); });
  facts_.renderer = fmt::format("{}, OpenGL {}", window_->driver().renderer, window_->driver().version);
  for (const Problem& problem : session_.standing) session_.tell(problem.message, true);
  last_turn_ = last_change_ = last_watch_ = Clock::now();
  open(options_.inputs, false);
}

Viewer::~Viewer() {
  loader_.reset();
  picker_.reset();
  stage_.reset();
}

int Viewer::run() {
  while (!quit_ && !window_->should_close()) turn();
  save_settings();
  report();
  return static_cast<int>(Exit::fine);
}

double Viewer::wait_for() const {
  if (session_.playback.playing() || settle_frames_ > 0 || fading_) return 0.0;
  if (session_.tools.kind == session::Tool::trace) return kTraceEvery_s;
  if (session_.muscle_play.on()) return 0.0;
  if (other_coming_.valid()) return 0.1;
  const bool refines =
      !session_.compare.ready && session_.document().atlas && session_.settings.text("view.still") == "auto";
  if (still_begun_ && !stage_->refined()) return 0.0;
  if (refines && !still_begun_) return std::max(0.001, kStillAfter_s - seconds(Clock::now() - last_change_));
  if (session_.loading.active) return 0.1;
  return kWatchEvery_s;
}

void Viewer::turn() {
  // Nothing is drawn and no lesson goes on while nobody can see it.
  const bool hidden = window_->hidden();
  window_->wait_events(hidden ? kWatchEvery_s : wait_for());
  const Clock::time_point now = Clock::now();
  if (hidden) {
    last_turn_ = now;
    take_results();
    return;
  }
  const double passed = std::min(seconds(now - last_turn_), kLongestStep_s);
  last_turn_ = now;
  if (window_->take_dirty()) settle_frames_ = 3;
  take_results();
  watch_file();
  rebake_when_settings_changed();
  if (session_.advance(passed)) settle_frames_ = std::max(settle_frames_, 1);
  prepare_comparison();
  evaluate_moment();
  fade_opacities(passed);
  draw_picture();
  // Progress comes faster than anyone reads it.
  const bool tells = session_.loading.active && seconds(now - last_frame_) > kTellEvery_s;
  if (settle_frames_ <= 0 && !session_.playback.playing() && !tells) return;
  last_frame_ = now;
  if (settle_frames_ > 0) --settle_frames_;
  const unsigned before = session_.revision();
  window_->begin_frame(session_.settings, session_.presenting);
  run_chords();
  ui::draw_ui(session_,
              {*moment_, lessons_, PALPATE_VERSION, facts_.renderer, section_, section_words_, section_handle_}, ui_,
              reinterpret_cast<ImTextureID>(static_cast<uintptr_t>(stage_->texture())));
  window_->end_frame();
  ++facts_.frames;
  apply_mouse();
  take_requests();
  save_views();
  if (session_.revision() != before || ui::input_waiting()) settle_frames_ = std::max(settle_frames_, 2);
  for (const std::string& error : window_->take_gl_errors()) facts_.gl_errors.push_back(error);
  report();
}

void Viewer::take_results() {
  session_.loading.active = loader_->busy();
  if (lessons_.empty()) lessons_ = loader_->lessons();
  if (session_.loading.active) {
    const auto [fraction, doing] = loader_->progress();
    session_.loading.fraction = fraction;
    session_.loading.doing = doing;
  }
  std::optional<LoadResult> result = loader_->take_result();
  if (!result) return;
  settle_frames_ = 3;
  if (!result->document) {
    if (!result->problems.empty()) session_.report_failure(result->problems);
    return;
  }
  const bool new_atlas = result->document->atlas != session_.document().atlas;
  session_.show(result->document, result->keep_place);
  if (new_atlas) {
    fade_.reset();
    stage_->renderer().set_atlas(result->document->atlas);
    picker_ = std::make_unique<render::Picker>(result->document->atlas);
  }
  ui_.panels.scrolled_to_step = -1;
  ui_.picked.clear();
  evaluated_revision_ = ~0u;
  window_->set_title(result->document->title.empty() ? "Palpate"
                                                     : fmt::format("{} – Palpate", result->document->title));
}

void Viewer::open(std::vector<fs::path> inputs, bool keep_place) {
  session::OpenRequest request;
  request.inputs = std::move(inputs);
  request.atlas = options_.atlas;
  request.tissue = session::tissue_settings(session_.settings);
  request.reuse = session_.shared_document();
  open_inputs_ = request.inputs;
  std::error_code ignored;
  watched_time_ = open_inputs_.size() == 1 ? fs::last_write_time(open_inputs_.front(), ignored) : fs::file_time_type{};
  session_.loading.what = open_inputs_.empty() ? "the guided lesson" : open_inputs_.front().filename().string();
  session_.loading.active = true;
  loader_->start(std::move(request), keep_place);
}

void Viewer::reload() {
  open(open_inputs_, true);
}

void Viewer::watch_file() {
  if (seconds(Clock::now() - last_watch_) < kWatchEvery_s) return;
  last_watch_ = Clock::now();
  watch_shaders();
  if (open_inputs_.size() != 1 || !session::is_scene(open_inputs_.front()) || loader_->busy()) return;
  std::error_code problem;
  const auto time = fs::last_write_time(open_inputs_.front(), problem);
  if (problem || time == watched_time_) return;
  reload();
}

// While shaders are edited (PALPATE_SHADERS) a broken one is told with its line, and the last good one stays.
void Viewer::watch_shaders() {
  const std::string& error = stage_->renderer().shader_error();
  if (error != shader_error_) {
    shader_error_ = error;
    if (error.empty()) {
      session_.tell("The shaders compile again.");
    } else {
      const size_t second = error.find('\n', error.find('\n') + 1);
      session_.report_failure({{"", 0, 0, Severity::error, error.substr(0, second), "shader"}});
    }
    settle_frames_ = 3;
  }
  if (stage_->renderer().poll_shaders()) drawn_revision_ = ~0u, settle_frames_ = 3;
}

void Viewer::rebake_when_settings_changed() {
  if (loader_->busy() || !session_.document().lesson) return;
  if (session::tissue_settings(session_.settings) == session_.document().tissue) return;
  // A slider that is being dragged would bake at every pixel.
  if (ImGui::GetIO().MouseDown[0]) return;
  reload();
}

bool Viewer::chord_goes_to_panels(const session::KeyChord& chord) const {
  const ImGuiIO& io = ImGui::GetIO();
  const bool function_key = chord.key.size() >= 2 && chord.key[0] == 'F';
  if (function_key) return false;
  if (chord.key == "Escape" && session_.overlay != session::Overlay::none) return false;
  if (io.WantTextInput) {
    const bool editing = chord.key == "A" || chord.key == "C" || chord.key == "V" || chord.key == "X" ||
                         chord.key == "Z" || chord.key == "Y";
    return !chord.ctrl || editing;
  }
  if (!ui_.keyboard_in_panels || chord.ctrl) return false;
  static constexpr const char* kMoves[] = {"Left", "Right", "Up", "Down", "Space", "Enter", "Home", "End"};
  return std::any_of(std::begin(kMoves), std::end(kMoves), [&](const char* key) { return chord.key == key; });
}

void Viewer::run_chords() {
  // A key pressed after a click or drag must not come before it. Dear ImGui may deal its end out over the next frames,
  // and what ends in this frame is applied after the keys: they wait for the next one.
  const bool ending = ImGui::IsMouseReleased(0) || ImGui::IsMouseReleased(1) || ImGui::IsMouseReleased(2);
  if (ending || ui::input_waiting()) {
    settle_frames_ = std::max(settle_frames_, 2);
    return;
  }
  for (const session::KeyChord& chord : window_->take_chords()) {
    if (ui::give_to_sheet(ui_, session_, chord)) continue;
    if (chord.key == "Tab" && !chord.ctrl && !chord.alt && !ImGui::GetIO().WantTextInput && !session_.presenting) {
      ui::next_keyboard_place(ui_, session_);
      continue;
    }
    if (chord_goes_to_panels(chord)) continue;
    if (chord.key == "Escape" && ui_.keyboard_in_panels && session_.overlay == session::Overlay::none) {
      ui::leave_panels(ui_);
      continue;
    }
    const session::Command* command = session::command_for(chord);
    if (!command || (session_.presenting && !command->when_presenting)) continue;
    session::run_command(session_, command->id);
    // Several keys may come in one turn: each starts from what the one before it made.
    session_.section = session::wanted_section(moment_->state, session_.view(), session_.settings);
  }
}

void Viewer::take_requests() {
  for (const fs::path& file : window_->take_drops()) session_.request(session::RequestKind::open, file.string());
  std::vector<fs::path> opened;
  for (const session::Request& request : session_.take_requests()) {
    switch (request.kind) {
      case session::RequestKind::open:
        opened.push_back(expand_home(request.text));
        break;
      case session::RequestKind::reload:
        reload();
        break;
      case session::RequestKind::cancel_loading:
        loader_->cancel();
        break;
      case session::RequestKind::screenshot:
        picture_wanted_ = request.text.empty() ? dated_name() : fs::path(request.text);
        if (stage_->words_make_room()) still_begun_ = false;
        session_.tell("Saving the picture…");
        break;
      case session::RequestKind::toggle_fullscreen:
        window_->toggle_fullscreen();
        session_.fullscreen = window_->fullscreen();
        if (!session_.fullscreen) session_.presenting = false;
        break;
      case session::RequestKind::handout:
        save_handout();
        break;
      case session::RequestKind::quit:
        quit_ = true;
        break;
      case session::RequestKind::focus_search:
        ui_.panels.focus_search = true;
        ui_.prefer_right = false;
        break;
    }
    settle_frames_ = 3;
  }
  if (!opened.empty()) open(std::move(opened), false);
}

void Viewer::evaluate_moment() {
  const session::Document& document = session_.document();
  const double time_s = session_.playback.time_s();
  const bool playing = session_.playback.playing();
  const bool held_still = moment_ && moment_->moving && !playing;
  if (session_.revision() == evaluated_revision_ && time_s == evaluated_time_ && !held_still) return;
  const session::Settings settings = session::comparison_settings(session_.settings, session_.compare);
  moment_ = ahead_.take({session_.shared_document(), session_.view(), settings, time_s, playing ? kFieldAge_s : 0.0,
                         playing && !session_.compare.ready});
  session_.lesson_layers = moment_->state.layers;
  session_.section = session::wanted_section(moment_->state, session_.view(), session_.settings);
  session_.stage_width = std::max(1, static_cast<int>(ui_.stage.width * window_->pixel_ratio()));
  session_.stage_height = std::max(1, static_cast<int>(ui_.stage.height * window_->pixel_ratio()));
  // Turning starts from where the lesson's camera stands.
  if (document.lesson && !session_.view().camera_taken && document.atlas) {
    const render::Camera camera = session::lesson_camera(moment_->state, document.atlas->bounds(), session_.aspect());
    session_.place_camera(camera);
  }
  evaluated_revision_ = session_.revision();
  evaluated_time_ = time_s;
}

render::FrameInput Viewer::frame_input(render::Quality quality) const {
  session::FrameRequest request;
  request.width = session_.stage_width;
  request.height = session_.stage_height;
  request.quality = quality;
  request.hovered = session_.hovered == ui_.picked ? "" : session_.hovered;
  request.ui_scale = std::max(1.0f, ImGui::GetFontSize() / 15.0f);
  const session::Tools& tools = session_.tools;
  if (tools.kind == session::Tool::trace) request.shown = session::Shown::body;
  if (tools.kind == session::Tool::pain || tools.kind == session::Tool::palpate) {
    request.shown = session::Shown::skin;
    request.hovered.clear();
    const auto& palpation = tools.palpation;
    if (tools.kind == session::Tool::palpate && palpation.answer && palpation.question)
      request.revealed = palpation.question->structure;
  }
  request.pointer = window_at_;
  // Caption and rhythm lie on the window's picture, not on the saved one.
  if (!picture_wanted_) {
    request.covered_top = ui_.covered_top * window_->pixel_ratio();
    request.covered_bottom = ui_.covered_bottom * window_->pixel_ratio();
  }
  if (fading_) request.opacities = fade_.shown();
  render::FrameInput frame =
      session::build_frame(session_.document(), *moment_, session_.view(), session_.settings, request);
  if (picture_wanted_ || session_.presenting) return frame;
  if (auto handle = session::section_handle(frame, session_.section, moment_->state)) {
    handle->at /= window_->pixel_ratio();
    frame.free_spot = {ui::section_handle_place(*handle, ui_.stage, ui_.covered_bottom) * window_->pixel_ratio(),
                       ui::section_handle_radius() * window_->pixel_ratio()};
  }
  return frame;
}

void Viewer::show_section(const render::FrameInput& frame) {
  section_ = frame.section;
  section_words_ = section_ ? session::describe_plane(session_.section, section_->plane) : "";
  section_handle_ = session::section_handle(frame, session_.section, moment_->state);
  if (!section_handle_) return;
  section_handle_->at /= window_->pixel_ratio();
  section_handle_->per_mm /= window_->pixel_ratio();
}

void Viewer::fade_opacities(double passed_s) {
  const session::Document& document = session_.document();
  fading_ = false;
  if (!document.atlas || session_.tools.kind != session::Tool::none) return;
  std::vector<float> asked;
  asked.reserve(document.atlas->structures.size());
  for (const anatomy::Structure& structure : document.atlas->structures)
    asked.push_back(
        session::effective_opacity(structure.info, moment_->state.layers, session_.view(), session_.settings));
  if (!session_.settings.on("view.fade")) fade_.reset();
  fading_ = fade_.move(asked, passed_s);
}

// What the last picture showed: another one is drawn when any of it changes.
void Viewer::mark_drawn() {
  drawn_revision_ = session_.revision();
  drawn_time_ = session_.playback.time_s();
  drawn_width_ = session_.stage_width;
  drawn_height_ = session_.stage_height;
  drawn_tint_ = tint_;
  drawn_covered_ = {ui_.covered_top, ui_.covered_bottom};
  last_change_ = Clock::now();
  still_begun_ = false;
  settle_frames_ = std::max(settle_frames_, 1);
}

void Viewer::draw_picture() {
  if (!session_.document().atlas || ui_.stage.width < 2) return;
  session_.stage_width = std::max(1, static_cast<int>(ui_.stage.width * window_->pixel_ratio()));
  session_.stage_height = std::max(1, static_cast<int>(ui_.stage.height * window_->pixel_ratio()));
  tint_ = session_.hovered == ui_.picked ? "" : session_.hovered;
  // A window that follows the pointer moves with it.
  const bool follows = session_.settings.number("view.window") > 0.0 && ui_.mouse.over &&
                       session_.settings.text("view.window_follows") == "pointer";
  const std::optional<Vec2> before = window_at_;
  if (follows) {
    window_at_ = Vec2(ui_.mouse.x, ui_.mouse.y) * window_->pixel_ratio() /
                 Vec2(static_cast<float>(session_.stage_width), static_cast<float>(session_.stage_height));
  }
  const bool changed = fading_ || was_fading_ || window_at_ != before || session_.revision() != drawn_revision_ ||
                       session_.playback.time_s() != drawn_time_ || session_.stage_width != drawn_width_ ||
                       session_.stage_height != drawn_height_ || tint_ != drawn_tint_ ||
                       Vec2(ui_.covered_top, ui_.covered_bottom) != drawn_covered_;
  was_fading_ = fading_;
  if (changed && session_.compare.ready && draw_comparison()) {
    mark_drawn();
  } else if (changed) {
    const std::string& quality = session_.settings.text("view.quality");
    const bool plain = quality == "plain";
    // Plain pictures leave out hands, fields and glass: never by themselves in a lesson.
    stage_->allow_plain(quality == "auto" && !session_.document().lesson);
    const render::FrameInput input = frame_input(plain ? render::Quality::plain : render::Quality::low);
    ui_.camera = input.camera;
    ahead_.begin_next();
    stage_->draw(input);
    show_section(input);
    facts_.picture_ms = stage_->last_draw_ms();
    ++facts_.pictures;
    facts_.refined = false;
    mark_drawn();
  } else if (!session_.compare.ready) {
    refine_picture();
  }
}

// How far a resting picture is refined.
Finish Viewer::finish_asked() const {
  const std::string& word = session_.settings.text("view.quality");
  if (word == "plain" || word == "low") return Finish::moving;
  return word == "high" ? Finish::clean : word == "still" ? Finish::still : Finish::measured;
}

void Viewer::refine_picture() {
  // Answers to the hand go before refinement: a sample may take longer than a click. Between two strokes of tracing
  // only the ring moves, which is drawn over the picture.
  const bool between_strokes = session_.tools.kind == session::Tool::trace && !session_.tools.trace.drawing;
  if (settle_frames_ > (between_strokes ? 1 : 0)) return;
  if (session_.playback.playing() || (session_.settings.text("view.still") == "off" && !picture_wanted_)) return;
  if (!still_begun_) {
    if (seconds(Clock::now() - last_change_) < kStillAfter_s) return;
    stage_->begin_still(frame_input(render::Quality::still), picture_wanted_   ? Finish::still
                                                             : between_strokes ? Finish::clean
                                                                               : finish_asked());
    still_begun_ = true;
  }
  if (stage_->refined()) {
    if (picture_wanted_) save_picture();
    return;
  }
  bool shown = false;
  stage_->refine(shown);
  if (shown) settle_frames_ = std::max(settle_frames_, 1);
  if (stage_->refined()) {
    facts_.refined = true;
    give_back_freed_memory();  // a lesson played leaves moments behind, and now nobody waits
    settle_frames_ = std::max(settle_frames_, 1);
    if (picture_wanted_) save_picture();
  }
}

}  // namespace palpate::app
