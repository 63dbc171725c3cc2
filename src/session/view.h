#pragma once
// All that undo can take back: what is shown, how see-through, from where.

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "render/frame_input.h"
#include "session/settings.h"

namespace palpate::session {

/// A plane that cuts the body open, as it was asked for.
struct SectionChoice {
  std::string kind;                         ///< word of technique::sections(); "" = none
  float offset_mm = 0.0f;                   ///< along the plane's own normal
  float tilt_deg = 45.0f, turn_deg = 0.0f;  ///< of the free plane
  std::optional<Vec3> through_mm;           ///< where it lies before the offset
  int side = 0;          ///< half that goes: 1 the one that the plane's own normal points to, -1 the other, 0 the eye's
  bool flipped = false;  ///< the other half after all
  bool operator==(const SectionChoice&) const = default;
};

struct View {
  std::map<std::string, float> opacity;  ///< structure id -> 0..1 set by hand; absent = as the lesson says
  std::set<std::string> hidden;
  std::set<std::string> isolated;  ///< not empty: only these are shown in full
  bool ghost_others = false;       ///< beside the isolated ones, the others stay as faint glass
  float peel = 0.0f;               ///< layers taken off from outside; a fraction fades the next one
  render::Camera camera;
  bool camera_taken = false;               ///< the user turned the body: the lesson's views wait
  std::string selected;                    ///< structure id or ""
  std::optional<SectionChoice> section;    ///< set by hand; absent = as settings and lesson say
  std::optional<motion::Posture> posture;  ///< joints set by hand; absent = as the lesson says
  std::set<std::string> whole;             ///< structures that a section leaves whole
  /// What the settings of the view were, in a view that undo remembers or that is kept; the present one has them in the
  /// settings.
  std::map<std::string, SettingValue> shown;
};

/// Neither hidden nor left out beside isolated ones.
bool is_shown(const View& view, const std::string& id);

/// Snapshots of the view with names for the menu. A change with the same merge key as the one before joins it until
/// seal().
class UndoStack {
 public:
  void remember(const View& before, std::string_view what, std::string_view merge_key = {});
  void seal() { merge_key_.clear(); }
  /// Swap `view` with the neighbouring snapshot. False when there is none.
  bool undo(View& view);
  bool redo(View& view);
  /// What undo or redo would take back or bring again, or "".
  std::string undo_name() const { return past_.empty() ? "" : past_.back().what; }
  std::string redo_name() const { return future_.empty() ? "" : future_.back().what; }
  void clear();

 private:
  struct Entry {
    View view;
    std::string what;
  };
  std::deque<Entry> past_;
  std::vector<Entry> future_;
  std::string merge_key_;
};

}  // namespace palpate::session
