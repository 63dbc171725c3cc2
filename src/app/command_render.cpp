// palpate render: one picture or a film of a lesson, a mesh or an atlas, without window or display.

#include <fmt/format.h>
#include <unistd.h>
#include <tuple>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "app/command_line.h"
#include "core/error.h"
#include "core/log.h"
#include "core/text.h"
#include "gl/context.h"
#include "io/png.h"
#include "io/video_pipe.h"
#include "render/renderer.h"
#include "session/camera_control.h"
#include "session/compare.h"
#include "session/compare_look.h"
#include "session/evaluate.h"
#include "session/frame_builder.h"
#include "session/lesson.h"
#include "session/open.h"
#include "session/settings_file.h"

namespace palpate::app {

namespace {

struct RenderOptions {
  std::vector<std::filesystem::path> inputs;
  std::filesystem::path atlas, out;
  std::string size = "1280x720", view, quality, compare;
  float wipe = 0.5f;  ///< --compare before: share of the width that shows what was
  double at_s = 0.0, from_s = 0.0, to_s = -1.0, fps = 30.0;
  bool film = false;
  bool steps = false;              ///< one picture a step, `out` is a pattern
  bool sheet = false;              ///< one picture with a frame of every step
  int frames = 1;                  ///< of a sheet: moments of each step, side by side
  std::vector<std::string> views;  ///< of a sheet: the step seen from each of them, side by side
};

render::Quality quality_from(const std::string& word) {
  static const std::vector<std::string> words = {"plain", "low", "high", "still"};
  const auto found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) {
    throw Error("--quality", fmt::format("unknown quality '{}'{}", word, did_you_mean(word, words)),
                "use plain, low, high or still", Exit::wrong_usage);
  }
  return static_cast<render::Quality>(found - words.begin());
}

std::pair<int, int> size_from(const std::string& text) {
  int width = 0, height = 0, used = 0;
  if (std::sscanf(text.c_str(), "%dx%d%n", &width, &height, &used) != 2 || used != static_cast<int>(text.size()) ||
      width < 16 || height < 16 || width > 8192 || height > 8192) {
    throw Error("--size", fmt::format("'{}' is no size of a picture", text),
                "write WIDTHxHEIGHT, 16 to 8192 pixels each, such as 1280x720", Exit::wrong_usage);
  }
  return {width, height};
}

// What every picture says about where it comes from.
PngText words_about(const session::Document& document, std::optional<double> time_s = {}) {
  PngText text{{"Software", "Palpate"}, {"Title", document.title}};
  if (time_s && document.lesson) text["Comment"] = fmt::format("at {:.2f} s", *time_s);
  if (document.atlas) {
    text["Source"] = document.atlas->name;
    text["Copyright"] = document.atlas->attribution.empty()
                            ? document.atlas->licence
                            : document.atlas->attribution + " (" + document.atlas->licence + ")";
  }
  std::erase_if(text, [](const auto& entry) { return entry.second.empty(); });
  return text;
}

class Studio {
 public:
  Studio(const Globals& globals, const RenderOptions& options)
      : settings_(session::settings_for_run(globals.config, globals.overrides)), options_(options) {
    std::tie(request_.width, request_.height) = size_from(options.size);
    request_.quality = quality_from(options.quality.empty() ? (options.film ? "low" : "still") : options.quality);
    request_.view = options.view;
    session::OpenRequest open;
    open.inputs = options.inputs;
    open.atlas = options.atlas;
    open.tissue = session::tissue_settings(settings_);
    document_ = session::open_document(open);
    const char* folder = std::getenv("PALPATE_SHADERS");
    context_ = std::make_unique<gl::Context>(gl::Context::headless());
    renderer_ = std::make_unique<render::Renderer>(folder ? folder : "");
    renderer_->set_atlas(document_->atlas);
    if (!options.compare.empty()) begin_comparison();
  }

  /// `from`: a view's name that takes the place of the lesson's own; what is looked at and how near stays.
  Image picture(double time_s, const std::string& caption = {}, const std::string& from = {}) {
    if (comparison_) return compared(time_s);
    session::Moment moment = session::evaluate(*document_, view_, settings_, time_s);
    if (!from.empty()) moment.state.camera.view = from, moment.state.camera_blend = 1.0f;
    return drawn(*document_, moment, caption, 0.02f);
  }

