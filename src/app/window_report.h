#pragma once
// The window's state as JSON for tests and other programs (setting window.report).

#include <filesystem>
#include <string>
#include <vector>

#include "session/moment.h"
#include "session/session.h"
#include "ui/ui.h"

namespace palpate::app {

/// What only the window knows.
struct WindowFacts {
  unsigned frames = 0;    ///< drawn so far, interface included
  unsigned pictures = 0;  ///< of the body drawn so far
  bool refined = false;   ///< the still picture has all its samples
  double picture_ms = 0.0;
  std::string renderer;
  std::vector<std::string> gl_errors;
};

/// Writes the report whole or not at all. Throws Error when it cannot.
void write_window_report(const std::filesystem::path& path, const session::Session& session,
                         const session::Moment& moment, const ui::UiState& ui, const WindowFacts& facts);

}  // namespace palpate::app
