#pragma once
// From what is open and what the lesson says to the input of one picture. Pure: the window and headless rendering both
// draw what this returns.

#include <optional>
#include <string>

#include "render/frame_input.h"
#include "session/document.h"
#include "session/moment.h"
#include "session/settings.h"
#include "session/view.h"

namespace palpate::session {

class Session;

/// What of the lesson a picture shows: all of it; the body alone, without hands, fields and cuts; the skin alone.
enum class Shown { lesson, body, skin };

/// What is asked of one picture.
struct FrameRequest {
  int width = 1280, height = 720;
  render::Quality quality = render::Quality::still;
  std::string view;     ///< a named view instead of the lesson's or the user's camera, or ""
  std::string hovered;  ///< structure to tint lightly, or ""
  float ui_scale = 1.0f;
  Shown shown = Shown::lesson;
  std::string revealed;          ///< Shown::skin: what lies over this structure is faded, itself tinted
  std::vector<float> opacities;  ///< by structure, while they fade; empty: as view, settings and lesson say
  float covered_top = 0.0f;      ///< pixels at the top of its right side that something lies on
  float covered_bottom = 0.0f;   ///< pixels at the foot of the picture that something lies on
  std::optional<Vec2> pointer;   ///< fraction of the picture, (0,0) = top left; where the focus window is
};

/// `moment` may be empty (default constructed) where no lesson is open. Throws Error(wrong_usage) for an unknown view.
render::FrameInput build_frame(const Document& document, const Moment& moment, const View& view,
                               const Settings& settings, const FrameRequest& request);

/// The camera that the picture is taken with: a named view, the user's, or the lesson's.
render::Camera camera_for(const Document& document, const Moment& moment, const View& view, const std::string& named,
                          float aspect);

/// How tissue is drawn: as the settings say, which may leave it to the lesson.
render::Style shown_style(const Moment& moment, const Settings& settings);

/// Opacity a structure ends up with, from lesson, hand, settings, peel and isolation. `lesson_layers`: State::layers.
float effective_opacity(const anatomy::StructureInfo& info, const std::map<std::string, float>& lesson_layers,
                        const View& view, const Settings& settings);
/// The same for the slider: what the hand or the lesson set, before peel and isolation.
float shown_opacity(const Session& session, const std::string& id);

/// Name of a structure in the language that view.names asks for; `detail` gets the second one, or "".
std::string structure_name(const anatomy::StructureInfo& info, const Settings& settings, std::string* detail = nullptr);

}  // namespace palpate::session
