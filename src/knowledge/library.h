#pragma once
// All that is known besides the shapes: techniques, points, claims, cautions, starting states, causes, advice, tissue
// figures. Plain data, read by io (io/knowledge_file.h) from assets/knowledge/*.yaml and checked once by check().

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "anatomy/catalogue.h"
#include "core/math.h"
#include "knowledge/evidence.h"

namespace palpate::knowledge {

/// One way of touching, warming or moving the back. Ids are slugs that scenes use.
struct Technique {
  std::string id;             ///< "effleurage_light"
  std::string name;           ///< what a client hears: "Long light strokes"
  std::string name_textbook;  ///< what a student reads: "Effleurage (superficial)"
  std::vector<std::string> other_names;
  std::string family;                ///< tradition it comes from: "Swedish", "tuina", …
  std::string lesson_family;         ///< one of lesson_families()
  std::vector<std::string> actions;  ///< verbs of the scene language that play it: "glide", "press", …
  std::vector<std::string> tools;    ///< tool slugs, the usual one first; empty where the client moves alone
  double contact_area_cm2 = 0.0;     ///< of the usual tool; 0 where nothing touches
  std::vector<std::string> targets;  ///< structures, bases or groups of the catalogue
  std::string reach;                 ///< how deep it goes, in words
  std::string fibre_direction;       ///< "along", "across", "circular", "perpendicular", "lengthening" or "any"
  std::string direction;             ///< the stroke, in words
  std::string forces;                ///< "compression", "compression and shear", "tension"
  std::optional<Range> force_N, pressure_kPa, speed_cm_s, rhythm_Hz, hold_s, minutes, temperature_C;
  int walton = 0;  ///< typical Walton pressure level 1..5; 0 where it does not apply
  std::string repetitions, position, indications, cautions;
  std::vector<std::string> contraindications;  ///< ids of `screening`
  std::vector<std::string> claims;             ///< ids of `claims` shown beside it
  Basis basis = Basis::design_estimate;        ///< of the force
  std::string basis_note, source;
  Confidence confidence = Confidence::from_memory;
};

enum class PointKind { trigger_point, acupoint };

/// Where a point lies: start at a landmark and go over the skin. Offsets are traditional or estimated, never exact.
struct PointLocation {
  /// Landmark id; for a paired landmark without its side ("psis"), landmark_for() adds it. "" where the point is off
  /// the atlas.
  std::string landmark;
  double lateral_mm = 0.0;   ///< away from the midline
  double lateral_cun = 0.0;  ///< the same in B-cun where the tradition says so, else 0
  double cranial_mm = 0.0;   ///< towards the head, negative = caudal
  std::string rule;          ///< in words
};

struct Point {
  std::string id;    ///< "ql_superficial_caudal", "bl23"
  std::string code;  ///< "BL23", "" for trigger points
  std::string name;
  PointKind kind = PointKind::trigger_point;
  bool paired = true;  ///< false on the midline
  PointLocation location;
  std::string structure;             ///< base or group id of the muscle meant
  std::string depth_layer;           ///< in words
  std::string referral;              ///< where pain is commonly described, in words; "" for acupoints
  std::vector<std::string> regions;  ///< ids of `regions` the referral covers
  std::string use;                   ///< perpetuating factors or traditional use
  std::string caution;
  bool contested = false;  ///< location or existence disputed among authors
  std::string source;
  Confidence confidence = Confidence::from_memory;
};

/// A place where a client says it hurts: for "pain → muscles → points → technique", and as the zone of a referral.
struct Region {
  std::string id;  ///< "low_back", "buttock", "hip_side"
  std::string name;
  std::string landmark;  ///< as in PointLocation; "" where the atlas does not reach
  double lateral_mm = 0.0, cranial_mm = 0.0, radius_mm = 30.0;
  bool paired = true;
};

/// A sentence people say about massage, and what was found. Never shown without badge and source.
struct Claim {
  std::string id;       ///< readable slug
  std::string topic;    ///< "muscle tension", "blood flow", "temperature", …
  std::string claim;    ///< as told
  std::string finding;  ///< what the evidence shows
  Badge badge = Badge::no_source;
  std::string size;      ///< of the effect, "" where none is known
  std::string duration;  ///< of the effect
  std::string strength;  ///< of the evidence: "low", "moderate", …
  std::string site;      ///< body part and people studied
  std::string source;    ///< never empty; "no source found" where there is none
  Confidence confidence = Confidence::from_memory;
};

enum class ScreenKind { red_flag, contraindication, rule };

/// A question before a session.
struct Screening {
  std::string id, ask, then;  ///< what to ask for; what to do
  ScreenKind kind = ScreenKind::contraindication;
  std::string extent;  ///< "whole session", "on the area", "heat", "emergency"
  std::string source;
  Confidence confidence = Confidence::from_memory;
};

/// A capsule round the line between two places of the body, thought along the pressing direction: a contact is over the
/// zone when its axis passes within radius of the line.
struct ZoneShape {
  std::string from, to;  ///< landmarks, with sides left out for paired zones; `to` may equal `from`
  Vec2 from_offset_mm{0.0f}, to_offset_mm{0.0f};  ///< (lateral, cranial)
  double radius_mm = 10.0;
};

struct Caution {
  std::string id, name;
  bool paired = true;
  std::vector<ZoneShape> shapes;
  std::vector<std::string> structures;  ///< what lies there
  double limit_kPa = 0.0;               ///< over this: state `over`
  double near_fraction = 0.7;           ///< from this fraction of the limit: state `near`
  std::vector<std::string> forbids;     ///< actions and techniques never done here
  std::string reason;                   ///< in plain words
  std::string gentler;                  ///< what to do instead
  Basis basis = Basis::design_estimate;
  std::string source;
};

/// A muscle (structure, base or group) and how tense a starting state makes it.
struct Tense {
  std::string structure;
  double tension = 0.0;  ///< 0 relaxed .. 1 the tensest shown
  std::string why;
};

struct StartingState {
  std::string id, name, text;
  std::vector<Tense> tense;
  Basis basis = Basis::design_estimate;
  std::string source;
};

struct Cause {
  std::string id, name, text;
  std::string starting_state;       ///< id or ""
  std::vector<std::string> claims;  ///< ids
  std::string source;
  Confidence confidence = Confidence::from_memory;
};

/// Advice: when to see a doctor, choosing a practitioner, what to tell and ask.
struct Advice {
  std::string id, topic,
      text;  ///< topic: "see_a_doctor", "choosing_a_practitioner", "before_a_session", "after_a_session"
  std::string source;
  Confidence confidence = Confidence::from_memory;
};

/// A figure with its source, as tissue uses it.
struct Figure {
  std::string id;  ///< "skin.youngs_modulus_kPa"
  double value = 0.0;
  std::string unit;
  std::string source;
  Confidence confidence = Confidence::estimate;
  std::string facts;  ///< row of the facts table it was taken from, "" for our own choice
};

struct Library {
  std::vector<Technique> techniques;
  std::vector<Point> points;
  std::vector<Region> regions;
  std::vector<Claim> claims;
  std::vector<Screening> screening;
  std::vector<Caution> cautions;
  std::vector<StartingState> starting_states;
  std::vector<Cause> causes;
  std::vector<Advice> advice;
  std::vector<Figure> figures;
  /// The one table from our slugs to the keys of the facts tables: "techniques", "points", "effects" -> slug -> keys.
  std::map<std::string, std::map<std::string, std::vector<std::string>>> facts_keys;

  const Technique* technique(std::string_view id) const;
  const Point* point(std::string_view id) const;
  const Region* region(std::string_view id) const;
  const Claim* claim(std::string_view id) const;
  const Screening* screen(std::string_view id) const;
  const Caution* caution(std::string_view id) const;
  const StartingState* starting_state(std::string_view id) const;
  /// Value of a figure; throws Error naming it where it is missing.
  double figure(std::string_view id) const;

  std::vector<std::string> technique_ids() const;
  std::vector<std::string> point_ids() const;
  /// Points whose referral covers the region, trigger points first.
  std::vector<const Point*> points_for_pain(std::string_view region) const;
};

/// The nine families of lessons, in the order they are shown.
const std::vector<std::string>& lesson_families();

/// The landmark meant on one side of the body: the name itself where the catalogue has it, else with _left or _right.
/// "" where neither exists.
std::string landmark_for(const std::string& landmark, anatomy::Side side, const anatomy::Catalogue& catalogue);

/// Throws Error naming the first thing wrong: an id twice, a reference to something unknown, a claim without source, a
/// badge missing, a range out of order. With a catalogue, structures and landmarks are checked too.
void check(const Library& library, const anatomy::Catalogue* catalogue = nullptr);

}  // namespace palpate::knowledge
