#pragma once
// A lesson as its file says it: names resolved, units converted, every part with its place in the text. No atlas, no
// positions.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "anatomy/catalogue.h"

namespace palpate::technique {

/// A place in the scene file, counted from 1; 0 = not from a file.
struct Where {
  int line = 0;
  int column = 0;
};

/// A value and where it was written. `given` is false where the file left it out and a default stands.
template <class T>
struct Located {
  T value{};
  Where at;
  bool given = false;
};

enum class ActionKind {
  glide,        ///< long stroke along a path, hand in contact, lifted or light return
  knead,        ///< lifting and rolling, hands in counter-rhythm
  circle,       ///< circular friction, the skin moves with the finger
  cross_fibre,  ///< to and fro across the fibres, the skin moves with the finger
  strip,        ///< slow deep stroke along a line, lifted return
  press,        ///< ramp, hold, release on one place
  shear_hold,   ///< sink in, drag the tissue and hold (two hands: apart)
  skin_roll,    ///< a lifted fold wandering along a path
  tap,          ///< percussion
  vibrate,      ///< fine oscillation
  heat,         ///< a warm thing laid on the body
  stretch,      ///< a posture held
  exercise,     ///< a movement repeated
  wait
};
/// "glide", "cross-fibre", …: the key in the file.
std::string_view to_string(ActionKind kind);

/// Whose hands and where: `both` hands on both sides take one side each.
enum class Hands { left, right, both };
enum class BodySide { left, right, both, midline };
/// How two hands share the time.
enum class Rhythm { together, alternate };
enum class Return { lifted, light, light_over_the_flank };

/// A place on the body, never a coordinate. `id` without side; sides come from the action's `side` or from the name
/// itself.
struct Place {
  enum class Kind { none, landmark, structure, point };
  Kind kind = Kind::none;
  std::string id;  ///< catalogue landmark, structure/group name or point slug; a sided name keeps its suffix
  std::vector<std::string> ids;  ///< of a structure place: the structures meant, both sides
  float lateral_mm = 0.0f;       ///< measured over the skin, away from the midline (negative: medial)
  float cranial_mm = 0.0f;       ///< towards the head (negative: caudal)
  std::string text;              ///< as written
  Where at;
  explicit operator bool() const { return kind != Kind::none; }
};

/// The line of a stroke: a named guide from one level to another, or straight over the skin between two places.
struct PathSpec {
  std::string guide;  ///< "paraspinal_line", …; "" = straight from `from` to `to`
  Place from, to;
  float lateral_mm = 0.0f;  ///< added to the guide's own distance from the midline
  Where at;
  explicit operator bool() const { return static_cast<bool>(from) && static_cast<bool>(to); }
};

/// Anatomical words of a direction, summed: "medial and into the body". All zero = not given.
struct Heading {
  float cranial = 0.0f;  ///< caudal negative
  float lateral = 0.0f;  ///< medial negative
  float into = 0.0f;     ///< into the body
  float along = 0.0f;    ///< along the fibres
  float across = 0.0f;   ///< across the fibres
  bool given() const { return cranial != 0 || lateral != 0 || into != 0 || along != 0 || across != 0; }
};

/// One thing the hands do. Fields a kind does not use keep their defaults (io/scene_keys.h says which it uses).
struct Action {
  ActionKind kind = ActionKind::wait;
  Where at;
  std::string tool;  ///< id in technique/vocabulary.h
  Hands hands = Hands::right;
  BodySide side = BodySide::both;
  Rhythm rhythm = Rhythm::together;
  Return back = Return::lifted;
  Place place;    ///< of actions on a spot
  PathSpec path;  ///< of actions along a line
  Located<float> force_N;
  Located<int> walton;      ///< given instead of a force
  Located<float> area_cm2;  ///< of one hand; the tool's own where not given
  Located<float> speed_cm_s;
  Located<float> rate_Hz;       ///< cycles a second of kneading, circling, tapping, …
  Located<float> radius_mm;     ///< of a circle
  Located<float> amplitude_mm;  ///< half the way of an oscillation
  Located<float> drag_mm;       ///< how far shear-hold pulls the skin
  Located<float> fold_mm;       ///< height of a lifted fold
  Located<float> lift_mm;       ///< of the hand between strokes or taps
  Located<float> temperature_C;
  Located<float> effort_s;  ///< of a stretch: the client presses against the hand before it is entered
  Located<float> ramp_s, hold_s, release_s;
  Located<float> duration_s;  ///< of actions that go on for a time
  Located<int> repeat;
  Located<float> angle_deg;  ///< between the force and the skin, 90 = straight in
  Heading direction;
  std::string pose;       ///< of stretch and exercise
  std::string lubricant;  ///< "" = the lesson's
};

struct ViewSpec {
  std::string from;  ///< a view's name, "" = keep the one before
  Place look_at;
  float zoom = 1.0f;
  Where at;
};

/// A plane that cuts the body open.
struct SectionSpec {
  std::string plane;                       ///< word of technique::sections(), "" = none
  Place through;                           ///< where it lies; without it, the middle of the S1 end-plate, or the hand
  float tilt_deg = 0.0f, turn_deg = 0.0f;  ///< of the free plane: out of the axial one, then about the long axis
  std::vector<std::string> whole;          ///< structures that are not cut, groups expanded
  Where at;
};

/// A round window in the picture that opens the outer layers.
struct WindowSpec {
  float radius = 0.0f;          ///< of the picture's height; 0 = none
  std::vector<std::string> to;  ///< structures that stay closed and all below them, groups expanded
  std::string follows;          ///< "hand" or "middle", "" = hand
  Where at;
};

/// Something an atlas must have for the step to be shown as written: any one of `ids`.
struct NameUse {
  std::string name;  ///< as written
  std::vector<std::string> ids;
  bool landmark = false;
  Where at;
};

struct Step {
  Where at;
  std::string name, technique, say, say_professional;
  Located<float> duration_s;  ///< `for`
  float stands_for_s = 0.0f;  ///< time at the table that the step stands for, at least its duration
  ViewSpec view;
  std::map<std::string, Located<float>> layers;  ///< structure id -> opacity 0..1, groups expanded
  std::string heatmap;                           ///< "" = none
  std::string breathing;                         ///< word of technique::breathings(), "" = as before
  SectionSpec section;
  std::string style;  ///< "realistic", "plate", "" = as the settings say
  float xray = 0.0f;  ///< 0..1
  WindowSpec window;
  bool shows_referral = false;  ///< `refers: shown`
  std::vector<Action> actions;
  std::vector<std::string> stop_if;
  std::vector<std::string> evidence;
  std::vector<NameUse> names;
};

/// One field of the technique record: a text, or the reason why it does not apply.
struct RecordEntry {
  std::string text;
  bool applies = true;
  Where at;
};

/// The technique record, modelled on STRICT-M and TIDieR. Keys as in record_fields().
struct Record {
  std::map<std::string, RecordEntry> entries;
  Where at;
  bool given = false;
};

/// A field every complete record has; some are told by the steps and the technique rather than by the `record:` map.
struct RecordField {
  std::string_view key;   ///< in `record:`, or the word used in messages where it is told elsewhere
  std::string_view name;  ///< for people: "Direction against the fibres"
  std::string_view told;  ///< where: "record", "lesson" (a key of its own) or "steps" (every touching action)
};
/// The complete list, in reading order.
const std::vector<RecordField>& record_fields();

struct Scene {
  std::string file;
  std::string title, summary, family;
  std::string client, bolster, draping, lubricant, starting_state;
  bool guided_default = false;
  std::vector<std::string> evidence;
  std::vector<std::string> stop_if;
  Record record;
  std::vector<Step> steps;

  /// Sum of the steps, s.
  float duration_s() const;
  /// Start of a step, s.
  float start_s(size_t step) const;
  /// The step that t falls in (the last one after the end).
  size_t step_at(float t) const;
};

/// Which fields of the record the lesson fills, 0..100, and the keys that are missing.
struct Completeness {
  float percent = 0.0f;
  std::vector<std::string_view> missing;
  std::vector<Where> places;  ///< beside `missing`: the step or action that does not tell it; line 0 = the lesson
};
Completeness completeness(const Scene& scene);

}  // namespace palpate::technique
