#include "session/evaluate.h"
#include "motion/root_motion.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "session/contact_patch.h"
#include "session/figure_props.h"
#include "session/figures.h"
#include "session/frame_builder.h"
#include "session/hand_props.h"
#include "session/lesson.h"
#include "tissue/answer.h"
#include "tissue/posture_stretch.h"

namespace palpate::session {
namespace {

/// A footprint fades while the hand comes near; at this height it is gone.
constexpr float kFadeHeight_mm = 25.0f;

std::string name_of(const Document& document, const std::string& id) {
  const anatomy::Structure* structure = document.atlas->find(id);
  return structure && !structure->info.name.empty() ? structure->info.name : title_of(id);
}

std::string_view word_of(technique::Phase phase) {
  switch (phase) {
    case technique::Phase::approach:
      return "approaching";
    case technique::Phase::press:
      return "sinking in";
    case technique::Phase::stroke:
      return "moving";
    case technique::Phase::hold:
      return "holding";
    case technique::Phase::lift:
      return "lifting";
    case technique::Phase::release:
      return "releasing";
    case technique::Phase::lifted:
      return "off the body";
  }
  return "";
}

HandReading reading_of(const Document& document, const technique::Contact& contact, const tissue::Stack& stack) {
  HandReading hand;
  const std::string tool = contact.tool == "palms" ? "palm" : contact.tool;
  hand.title = title_of(contact.hand.empty() ? tool : fmt::format("{} {}", contact.hand, tool));
  hand.doing = fmt::format("{}, {}", contact.action, word_of(contact.phase));
  hand.force_N = contact.force_N;
  hand.area_cm2 = contact.area_cm2;
  hand.pressure_kPa = contact.pressure_kPa;
  hand.speed_cm_s = contact.speed_cm_s;
  hand.temperature_C = contact.temperature_C;
  hand.walton = contact.walton;
  hand.touching = true;
  hand.basis = contact.basis;
  hand.source = contact.source;
  for (const tissue::StackLayer& layer : stack.layers) {
    hand.stack.push_back({layer.structure, name_of(document, layer.structure), layer.tissue, layer.depth_mm,
                          layer.thickness_mm, layer.stress_kPa, layer.compression_percent,
                          layer.fibre_angle_deg.value_or(-1.0)});
  }
  return hand;
}

render::ContactPatch patch_of(const technique::Contact& contact) {
  render::ContactPatch patch;
  patch.position_mm = contact.position_mm;
  patch.normal = contact.normal;
  patch.direction = contact.direction;
  patch.half_length_mm = std::max(contact.half_length_mm, 1.0f);
  patch.half_width_mm = std::max(contact.half_width_mm, 1.0f);
  patch.pressure_kPa = contact.pressure_kPa;
  patch.strength = 1.0f - smoothstep(0.0f, kFadeHeight_mm, contact.lift_mm);
  return patch;
}

void read_contacts(Moment& moment, const Document& document, const tissue::Answer& answer) {
  for (const technique::Contact& contact : moment.state.contacts) moment.patches.push_back(patch_of(contact));
  for (const tissue::ContactAnswer& touched : answer.contacts) {
    moment.hands.push_back(reading_of(document, moment.state.contacts[touched.contact], touched.stack));
    render::ContactPatch& patch = moment.patches[touched.contact];
    patch.depth_mm = touched.dent.depth_mm;
    patch.reach_mm = touched.dent.reach_mm;
    patch.fold_mm = touched.dent.fold_mm;
    patch.slide_mm = touched.dent.slide_mm;
  }
}

void read_fields(Moment& moment, const Document& document, const tissue::Answer& answer) {
  for (const auto& [id, field] : answer.fields) {
    FieldReading reading{id, field.title, field.unit, field.note, field.low, field.high, id == moment.state.heatmap,
                         {}};
    for (const auto& [structure, values] : field.by_structure) {
      reading.rows.push_back({structure, name_of(document, structure), values.mean, values.max});
    }
    std::stable_sort(reading.rows.begin(), reading.rows.end(),
                     [](const FieldRow& a, const FieldRow& b) { return a.max > b.max; });
    moment.fields.push_back(std::move(reading));
  }
}

CautionState state_of(tissue::CautionState state) {
  switch (state) {
    case tissue::CautionState::none:
      return CautionState::none;
    case tissue::CautionState::near:
      return CautionState::near;
    case tissue::CautionState::over:
      return CautionState::over;
    case tissue::CautionState::forbidden:
      return CautionState::forbidden;
  }
  return CautionState::none;
}

void read_cautions(Moment& moment, const tissue::Answer& answer) {
  for (const tissue::CautionAnswer& caution : answer.caution) {
    if (caution.state == tissue::CautionState::none) continue;
    moment.cautions.push_back({caution.name, caution.reason, caution.gentler, caution.basis, caution.source,
                               state_of(caution.state), caution.pressure_kPa, caution.limit_kPa.value_or(0.0)});
  }
  std::stable_sort(moment.cautions.begin(), moment.cautions.end(),
                   [](const auto& a, const auto& b) { return a.state > b.state; });
}

void read_evidence(Moment& moment, const tissue::Answer& answer) {
  for (const tissue::EvidenceAnswer& claim : answer.evidence) {
    const bool established =
        claim.confidence == knowledge::Confidence::seen || claim.confidence == knowledge::Confidence::seen_secondary;
    moment.evidence.push_back(
        {claim.topic, claim.claim, claim.finding, claim.size, claim.source, claim.badge, established});
  }
}

/// Zones of referred pain, laid on the skin beside their landmark.
void read_referrals(Moment& moment, const technique::Timeline& timeline, const tissue::Answer& answer) {
  if (!moment.state.shows_referral || !timeline.skin || timeline.skin->empty()) return;
  for (const tissue::ReferralAnswer& referral : answer.referrals) {
    if (!referral.on_atlas || referral.strength <= 0.0) continue;
    technique::ChartPoint at = timeline.skin->above(referral.position_mm);
    at.lateral += referral.offset_mm.x;
    at.height += referral.offset_mm.y;
    render::Marker zone;
    zone.shape = render::MarkerShape::zone;
    zone.position_mm = timeline.skin->position(at);
    zone.normal = timeline.skin->normal(at);
    zone.radius_mm = static_cast<float>(referral.radius_mm);
    zone.colour = {0.55f, 0.36f, 0.06f, 0.55f * static_cast<float>(std::min(referral.strength, 1.0))};
    moment.markers.push_back(zone);
  }
}

/// Equal inputs, equal revision; any other is different for all practical purposes.
uint64_t revision_of(const std::string& field, double time_s, const std::string& history,
                     const std::vector<bool>& wanted) {
  uint64_t hash = 1469598103934665603u;
  const auto mix = [&](uint64_t value) { hash = (hash ^ value) * 1099511628211u; };
  for (const char c : field) mix(static_cast<unsigned char>(c));
  for (const char c : history) mix(static_cast<unsigned char>(c));
  mix(std::bit_cast<uint64_t>(time_s));
  for (size_t i = 0; i < wanted.size(); ++i) mix(wanted[i] ? i + 1 : 0);
  return hash;
}

/// Where the hands truly touch at this moment, for the picture of the pressure.
std::vector<tissue::PatchLoad> true_patches(const Moment& moment, const Document& document, const Settings& settings) {
  std::vector<tissue::PatchLoad> loads;
  const auto kit = document.hand_ground ? hand_kit() : nullptr;
  if (!kit || document.hand_ground->skin().empty()) return loads;
  const motion::SkinDistance& skin = document.hand_ground->skin();
  const float scale = static_cast<float>(settings.number("view.dent_scale"));
  const motion::Ground ground = shown_ground(skin, moment.patches, scale);
  const auto& contacts = moment.state.contacts;
  for (size_t i = 0; i < contacts.size() && i < moment.patches.size(); ++i) {
    if (contacts[i].force_N <= 0.0f || contacts[i].tool == "warm_stone") continue;
    const auto hands =
        place_hands(*kit, skin, contacts[i], ground, scale * moment.patches[i].depth_mm, is_paired(contacts, i));
    tissue::PatchLoad load = contact_patch(contacts[i], hands, kit->poses.sizes, skin, ground);
    load.contact = i;
    loads.push_back(std::move(load));
  }
  return loads;
}

// By structure of the atlas.
std::vector<bool> shown_structures(const Moment& moment, const Document& document, const View& view,
                                   const Settings& settings) {
  std::vector<bool> shown;
  for (const anatomy::Structure& structure : document.atlas->structures)
    shown.push_back(effective_opacity(structure.info, moment.state.layers, view, settings) > 0.0f);
  return shown;
}

// What the lesson has done to the tissue by now; the same that the readings come from where that is of now.
std::shared_ptr<const tissue::Moment> past_now(const Moment& moment, const Lesson& lesson) {
  const double now = static_cast<double>(moment.state.time_s);
  if (moment.past && moment.fields_time_s == now) return moment.past;
  return std::make_shared<const tissue::Moment>(lesson.history->at(now));
}

void add_field(Moment& moment, const Document& document, const View& view, const Settings& settings,
               const FieldReuse& reuse) {
  if (moment.state.heatmap.empty() || moment.state.heatmap_strength <= 0.0f) return;
  std::vector<bool> wanted = shown_structures(moment, document, view, settings);
  const std::string& map = settings.text("field.colours");
  if (reuse.previous && reuse.previous->field && reuse.previous->state.heatmap == moment.state.heatmap &&
      reuse.previous->field_wanted == wanted && reuse.previous->field->colour_map == map &&
      std::abs(reuse.previous->field_time_s - moment.state.time_s) <= reuse.max_age_s) {
    moment.field = reuse.previous->field;
    moment.field_time_s = reuse.previous->field_time_s;
    moment.field_wanted = std::move(wanted);
    return;
  }
  const Lesson& lesson = *document.lesson;
  const auto& posture = moment.posed.picture;
  const std::vector<tissue::PatchLoad> patches =
      moment.state.heatmap == "pressure" ? true_patches(moment, document, settings) : std::vector<tissue::PatchLoad>{};
  const tissue::VertexField values =
      moment.state.heatmap == "stretch" && posture
          ? tissue::posture_stretch(*posture->rig, posture->segments, wanted)
          : tissue::vertex_field(*document.body, *lesson.history, moment.state, *document.library, document.tissue,
                                 moment.state.heatmap, wanted, patches, past_now(moment, lesson));
  auto field = std::make_shared<render::ScalarField>();
  field->title = values.title;
  field->unit = values.unit;
  field->low = static_cast<float>(values.low);
  field->high = static_cast<float>(values.high);
  field->colour_map = map;
  field->values = values.values;
  field->revision = revision_of(moment.state.heatmap, moment.state.time_s, lesson.history->key(), wanted);
  if (posture) {
    for (const float joint : posture->joints) field->revision = field->revision * 31 + std::bit_cast<uint32_t>(joint);
  }
  moment.field = std::move(field);
  moment.field_time_s = moment.state.time_s;
  moment.field_wanted = std::move(wanted);
}

void choose_field(technique::State& state, const Settings& settings) {
  const std::string& word = settings.text("field.show");
  if (word == "lesson") return;
  state.heatmap = word == "none" ? "" : word;
  state.heatmap_strength = state.heatmap.empty() ? 0.0f : 1.0f;
}

std::string greyed_words(const Document& document, const technique::State& state) {
  if (state.missing.empty()) return {};
  std::string names;
  for (const std::string& id : state.missing) names += (names.empty() ? "" : ", ") + name_of(document, id);
  return fmt::format("This step is greyed: the open atlas lacks {}.", names);
}

}  // namespace

namespace {

HandLook hand_look(const Document& document, const Moment& moment, const View& view, const Settings& settings) {
  const std::string& word = settings.text("view.hands");
  HandLook look;
  look.shown = word != "none";
  look.dent_scale = static_cast<float>(settings.number("view.dent_scale"));
  look.style = word == "ghost"   ? render::PropStyle::ghost
               : word == "light" ? render::PropStyle::skin_light
               : word == "brown" ? render::PropStyle::skin_brown
               : word == "dark"  ? render::PropStyle::skin_dark
                                 : render::PropStyle::mannequin;
  const anatomy::Structure* skin = document.atlas->find("skin");
  if (word == "auto" && skin && effective_opacity(skin->info, moment.state.layers, view, settings) < 0.5f)
    look.style = render::PropStyle::ghost;
  return look;
}

void add_hands(Moment& moment, const Document& document, const View& view, const Settings& settings) {
  HandLook look = hand_look(document, moment, view, settings);
  look.moving = moment.moving;
  if (!look.shown || !document.hand_ground || moment.state.contacts.empty()) return;
  if (const auto kit = hand_kit())
    moment.props = hand_props(*kit, document.hand_ground->skin(), moment.state.contacts, moment.patches, look);
}

}  // namespace

namespace {

// Where the body is, and everything on it carried along.
void add_posture(Moment& moment, const Document& document, const View& view, const Settings& settings,
                 const FieldReuse& reuse) {
  const auto library = pose_library();
  const std::string client = document.lesson ? document.lesson->scene.client : "prone";
  Posed& posed = moment.posed;
  posed.figure = figure_of(*library, moment.state, client, view.posture ? &*view.posture : nullptr);
  const motion::BodyPose* pose = library->pose(moment.state.pose);
  posed.pose = moment.state.pose, posed.pose_name = pose ? pose->name : "";
  posed.amount = moment.state.pose_amount;
  posed.position = library->position(client);
  posed.moved = !at_rest(posed.figure.posture);
  const std::string& shown = settings.text("view.figure");
  // A lesson of movement shows the person from its first step on.
  const std::string family = document.lesson ? document.lesson->scene.family : "";
  const bool of_movement = family == "stretching" || family == "mobility";
  posed.shows_figure = shown == "on" || (shown == "auto" && (posed.moved || pose || client != "prone" || of_movement));
  if (!document.mover || (!posed.moved && !posed.shows_figure)) return;
  // Set by hand before the rig is there: the body follows as soon as it is.
  if (view.posture && !document.mover->ready()) return;
  const auto rig = document.mover->rig();
  const motion::Rigid root = motion::root_motion(rig->skeleton(), rig->ranges(), posed.figure, posed.position);
  posed.picture = make_posture(rig, posed.figure.posture, root, shown_structures(moment, document, view, settings),
                               reuse.previous ? reuse.previous->posed.picture : nullptr);
  if (posed.picture) {
    for (render::Prop& prop : moment.props) carry(*posed.picture, prop);
    for (render::Marker& marker : moment.markers) carry(*posed.picture, marker);
  }
  if (posed.shows_figure) {
    for (render::Prop& prop : figure_props(*rig, posed.figure, posed.position, root))
      moment.props.push_back(std::move(prop));
    if (posed.position) {
      posed.support = static_cast<int>(moment.props.size()) - 1;
      posed.support_top_mm = support_top_mm(*rig, *posed.position);
    }
  }
}

}  // namespace

tissue::Settings tissue_settings(const Settings& settings) {
  return {settings.number("tissue.fat_thickness")};
}

namespace {

// Whether the readings of the fields before are young enough. Stretch follows the posture, which moves without a clock.
bool keeps(const Moment& moment, const FieldReuse& reuse) {
  return reuse.previous && !reuse.previous->fields.empty() && moment.state.heatmap != "stretch" &&
         reuse.previous->state.heatmap != "stretch" &&
         std::abs(reuse.previous->fields_time_s - moment.state.time_s) <= reuse.max_age_s;
}

}  // namespace

Moment evaluate(const Document& document, const View& view, const Settings& settings, double time_s,
                const FieldReuse& reuse) {
  Moment moment;
  moment.moving = reuse.max_age_s > 0.0;
  if (!document.atlas) return moment;
  if (!document.lesson || !document.body || !document.library) {
    add_posture(moment, document, view, settings, reuse);
    return moment;
  }
  const Lesson& lesson = *document.lesson;
  moment.state = technique::sample(*lesson.timeline, time_s);
  if (!settings.on("view.breathing")) moment.state.breath = 0.0f;
  choose_field(moment.state, settings);
  moment.cue = technique::cue_at(*lesson.timeline, time_s);
  moment.greyed = greyed_words(document, moment.state);
  std::vector<std::string> claims = lesson.scene.evidence;
  if (const size_t index = static_cast<size_t>(std::max(moment.state.step, 0)); index < lesson.scene.steps.size()) {
    const technique::Step& step = lesson.scene.steps[index];
    moment.step_name = step.name;
    moment.say = step.say;
    moment.say_professional = step.say_professional;
    claims.insert(claims.begin(), step.evidence.begin(), step.evidence.end());
  }
  if (const knowledge::Technique* technique = document.library->technique(moment.state.technique))
    moment.technique_name = technique->name_textbook;
  const bool keeps_fields = keeps(moment, reuse);
  moment.past = keeps_fields && reuse.previous->past
                    ? reuse.previous->past
                    : std::make_shared<const tissue::Moment>(lesson.history->at(double{moment.state.time_s}));
  tissue::Answer answer =
      tissue::answer(*document.body, *lesson.history, moment.state, *document.library, document.tissue, claims,
                     keeps_fields ? tissue::FieldsByStructure::left_out : tissue::FieldsByStructure::told, moment.past);
  read_contacts(moment, document, answer);
  add_hands(moment, document, view, settings);
  read_cautions(moment, answer);
  read_evidence(moment, answer);
  read_referrals(moment, *lesson.timeline, answer);
  add_posture(moment, document, view, settings, reuse);
  if (moment.posed.picture && moment.state.heatmap == "stretch") {
    answer.fields["stretch"] =
        tissue::posture_stretch_summary(*moment.posed.picture->rig, moment.posed.picture->segments);
  }
  if (keeps_fields) {
    moment.fields = reuse.previous->fields, moment.fields_time_s = reuse.previous->fields_time_s;
    for (FieldReading& field : moment.fields) field.shown = field.id == moment.state.heatmap;
  } else {
    read_fields(moment, document, answer);
    moment.fields_time_s = static_cast<double>(moment.state.time_s);
  }
  add_field(moment, document, view, settings, reuse);
  return moment;
}

}  // namespace palpate::session
