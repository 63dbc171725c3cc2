#include "app/command_line.h"
#include "core/error.h"

namespace palpate::app {

int run_window(const Globals&, const std::vector<std::filesystem::path>&, const std::filesystem::path&) {
  throw Error("", "no display", "set DISPLAY, or use: palpate render", Exit::no_graphics);
}

}  // namespace palpate::app
