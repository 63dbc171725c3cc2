#include "session/session.h"
#include "session/posture.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/text.h"
#include "session/section.h"

namespace palpate::session {
namespace {

constexpr double kNoticeLasts_s = 5.0;

/// A cut seen edge-on shows nothing: the camera turns round its target until the face is seen.
void turn_towards(const anatomy::CutPlane& plane, View& view) {
  constexpr float kLeastFacing = 0.35f, kTurn = 0.75f;
  const Vec3 back = view.camera.position_mm - view.camera.target_mm;
  const float distance = glm::length(back);
  if (distance < 1.0f || glm::dot(back / distance, plane.normal) > kLeastFacing) return;
  const Vec3 sideways = normalize_or(back - plane.normal * glm::dot(back, plane.normal), Vec3(0, 0, -1));
  view.camera.position_mm = view.camera.target_mm + distance * glm::normalize(sideways + kTurn * plane.normal);
  view.camera_taken = true;
}

}  // namespace

Session::Session() : document_(std::make_shared<Document>()) {}

void Session::show(std::shared_ptr<const Document> document, bool keep_place) {
  const bool same_atlas = document->atlas == document_->atlas;
  const double time_s = playback.time_s();
  const bool was_playing = playback.playing();
  document_ = std::move(document);
  failure_.clear();
  playback = Playback(document_->steps());
  hovered.clear();
  compare = {};
  muscle_play = {};
  tools.palpation.question.reset();
  tools.pain = {};
  if (tools.kind == Tool::trace) lay_tool_down(*this);
  if (keep_place) {
    playback.seek(time_s);
    if (was_playing && playback.time_s() < playback.duration_s()) playback.play();
  }
  if (!keep_place || !same_atlas) {
    view_ = View{};
    view_.camera = document_->home;
    undo_.clear();
  }
  if (tools.start_at_step >= 0 && document_->file == tools.start_file) {
    playback.go_to_step(tools.start_at_step);
    playback.play();
  }
  tools.start_at_step = -1;
  touch();
}

void Session::report_failure(std::vector<Problem> problems) {
  failure_ = std::move(problems);
  if (!failure_.empty()) {
    tell(failure_.front().message, true);
    settings.set_value("panel.problems", true);
  }
}

std::vector<Problem> Session::problems() const {
  std::vector<Problem> all = failure_;
  all.insert(all.end(), document_->problems.begin(), document_->problems.end());
  all.insert(all.end(), standing.begin(), standing.end());
  return all;
}

View Session::remembered() const {
  View view = view_;
  view.shown = settings.of_view();
  return view;
}

void Session::take_over(View view) {
  for (const auto& [key, value] : view.shown) settings.set_value(key, value);
  view.shown.clear();
  view_ = std::move(view);
  touch();
}

bool Session::undo() {
  View view = remembered();
  if (!undo_.undo(view)) return false;
  take_over(std::move(view));
  return true;
}

bool Session::redo() {
  View view = remembered();
  if (!undo_.redo(view)) return false;
  take_over(std::move(view));
  return true;
}

void Session::change(std::string_view key, SettingValue value) {
  const SettingSpec& spec = *find_setting(key);
  const View before = remembered();
  const unsigned revision = settings.revision();
  settings.set_value(key, std::move(value));
  if (spec.of_view && settings.revision() != revision) undo_.remember(before, to_lower(spec.name), key);
}

void Session::set_opacity(const std::string& id, float opacity) {
  edit_view("opacity", "opacity " + id, [&](View& view) { view.opacity[id] = std::clamp(opacity, 0.0f, 1.0f); });
}

void Session::set_hidden(const std::string& id, bool hidden) {
  set_hidden(std::vector<std::string>{id}, hidden, hidden ? "hide" : "show");
}

void Session::set_hidden(const std::vector<std::string>& ids, bool hidden, std::string_view what) {
  edit_view(what, {}, [&](View& view) {
    for (const std::string& id : ids) {
      if (hidden) {
        view.hidden.insert(id);
      } else {
        view.hidden.erase(id);
        if (!view.isolated.empty()) view.isolated.insert(id);
      }
    }
  });
}

void Session::isolate(const std::vector<std::string>& ids, bool ghost_others) {
  const std::set<std::string> wanted(ids.begin(), ids.end());
  const bool again = wanted == view_.isolated && ghost_others == view_.ghost_others;
  edit_view(again          ? "show all"
            : ghost_others ? "ghost the others"
                           : "isolate",
            {}, [&](View& view) {
              view.isolated = again ? std::set<std::string>{} : wanted;
              view.ghost_others = !again && ghost_others;
              for (const std::string& id : wanted) view.hidden.erase(id);
            });
}

void Session::show_everything() {
  edit_view("show all", {}, [](View& view) {
    view.opacity.clear();
    view.hidden.clear();
    view.isolated.clear();
    view.ghost_others = false;
    view.peel = 0.0f;
    view.whole.clear();
    view.section.reset();
  });
}

void Session::set_peel(float layers) {
  const float wanted = std::clamp(layers, 0.0f, peel_limit());
  if (wanted == view_.peel) return;
  edit_view("peel", "peel", [&](View& view) { view.peel = wanted; });
}

void Session::select(const std::string& id) {
  if (id == view_.selected) return;
  edit_view(id.empty() ? "deselect" : "select", {}, [&](View& view) { view.selected = id; });
}

void Session::keep_view() {
  SavedView kept{free_view_name(saved_views), remembered()};
  kept.view.section = section;  // as it is seen, whoever asked for it
  saved_views.push_back(std::move(kept));
  ++saved_views_revision;
  tell(fmt::format("Kept as '{}'.", saved_views.back().name));
}

void Session::show_kept_view(size_t index) {
  if (index >= saved_views.size()) return;
  const SavedView& kept = saved_views[index];
  const View before = remembered();
  View view = kept.view;
  view.camera_taken = true;
  if (!document_->atlas || !document_->atlas->find(view.selected)) view.selected.clear();
  for (const auto& [key, value] : before.shown)
    view.shown.try_emplace(key, parse_setting(*find_setting(key), find_setting(key)->initial));
  take_over(std::move(view));
  undo_.remember(before, "show " + kept.name);
}

void Session::rename_kept_view(size_t index, std::string name) {
  if (index >= saved_views.size() || name.empty() || saved_views[index].name == name) return;
  saved_views[index].name = std::move(name);
  ++saved_views_revision;
}

void Session::forget_kept_view(size_t index) {
  if (index >= saved_views.size()) return;
  saved_views.erase(saved_views.begin() + static_cast<std::ptrdiff_t>(index));
  ++saved_views_revision;
}

void Session::set_section(std::string_view kind) {
  if (kind == "lesson") {
    if (view_.section) edit_view("section", {}, [](View& view) { view.section.reset(); });
    return;
  }
  SectionChoice choice = section;
  choice.kind = kind;
  choice.offset_mm = 0.0f;
  choice.flipped = false;
  choice.side = 0;
  choice.through_mm.reset();
  const anatomy::Structure* chosen = document_->atlas ? document_->atlas->find(view_.selected) : nullptr;
  const bool rides = kind == "across the hand" || kind == "along the stroke";
  if (!rides && kind != "none") choice.through_mm = chosen ? chosen->bounds.centre() : view_.camera.target_mm;
  if (const auto plane = section_plane(choice, {}, view_.camera.position_mm)) {
    SectionChoice own = choice;  // the half that the eye is in now stays the one that is away
    own.side = 1;
    choice.side = section_plane(own, {}, view_.camera.position_mm)->normal == plane->normal ? 1 : -1;
  }
  const auto plane = section_plane(choice, {}, view_.camera.position_mm);
  edit_view(kind == "none" ? "close the section" : "section", {}, [&](View& view) {
    view.section = choice;
    if (plane) turn_towards(*plane, view);
  });
}

void Session::edit_section(std::string_view what, const std::function<void(SectionChoice&)>& change) {
  if (section.kind.empty()) return;
  SectionChoice choice = section;
  change(choice);
  choice.offset_mm = std::clamp(choice.offset_mm, -600.0f, 600.0f);
  choice.tilt_deg = std::clamp(choice.tilt_deg, 0.0f, 180.0f);
  edit_view(what, what, [&](View& view) { view.section = choice; });
  section = choice;
}

void Session::set_whole(const std::vector<std::string>& ids, bool whole) {
  edit_view(whole ? "leave whole" : "cut too", {}, [&](View& view) {
    for (const std::string& id : ids) {
      if (whole) {
        view.whole.insert(id);
      } else {
        view.whole.erase(id);
      }
    }
  });
}

float Session::peel_limit() const {
  int deepest = 0;
  if (document_->atlas) {
    for (const anatomy::Structure& structure : document_->atlas->structures) {
      deepest = std::max(deepest, structure.info.layer);
    }
  }
  return static_cast<float>(deepest);
}

std::vector<Request> Session::take_requests() {
  return std::exchange(requests_, {});
}

void Session::tell(std::string text, bool bad) {
  notice = {std::move(text), bad, 0.0};
  touch();
}

bool Session::advance(double dt_s) {
  bool changed = false;
  if (!notice.text.empty()) {
    notice.age_s += dt_s;
    if (notice.age_s > kNoticeLasts_s) {
      notice = {};
      changed = true;
    }
  }
  if (tools.kind == Tool::trace) {
    tools.trace.clock_s += dt_s;
    changed = true;
  }
  changed = advance_muscle(*this, dt_s) || changed;
  const bool asks = view_.posture || has_fascicles(*document_, view_.selected);
  const bool waits = asks && document_->mover && !document_->mover->ready();
  if (waits_for_rig_ != waits) touch();
  changed = changed || waits_for_rig_ != waits;
  waits_for_rig_ = waits;
  if (playback.playing()) {
    const std::string& loop = settings.text("play.loop");
    playback.advance(dt_s, settings.number("play.speed"),
                     loop == "step"     ? Loop::step
                     : loop == "lesson" ? Loop::lesson
                                        : Loop::off,
                     settings.on("play.pause_between"));
    changed = true;
  }
  return changed;
}

}  // namespace palpate::session
