#pragma once
// A centred sheet over everything else, with a title, a cross, and everything behind it dimmed.

#include <string_view>

#include "session/session.h"
#include "ui/panels.h"

namespace palpate::ui {

/// Width and height at scale 1; smaller where the window is. False when it is not to be drawn; end with end_sheet()
/// either way.
bool begin_sheet(session::Session& session, const char* title, float width, float height);
void sheet_title(session::Session& session, std::string_view title);
void end_sheet();

/// How often a key was pressed for this sheet since the last frame. Counted by the window: a stroke shorter than a
/// frame is not lost.
int pressed(const PanelState& state, std::string_view key);

}  // namespace palpate::ui
