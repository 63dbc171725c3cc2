// palpate check SCENE…: every problem with its place, the record's completeness.

#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/command_line.h"
#include "app/lesson_check.h"
#include "app/program_data.h"
#include "core/error.h"

namespace palpate::app {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::vector<fs::path> scenes;
  fs::path atlas;
  bool json = false, watch = false;
};

void print_text(const CheckedLesson& lesson) {
  for (const Problem& p : lesson.problems) fmt::print("{}\n", to_string(p));
  if (lesson.completeness) {
    fmt::print("{}: {}, technique record {:.0f} % complete\n", lesson.file.string(), lesson.ok() ? "fine" : "not fine",
               static_cast<double>(*lesson.completeness));
  }
}

nlohmann::ordered_json as_json(const CheckedLesson& lesson) {
  nlohmann::ordered_json problems = nlohmann::ordered_json::array();
  for (const Problem& p : lesson.problems) {
    problems.push_back({{"line", p.line},
                        {"column", p.column},
                        {"severity", to_string(p.severity)},
                        {"code", p.code},
                        {"message", p.message}});
  }
  nlohmann::ordered_json file{{"file", lesson.file.string()}, {"ok", lesson.ok()}};
  file["completeness_percent"] =
      lesson.completeness ? nlohmann::ordered_json(*lesson.completeness) : nlohmann::ordered_json(nullptr);
  file["problems"] = std::move(problems);
  return file;
}

// Prints the reports; true when nothing is wrong.
bool check_once(const Options& options, const LessonBody& body) {
  bool fine = true;
  nlohmann::ordered_json files = nlohmann::ordered_json::array();
  for (const fs::path& file : options.scenes) {
    const CheckedLesson lesson = check_lesson(file, body);
    fine = fine && lesson.ok();
    if (options.json) {
      files.push_back(as_json(lesson));
    } else {
      print_text(lesson);
    }
  }
  if (options.json) fmt::print("{}\n", nlohmann::ordered_json{{"format", 1}, {"files", files}}.dump(2));
  std::fflush(stdout);
  return fine;
}

std::vector<fs::file_time_type> times_of(const std::vector<fs::path>& files) {
  std::vector<fs::file_time_type> times;
  std::error_code ignored;
  for (const fs::path& file : files) times.push_back(fs::last_write_time(file, ignored));
  return times;
}

int run(const Options& options) {
  const LessonBody body = lesson_body(options.atlas);
  if (!body.atlas && !options.json)
    fmt::print(stderr, "note: no atlas beside the program; lengths of strokes are not checked\n");
  auto before = times_of(options.scenes);  // first: what changes while it is read shall not be missed
  const bool fine = check_once(options, body);
  if (!options.watch) return static_cast<int>(fine ? Exit::fine : Exit::bad_input);
  for (;;) {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    const auto now = times_of(options.scenes);
    if (now == before) continue;
    before = now;
    fmt::print("\n");
    check_once(options, body);
  }
}

}  // namespace

void add_check(CLI::App& app, const Globals&, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* sub = app.add_subcommand("check", "Say every problem of lessons, with line, column and cure");
  sub->add_option("SCENE", options->scenes, "Scene files (.yaml)")->required();
  sub->add_option("--atlas", options->atlas, "Check against this atlas instead of the bundled one");
  sub->add_flag("--json", options->json, "Print data instead of lines");
  sub->add_flag("--watch", options->watch, "Check again whenever a file changes, until stopped");
  sub->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace palpate::app
