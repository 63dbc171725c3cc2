#include "technique/timeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "technique/breathing.h"
#include "technique/ease.h"
#include "technique/track.h"
#include "technique/vocabulary.h"

namespace palpate::technique {
namespace {

using anatomy::Side;

constexpr double travel_peak_mm_s = 380.0;  // of a hand in the air; design estimate of an unhurried reach

bool touches(ActionKind kind) {
  return kind != ActionKind::wait && kind != ActionKind::stretch && kind != ActionKind::exercise;
}

double posture_duration(const Action& a) {
  if (a.kind == ActionKind::wait) return static_cast<double>(a.duration_s.value);
  const int repeat = std::max(1, a.repeat.given ? a.repeat.value : 1);
  if (a.kind == ActionKind::exercise)
    return a.rate_Hz.value > 0.0f ? repeat / static_cast<double>(a.rate_Hz.value) : 0.0;
  return repeat * static_cast<double>(a.effort_s.value + a.ramp_s.value + a.hold_s.value + a.release_s.value);
}

/// One round of an action: the parts that move at the same time.
using Round = std::vector<std::pair<std::string, HandPart>>;  // hand, part

/// Half the room that a hand of this tool takes beside its fellow, mm (design estimates: a hand is 85 to 90 mm wide).
float half_room_mm(const std::string& tool) {
  if (tool == "thumb" || tool == "ulnar_edge") return 27.0f;
  if (tool == "crossed_palms") return 40.0f;
  return 45.0f;
}

std::vector<Round> rounds_of(const Action& a, const Tool& tool) {
  const auto side_of = [](BodySide s) {
    return s == BodySide::left ? Side::left : s == BodySide::right ? Side::right : Side::midline;
  };
  const std::string hand = tool.laid ? "" : a.hands == Hands::left ? "left" : "right";
  if (tool.laid) return {{{hand, {side_of(a.side), false, 0.0f}}}};
  if (a.hands != Hands::both || tool.joined) {
    if (a.side != BodySide::both) return {{{hand, {side_of(a.side), false, 0.0f}}}};
    return {{{hand, {Side::left, false, 0.0f}}}, {{hand, {Side::right, false, 0.0f}}}};
  }
  if (a.side == BodySide::both) return {{{"left", {Side::left, false, 0.0f}}, {"right", {Side::right, true, 0.0f}}}};
  const bool same_lane = a.rhythm == Rhythm::alternate && (a.kind == ActionKind::glide || a.kind == ActionKind::strip ||
                                                           a.kind == ActionKind::skin_roll);
  const float area_mm2 = 100.0f * (a.area_cm2.given ? a.area_cm2.value : tool.area_cm2);
  const float apart =
      same_lane ? 0.0f : std::max(half_room_mm(a.tool), 0.55f * std::sqrt(area_mm2 / std::max(0.3f, tool.aspect)));
  return {{{"left", {side_of(a.side), false, -apart}}, {"right", {side_of(a.side), true, apart}}}};
}

class Builder {
 public:
  Builder(Timeline& timeline, const Body& body, std::vector<Problem>& problems)
      : timeline_(timeline), body_(body), problems_(problems) {}

  void build() {
    const Scene& scene = *timeline_.scene;
    double start = 0.0;
    for (size_t i = 0; i < scene.steps.size(); ++i) {
      const Step& step = scene.steps[i];
      look_for_names(step);
      make_look(step);
      make_camera(step);
      make_section(step);
      make_actions(step, i, start);
      start += static_cast<double>(step.duration_s.value);
    }
    timeline_.duration_s = static_cast<float>(start);
    for (auto& track : tracks_) timeline_.tracks.push_back(std::make_shared<const Track>(std::move(track)));
  }

 private:
  void report(const Where& at, Severity severity, std::string message, std::string code) {
    problems_.push_back({timeline_.scene->file, at.line, at.column, severity, std::move(message), std::move(code)});
  }

