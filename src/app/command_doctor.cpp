// palpate doctor: what this machine gives the program, and where the program keeps things.

#include <fmt/format.h>

#include <optional>

#include "app/command_line.h"
#include "core/error.h"
#include "core/parallel.h"
#include "core/paths.h"
#include "gl/context.h"
#include "io/atlas_store.h"
#include "io/video_pipe.h"
#include "render/glyphs.h"

namespace palpate::app {
namespace {

namespace fs = std::filesystem;

void line(std::string_view what, std::string_view value) {
  fmt::print("{:<14}{}\n", what, value);
}

bool writable(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  const fs::path probe = folder / ".palpate_write_test";
  std::FILE* file = failed ? nullptr : std::fopen(probe.c_str(), "w");
  if (!file) return false;
  std::fclose(file);
  fs::remove(probe, failed);
  return true;
}

uintmax_t bytes_in(const fs::path& folder) {
  std::error_code failed;
  uintmax_t sum = 0;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder, failed)) {
    if (entry.is_regular_file(failed)) sum += entry.file_size(failed);
  }
  return sum;
}

void say_graphics() {
  try {
    const gl::Context context = gl::Context::headless();
    const gl::DriverInfo& driver = context.driver();
    line("OpenGL", fmt::format("{} ({})", driver.version, driver.renderer));
    line("drawing", driver.software ? "on the processor: moving pictures use fewer triangles" : "on the graphics card");
    line("debug output", driver.debug_output ? "yes" : "no (KHR_debug is missing; everything works without it)");
  } catch (const Error& e) {
    line("OpenGL", fmt::format("none without a display: {}", e.what()));
  }
}

int run(bool clear_cache) {
  if (clear_cache) {
    fmt::print("freed {:.1f} MiB\n", static_cast<double>(palpate::clear_cache()) / (1024.0 * 1024.0));
    return 0;
  }
  line("palpate", PALPATE_VERSION);
  line("program", paths::program().string());
  say_graphics();
  line("threads", std::to_string(thread_count()));
  const auto fonts = render::font_files();
  line("font", fonts.empty() ? "none found (apt-get install fonts-inter)" : fonts.front().string());
  const fs::path ffmpeg = find_ffmpeg();
  line("ffmpeg", ffmpeg.empty() ? "not found: no videos (apt-get install ffmpeg)" : ffmpeg.string());
  std::error_code failed;
  const fs::path atlas = paths::bundled_atlas();
  line("atlas", fs::exists(atlas, failed) ? atlas.string() : atlas.string() + " is missing (scripts/build makes it)");
  line("data", paths::data().string());
  const fs::path cache = paths::cache(), config = paths::config();
  line("cache",
       fmt::format("{} ({:.1f} MiB{})", cache.string(), static_cast<double>(bytes_in(cache)) / (1024.0 * 1024.0),
                   writable(cache) ? "" : ", not writable: opening is slower"));
  line("settings",
       fmt::format("{}{}", config.string(), writable(config) ? "" : " (not writable: nothing is remembered)"));
  return 0;
}

}  // namespace

void add_doctor(CLI::App& app, const Globals&, Action& action) {
  CLI::App* command = app.add_subcommand("doctor", "What this machine gives Palpate, and where it keeps things");
  const auto clear = std::make_shared<bool>(false);
  command->add_flag("--clear-cache", *clear, "Delete what was cached");
  command->callback([&action, clear] { action = [clear] { return run(*clear); }; });
}

}  // namespace palpate::app
