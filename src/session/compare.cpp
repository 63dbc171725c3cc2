#include "session/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "session/compare_look.h"
#include "session/evaluate.h"
#include "session/frame_builder.h"
#include "session/lesson.h"
#include "session/open.h"
#include "technique/vocabulary.h"
#include "tissue/answer.h"

namespace palpate::session {
namespace {

constexpr float kLeastForce_N = 0.5f, kMostForce_N = 250.0f;

void scale_force(technique::Action& action, double factor) {
  if (!action.force_N.given && !action.walton.given) return;
  float force = action.force_N.value;
  if (!action.force_N.given) {
    const technique::Tool* tool = technique::find_tool(action.tool);
    const float area = action.area_cm2.given ? action.area_cm2.value : tool ? tool->area_cm2 : 0.0f;
    force = technique::walton_force_N(action.walton.value, area);
    action.walton.given = false;
  }
  action.force_N.value = std::clamp(force * static_cast<float>(factor), kLeastForce_N, kMostForce_N);
  action.force_N.given = true;
}

}  // namespace

void show_tension_through_glass(const Document& document, Moment& moment) {
  moment.props.clear();
  moment.patches.clear();
  moment.state.paths.clear();
  if (!document.atlas) return;
  for (const anatomy::Structure& structure : document.atlas->structures) {
    const anatomy::Tissue tissue = structure.info.tissue;
    const float most = tissue == anatomy::Tissue::skin     ? 0.12f
                       : tissue == anatomy::Tissue::fat    ? 0.08f
                       : tissue == anatomy::Tissue::fascia ? 0.2f
                       : tissue == anatomy::Tissue::tendon ? 0.2f
                                                           : 1.0f;
    auto [layer, added] = moment.state.layers.try_emplace(structure.info.id, 1.0f);
    layer->second = std::min(layer->second, most);
  }
}

std::optional<Comparison> comparison_from(const std::string& words) {
  Comparison comparison;
  if (words == "before") {
    comparison.kind = Beside::before;
    return comparison;
  }
  double factor = 0.0;
  const auto [end, problem] = std::from_chars(words.data(), words.data() + words.size(), factor);
  if (problem == std::errc() && end + 1 == words.data() + words.size() && *end == 'x') {
    if (factor < 0.1 || factor > 4.0) return std::nullopt;
    comparison.kind = Beside::force;
    comparison.factor = factor;
    return comparison;
  }
  comparison.kind = Beside::lesson;
  comparison.file = words;
  return comparison;
}

Moment moment_before(const Document& document, const Moment& now, const View& view, const Settings& settings) {
  Moment before = now;
  if (!document.lesson || !document.atlas || !now.field) return before;
  const Lesson& lesson = *document.lesson;
  technique::State state = technique::sample(*lesson.timeline, 0.0);
  state.layers = now.state.layers;
  state.heatmap = now.state.heatmap;
  std::vector<bool> wanted;
  for (const anatomy::Structure& structure : document.atlas->structures)
    wanted.push_back(effective_opacity(structure.info, state.layers, view, settings) > 0.0f);
  const tissue::VertexField values = tissue::vertex_field(*document.body, *lesson.history, state, *document.library,
                                                          document.tissue, state.heatmap, wanted);
  auto field = std::make_shared<render::ScalarField>(*now.field);
  field->values = values.values;
  field->revision = now.field->revision ^ 0x9e3779b97f4a7c15ull;
  before.field = std::move(field);
  return before;
}

std::shared_ptr<const Document> with_force(const Document& document, double factor) {
  auto other = std::make_shared<Document>(document);
  if (!document.lesson || !document.atlas) return other;
  technique::Scene scene = document.lesson->scene;
  for (technique::Step& step : scene.steps) {
    for (technique::Action& action : step.actions) scale_force(action, factor);
  }
  std::vector<Problem> ignored;  // the same places as before
  auto lesson = std::make_shared<Lesson>();
  lesson->timeline = std::make_shared<technique::Timeline>(
      technique::make_timeline(scene, *document.atlas, *document.library, ignored, document.skin));
  tissue::Lesson input;
  input.key = fmt::format("{}|force {}", document.lesson->history->key(), factor);
  input.duration_s = static_cast<double>(lesson->timeline->duration_s);
  input.at = [timeline = lesson->timeline](double t) { return technique::sample(*timeline, t); };
  input.starting_state = scene.starting_state;
  lesson->history = tissue::bake(document.body, input, *document.library, document.tissue);
  lesson->scene = std::move(scene);
  other->lesson = std::move(lesson);
  return other;
}

std::shared_ptr<const Document> other_side(const std::shared_ptr<const Document>& document, Comparison& comparison) {
  switch (comparison.kind) {
    case Beside::nothing:
      break;
    case Beside::before:
      comparison.left = "Before", comparison.right = "Now";
      break;
    case Beside::force:
      comparison.left = "As the lesson says";
      comparison.right = fmt::format("{:g} times the force", comparison.factor);
      return with_force(*document, comparison.factor);
    case Beside::lesson: {
      OpenRequest request;
      request.inputs = {comparison.file};
      if (!document->atlas_files.empty()) request.atlas = document->atlas_files.front();
      request.tissue = document->tissue;
      request.reuse = document;
      const auto other = open_document(request);
      comparison.left = document->title, comparison.right = other->title;
      return other;
    }
  }
  return document;
}

Settings comparison_settings(const Settings& settings, const Comparison& comparison) {
  Settings copy = settings;
  if (comparison.kind == Beside::before) copy.set_value("field.show", std::string("tension"));
  return copy;
}

}  // namespace palpate::session