  void look_for_names(const Step& step) {
    std::vector<std::string> missing;
    for (const NameUse& use : step.names) {
      const bool found = std::any_of(use.ids.begin(), use.ids.end(), [&](const std::string& id) {
        return use.landmark ? body_.atlas.landmarks.contains(id) : body_.atlas.find(id) != nullptr;
      });
      if (found || std::find(missing.begin(), missing.end(), use.name) != missing.end()) continue;
      missing.push_back(use.name);
      report(use.at, Severity::warning,
             fmt::format("the open atlas has no {} '{}'; the step is shown greyed",
                         use.landmark ? "landmark" : "structure", use.name),
             use.landmark ? "missing-landmark" : "missing-structure");
    }
    timeline_.missing.push_back(std::move(missing));
  }

  void make_look(const Step& step) {
    std::map<std::string, float> look;
    if (step.layers.empty() && !timeline_.layers.empty()) {
      look = timeline_.layers.back();
    } else {
      for (const auto& [id, opacity] : step.layers) {
        if (body_.atlas.find(id)) look[id] = opacity.value;
      }
    }
    timeline_.layers.push_back(std::move(look));
  }

  void make_camera(const Step& step) {
    CameraRequest camera =
        timeline_.cameras.empty() ? CameraRequest{"posterior", std::nullopt, 1.0f} : timeline_.cameras.back();
    if (step.view.at.line > 0 || !step.view.from.empty()) {
      if (!step.view.from.empty()) camera.view = step.view.from;
      camera.zoom = step.view.zoom;
      camera.look_at_mm.reset();
      if (step.view.look_at) {
        for (const Side side : {Side::midline, Side::left, Side::right}) {
          const auto at = find_place(step.view.look_at, side, body_);
          if (!at) continue;
          camera.look_at_mm = body_.skin.position(*at);
          break;
        }
      }
    }
    timeline_.cameras.push_back(std::move(camera));
  }

  void make_section(const Step& step) {
    SectionRequest section{step.section.plane == "none" ? "" : step.section.plane, std::nullopt, step.section.tilt_deg,
                           step.section.turn_deg, step.section.whole};
    if (step.section.through) section.through_mm = inner_place(step.section.through);
    timeline_.sections.push_back(std::move(section));
  }

  /// Where a place lies in the body: the landmark itself, the middle of a structure; of a point, the skin over it.
  std::optional<Vec3> inner_place(const Place& place) const {
    for (const char* side : {"", "_left", "_right"}) {
      const auto landmark = body_.atlas.landmarks.find(place.id + side);
      if (place.kind == Place::Kind::landmark && landmark != body_.atlas.landmarks.end())
        return landmark->second + Vec3(0.0f, place.cranial_mm, 0.0f);
    }
    for (const std::string& id : place.ids) {
      const anatomy::Structure* structure = body_.atlas.find(id);
      if (structure) return structure->bounds.centre() + Vec3(0.0f, place.cranial_mm, 0.0f);
    }
    for (const Side side : {Side::midline, Side::left, Side::right}) {
      if (const auto at = find_place(place, side, body_)) return body_.skin.position(*at);
    }
    return std::nullopt;
  }

  Track& track_of(const std::string& hand) {
    const auto found = std::find_if(tracks_.begin(), tracks_.end(), [&](const Track& t) { return t.hand == hand; });
    if (found != tracks_.end()) return *found;
    return tracks_.emplace_back(Track{hand, {}});
  }

  void make_actions(const Step& step, size_t index, double start) {
    const double limit = static_cast<double>(step.duration_s.value);
    double at = 0.0;
    std::string sum;
    for (const Action& action : step.actions) {
      const double before = at;
      if (!touches(action.kind)) {
        const double length = posture_duration(action);
        if (action.kind != ActionKind::wait)
          timeline_.postures.push_back({start + at, std::min(start + at + length, start + limit), &action});
        at += length;
      } else if (const Tool* tool = find_tool(action.tool)) {
        for (const Round& round : rounds_of(action, *tool))
          at += make_round(step, index, action, *tool, round, start + at, start + limit);
      }
      sum += fmt::format("{}{} {:.1f} s", sum.empty() ? "" : " + ", to_string(action.kind), at - before);
    }
    if (at > limit + 0.05) {
      // Without a skin the ways are those over whatever lies outermost: no ground for an error.
      report(step.duration_s.at, body_.skin.structure().empty() ? Severity::note : Severity::error,
             fmt::format(
                 "the actions need {} = {:.1f} s, more than the step's {:g} s (lengthen `for`, or take away repeats)",
                 sum, at, limit),
             "too-long");
    }
  }

