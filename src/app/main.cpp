// The program's door: parses words, runs one action, turns every Error into one line and an exit status.

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string_view>

#include "app/command_line.h"
#include "core/error.h"
#include "core/log.h"
#include "core/paths.h"
#include "io/atlas_store.h"

namespace {

using namespace palpate;

// Mesh libraries run in a child of this very program: palpate import-worker … (io/atlas_store.h)
constexpr std::string_view worker_word = "import-worker";

int run_worker(int argc, char** argv) {
  return run_import_worker({argv + 2, argv + argc});
}

int run(int argc, char** argv) {
  CLI::App cli{"Palpate: see what the hand does to every layer", "palpate"};
  app::Globals globals;
  app::Action action;
  std::vector<std::filesystem::path> inputs;
  std::filesystem::path atlas;

  cli.set_version_flag("--version", "palpate " PALPATE_VERSION);
  cli.add_flag("-v,--verbose", globals.verbose, "Say what is being done, on stderr");
  cli.add_option("--config", globals.config, "Settings file to use instead of the remembered one");
  cli.add_flag("--no-config", globals.no_config, "Neither read nor write remembered settings");
  cli.add_option("--set", globals.overrides, "KEY=VALUE: a setting for this run (see: palpate list settings)")
      ->expected(1, 1000)
      ->allow_extra_args(false);
  cli.add_option("input", inputs, "Scene (.yaml), atlas folder or mesh files to open");
  cli.add_option("--atlas", atlas, "Atlas folder or GLB to show instead of the bundled one");
  cli.fallthrough();
  app::add_render(cli, globals, action);
  app::add_check(cli, globals, action);
  app::add_describe(cli, globals, action);
  app::add_list(cli, globals, action);
  app::add_bench(cli, globals, action);
  app::add_handout(cli, globals, action);
  app::add_doctor(cli, globals, action);
  app::add_forge(cli, globals, action);
  app::add_import(cli, globals, action);
  app::add_atlas(cli, globals, action);

  try {
    cli.parse(argc, argv);
  } catch (const CLI::CallForHelp& e) {
    return cli.exit(e);
  } catch (const CLI::CallForAllHelp& e) {
    return cli.exit(e);
  } catch (const CLI::CallForVersion& e) {
    return cli.exit(e);
  } catch (const CLI::ParseError& e) {
    cli.exit(e);
    return static_cast<int>(Exit::wrong_usage);
  }
  if (globals.verbose) {
    set_log_sink([](LogLevel, std::string_view message) { fmt::print(stderr, "{}\n", message); });
  }
  if (!action) action = [&] { return app::run_window(globals, inputs, atlas); };
  return action();
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc > 1 && argv[1] == worker_word) return run_worker(argc, argv);
    set_import_worker({paths::program().string(), std::string(worker_word)});
    if (const auto forge = paths::program().parent_path() / "palpate-forge"; std::filesystem::exists(forge))
      set_skin_wrapper({forge.string()});
    return run(argc, argv);
  } catch (const palpate::Error& e) {
    fmt::print(stderr, "palpate: {}\n", e.what());
    return static_cast<int>(e.status());
  } catch (const std::exception& e) {
    fmt::print(stderr, "palpate: internal error: {}\n", e.what());
    return static_cast<int>(palpate::Exit::our_fault);
  }
}
