#pragma once
// The command line's frame: main owns the globals, every sub-command lives in its own command_*.cpp and registers
// itself here.

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace palpate::app {

/// Options that every sub-command understands.
struct Globals {
  bool verbose = false;
  bool no_config = false;
  std::filesystem::path config;        ///< settings file named by --config, else empty
  std::vector<std::string> overrides;  ///< --set KEY=VALUE, in order
};

/// What main runs once the words are parsed; returns the exit status. Set by the sub-command that was chosen.
using Action = std::function<int()>;

/// Each adds its sub-command to `app` and, when chosen, sets `action`. One line each in main.cpp.
void add_render(CLI::App& app, const Globals& globals, Action& action);
void add_check(CLI::App& app, const Globals& globals, Action& action);
void add_describe(CLI::App& app, const Globals& globals, Action& action);
void add_list(CLI::App& app, const Globals& globals, Action& action);
void add_import(CLI::App& app, const Globals& globals, Action& action);
void add_atlas(CLI::App& app, const Globals& globals, Action& action);
void add_forge(CLI::App& app, const Globals& globals, Action& action);
void add_handout(CLI::App& app, const Globals& globals, Action& action);
void add_bench(CLI::App& app, const Globals& globals, Action& action);
void add_doctor(CLI::App& app, const Globals& globals, Action& action);

/// The window: `inputs` are scene, folder or mesh files, possibly none.
int run_window(const Globals& globals, const std::vector<std::filesystem::path>& inputs,
               const std::filesystem::path& atlas);

}  // namespace palpate::app
