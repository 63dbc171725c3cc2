#include "technique/scene.h"

#include <algorithm>
#include <array>
#include <optional>

namespace palpate::technique {

std::string_view to_string(ActionKind kind) {
  static constexpr std::array<std::string_view, 14> names{"glide", "knead",      "circle",    "cross-fibre", "strip",
                                                          "press", "shear-hold", "skin-roll", "tap",         "vibrate",
                                                          "heat",  "stretch",    "exercise",  "wait"};
  return names[static_cast<size_t>(kind)];
}

const std::vector<RecordField>& record_fields() {
  static const std::vector<RecordField> fields{
      {"client-word", "Name for the client", "record"},
      {"textbook-word", "Name in the textbooks", "record"},
      {"intent", "What it is for", "record"},
      {"mechanical-forces", "Mechanical forces", "record"},
      {"direction-to-fibres", "Direction against the fibres", "record"},
      {"centripetal", "Towards the heart?", "record"},
      {"angle", "Angle of the force", "record"},
      {"rhythm", "Rhythm", "record"},
      {"frequency", "Sessions, how often", "record"},
      {"session-duration", "Length of a session", "record"},
      {"therapist-stance", "Therapist's stance", "record"},
      {"target-tissue", "Target tissue", "record"},
      {"response-sought", "Response sought", "record"},
      {"indications", "Indications", "record"},
      {"contraindications-local", "Contraindications, local", "record"},
      {"contraindications-total", "Contraindications, total", "record"},
      {"caution-zones", "Caution zones", "record"},
      {"evidence-note", "What the evidence says", "record"},
      {"source", "Source", "record"},
      {"handout", "Text for the client's page", "record"},
      {"family", "Family", "lesson"},
      {"client", "Client position", "lesson"},
      {"bolster", "Bolster", "lesson"},
      {"draping", "Draping", "lesson"},
      {"lubricant", "Lubricant", "lesson"},
      {"stop-if", "Stop signs", "lesson"},
      {"evidence", "Evidence, by claim", "lesson"},
      {"technique", "Technique, in every step that touches", "steps"},
      {"tool", "Tool and contact area", "steps"},
      {"place", "Place or path with its landmarks", "steps"},
      {"side", "Side", "steps"},
      {"pressure", "Pressure: newtons and Walton level", "steps"},
      {"speed", "Speed or cycles", "steps"},
      {"repetitions", "Repetitions, or time of holding", "steps"},
  };
  return fields;
}

float Scene::duration_s() const {
  float sum = 0.0f;
  for (const Step& step : steps) sum += step.duration_s.value;
  return sum;
}

float Scene::start_s(size_t step) const {
  float sum = 0.0f;
  for (size_t i = 0; i < step && i < steps.size(); ++i) sum += steps[i].duration_s.value;
  return sum;
}

size_t Scene::step_at(float t) const {
  float end = 0.0f;
  for (size_t i = 0; i + 1 < steps.size(); ++i) {
    end += steps[i].duration_s.value;
    if (t < end) return i;
  }
  return steps.empty() ? 0 : steps.size() - 1;
}

namespace {

bool touches(const Action& a) {
  return a.kind != ActionKind::wait && a.kind != ActionKind::stretch && a.kind != ActionKind::exercise;
}

bool told_by_lesson(const Scene& s, std::string_view key) {
  if (key == "family") return !s.family.empty();
  if (key == "client") return !s.client.empty();
  if (key == "bolster") return !s.bolster.empty();
  if (key == "draping") return !s.draping.empty();
  if (key == "lubricant") return !s.lubricant.empty();
  if (key == "stop-if") return !s.stop_if.empty();
  return !s.evidence.empty();
}

bool told_by_action(const Action& a, std::string_view key) {
  if (key == "tool") return !a.tool.empty();
  if (key == "place") return a.place || a.path;
  if (key == "pressure") return a.force_N.given || a.walton.given;
  if (key == "speed") return a.speed_cm_s.given || a.rate_Hz.given || a.hold_s.given || a.ramp_s.given;
  if (key == "repetitions") return a.repeat.given || a.hold_s.given || a.duration_s.given;
  return true;
}

bool moves_body(const Action& a) {
  return a.kind == ActionKind::stretch || a.kind == ActionKind::exercise;
}

/// The first action (or its step) that does not tell a field; nothing where all do. A stretch or an exercise has no
/// tool, place, side and pressure to tell: nobody's hand is on the body.
std::optional<Where> untold(const Scene& s, std::string_view key) {
  const bool of_hands = key == "tool" || key == "place" || key == "side" || key == "pressure";
  bool any = false;
  for (const Step& step : s.steps) {
    for (const Action& a : step.actions) {
      if (moves_body(a)) any = true;
      if (!touches(a) && (of_hands || !moves_body(a))) continue;
      any = true;
      if (key == "technique" ? step.technique.empty() : !told_by_action(a, key))
        return key == "technique" ? step.at : a.at;
    }
  }
  return any ? std::nullopt : std::optional<Where>(Where{});
}

}  // namespace

Completeness completeness(const Scene& scene) {
  Completeness result;
  const auto& fields = record_fields();
  for (const RecordField& field : fields) {
    std::optional<Where> missing;
    if (field.told == "steps") {
      missing = untold(scene, field.key);
    } else if (field.told == "record" ? !scene.record.entries.contains(std::string(field.key))
                                      : !told_by_lesson(scene, field.key)) {
      missing = Where{};
    }
    if (!missing) continue;
    result.missing.push_back(field.key);
    result.places.push_back(*missing);
  }
  result.percent =
      100.0f * static_cast<float>(fields.size() - result.missing.size()) / static_cast<float>(fields.size());
  return result;
}

}  // namespace palpate::technique
