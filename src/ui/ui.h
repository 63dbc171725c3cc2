#pragma once
// The whole interface of one frame: menus, panels, captions, overlays round the stage. Works out where the picture goes
// and what the mouse does on it.

#include "session/commands.h"
#include "session/depth_probe.h"
#include "ui/imgui_compat.h"
#include "ui/panels.h"

namespace palpate::ui {

/// The rectangle of the picture, in pixels from the top left of the window.
struct StageRect {
  float x = 0, y = 0, width = 1, height = 1;
  bool operator==(const StageRect&) const = default;
};

/// What the mouse does on the picture in this frame.
struct StageMouse {
  bool over = false;   ///< the pointer is on the picture and on nothing else
  float x = 0, y = 0;  ///< pixels in the picture
  bool clicked = false, double_clicked = false;
  bool pressed = false, held = false, released = false;  ///< the left button
  bool dragging = false;
  bool pan = false;              ///< the drag moves instead of turning
  float drag_x = 0, drag_y = 0;  ///< since the last frame
  float wheel = 0;
};

struct UiState {
  PanelState panels;
  StageRect stage;
  StageMouse mouse;
  render::Camera camera;                   ///< that the shown picture was taken with
  float covered_top = 0;                   ///< height at the top of the picture's right side that the rhythm lies on
  float covered_bottom = 0;                ///< height at the picture's foot that the caption lies on
  ImTextureID beside = {};                 ///< picture of the other side while comparing, 0 for none
  std::vector<session::ProbeLayer> probe;  ///< what lies under the pointer, skin first; empty while not asked for
  std::string picked;               ///< structure that lies under the pointer in the picture; the window looks it up
  bool keyboard_in_panels = false;  ///< Tab: arrows and Space go to the panels
  int keyboard_place = 0;           ///< 0 left, 1 right, 2 timeline
  bool prefer_right = false;        ///< which side panel stays where both do not fit
  bool had_left = true, had_right = true;
};

/// Draws everything into ImGui's frame; `picture` is the texture of the last stage, 0 for none.
void draw_ui(session::Session& session, const PanelInput& input, UiState& state, ImTextureID picture);
/// Tab: from the picture into the left panels, on to the right ones, the timeline, and back.
void next_keyboard_place(UiState& state, const session::Session& session);
void leave_panels(UiState& state);
/// Keys that move within the open sheet; false for those that the sheet leaves to commands or to typing.
bool give_to_sheet(UiState& state, const session::Session& session, const session::KeyChord& chord);

}  // namespace palpate::ui
