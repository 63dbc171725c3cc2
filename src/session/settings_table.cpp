// Every setting, one row each.

#include "session/settings.h"

namespace palpate::session {
namespace {

using enum SettingType;
constexpr bool kept = true;

SettingSpec row(std::string_view key, SettingType type, std::string_view initial, double low, double high,
                std::string_view unit, std::string_view name, std::string_view doc, bool remembered = kept) {
  return {key, type, initial, low, high, {}, unit, name, doc, remembered};
}

SettingSpec toggle_row(std::string_view key, std::string_view initial, std::string_view name, std::string_view doc,
                       bool remembered = kept) {
  return {key, toggle, initial, 0, 0, {}, "", name, doc, remembered};
}

SettingSpec choice_row(std::string_view key, std::string_view initial, std::vector<std::string_view> choices,
                       std::string_view name, std::string_view doc, bool remembered = kept) {
  return {key, choice, initial, 0, 0, std::move(choices), "", name, doc, remembered};
}

SettingSpec panel_row(std::string_view key, std::string_view initial, std::string_view name, std::string_view doc) {
  SettingSpec spec = toggle_row(key, initial, name, doc);
  spec.shown = false;
  return spec;
}

SettingSpec hidden_row(SettingSpec spec) {
  spec.shown = false;
  return spec;
}

SettingSpec view_row(SettingSpec spec) {
  spec.of_view = true;
  return spec;
}

std::vector<SettingSpec> make_table() {
  return {
      view_row(row("view.skin_opacity", number, "1", 0, 1, "", "Skin",
                   "Opacity of the skin, on top of what a lesson asks for.")),
      view_row(row("view.fat_opacity", number, "1", 0, 1, "", "Fat",
                   "Opacity of the fat under the skin, on top of what a lesson asks for.")),
      view_row(row("view.fascia_opacity", number, "1", 0, 1, "", "Fascia",
                   "Opacity of the fasciae, on top of what a lesson asks for.")),
      choice_row("view.names", "english", {"english", "latin", "both"}, "Names",
                 "Language of structure names in pictures and lists."),
      choice_row("view.labels", "off", {"off", "few", "many"}, "Labels",
                 "How many structures are named in the picture."),
      toggle_row("view.landmarks", "off", "Landmarks", "Mark the palpable landmarks."),
      toggle_row("view.paths", "on", "Stroke path", "Draw the path that the hand follows."),
      choice_row("view.hands", "auto", {"auto", "mannequin", "ghost", "light", "brown", "dark", "none"}, "Hands",
                 "How the therapist's hands look; auto: a mannequin's, and ghosts where the skin is taken away."),
      choice_row("view.figure", "auto", {"auto", "on", "off"}, "Limbs and table",
                 "The rest of the person and what carries them; auto: where the client moves or does not lie prone."),
      toggle_row("view.breathing", "on", "Breathing", "Let the ribs move in steps that say how the client breathes."),
      toggle_row("view.footprints", "on", "Contact area", "Outline the true contact area under the hand."),
      toggle_row("view.rhythm", "on", "Rhythm cue",
                 "Pulse with the beat of the stroke, and count down holds; at most 2.5 pulses a second."),
      toggle_row("view.hover", "on", "Name under the pointer", "Name the structure under the pointer."),
      toggle_row("view.attachments", "on", "Origin and insertion", "Mark where the selected muscle begins and ends."),
      toggle_row("view.probe", "off", "Depth under the pointer",
                 "Tell what lies under the place of the skin at the pointer, and how deep."),
      toggle_row("view.legend", "on", "Legend", "Show the scale of a coloured field in the picture."),
      toggle_row("view.scale_bar", "off", "Scale bar", "Show a bar of known length in the picture."),
      view_row(choice_row(
          "view.style", "lesson", {"lesson", "realistic", "plate"}, "Style",
          "Tissue as it looks, or flatter and outlined as in a printed plate; lesson leaves it to the step.")),
      choice_row("view.skin_tone", "light", {"light", "olive", "brown", "dark"}, "Skin tone",
                 "Colour of the client's skin."),
      view_row(row("view.xray", number, "0", 0, 1, "", "X-ray",
                   "Clears what faces the eye and keeps the rims, through all layers; 0 leaves it to the lesson.",
                   false)),
      toggle_row("view.fibres", "on", "Fibre lines", "Lines along the fibres of the selected muscle."),
      view_row(row("view.explode", number, "0", 0, 1, "", "Explode",
                   "Moves layer after layer and side from side apart; sections wait meanwhile.", false)),
      view_row(row(
          "view.window", number, "0", 0, 0.5, "", "Focus window",
          "Radius of a round window that opens the outer layers, as a share of the picture's height; 0 leaves it to "
          "the lesson.",
          false)),
      view_row(row("view.window_layer", whole, "4", 1, 12, "", "Window opens to",
                   "The outermost layer that stays closed in the focus window; the selected structure comes first.",
                   false)),
      view_row(choice_row("view.window_follows", "pointer", {"pointer", "hand", "middle"}, "Window follows",
                          "Where the focus window is: under the pointer, under the hand, or in the middle.", false)),
      toggle_row("view.orientation", "off", "Orientation figure",
                 "Show which way head, left, right, front and back lie."),
      choice_row("view.background", "theme", {"theme", "day", "dark", "white", "transparent"}, "Background",
                 "What lies behind the body; theme follows window.theme."),
      row("view.field_of_view", number, "28", 10, 60, "deg", "Field of view", "Vertical opening angle of the camera."),
      row("view.dent_scale", number, "1", 0, 3, "", "Dent, exaggerated",
          "Multiplies how deep the tissue gives way in the picture; figures stay as computed."),
      choice_row("view.quality", "auto", {"auto", "plain", "low", "high", "still"}, "Quality",
                 "How far pictures are worked out; auto: as far as this machine has been seen to keep up with."),
      toggle_row("view.fade", "on", "Fade", "Let what is hidden or brought back fade."),
      choice_row("view.still", "auto", {"auto", "off"}, "Refine when still", "Refine the picture while nothing moves."),

      choice_row("section.plane", "lesson",
                 {"lesson", "none", "across the hand", "along the stroke", "axial", "sagittal", "coronal", "free"},
                 "Section", "Plane that cuts the body open; lesson leaves it to the step.", false),
      row("section.offset", number, "0", -600, 600, "mm", "Section, moved",
          "Where the plane lies: from the S1 end-plate (or the hand), along its own normal.", false),
      row("section.tilt", number, "45", 0, 180, "deg", "Section, tilt",
          "How far a free plane leans out of the axial one.", false),
      row("section.turn", number, "0", -180, 180, "deg", "Section, turn",
          "How far a free plane is turned about the long axis, to the left.", false),
      toggle_row("section.flip", "off", "Section, other half", "Take the other half away.", false),
      row("section.whole", text, "", 0, 0, "", "Section leaves whole",
          "Structures, groups or layers that the plane does not cut, with commas between.", false),
      toggle_row("section.areas", "on", "Section areas", "Write the area of the largest cut structures."),
      hidden_row(choice_row("section.clip", "distance", {"distance", "discard"}, "Section by",
                            "How the graphics card cuts: clip distances, or dropped fragments as in WebGL 2.", false)),

      view_row(choice_row("field.show", "lesson",
                          {"lesson", "none", "tension", "perfusion", "temperature", "pressure", "stretch"}, "Field",
                          "Which field colours the tissue; lesson leaves it to the step.")),
      choice_row("field.colours", "cividis", {"cividis", "batlow"}, "Colour map",
                 "Perceptually even, colour-blind-safe colours of fields."),

      row("tissue.fat_thickness", number, "0", 0, 40, "mm", "Fat thickness",
          "Thickness of the fat beside L3 that depths and pressures are computed with; 0 = as the atlas has it."),

      row("play.speed", number, "1", 0.25, 2, "x", "Speed", "Playback speed.", false),
      choice_row("play.loop", "off", {"off", "step", "lesson"}, "Loop", "What starts over at its end.", false),
      toggle_row("play.follow_camera", "on", "Follow the lesson's view",
                 "Move the camera to the view of each step, until you turn the body yourself."),
      toggle_row("play.pause_between", "off", "Pause after each step", "Stop at the end of every step and wait."),
      choice_row("text.register", "both", {"plain", "professional", "both"}, "Captions",
                 "Words for a client, for a professional, or both."),
      row("text.caption_size", number, "1", 0.75, 2, "x", "Caption size", "Size of the captions."),

      choice_row("window.theme", "day", {"day", "dark"}, "Theme",
                 "Warm light panels by day, near-black for projection."),
      row("window.ui_scale", number, "0", 0, 3, "x", "Interface scale",
          "Size of text and controls, 0.75 to 3; 0 follows the display."),
      row("camera.turn_speed", number, "1", 0.2, 4, "x", "Turn speed", "How fast dragging turns the body."),
      row("camera.zoom_speed", number, "1", 0.2, 4, "x", "Zoom speed", "How fast the wheel zooms."),

      panel_row("panel.left", "on", "Left panels", "Lessons and steps, or structures."),
      panel_row("panel.right", "on", "Right panels", "Depth gauge, fields, caution, evidence."),
      panel_row("panel.timeline", "on", "Timeline", "Steps and playback at the bottom."),
      panel_row("panel.captions", "on", "Captions", "What the step says."),
      panel_row("panel.problems", "off", "Problems", "What is wrong with the open files."),
      hidden_row(choice_row("panel.left_tab", "lesson", {"lesson", "structures"}, "Left tab",
                            "Which left panel is in front.")),
      hidden_row(choice_row("panel.tree", "layer", {"layer", "region", "system"}, "Tree by",
                            "How the list of structures is grouped.")),
      hidden_row(row("panel.left_width", number, "300", 200, 640, "px", "Left width",
                     "Width of the left panels, before scaling.")),
      hidden_row(row("panel.right_width", number, "340", 240, 640, "px", "Right width",
                     "Width of the right panels, before scaling.")),

      hidden_row(row("window.width", whole, "1280", 320, 16384, "px", "Width", "Width of the window.")),
      hidden_row(row("window.height", whole, "720", 240, 16384, "px", "Height", "Height of the window.")),
      hidden_row(toggle_row("window.maximized", "off", "Maximised", "Whether the window fills the screen.")),
      hidden_row(row("window.report", text, "", 0, 0, "", "Report file",
                     "File that receives the window's state as JSON after every change; for tests and other programs.",
                     false)),
  };
}

}  // namespace

const std::vector<SettingSpec>& setting_table() {
  static const std::vector<SettingSpec> table = make_table();
  return table;
}

}  // namespace palpate::session