  double duration_s() const { return length_of(*document_); }
  const session::Document& document() const { return *document_; }
  render::Quality quality() const { return request_.quality; }

 private:
  Image drawn(const session::Document& document, const session::Moment& moment, const std::string& caption,
              float left) {
    render::FrameInput frame = session::build_frame(document, moment, view_, settings_, request_);
    if (!caption.empty()) frame.labels.push_back({caption, "", false, Vec3(0.0f), Vec2(left, 0.03f)});
    Image image = renderer_->render(frame);
    tell_shader_error();
    const render::FrameStats& stats = renderer_->stats();
    log(LogLevel::detail, fmt::format("{} triangles in {} draws, level {}, {} programs", stats.triangles_drawn,
                                      stats.draw_calls, stats.level, stats.programs_compiled));
    return image;
  }

  /// Whoever gave shaders of their own shall not look at the built-in ones unawares.
  void tell_shader_error() {
    const std::string& error = renderer_->shader_error();
    if (error == shader_error_) return;
    shader_error_ = error;
    fmt::print(stderr, "{}\n", error.substr(0, error.find('\n', error.find('\n') + 1)));
  }

  void begin_comparison() {
    comparison_ = session::comparison_from(options_.compare);
    if (!comparison_ || !document_->lesson) {
      throw Error(
          "--compare", fmt::format("cannot compare with '{}'", options_.compare),
          "open a lesson, and compare it with: before, a factor of force from 0.1x to 4x, or another lesson's file",
          Exit::wrong_usage);
    }
    other_ = session::other_side(document_, *comparison_);
    settings_ = session::comparison_settings(settings_, *comparison_);
    if (comparison_->kind != session::Beside::before) request_.width /= 2;
  }

  // Left and right of one clock; the wiper's line is drawn where the two meet.
  Image compared(double time_s) {
    const bool wiped = comparison_->kind == session::Beside::before;
    session::Moment now = session::evaluate(*document_, view_, settings_, time_s);
    if (wiped) session::show_tension_through_glass(*document_, now);
    const Image left =
        wiped ? drawn(*document_, session::moment_before(*document_, now, view_, settings_), comparison_->left, 0.02f)
              : drawn(*document_, now, comparison_->left, 0.02f);
    const Image right =
        wiped ? drawn(*document_, now, comparison_->right, 0.9f)
              : drawn(*other_, session::evaluate(*other_, view_, settings_, std::min(time_s, length_of(*other_))),
                      comparison_->right, 0.02f);
    const auto [width, height] = size_from(options_.size);
    const int meet = wiped ? static_cast<int>(std::lround(options_.wipe * static_cast<float>(width))) : left.width;
    Image both(width, height);
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const int from = wiped ? x : x - left.width;
        const bool on_line = std::abs(x - meet) <= (wiped ? 1 : 0);
        const uint8_t* pixel = x < meet ? left.pixel(std::min(x, left.width - 1), y)
                                        : right.pixel(std::clamp(from, 0, right.width - 1), y);
        if (on_line) {
          const uint8_t line[4] = {255, 255, 255, 255};
          std::copy_n(line, 4, both.pixel(x, y));
        } else {
          std::copy_n(pixel, 4, both.pixel(x, y));
        }
      }
    }
    return both;
  }

  static double length_of(const session::Document& document) {
    return document.lesson ? static_cast<double>(document.lesson->timeline->duration_s) : 0.0;
  }

  session::Settings settings_;
  RenderOptions options_;
  session::FrameRequest request_;
  session::View view_;
  std::shared_ptr<const session::Document> document_;
  std::shared_ptr<const session::Document> other_;
  std::optional<session::Comparison> comparison_;
  std::unique_ptr<gl::Context> context_;
  std::unique_ptr<render::Renderer> renderer_;
  std::string shader_error_;  ///< that was told
};

