#include "app/command_line.h"
#include "app/viewer.h"
#include "core/paths.h"

namespace palpate::app {

int run_window(const Globals& globals, const std::vector<std::filesystem::path>& inputs,
               const std::filesystem::path& atlas) {
  ViewerOptions options;
  options.inputs = inputs;
  options.atlas = atlas;
  options.overrides = globals.overrides;
  if (!globals.no_config)
    options.settings_file = globals.config.empty() ? paths::config() / "settings.yaml" : globals.config;
  return Viewer(options).run();
}

}  // namespace palpate::app
