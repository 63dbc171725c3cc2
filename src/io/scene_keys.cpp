#include "io/scene_keys.h"

#include <algorithm>
#include <array>

#include "technique/vocabulary.h"

namespace palpate {
namespace {

using technique::ActionKind;
using enum technique::ActionKind;
using T = KeyType;
using U = UnitKind;

template <class... Kinds>
constexpr ActionSet set(Kinds... kinds) {
  return (only(kinds) | ...);
}

constexpr ActionSet strokes = set(glide, strip, skin_roll);
constexpr ActionSet working = set(knead, circle, cross_fibre, vibrate, tap);
constexpr ActionSet holds = set(press, shear_hold);
constexpr ActionSet touching = strokes | working | holds | set(heat);
constexpr ActionSet postures = set(stretch, exercise);

std::vector<KeyRow> make_table() {
  const auto row = [](std::string_view object, std::string_view key, T type, bool required, std::string_view choices,
                      std::string_view example, std::string_view doc) {
    KeyRow r;
    r.object = object, r.key = key, r.type = type, r.required = required, r.choices = choices, r.example = example,
    r.doc = doc;
    return r;
  };
  const auto amount = [](std::string_view object, std::string_view key, bool required, U unit, double lo, double hi,
                         std::string_view example, std::string_view doc) {
    KeyRow r;
    r.object = object, r.key = key, r.type = T::quantity, r.required = required, r.unit = unit, r.lo = lo, r.hi = hi,
    r.example = example, r.doc = doc;
    return r;
  };
  const auto action = [](KeyRow r, ActionSet uses, ActionSet needs) {
    r.uses = uses, r.needs = needs;
    return r;
  };
  std::vector<KeyRow> t;

  KeyRow version = row("scene", "palpate", T::integer, true, "", "1", "version of the scene language");
  version.lo = version.hi = 1;
  t.push_back(version);
  t.push_back(
      row("scene", "title", T::text, true, "", "Effleurage, then one tender spot", "what the lesson is called"));
  t.push_back(row("scene", "summary", T::text, true, "", "Warm the back, then ease one spot.",
                  "one sentence for the lesson library"));
  t.push_back(row("scene", "family", T::choice, true, "family", "swedish", "family under which the library lists it"));
  t.push_back(row("scene", "guided-default", T::flag, false, "", "true",
                  "this lesson opens when none is named; one shipped lesson says so"));
  t.push_back(row("scene", "client", T::choice, true, "client", "prone", "how the client lies or sits"));
  t.push_back(row("scene", "bolster", T::text, false, "", "pillow under the abdomen", "what supports the client"));
  t.push_back(row("scene", "draping", T::text, false, "", "towel from the hips down", "what covers the client"));
  t.push_back(row("scene", "lubricant", T::choice, false, "lubricant", "oil",
                  "between hand and skin, unless an action says otherwise"));
  t.push_back(row("scene", "starting-state", T::state, false, "", "desk_posture",
                  "which muscles begin tense (palpate list knowledge)"));
  t.push_back(row("scene", "evidence", T::claims, false, "", "[skin_warms]",
                  "claims shown with their badges (palpate list knowledge)"));
  t.push_back(row("scene", "stop-if", T::texts, false, "", "[tingling]", "signs at which the therapist stops"));
  t.push_back(row("scene", "record", T::record, false, "", "",
                  "the technique record; a lesson that has one must fill it completely"));
  t.push_back(row("scene", "steps", T::steps, true, "", "", "the lesson, in order"));

  t.push_back(row("step", "name", T::text, true, "", "Spread and listen", "two or three words for the step list"));
  t.push_back(row("step", "technique", T::technique, false, "", "effleurage_light",
                  "what is done (palpate list techniques); needed where hands touch"));
  t.push_back(row("step", "say", T::text, true, "", "Long, slow strokes warm the skin.", "caption in plain words"));
  t.push_back(row("step", "say-professional", T::text, true, "", "Superficial effleurage, L5 to T12.",
                  "caption in the profession's words"));
  t.push_back(amount("step", "for", true, U::time, 1, 600, "24 s",
                     "how long the step lasts; what its actions leave over is waiting"));
  t.push_back(
      amount("step", "stands-for", false, U::time, 1, 3600, "4 min", "time at the table that this step stands for"));
  t.push_back(row("step", "view", T::view, false, "view", "posterior", "where to look from; stays until changed"));
  t.push_back(row("step", "layers", T::layers, false, "", "{skin: 35 %}",
                  "how opaque structures, groups or layers are; the rest is opaque; stays until changed"));
  t.push_back(row("step", "heatmap", T::choice, false, "heatmap", "tension",
                  "field painted on the tissue; stays until changed"));
  t.push_back(row("step", "breathing", T::choice, false, "breathing", "deep",
                  "how the client breathes: the ribs move; stays until changed"));
  t.push_back(row("step", "section", T::section, false, "section", "across the hand",
                  "cut through the body, for this step; `across` and `along` ride with the hand"));
  t.push_back(row("step", "window", T::window, false, "window", "{to: erector_layer}",
                  "round window that opens the outer layers, for this step"));
  t.push_back(amount("step", "xray", false, U::percent, 0, 1, "80 %",
                     "how far what faces the eye is cleared so that rims stay, for this step"));
  t.push_back(row("step", "style", T::choice, false, "style", "plate",
                  "how tissue is drawn in this step: as it looks, or as a printed plate"));
  t.push_back(row("step", "refers", T::choice, false, "refers", "shown", "show where the pressed point may be felt"));
  t.push_back(row("step", "stop-if", T::texts, false, "", "[tingling]", "signs at which this step stops"));
  t.push_back(
      row("step", "evidence", T::claims, false, "", "[trigger_point_contested]", "claims shown with this step"));
  t.push_back(row("step", "do", T::actions, true, "", "", "what happens, in order"));

  t.push_back(row("view", "from", T::choice, false, "view", "lumbar_close", "a view's id; without it, the one before"));
  t.push_back(
      row("view", "look-at", T::place, false, "", "iliac_crest_top_right", "place in the middle of the picture"));
  KeyRow zoom = row("view", "zoom", T::number, false, "", "1.4", "1 = as the view says, 2 = twice as near");
  zoom.lo = 0.3, zoom.hi = 5.0;
  t.push_back(zoom);

  t.push_back(row("section", "plane", T::choice, true, "section", "axial", "how the plane lies"));
  t.push_back(row("section", "through", T::place, false, "", "spinous_process_l4",
                  "place that it goes through; without it, the middle of the S1 end-plate"));
  t.push_back(amount("section", "tilt", false, U::angle, 0, 180, "35 deg",
                     "of a free plane: how far it leans out of the axial one, its face to the back"));
  t.push_back(amount("section", "turn", false, U::angle, 0, 360, "20 deg",
                     "of a free plane, after its tilt: about the long axis, its face to the left"));
  t.push_back(row("section", "whole", T::texts, false, "", "[vertebra_l4, femur_left]",
                  "structures, groups or layers that the plane leaves whole"));

  t.push_back(row("window", "to", T::texts, true, "", "[erector_layer]",
                  "structures, groups or layers that stay closed, with all below the outermost of them"));
  t.push_back(amount("window", "radius", false, U::percent, 0.05, 0.5, "25 %",
                     "share of the picture's height; 25 % where not given"));
  t.push_back(
      row("window", "follows", T::choice, false, "follows", "hand", "where it is; with the hand where not given"));

  for (const technique::RecordField& field : technique::record_fields()) {
    if (field.told == "record") t.push_back(row("record", field.key, T::text, true, "", "", field.name));
  }

  const auto act = [&](std::string_view key, T type, std::string_view choices, std::string_view example,
                       std::string_view doc, ActionSet uses, ActionSet needs) {
    t.push_back(action(row("action", key, type, false, choices, example, doc), uses, needs));
  };
  const auto much = [&](std::string_view key, U unit, double lo, double hi, std::string_view example,
                        std::string_view doc, ActionSet uses, ActionSet needs) {
    t.push_back(action(amount("action", key, false, unit, lo, hi, example, doc), uses, needs));
  };
  act("tool", T::choice, "tool", "palms", "what touches the skin", touching, touching);
  act("hands", T::choice, "hands", "both", "whose hand; right where not given", touching & ~set(heat), 0);
  act("side", T::choice, "side", "left", "side of the body; one hand on `both` works left, then right", touching,
      touching);
  act("at", T::place, "", "point/ql_superficial_caudal", "the spot", working | holds | set(heat), holds | set(heat));
  act("along", T::choice, "guide", "paraspinal_line", "the line to follow; without it, straight over the skin",
      strokes | working, 0);
  act("from", T::place, "", "sacral_base", "where the line begins", strokes | working, strokes);
  act("to", T::place, "", "spinous_process_t12", "where the line ends", strokes | working, strokes);
  act("offset", T::offset, "", "1 cm lateral", "the line moved sideways", strokes | working, 0);
  much("force", U::force, 0.5, 250, "25 N", "of one hand at its strongest; this or walton", touching, 0);
  KeyRow walton = row("action", "walton", T::integer, false, "", "3", "Walton pressure level 1 to 5; this or force");
  walton.lo = 1, walton.hi = 5;
  t.push_back(action(walton, touching, 0));
  much("area", U::area, 0.5, 1500, "60 cm2", "of one footprint, where it differs from the tool's usual one", touching,
       0);
  much("speed", U::speed, 0.02, 60, "15 cm/s", "of the stroke between its soft ends", strokes, strokes);
  much("rate", U::rate, 0.05, 20, "60 /min", "cycles, circles or taps", working | set(exercise),
       working | set(exercise));
  much("radius", U::length, 3, 60, "15 mm", "of a circle or a kneading hand", set(knead, circle), 0);
  much("amplitude", U::length, 0.5, 40, "8 mm", "half the way to and fro", set(cross_fibre, vibrate), 0);
  much("drag", U::length, 2, 60, "12 mm", "how far the skin is drawn along", set(shear_hold), set(shear_hold));
  much("fold", U::length, 2, 60, "18 mm", "height of the lifted fold", set(knead, skin_roll), set(skin_roll));
  much("lift", U::length, 2, 150, "35 mm", "height of the hand between strokes or taps", strokes | set(tap), 0);
  much("temperature", U::temperature, 30, 60, "42 degC", "of the tool's face", set(heat, glide), set(heat));
  much("effort", U::time, 1, 30, "7 s",
       "how long the client first presses against the hand, at the beginning of the pose", set(stretch), 0);
  much("ramp", U::time, 0.3, 60, "4 s", "until the full force is there",
       holds | set(circle, cross_fibre, vibrate, stretch), holds | set(stretch));
  much("hold", U::time, 0.5, 400, "30 s", "at full force, or lying", holds | set(heat, stretch),
       holds | set(heat, stretch));
  much("release", U::time, 0.3, 60, "4 s", "until the force is gone", holds | set(stretch), holds | set(stretch));
  much("for", U::time, 0.5, 400, "12 s", "how long it goes on; this or repeat", working | set(wait), set(wait));
  KeyRow repeat =
      row("action", "repeat", T::integer, false, "", "4", "passes, cycles, circles, taps or holds; 1 where not given");
  repeat.lo = 1, repeat.hi = 300;
  t.push_back(action(repeat, (touching & ~set(heat)) | postures, set(exercise)));
  act("rhythm", T::choice, "rhythm", "alternate", "how two hands share the time", strokes | working, 0);
  act("return", T::choice, "return", "light over the flank", "how the hand comes back; lifted where not given", strokes,
      0);
  much("angle", U::angle, 10, 90, "60 deg", "between force and skin; 90 = straight in", touching & ~set(heat), 0);
  act("direction", T::direction, "", "medial and into the body", "where it presses, pulls or swings",
      holds | set(cross_fibre, vibrate), 0);
  act("lubricant", T::choice, "lubricant", "none", "where it differs from the lesson's", touching & ~set(heat), 0);
  act("pose", T::choice, "pose", "childs_pose", "the posture", postures, postures);
  return t;
}

template <class Rows>
std::vector<std::string> ids(const Rows& rows) {
  std::vector<std::string> list;
  for (const auto& row : rows) list.emplace_back(row.id);
  return list;
}

std::vector<std::string> copied(std::span<const std::string_view> words) {
  return {words.begin(), words.end()};
}

}  // namespace

const std::vector<KeyRow>& scene_keys() {
  static const std::vector<KeyRow> table = make_table();
  return table;
}

const KeyRow* find_key(std::string_view object, std::string_view key) {
  const auto& table = scene_keys();
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const KeyRow& r) { return r.object == object && r.key == key; });
  return found == table.end() ? nullptr : &*found;
}

