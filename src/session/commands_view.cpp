// Commands of the menus View and Camera.

#include <algorithm>

#include "session/camera_control.h"
#include "session/command_rows.h"

namespace palpate::session {
namespace {

bool camera_taken(const Session& s) {
  return has_lesson(s) && s.view().camera_taken;
}

void toggle_window(Session& s) {
  constexpr double usual = 0.2;  // of the picture's height
  s.change("view.window", s.settings.number("view.window") > 0.0 ? 0.0 : usual);
}

template <size_t length>
struct Key {
  constexpr Key(const char (&written)[length]) { std::copy_n(written, length, text); }
  char text[length];
};

/// A setting of the picture that is on or off: name and meaning are those of its row.
template <Key key>
Command shows() {
  const SettingSpec& setting = *find_setting(key.text);
  return {key.text,
          setting.name,
          "",
          "View",
          setting.doc,
          has_atlas,
          [](Session& s) { s.toggle(key.text); },
          true,
          [](const Session& s) { return s.settings.on(key.text); }};
}

}  // namespace

std::vector<Command> view_commands() {
  using S = Session;
  return {
      {"view.keep", "Keep this view", "Ctrl+B", "View",
       "Keep what is shown, from where and how cut, by name; listed under Structures.", has_atlas,
       [](S& s) { s.keep_view(); }},
      {"view.kept_next", "Next kept view", "B", "View", "Show the kept views one after the other.",
       [](const S& s) { return has_atlas(s) && !s.saved_views.empty(); },
       [](S& s) {
         size_t next = 0;
         for (size_t i = 0; i < s.saved_views.size(); ++i) {
           if (s.undo_stack().undo_name() == "show " + s.saved_views[i].name) next = (i + 1) % s.saved_views.size();
         }
         s.show_kept_view(next);
       },
       true},
      {"view.probe", "Depth under the pointer", "U", "View",
       "Tell what lies under the place of the skin at the pointer, and how deep.", has_atlas,
       [](S& s) { s.toggle("view.probe"); }, false, [](const S& s) { return s.settings.on("view.probe"); }, true},
      {"view.window", "Focus window", "O", "View",
       "Open the outer layers in a round window, down to the selected structure or layer.", has_atlas, toggle_window,
       true, [](const S& s) { return s.settings.number("view.window") > 0.0; }},
      {"view.xray", "X-ray", "Y", "View", "Clear what faces the eye and keep the rims, through all layers.", has_atlas,
       [](S& s) { s.change("view.xray", s.settings.number("view.xray") > 0.0 ? 0.0 : 1.0); }, true,
       [](const S& s) { return s.settings.number("view.xray") > 0.0; }},
      {"view.explode", "Explode", "Shift+O", "View", "Move layer after layer and side from side apart.", has_atlas,
       [](S& s) { s.change("view.explode", s.settings.number("view.explode") > 0.0 ? 0.0 : 0.5); }, true,
       [](const S& s) { return s.settings.number("view.explode") > 0.0; }},
      {"view.style", "Style: realistic, plate", "S", "View", "Tissue as it looks, or as a printed plate draws it.",
       has_atlas,
       [](S& s) {
         s.change("view.style", std::string(s.settings.text("view.style") == "plate" ? "realistic" : "plate"));
       },
       true, nullptr, true},
      {"view.fibres", "Fibre lines", "Shift+S", "View", "Lines along the fibres of the selected muscle.", has_atlas,
       [](S& s) { s.toggle("view.fibres"); }, true, [](const S& s) { return s.settings.on("view.fibres"); }},
      {"view.quality", "Quality: auto, plain, low, high, still", "", "View", "How far pictures are worked out.",
       has_atlas, [](S& s) { cycle(s, "view.quality"); }, true},
      {"view.names", "Names: English, Latin, both", "N", "View", "Language of structure names.", always,
       [](S& s) { cycle(s, "view.names"); }, true, nullptr, true},
      {"view.labels", "Labels: off, few, many", "T", "View", "How many structures are named in the picture.", always,
       [](S& s) { cycle(s, "view.labels"); }, true},
      shows<"view.landmarks">(),
      shows<"view.legend">(),
      shows<"view.scale_bar">(),
      shows<"view.orientation">(),

      {"view.follow", "Follow the lesson's view", "V", "Camera",
       "Give the camera back to the lesson after turning the body yourself.", camera_taken,
       [](S& s) { follow_lesson(s); }, true},
      {"view.home", "Show all of it", "Home", "Camera", "Frame the whole body.", has_atlas, [](S& s) { frame_all(s); }},
      {"view.frame", "Frame selection", "F", "Camera", "Bring the selected structure into the middle.", has_selection,
       [](S& s) { frame_selection(s); }},
      {"view.posterior", "From behind", "1", "Camera", "The back, as a therapist sees it.", has_atlas,
       [](S& s) { look_from(s, "posterior"); }, false, nullptr, true},
      {"view.left", "From the left", "2", "Camera", "The subject's left side.", has_atlas,
       [](S& s) { look_from(s, "left"); }},
      {"view.right", "From the right", "3", "Camera", "The subject's right side.", has_atlas,
       [](S& s) { look_from(s, "right"); }},
      {"view.anterior", "From the front", "4", "Camera", "From the front.", has_atlas,
       [](S& s) { look_from(s, "anterior"); }},
      {"view.oblique_left", "From behind, left", "5", "Camera", "Oblique from behind on the left.", has_atlas,
       [](S& s) { look_from(s, "oblique_posterior_left"); }},
      {"view.oblique_right", "From behind, right", "6", "Camera", "Oblique from behind on the right.", has_atlas,
       [](S& s) { look_from(s, "oblique_posterior_right"); }},
      {"view.superior", "From the head", "7", "Camera", "Looking down the spine.", has_atlas,
       [](S& s) { look_from(s, "superior"); }},
      {"view.inferior", "From the feet", "8", "Camera", "Looking up the spine.", has_atlas,
       [](S& s) { look_from(s, "inferior"); }},
      {"view.turn_left", "Turn left", "Left", "Camera", "Walk round the body to the left.", has_atlas,
       [](S& s) { turn(s, -15.0f, 0.0f); }, false, nullptr, true},
      {"view.turn_right", "Turn right", "Right", "Camera", "Walk round the body to the right.", has_atlas,
       [](S& s) { turn(s, 15.0f, 0.0f); }},
      {"view.turn_up", "Turn up", "Up", "Camera", "Look more from the head.", has_atlas,
       [](S& s) { turn(s, 0.0f, 15.0f); }},
      {"view.turn_down", "Turn down", "Down", "Camera", "Look more from the feet.", has_atlas,
       [](S& s) { turn(s, 0.0f, -15.0f); }},
      {"view.zoom_in", "Closer", "Plus", "Camera", "Closer to what is in the middle.", has_atlas,
       [](S& s) { zoom(s, 1.25f); }, false, nullptr, true},
      {"view.zoom_out", "Farther", "Minus", "Camera", "Farther from what is in the middle.", has_atlas,
       [](S& s) { zoom(s, 0.8f); }},
  };
}

}  // namespace palpate::session