  // Returns the time the round takes.
  double make_round(const Step& step, size_t index, const Action& action, const Tool& tool, const Round& round,
                    double start, double limit) {
    std::vector<std::pair<std::string, Piece>> pieces;
    double travel_s = 0.5;
    for (const auto& [hand, part] : round) {
      std::optional<SkinPath> path;
      if (action.path) {
        path = find_path(action.path, part.side, body_);
      } else if (const auto spot = find_place(action.place, part.side, body_)) {
        path = SkinPath{{*spot}, 0.0f};
      }
      if (!path) {
        mark_missing(index, action);
        return 0.0;
      }
      Piece piece;
      piece.start = start, piece.step = index, piece.action = &action, piece.part = part;
      piece.trace = trace_of(*path, hand);
      piece.motion = make_motion(action, part, std::move(*path));
      piece.still = still_contact(step, action, tool, hand, part);
      const Pose first = piece.motion->at(0.0);
      const Track& track = track_of(hand);
      if (track.pieces.empty()) {
        piece.from = first;
        piece.from.load = 0.0f, piece.from.lift_mm = withdrawn_mm;
      } else {
        const Piece& last = track.pieces.back();
        piece.from = waiting(last.motion->at(last.end - last.start - last.travel_s), start - last.end);
        const Vec3 way = body_.skin.position(first.at) - body_.skin.position(piece.from.at);
        travel_s = std::max(travel_s, travel_time_s(static_cast<double>(glm::length(way)), travel_peak_mm_s));
      }
      travel_s = std::max(
          travel_s, travel_time_s(static_cast<double>(std::abs(piece.from.lift_mm - first.lift_mm)), travel_peak_mm_s));
      pieces.emplace_back(hand, std::move(piece));
    }
    double length = 0.0;
    for (auto& [hand, piece] : pieces) {
      piece.travel_s = travel_s;
      const double own = travel_s + piece.motion->duration_s();
      length = std::max(length, own);
      piece.end = std::min(start + own, limit);
      if (piece.end > piece.start + piece.travel_s) track_of(hand).pieces.push_back(std::move(piece));
    }
    return length;
  }

  void mark_missing(size_t step, const Action& action) {
    const std::string name = action.path ? action.path.from.text + " to " + action.path.to.text : action.place.text;
    auto& missing = timeline_.missing[step];
    if (!missing.empty()) return;  // already told by name
    missing.push_back(name);
    report(action.at, Severity::warning,
           fmt::format("the open atlas has no place for '{}'; the action is left out", name), "missing-place");
  }

  PathTrace trace_of(const SkinPath& path, const std::string& hand) const {
    PathTrace trace;
    trace.hand = hand;
    if (path.length_mm < 5.0f) return trace;
    const int count = std::clamp(static_cast<int>(path.length_mm / 5.0f), 2, 200);
    for (int i = 0; i <= count; ++i) {
      const ChartPoint at = path.at(static_cast<double>(path.length_mm) * i / count);
      trace.points_mm.push_back(body_.skin.position(at));
      trace.normals.push_back(body_.skin.normal(at));
    }
    return trace;
  }

  Contact still_contact(const Step& step, const Action& action, const Tool& tool, const std::string& hand,
                        const HandPart& part) const {
    Contact c;
    c.tool = tool.id;
    c.hand = hand;
    c.side = part.side;
    c.action = to_string(action.kind);
    c.shape = tool.shape;
    c.area_cm2 = action.area_cm2.given ? action.area_cm2.value : tool.area_cm2;
    const float area_mm2 = 100.0f * c.area_cm2, around = tool.shape == AreaShape::rectangle ? 4.0f : 3.14159265f;
    c.half_width_mm = std::sqrt(area_mm2 / (around * tool.aspect));
    c.half_length_mm = tool.aspect * c.half_width_mm;
    c.force_N = action.force_N.given ? action.force_N.value : walton_force_N(action.walton.value, c.area_cm2);
    c.temperature_C = action.temperature_C.value;
    const knowledge::Technique* known = body_.library.technique(step.technique);
    const bool published = known && known->basis == knowledge::Basis::published && known->force_N &&
                           action.force_N.given && known->force_N->contains(static_cast<double>(action.force_N.value));
    c.basis = published ? "published" : "design estimate";
    c.source = published ? known->source : "";
    return c;
  }