int render_film(Studio& studio, const RenderOptions& options) {
  const double to = options.to_s < 0.0 ? studio.duration_s() : options.to_s;
  if (!(to > options.from_s) || !(options.fps > 0.0 && options.fps <= 240.0)) {
    throw Error("--from, --to, --fps", "the film would have no frames",
                "--to must lie after --from, --fps between 0 and 240", Exit::wrong_usage);
  }
  VideoOptions video;
  std::tie(video.width, video.height) = size_from(options.size);
  video.fps = options.fps;
  video.text = words_about(studio.document());
  if (studio.document().lesson) video.text["Comment"] = fmt::format("from {:.2f} s to {:.2f} s", options.from_s, to);
  const auto sink = open_video(options.out, video);
  const auto frames = static_cast<long>(std::ceil((to - options.from_s) * options.fps - 1e-9));
  const bool terminal = isatty(STDERR_FILENO) != 0;
  for (long i = 0; i < frames; ++i) {
    sink->add(studio.picture(options.from_s + static_cast<double>(i) / options.fps));
    if (terminal) {
      const long done = 30 * (i + 1) / frames;
      fmt::print(stderr, "\r[{:=<{}}{:>{}}] {} of {} frames", "", done, "", 30 - done, i + 1, frames);
    }
  }
  if (terminal) fmt::print(stderr, "\n");
  sink->finish();
  return 0;
}

const technique::Scene& lesson_of(const Studio& studio, const RenderOptions& options) {
  if (studio.document().lesson) return studio.document().lesson->scene;
  throw Error(options.inputs.empty() ? "--steps, --sheet" : options.inputs.front().string(), "has no steps",
              "name a lesson (.yaml)", Exit::wrong_usage);
}

// Past the middle of a step the hand is at work: ramps are over, the return has not begun.
double telling_moment(const technique::Scene& scene, size_t step) {
  return static_cast<double>(scene.start_s(step)) + 0.55 * static_cast<double>(scene.steps[step].duration_s.value);
}

int render_steps(Studio& studio, const RenderOptions& options) {
  const technique::Scene& scene = lesson_of(studio, options);
  const std::string pattern = options.out.string();
  const size_t percent = pattern.find('%');
  size_t end = percent == std::string::npos ? percent : pattern.find('d', percent);
  if (end == std::string::npos || options.out.extension() != ".png") {
    throw Error("--out", fmt::format("'{}' does not tell the steps apart", pattern),
                "write a pattern such as step_%02d.png", Exit::wrong_usage);
  }
  int digits = 1;
  if (std::sscanf(pattern.c_str() + percent, "%%%d", &digits) != 1) digits = 1;
  for (size_t step = 0; step < scene.steps.size(); ++step) {
    const std::string name = fmt::format("{}{:0{}}{}", pattern.substr(0, percent), step + 1, std::clamp(digits, 1, 9),
                                         pattern.substr(end + 1));
    const double at = telling_moment(scene, step);
    write_png(studio.picture(at), name, words_about(studio.document(), at));
  }
  return 0;
}

/// A frame for the sheet: a moment of a step, seen from somewhere.
struct SheetFrame {
  double time_s = 0.0;
  std::string caption, view;
};

std::vector<SheetFrame> sheet_frames(const technique::Scene& scene, const RenderOptions& options) {
  std::vector<SheetFrame> frames;
  for (size_t step = 0; step < scene.steps.size(); ++step) {
    const std::string name = fmt::format("{}  {}", step + 1, scene.steps[step].name);
    const double start = static_cast<double>(scene.start_s(step)),
                 length = static_cast<double>(scene.steps[step].duration_s.value);
    for (int i = 0; i < options.frames; ++i) {
      const double at = options.frames == 1 ? telling_moment(scene, step) : start + (i + 0.5) / options.frames * length;
      if (options.views.empty()) frames.push_back({at, i == 0 ? name : fmt::format("{:.1f} s", at - start), {}});
      for (const std::string& view : options.views) frames.push_back({at, name, view});
    }
  }
  return frames;
}

int render_sheet(Studio& studio, const RenderOptions& options) {
  const std::vector<SheetFrame> frames = sheet_frames(lesson_of(studio, options), options);
  const auto [width, height] = size_from(options.size);
  const int count = static_cast<int>(frames.size()), gap = 6;
  const int row = options.frames > 1         ? options.frames
                  : options.views.size() > 1 ? 2 * static_cast<int>(options.views.size())
                                             : 4;
  const int columns = std::min(row, count), rows = (count + columns - 1) / columns;
  Image sheet(columns * (width + gap) + gap, rows * (height + gap) + gap);
  std::fill(sheet.rgba.begin(), sheet.rgba.end(), uint8_t{255});
  for (int i = 0; i < count; ++i) {
    const SheetFrame& what = frames[static_cast<size_t>(i)];
    const Image frame = studio.picture(what.time_s, what.caption, what.view);
    const int left = gap + i % columns * (width + gap), top = gap + i / columns * (height + gap);
    for (int y = 0; y < height; ++y) std::copy_n(frame.pixel(0, y), 4 * width, sheet.pixel(left, top + y));
  }
  write_png(sheet, options.out, words_about(studio.document()));
  return 0;
}

