#pragma once
// The tools beside watching: the panel on the left and what they draw over the picture.

#include "ui/ui.h"

namespace palpate::ui {

/// In place of lessons and structures while a tool is in hand.
void tool_panel(session::Session& session, const PanelInput& input);
/// Lines, rings and names of the tool, over the picture. `camera`: that the picture was taken with.
void tool_overlay(const session::Session& session, const StageRect& stage, const render::Camera& camera);
/// The two sides of a comparison in place of the one picture; the wiper can be dragged.
void comparison(session::Session& session, const StageRect& stage, ImTextureID left, ImTextureID right);
/// Strokes a minute as a pulse, and what is left of a hold.
/// Returns the height from the picture's upper edge that it takes.
float rhythm_cue(const session::Session& session, const PanelInput& input, const StageRect& stage);

}  // namespace palpate::ui