std::vector<std::string> words_of(std::string_view choices) {
  if (choices == "tool") return ids(technique::tools());
  if (choices == "guide") return ids(technique::guides());
  if (choices == "view") return copied(technique::view_ids());
  if (choices == "family") return copied(technique::families());
  if (choices == "client") return copied(technique::client_positions());
  if (choices == "lubricant") return copied(technique::lubricants());
  if (choices == "heatmap") return copied(technique::heatmaps());
  if (choices == "breathing") return copied(technique::breathings());
  if (choices == "section") return copied(technique::sections());
  if (choices == "pose") return copied(technique::poses());
  if (choices == "style") return {"realistic", "plate"};
  if (choices == "window") return {"none"};
  if (choices == "follows") return {"hand", "middle"};
  if (choices == "refers") return {"shown", "hidden"};
  if (choices == "hands") return {"left", "right", "both"};
  if (choices == "side") return {"left", "right", "both", "midline"};
  if (choices == "rhythm") return {"together", "alternate"};
  if (choices == "return") return {"lifted", "light", "light over the flank"};
  return {};
}

std::span<const ActionKind> all_actions() {
  static constexpr std::array<ActionKind, 14> kinds{glide, knead,      circle,    cross_fibre, strip,
                                                    press, shear_hold, skin_roll, tap,         vibrate,
                                                    heat,  stretch,    exercise,  wait};
  return kinds;
}

std::string_view doc_of(ActionKind kind) {
  switch (kind) {
    case glide:
      return "a long stroke along a line";
    case knead:
      return "lifting and rolling the tissue, hands in counter-rhythm";
    case circle:
      return "circular friction; the skin moves with the finger";
    case cross_fibre:
      return "to and fro across the fibres; the skin moves with the finger";
    case strip:
      return "a slow, deep stroke along a line";
    case press:
      return "sink in, hold and come out, on one spot";
    case shear_hold:
      return "sink in, draw the tissue along and hold; two hands draw apart";
    case skin_roll:
      return "a lifted fold that wanders along a line";
    case tap:
      return "percussion with a loose hand";
    case vibrate:
      return "fine oscillation";
    case heat:
      return "a warm thing laid on the body";
    case stretch:
      return "a posture held";
    case exercise:
      return "a movement repeated";
    case wait:
      break;
  }
  return "a pause";
}

}  // namespace palpate
