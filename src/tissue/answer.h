#pragma once
// Everything the tissue has to say at one moment: the one entry for describe, panels, handout and picture.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tissue/caution.h"
#include "tissue/dent.h"
#include "tissue/history.h"
#include "tissue/patch_load.h"
#include "tissue/stack.h"

namespace palpate::tissue {

struct ContactAnswer {
  size_t contact = 0;  ///< index in State::contacts
  Stack stack;
  Dent dent;  ///< for the picture: depth from the stack, slide and fold from the technique
};

struct MeanMax {
  double mean = 0.0, max = 0.0;
};

/// A field in words and by structure. Structures without data are absent.
struct FieldAnswer {
  std::string title;  ///< "teaching tension (illustrative)"
  std::string unit;
  double low = 0.0, high = 1.0;  ///< of the legend
  double display_scale =
      1.0;           ///< how many times the picture enlarges changes from the start; figures are never enlarged
  std::string note;  ///< what is measured of it, shown beside the legend
  std::string basis;
  std::map<std::string, MeanMax> by_structure;
};

struct EvidenceAnswer {
  std::string id, topic, claim, finding, size, source;
  knowledge::Badge badge = knowledge::Badge::no_source;
  knowledge::Confidence confidence = knowledge::Confidence::from_memory;
};

/// Where pain from the point under a contact is commonly described.
struct ReferralAnswer {
  std::string point, region, name;
  Vec3 position_mm{0.0f};  ///< of the landmark the zone is laid on (not projected on the skin)
  Vec2 offset_mm{0.0f};    ///< from it over the skin: (towards the subject's left, cranial)
  double radius_mm = 0.0;
  double strength = 0.0;  ///< 0..1, grows while the pressure is held
  bool on_atlas = false;
  bool contested = true;
  std::string source;
};

struct Answer {
  std::vector<ContactAnswer> contacts;        ///< those that touch
  std::map<std::string, FieldAnswer> fields;  ///< tension, perfusion, temperature, pressure; stretch has no data yet
  std::vector<CautionAnswer> caution;         ///< every zone, `none` included
  std::vector<EvidenceAnswer> evidence;       ///< of the technique
  std::vector<ReferralAnswer> referrals;
};

/// Whether an answer tells the fields by structure, which is most of its work.
enum class FieldsByStructure { told, left_out };

/// Pure: depends on its arguments only. `extra_claims`: ids the lesson names itself. `known`: what the history says of
/// the moment, looked up where null.
Answer answer(const BodyIndex& body, const History& history, const technique::State& state,
              const knowledge::Library& library, const Settings& settings,
              const std::vector<std::string>& extra_claims = {}, FieldsByStructure fields = FieldsByStructure::told,
              std::shared_ptr<const Moment> known = nullptr);

/// A value a vertex (of level 0) for every structure with data: what render::ScalarField shows. Null where there are
/// none.
struct VertexField {
  std::string title, unit, note;
  double low = 0.0, high = 1.0, display_scale = 1.0;
  std::vector<std::shared_ptr<const std::vector<float>>> values;
};
/// `field`: "tension", "perfusion", "temperature", "pressure" or "stretch" (all null). `wanted`, by structure: which to
/// compute; empty = all. `patches`: true contact patches, for the pressure. Throws Error for an unknown field.
VertexField vertex_field(const BodyIndex& body, const History& history, const technique::State& state,
                         const knowledge::Library& library, const Settings& settings, std::string_view field,
                         const std::vector<bool>& wanted = {}, std::span<const PatchLoad> patches = {},
                         std::shared_ptr<const Moment> known = nullptr);

}  // namespace palpate::tissue
