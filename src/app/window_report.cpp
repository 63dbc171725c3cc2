#include "app/window_report.h"

#include <nlohmann/json.hpp>

#include "io/atomic_file.h"
#include "ui/widgets.h"

namespace palpate::app {
namespace {

using Json = nlohmann::ordered_json;

Json view_json(const session::View& view) {
  Json json;
  json["selected"] = view.selected;
  json["hidden"] = view.hidden;
  json["isolated"] = view.isolated;
  json["ghost_others"] = view.ghost_others;
  json["opacity"] = view.opacity;
  json["peel"] = view.peel;
  json["whole"] = view.whole;
  json["camera_taken"] = view.camera_taken;
  json["camera_position_mm"] = {view.camera.position_mm.x, view.camera.position_mm.y, view.camera.position_mm.z};
  json["camera_target_mm"] = {view.camera.target_mm.x, view.camera.target_mm.y, view.camera.target_mm.z};
  return json;
}

}  // namespace

void write_window_report(const std::filesystem::path& path, const session::Session& session,
                         const session::Moment& moment, const ui::UiState& ui, const WindowFacts& facts) {
  Json json;
  json["format"] = 1;
  json["file"] = session.document().file.string();
  json["title"] = session.document().title;
  json["structures"] = session.document().atlas ? session.document().atlas->structures.size() : 0;
  json["loading"] = session.loading.active;
  json["time_s"] = session.playback.time_s();
  json["duration_s"] = session.playback.duration_s();
  json["playing"] = session.playback.playing();
  json["step"] = session.playback.step();
  json["steps"] = session.playback.steps().size();
  json["step_name"] = moment.step_name;
  json["speed"] = session.settings.number("play.speed");
  json["view"] = view_json(session.view());
  json["section"] = {
      {"kind", session.section.kind}, {"offset_mm", session.section.offset_mm}, {"flipped", session.section.flipped}};
  json["saved_views"] = Json::array();
  for (const session::SavedView& kept : session.saved_views) json["saved_views"].push_back(kept.name);
  json["probe"] = Json::array();
  for (const session::ProbeLayer& layer : ui.probe)
    json["probe"].push_back({{"id", layer.id}, {"depth_mm", layer.depth_mm}});
  json["hovered"] = session.hovered;
  json["search"] = session.search;
  json["undo"] = session.undo_stack().undo_name();
  json["redo"] = session.undo_stack().redo_name();
  json["overlay"] = static_cast<int>(session.overlay);
  json["screen_ticks"] = session.screen_ticks;
  json["knowledge"] = {{"tab", ui.panels.knowledge.tab}, {"query", ui.panels.knowledge.query}};
  for (const auto& found : ui.panels.knowledge.found) json["knowledge"]["found"].push_back(found.size());
  json["compare"] = {{"kind", static_cast<int>(session.compare.kind)},
                     {"ready", session.compare.ready},
                     {"choosing", session.compare.choosing},
                     {"wipe", session.compare.wipe},
                     {"left", session.compare.left},
                     {"right", session.compare.right}};
  json["tool"] = static_cast<int>(session.tools.kind);
  json["pain"] = {{"asked", session.tools.pain.asked}, {"muscles", Json::array()}};
  for (const auto& muscle : session.tools.pain.answer.muscles)
    json["pain"]["muscles"].push_back({{"id", muscle.id}, {"share", muscle.share}});
  const session::TraceTool& trace = session.tools.trace;
  json["trace"] = {{"target", trace.target.has_value()},
                   {"samples", trace.samples.size()},
                   {"total", trace.score ? Json(trace.score->total) : Json(nullptr)}};
  const session::PalpationTool& palpation = session.tools.palpation;
  json["palpation"] = {{"structure", palpation.question ? palpation.question->structure : ""},
                       {"asked", palpation.asked},
                       {"right", palpation.right}};
  json["muscle_play"] = {{"muscle", session.muscle_play.muscle}, {"clock_s", session.muscle_play.clock_s}};
  json["posed"] = moment.posed.picture != nullptr;
  json["presenting"] = session.presenting;
  json["fullscreen"] = session.fullscreen;
  json["notice"] = session.notice.text;
  json["hands"] = moment.hands.size();
  json["stack"] = moment.hands.empty() ? 0 : moment.hands.front().stack.size();
  json["heatmap"] = moment.state.heatmap;
  json["problems"] = Json::array();
  for (const Problem& problem : session.problems()) json["problems"].push_back(to_string(problem));
  for (const session::SettingSpec& spec : session::setting_table()) {
    json["settings"][std::string(spec.key)] = session::format_setting(spec, session.settings.value(spec.key));
  }
  json["frames"] = facts.frames;
  json["pictures"] = facts.pictures;
  json["refined"] = facts.refined;
  json["picture_ms"] = facts.picture_ms;
  json["renderer"] = facts.renderer;
  json["gl_errors"] = facts.gl_errors;
  json["stage"] = {ui.stage.x, ui.stage.y, ui.stage.width, ui.stage.height};
  for (const auto& [name, rect] : ui::marks()) json["marks"][name] = {rect.x, rect.y, rect.width, rect.height};
  AtomicFile file(path);
  file.write(json.dump(1));
  file.commit();
}

}  // namespace palpate::app