  Timeline& timeline_;
  const Body& body_;
  std::vector<Problem>& problems_;
  std::vector<Track> tracks_;
};

Vec3 tangent(const SkinSurface& skin, const ChartPoint& at, const ChartPoint& chart_vector, float radius) {
  return chart_vector.lateral * skin.leftward(at, radius) + chart_vector.height * skin.headward(at, radius);
}

Vec3 push_direction(const Action& a, const HandPart& part, const Contact& c, const SkinSurface& skin,
                    const ChartPoint& at, float radius) {
  const Vec3 into = -c.normal;
  if (a.angle_deg.given) {
    const float angle = glm::radians(a.angle_deg.value);
    return normalize_or(std::sin(angle) * into + std::cos(angle) * c.direction, into);
  }
  const float sign = part.side == Side::right ? -1.0f : 1.0f;
  const ChartPoint words{sign * a.direction.lateral, a.direction.cranial};
  // Words without an angle lean the force by 30 degrees.
  if (a.kind == ActionKind::press && (words.lateral != 0.0f || words.height != 0.0f)) {
    return normalize_or(into + 0.577f * normalize_or(tangent(skin, at, words, radius), Vec3(0.0f)), into);
  }
  return into;
}

Contact contact_at(const Timeline& timeline, const Track& track, const Track::Moment& m, double t) {
  const SkinSurface& skin = *timeline.skin;
  Contact c = m.piece->still;
  // A hand in the air keeps to the broad shape of the back and does not nod over the furrow.
  const float radius = std::clamp(0.6f * std::min(c.half_length_mm, c.half_width_mm), 4.0f, 25.0f) +
                       std::min(0.7f * m.pose.lift_mm, 60.0f);
  c.phase = m.pose.phase;
  c.position_mm = skin.position(m.pose.at);
  c.normal = skin.normal(m.pose.at, radius);
  const Vec3 ahead = tangent(skin, m.pose.at, m.pose.heading, radius);
  c.direction = normalize_or(ahead - glm::dot(ahead, c.normal) * c.normal, {0.0f, 1.0f, 0.0f});
  c.push = push_direction(*m.piece->action, m.piece->part, c, skin, m.pose.at, radius);
  c.force_N *= m.pose.load;
  c.pressure_kPa = c.area_cm2 > 0.0f ? 10.0f * c.force_N / c.area_cm2 : 0.0f;
  c.walton = m.piece->still.temperature_C > 0.0f && c.hand.empty() ? 0 : walton_level(c.force_N, c.pressure_kPa);
  c.lift_mm = m.pose.lift_mm;
  c.fold_mm = m.pose.fold_mm;
  c.slide_mm = tangent(skin, m.pose.at, m.pose.slide, radius);
  constexpr double step_s = 0.002;
  const Track::Moment before = track.at(t - step_s), after = track.at(t + step_s);
  if (before.piece == m.piece && after.piece == m.piece) {
    const Vec3 way = skin.position(after.pose.at) - skin.position(before.pose.at);
    c.speed_cm_s = 0.1f * glm::length(way) / static_cast<float>(2.0 * step_s);
  }
  return c;
}

void add_contacts(const Timeline& timeline, double t, State& state) {
  for (const auto& track : timeline.tracks) {
    const Track::Moment m = track->at(t);
    if (!m.piece) continue;
    state.contacts.push_back(contact_at(timeline, *track, m, t));
    if (m.piece->trace.points_mm.empty() || !(m.working || t < m.piece->end)) continue;
    state.paths.push_back(m.piece->trace);
    state.paths.back().done = m.working ? m.pose.done : 0.0f;
  }
}

void add_look(const Timeline& timeline, size_t step, double u, State& state) {
  const auto& now = timeline.layers[step];
  const auto& before = timeline.layers[step == 0 ? 0 : step - 1];
  const float f = step == 0 ? 1.0f : static_cast<float>(minimum_jerk(u / 1.2));
  const auto value = [](const std::map<std::string, float>& look, const std::string& id) {
    const auto found = look.find(id);
    return found == look.end() ? 1.0f : found->second;
  };
  for (const auto& [id, opacity] : now) state.layers[id] = glm::mix(value(before, id), opacity, f);
  for (const auto& [id, opacity] : before) {
    if (!now.contains(id) && f < 1.0f) state.layers[id] = glm::mix(opacity, 1.0f, f);
  }
  state.camera = timeline.cameras[step];
  state.camera_before = timeline.cameras[step == 0 ? 0 : step - 1];
  state.camera_blend = step == 0 ? 1.0f : static_cast<float>(minimum_jerk(u / 1.8));

  const std::string& map = timeline.heatmaps[step];
  const std::string& last = step == 0 ? std::string() : timeline.heatmaps[step - 1];
  const float in = static_cast<float>(minimum_jerk(u / 1.0));
  if (map == last) {
    state.heatmap = map, state.heatmap_strength = map.empty() ? 0.0f : 1.0f;
  } else if (map.empty() && in < 1.0f) {
    state.heatmap = last, state.heatmap_strength = 1.0f - in;
  } else if (!map.empty()) {
    state.heatmap = map, state.heatmap_strength = in;
  }
}

// Windows open and close, rims come and go; only the style changes at once.
void add_picture(const Scene& scene, size_t step, double u, State& state) {
  const Step& now = scene.steps[step];
  const Step& before = scene.steps[step == 0 ? 0 : step - 1];
  const float in = step == 0 ? 1.0f : static_cast<float>(minimum_jerk(u / 1.0));
  PictureRequest& picture = state.picture;
  picture.style = now.style;
  picture.xray = glm::mix(before.xray, now.xray, in);
  picture.window = glm::mix(before.window.radius, now.window.radius, in);
  const WindowSpec& shown = now.window.radius > 0.0f ? now.window : before.window;
  picture.window_to = shown.to;
  picture.window_follows = shown.follows.empty() ? "hand" : shown.follows;
}

void add_posture(const Timeline& timeline, double t, State& state) {
  for (const Timeline::Posture& p : timeline.postures) {
    if (t < p.start || t >= p.end) continue;
    const Action& a = *p.action;
    state.pose = a.pose;
    const double u = t - p.start;
    // Into the pose and out of it without haste; a very short action takes what it has.
    const double ease = std::min(1.5, 0.3 * (p.end - p.start));
    state.pose_presence = static_cast<float>(std::min(minimum_jerk(u / ease), minimum_jerk((p.end - t) / ease)));
    if (a.kind == ActionKind::exercise) {
      state.pose_amount =
          static_cast<float>(0.5 - 0.5 * std::cos(6.283185307179586 * static_cast<double>(a.rate_Hz.value) * u));
    } else {
      const double effort = static_cast<double>(a.effort_s.value), hold = static_cast<double>(a.hold_s.value),
                   ramp = std::max(0.1, static_cast<double>(a.ramp_s.value)),
                   out = std::max(0.1, static_cast<double>(a.release_s.value));
      const double v = std::fmod(u, effort + ramp + hold + out) - effort;
      if (v < 0.0) state.effort = static_cast<float>(std::min(minimum_jerk((v + effort) / 1.0), minimum_jerk(-v)));
      state.pose_amount =
          static_cast<float>(std::min(minimum_jerk(v / ramp), minimum_jerk((ramp + hold + out - v) / out)));
    }
  }
}

double round_s(const Action& stretch) {
  return static_cast<double>(stretch.effort_s.value) + std::max(0.1, static_cast<double>(stretch.ramp_s.value)) +
         static_cast<double>(stretch.hold_s.value) + std::max(0.1, static_cast<double>(stretch.release_s.value));
}

// How far the ribs are lifted. The breath goes out while a stretch is entered, and out towards the full pose of an
// exercise; between the steps everybody is breathed out.
float breath_at(const Timeline& timeline, size_t step, double t) {
  const BreathKind* kind = find_breath(timeline.breathings[step]);
  if (!kind) return 0.0f;
  const double start = static_cast<double>(timeline.scene->start_s(step)),
               length = static_cast<double>(timeline.scene->steps[step].duration_s.value), depth = kind->depth;
  const Timeline::Posture* moved = nullptr;  // the action under way, else the first of the step
  for (const Timeline::Posture& p : timeline.postures) {
    if (p.start < start || p.start >= start + length) continue;
    if (!moved || t >= p.start) moved = &p;
  }
  double period = 60.0 / kind->per_minute, from = start;
  if (moved && moved->action->kind == ActionKind::stretch) {
    // A whole number of breaths a round, so that every round begins alike.
    const double round = round_s(*moved->action);
    period = round / std::max(1.0, std::round(round / period));
    from = moved->start + static_cast<double>(moved->action->effort_s.value) - breath_turn * period;
  }
  double breath = breath_wave((t - from) / period);
  if (moved && moved->action->kind == ActionKind::exercise && t >= moved->start && t < moved->end) {
    State there;
    add_posture(timeline, t, there);
    breath = std::lerp(breath, 1.0 - static_cast<double>(there.pose_amount), static_cast<double>(there.pose_presence));
  }
  const double ease = std::min(1.5, 0.3 * length);
  return static_cast<float>(depth * breath *
                            std::min(minimum_jerk((t - start) / ease), minimum_jerk((start + length - t) / ease)));
}

}  // namespace

Timeline make_timeline(const Scene& scene, const anatomy::Atlas& atlas, const knowledge::Library& library,
                       std::vector<Problem>& problems, std::shared_ptr<const SkinSurface> skin) {
  Timeline timeline;
  timeline.scene = std::make_shared<const Scene>(scene);
  timeline.skin = skin ? std::move(skin) : make_skin_surface(atlas);
  std::string heatmap, breathing;
  for (const Step& step : scene.steps) {
    if (!step.heatmap.empty()) heatmap = step.heatmap == "none" ? "" : step.heatmap;
    timeline.heatmaps.push_back(heatmap);
    if (!step.breathing.empty()) breathing = step.breathing == "none" ? "" : step.breathing;
    timeline.breathings.push_back(breathing);
  }
  const Body body{atlas, library, *timeline.skin};
  Builder(timeline, body, problems).build();
  return timeline;
}

State sample(const Timeline& timeline, double t) {
  State state;
  if (!timeline.scene || timeline.scene->steps.empty()) return state;
  const Scene& scene = *timeline.scene;
  t = std::clamp(t, 0.0, static_cast<double>(timeline.duration_s));
  const size_t step = scene.step_at(static_cast<float>(t));
  const Step& now = scene.steps[step];
  const double u = t - static_cast<double>(scene.start_s(step));
  state.time_s = static_cast<float>(t);
  state.duration_s = timeline.duration_s;
  state.step = static_cast<int>(step);
  state.step_time_s = static_cast<float>(u);
  state.step_duration_s = now.duration_s.value;
  state.technique = now.technique;
  state.section = timeline.sections[step];
  state.shows_referral = now.shows_referral;
  for (const Action& a : now.actions) {
    if (a.place.kind == Place::Kind::point) state.points.push_back(a.place.id);
  }
  state.time_scale = now.stands_for_s > now.duration_s.value ? now.stands_for_s / now.duration_s.value : 1.0f;
  state.missing = timeline.missing[step];
  add_look(timeline, step, u, state);
  add_picture(scene, step, u, state);
  add_posture(timeline, t, state);
  state.breathing = timeline.breathings[step];
  state.breath = breath_at(timeline, step, t);
  state.breathing_in = breath_at(timeline, step, t + 0.02) > state.breath;
  if (!timeline.skin->empty()) add_contacts(timeline, t, state);
  return state;
}

}  // namespace palpate::technique
