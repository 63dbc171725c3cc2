#pragma once
// One moment of a lesson, ready to be read: what the step says, what lies under each hand, fields, cautions, evidence.
// Panels show it, the text twin writes it; the picture is built from the same state and answer (frame_builder.h).

#include <memory>
#include <string>
#include <vector>

#include "anatomy/catalogue.h"
#include "core/math.h"
#include "knowledge/evidence.h"
#include "render/frame_input.h"
#include "session/posture.h"
#include "technique/cue.h"
#include "technique/state.h"

namespace palpate::tissue {
struct Moment;
}

namespace palpate::session {

/// One layer under a contact, skin first.
struct LayerReading {
  std::string id, name;
  anatomy::Tissue tissue = anatomy::Tissue::other;
  double depth_mm = 0, thickness_mm = 0, stress_kPa = 0, compression_percent = 0;
  double fibre_angle_deg = -1;  ///< negative where there are no fibres or they run into the depth
};

struct HandReading {
  std::string title;  ///< "Right thumb"
  std::string doing;  ///< "press, hold"
  double force_N = 0, area_cm2 = 0, pressure_kPa = 0, speed_cm_s = 0, temperature_C = 0;
  int walton = 0;
  bool touching = false;
  std::string basis, source;
  std::vector<LayerReading> stack;
};

struct FieldRow {
  std::string id, name;
  double mean = 0, max = 0;
};
struct FieldReading {
  std::string id, title, unit, note;
  double low = 0, high = 1;
  bool shown = false;          ///< colours the body now
  std::vector<FieldRow> rows;  ///< strongest first
};

enum class CautionState { none, near, over, forbidden };
struct CautionReading {
  std::string zone, reason, gentler, basis, source;
  CautionState state = CautionState::none;
  double pressure_kPa = 0, limit_kPa = 0;
};

struct EvidenceReading {
  std::string topic, claim, finding, size, source;
  knowledge::Badge badge = knowledge::Badge::no_source;
  bool established = false;  ///< the source was read, not remembered
};

struct Moment {
  technique::State state;
  std::string step_name, say, say_professional, technique_name;
  technique::Cue cue;  ///< beat of the hand at work
  std::string greyed;  ///< why the step cannot be shown on this atlas, or ""
  std::vector<HandReading> hands;
  std::vector<FieldReading> fields;
  double fields_time_s = 0.0;                  ///< moment that `fields` were read at
  std::shared_ptr<const tissue::Moment> past;  ///< what the lesson had done to the tissue by then; null without one
  std::vector<CautionReading> cautions;        ///< those that are not "none", most serious first
  std::vector<EvidenceReading> evidence;
  std::vector<render::ContactPatch> patches;         ///< dents and footprints of the picture
  std::vector<render::Marker> markers;               ///< referral zones, points
  std::vector<render::Prop> props;                   ///< hands and tools
  std::shared_ptr<const render::ScalarField> field;  ///< the field that colours the body, or null
  double field_time_s = 0.0;                         ///< moment that `field` was computed for
  bool moving = false;             ///< for moving pictures: fields may be a little old, hands have fewer triangles
  Posed posed;                     ///< where the body is
  std::vector<bool> field_wanted;  ///< structures that it was computed for
  CautionState worst() const { return cautions.empty() ? CautionState::none : cautions.front().state; }
};

}  // namespace palpate::session
