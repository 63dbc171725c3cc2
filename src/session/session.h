#pragma once
// The running program without its window: the open document, where playback stands, what is shown, settings, problems.
// Panels read it and run commands; the window and headless rendering build their FrameInput from it (frame_builder.h).

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/problem.h"
#include "session/compare.h"
#include "session/document.h"
#include "session/muscle_play.h"
#include "session/playback.h"
#include "session/saved_views.h"
#include "session/settings.h"
#include "session/tools.h"
#include "session/view.h"

namespace palpate::session {

/// What only the window can do; it takes these once a frame.
enum class RequestKind { open, reload, cancel_loading, screenshot, toggle_fullscreen, quit, focus_search, handout };
struct Request {
  RequestKind kind;
  std::string text;  ///< open: file or folder; screenshot: file or "" for a dated name
};

/// Overlays of which at most one lies over everything else.
enum class Overlay { none, help, about, settings, open_file, screening, knowledge };

/// Progress of what is being opened in the background.
struct Loading {
  bool active = false;
  float fraction = 0.0f;
  std::string doing;
  std::string what;  ///< file being opened
};

/// A short message that fades: "Saved out/palpate.png".
struct Notice {
  std::string text;
  bool bad = false;
  double age_s = 0.0;
};

class Session {
 public:
  Session();

  Settings settings;
  Playback playback;
  Loading loading;
  Notice notice;
  std::vector<Problem> standing;  ///< problems of the run itself: a settings file that could not be read
  Overlay overlay = Overlay::none;
  std::map<std::string, float> lesson_layers;  ///< opacities that the lesson asks for at the present time
  std::string hovered;                         ///< structure under the pointer, or ""
  SectionChoice section;                       ///< as it is shown now, whoever asked for it
  std::vector<SavedView> saved_views;          ///< kept by name; the window keeps their file
  unsigned saved_views_revision = 0;           ///< grows with every change of them
  std::string search;                          ///< what is typed above the structure tree
  int stage_width = 1280, stage_height = 720;  ///< pixels of the picture
  float aspect() const { return static_cast<float>(stage_width) / static_cast<float>(stage_height); }
  std::set<std::string> screen_ticks;  ///< questions answered with yes; never written anywhere
  Tools tools;
  Comparison compare;
  MusclePlay muscle_play;
  bool presenting = false;
  bool fullscreen = false;

  /// The open document; never null, empty at the start.
  const Document& document() const { return *document_; }
  std::shared_ptr<const Document> shared_document() const { return document_; }
  /// Shows a new document. `keep_place` (live reload): time and view stay where the new one allows it.
  void show(std::shared_ptr<const Document> document, bool keep_place);
  /// An attempt to open failed: the open document stays, `problems` tell why.
  void report_failure(std::vector<Problem> problems);
  void clear_failure() { failure_.clear(); }
  /// Those of the last failed attempt, then of the open document, then the standing ones.
  std::vector<Problem> problems() const;
  bool last_open_failed() const { return !failure_.empty(); }

  const View& view() const { return view_; }
  /// Changes the view through `change`, remembered for undo under `what`. Changes with the same merge key in a row (a
  /// drag) are one step of undo until end_gesture().
  template <class Change>
  void edit_view(std::string_view what, std::string_view merge_key, Change&& change) {
    const View before = remembered();
    change(view_);
    undo_.remember(before, what, merge_key);
    ++revision_;
  }
  /// Sets a setting as a hand does: what belongs to the view is remembered for undo, a drag as one step of it.
  void change(std::string_view key, SettingValue value);
  void toggle(std::string_view key) { change(key, !settings.on(key)); }
  /// Where the lesson's camera stands: no entry for undo, no change that the picture would have to follow.
  void place_camera(const render::Camera& camera) { view_.camera = camera; }
  /// Where a played muscle has the body; no entry for undo.
  void place_posture(const std::optional<motion::Posture>& posture) {
    view_.posture = posture;
    ++revision_;
  }
  void end_gesture() { undo_.seal(); }
  bool undo();
  bool redo();
  const UndoStack& undo_stack() const { return undo_; }

  void set_opacity(const std::string& id, float opacity);
  void set_hidden(const std::string& id, bool hidden);
  /// The ids of a group are set together as one step of undo. What is shown while others are isolated joins them.
  void set_hidden(const std::vector<std::string>& ids, bool hidden, std::string_view what);
  void isolate(const std::vector<std::string>& ids, bool ghost_others);
  void show_everything();
  void set_peel(float layers);
  /// Keeps the present view under the first free name, or shows a kept one (one step of undo), or forgets it.
  void keep_view();
  void show_kept_view(size_t index);
  void rename_kept_view(size_t index, std::string name);
  void forget_kept_view(size_t index);
  void select(const std::string& id);
  /// Cuts the body open: a word of section_words(); "none" closes it, "lesson" leaves it to the lesson. A new plane
  /// goes through the selected structure, or through what the camera looks at, and takes the half away that the eye is
  /// in.
  void set_section(std::string_view kind);
  /// Changes the present section through `change`; drags merge until end_gesture().
  void edit_section(std::string_view what, const std::function<void(SectionChoice&)>& change);
  /// Whether the plane cuts these structures.
  void set_whole(const std::vector<std::string>& ids, bool whole);
  /// Deepest peel: the number of layers above bone in the open atlas.
  float peel_limit() const;

  void request(RequestKind kind, std::string text = {}) { requests_.push_back({kind, std::move(text)}); }
  std::vector<Request> take_requests();
  void tell(std::string text, bool bad = false);

  /// Moves playback, and lets notices age, by real time. True when something that shows has changed.
  bool advance(double dt_s);
  /// True while time alone changes the picture.
  bool moving() const {
    return playback.playing() || loading.active || tools.kind == Tool::trace || muscle_play.on() || waits_for_rig_;
  }
  /// Grows with every change that the picture may show, playback aside.
  unsigned revision() const { return revision_ + settings.revision(); }
  void touch() { ++revision_; }

 private:
  View remembered() const;    ///< the present view with the settings that belong to it
  void take_over(View view);  ///< the other way round

  std::shared_ptr<const Document> document_;
  std::vector<Problem> failure_;
  View view_;
  UndoStack undo_;
  std::vector<Request> requests_;
  unsigned revision_ = 0;
  bool waits_for_rig_ = false;  ///< something was asked of the body before it was ready to move
};

}  // namespace palpate::session