int render(const Globals& globals, const RenderOptions& options) {
  if (options.out.empty())
    throw Error("--out", "where shall the picture go?", "name a file: --out picture.png", Exit::wrong_usage);
  if (!std::isfinite(options.at_s) || options.at_s < 0.0 || !std::isfinite(options.from_s) || options.from_s < 0.0) {
    throw Error("--at, --from", "times are seconds from the start of the lesson, 0 or more", "", Exit::wrong_usage);
  }
  if (!options.film && options.out.extension() != ".png") {
    throw Error(options.out.string(), "pictures are PNG files, films .mp4, .webm, .gif or frames/%05d.png",
                "end the name so", Exit::wrong_usage);
  }
  Studio studio(globals, options);
  for (const std::string& view : options.views)
    if (!session::resolve_view(view, Box3{Vec3(-1.0f), Vec3(1.0f)}, 1.0f))
      throw Error("--views", fmt::format("unknown view '{}'", view), "see: palpate list views", Exit::wrong_usage);
  if (options.steps) return render_steps(studio, options);
  if (options.sheet) return render_sheet(studio, options);
  if (options.film) return render_film(studio, options);
  const int effort = studio.quality() == render::Quality::plain ? 1 : 4;
  write_png(studio.picture(options.at_s), options.out, words_about(studio.document(), options.at_s), effort);
  return 0;
}

}  // namespace

void add_render(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* command = app.add_subcommand("render", "One picture or a film, without a window or a display");
  const auto options = std::make_shared<RenderOptions>();
  command->add_option("input", options->inputs,
                      "Scene (.yaml), atlas folder or mesh files; none: the guided default lesson");
  command->add_option("--atlas", options->atlas, "Atlas folder or GLB instead of the bundled one");
  command->add_option("--out", options->out,
                      "File to write: .png; with --from and --to also .mp4, .webm, .gif or frames/%05d.png");
  command->add_option("--at", options->at_s, "Second of the lesson (default 0)");
  CLI::Option* from = command->add_option("--from", options->from_s, "First second of a film");
  CLI::Option* to = command->add_option("--to", options->to_s, "End of a film (default: the end of the lesson)");
  command->add_option("--fps", options->fps, "Frames a second (default 30)");
  command->add_option("--size", options->size, "WIDTHxHEIGHT in pixels (default 1280x720)");
  command->add_option("--view", options->view, "Named view instead of the lesson's (see: palpate list views)");
  command->add_option("--quality", options->quality, "plain, low, high or still (default: still; films: low)");
  CLI::Option* steps = command->add_flag("--steps", options->steps, "A picture of every step; --out step_%02d.png");
  CLI::Option* sheet = command->add_flag("--sheet", options->sheet, "One picture with a frame of --size for every step")
                           ->excludes(steps);
  command->add_option("--frames", options->frames, "With --sheet: so many moments of every step, a row each")
      ->needs(sheet)
      ->check(CLI::Range(1, 32));
  command->add_option("--views", options->views, "With --sheet: every step from each of these views (a,b,c)")
      ->needs(sheet)
      ->delimiter(',');
  command->add_option("--compare", options->compare,
                      "Beside it on one clock: before (tension, with a wiper), a factor of force (2x), or a lesson");
  command->add_option("--wipe", options->wipe, "With --compare before: where the wiper stands, 0 to 1 (default 0.5)")
      ->check(CLI::Range(0.0f, 1.0f));
  command->callback([&globals, &action, options, from, to] {
    const std::string ending = options->out.extension().string();
    const bool film_file = ending == ".mp4" || ending == ".webm" || ending == ".gif";
    options->film = !options->steps && !options->sheet && (from->count() > 0 || to->count() > 0 || film_file);
    action = [&globals, options] { return render(globals, *options); };
  });
}

}  // namespace palpate::app
