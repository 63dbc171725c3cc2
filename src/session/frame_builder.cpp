#include "session/frame_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/text.h"
#include "render/views.h"
#include "session/attachments.h"
#include "session/camera_control.h"
#include "session/label_choice.h"
#include "session/section.h"
#include "session/session.h"

namespace palpate::session {
namespace {

constexpr Vec4 kAccent{0.055f, 0.463f, 0.502f, 0.85f};
constexpr float kGhost = 0.07f;
constexpr float kHoverTint = 0.10f, kSelectTint = 0.16f, kHoverOutline = 0.6f;  // its outline tells the rest
/// The opening angle that views are framed for; other angles move the camera so that the body keeps its size.
constexpr float kFramedFov_deg = 28.0f;

/// Of the picture's height: how much higher a lesson's middle lies than the picture's (design estimate).
constexpr float kLift = 0.035f;
/// Words that cover more than that lift it further, so that it stays in the middle of what they leave free.
constexpr float kUsualCaption = 0.26f;

struct Backdrop {
  Vec3 top, bottom;
};

Backdrop backdrop(const Settings& settings, render::Style style) {
  std::string word = settings.text("view.background");
  if (word == "theme") word = settings.text("window.theme");
  if (word == "dark") return {{0.085f, 0.082f, 0.078f}, {0.035f, 0.034f, 0.032f}};
  if (word == "white") return {Vec3(1.0f), Vec3(1.0f)};
  if (style == render::Style::plate) return {{0.965f, 0.949f, 0.914f}, {0.965f, 0.949f, 0.914f}};  // paper
  return {{0.93f, 0.92f, 0.90f}, {0.84f, 0.82f, 0.79f}};
}

float tissue_factor(anatomy::Tissue tissue, const Settings& settings) {
  switch (tissue) {
    case anatomy::Tissue::skin:
      return static_cast<float>(settings.number("view.skin_opacity"));
    case anatomy::Tissue::fat:
      return static_cast<float>(settings.number("view.fat_opacity"));
    case anatomy::Tissue::fascia:
      return static_cast<float>(settings.number("view.fascia_opacity"));
    default:
      return 1.0f;
  }
}

/// Skin colours as factors of the light one (linear). Design estimates.
Vec3 skin_tone(const Settings& settings) {
  const std::string& word = settings.text("view.skin_tone");
  if (word == "olive") return {0.80f, 0.76f, 0.68f};
  if (word == "brown") return {0.52f, 0.40f, 0.32f};
  if (word == "dark") return {0.26f, 0.175f, 0.135f};
  return Vec3(1.0f);
}

void add_looks(render::FrameInput& frame, const Document& document, const Moment& moment, const View& view,
               const Settings& settings, const FrameRequest& request) {
  frame.looks.resize(document.atlas->structures.size());
  for (size_t i = 0; i < frame.looks.size(); ++i) {
    const anatomy::StructureInfo& info = document.atlas->structures[i].info;
    render::StructureLook& look = frame.looks[i];
    look.opacity = i < request.opacities.size() ? request.opacities[i]
                                                : effective_opacity(info, moment.state.layers, view, settings);
    const bool selected = info.id == view.selected, hovered = info.id == request.hovered;
    look.highlight = selected ? kSelectTint : hovered ? kHoverTint : 0.0f;
    const bool shell = info.tissue == anatomy::Tissue::skin || info.tissue == anatomy::Tissue::fat;
    look.fibres = selected && settings.on("view.fibres");
    look.outline = shell ? 0.0f : selected ? 1.0f : hovered ? kHoverOutline : 0.0f;
    look.greyed = !moment.greyed.empty();
    if (info.tissue == anatomy::Tissue::skin) look.tint = skin_tone(settings);
    const bool has_values = moment.field && i < moment.field->values.size();
    if (has_values) look.heat = moment.state.heatmap_strength;
  }
}

/// The whole skin; when something is revealed, what lies over it becomes faint and what lies beside it glass.
void add_skin_alone(render::FrameInput& frame, const Document& document, const std::string& revealed) {
  constexpr float faint = 0.04f, beside = 0.35f;
  const anatomy::Structure* shown = document.atlas->find(revealed);
  frame.looks.resize(document.atlas->structures.size());
  for (size_t i = 0; i < frame.looks.size(); ++i) {
    const anatomy::StructureInfo& info = document.atlas->structures[i].info;
    const bool itself = shown && info.id == revealed;
    frame.looks[i].opacity = !shown || itself || info.tissue == anatomy::Tissue::bone ? 1.0f
                             : info.layer < shown->info.layer                         ? faint
                                                                                      : beside;
    frame.looks[i].highlight = itself ? kSelectTint : 0.0f;
    frame.looks[i].outline = itself ? 1.0f : 0.0f;
  }
}

/// Structures moved apart: layer after layer towards the back, the sides away from the middle. Design estimates.
void explode(render::FrameInput& frame, const Document& document, float amount) {
  if (amount <= 0.0f) return;
  constexpr float layers_apart_mm = 34.0f, sides_apart = 0.6f;
  int deepest = 0;
  for (const anatomy::Structure& structure : document.atlas->structures)
    deepest = std::max(deepest, structure.info.layer);
  for (size_t i = 0; i < frame.looks.size(); ++i) {
    const anatomy::Structure& structure = document.atlas->structures[i];
    const float out = static_cast<float>(deepest - structure.info.layer);
    const float side = structure.info.tissue == anatomy::Tissue::bone ? 0.4f : 1.0f + 0.22f * out;
    frame.looks[i].offset_mm = amount * Vec3(sides_apart * side * structure.bounds.centre().x, 0.0f,
                                             layers_apart_mm * (0.5f * static_cast<float>(deepest) - out));
  }
}

/// What was moved apart stays in the picture: the camera steps back until it takes no more of its width and height than
/// there is, beside words where there are labels, or than the body took before.
void step_back(render::FrameInput& frame, const anatomy::Atlas& atlas, bool labelled) {
  constexpr float room = 0.94f, room_beside_words = 0.56f;
  const Vec3 way = frame.camera.target_mm - frame.camera.position_mm;
  const float distance = glm::length(way);
  if (distance < 1.0f) return;
  const Vec3 ahead = way / distance, right = normalize_or(glm::cross(ahead, frame.camera.up), Vec3(1, 0, 0));
  const Vec3 axes[2] = {right, glm::cross(right, ahead)};
  const float half = std::tan(glm::radians(frame.camera.fov_y_deg) / 2.0f);
  const float aspect = static_cast<float>(frame.width) / static_cast<float>(frame.height);
  float limits[2] = {half * aspect * (labelled ? room_beside_words : room), half * room};
  const auto corners = [&](bool apart, auto&& take) {
    for (size_t i = 0; i < frame.looks.size(); ++i) {
      const Box3& b = atlas.structures[i].bounds;
      for (int k = 0; k < 8; ++k) {
        const Vec3 corner((k & 1) ? b.hi.x : b.lo.x, (k & 2) ? b.hi.y : b.lo.y, (k & 4) ? b.hi.z : b.lo.z);
        const Vec3 from = corner + (apart ? frame.looks[i].offset_mm : Vec3(0.0f)) - frame.camera.target_mm;
        for (int axis = 0; axis < 2; ++axis) take(axis, std::abs(glm::dot(from, axes[axis])), glm::dot(from, ahead));
      }
    }
  };
  corners(false, [&](int axis, float beside, float deeper) {
    if (distance + deeper > 1.0f) limits[axis] = std::max(limits[axis], beside / (distance + deeper));
  });
  float factor = 1.0f;
  corners(true, [&](int axis, float beside, float deeper) {
    factor = std::max(factor, (beside / limits[axis] - deeper) / distance);
  });
  frame.camera.position_mm = frame.camera.target_mm - factor * way;
}

void add_section(render::FrameInput& frame, const Document& document, const Moment& moment, const View& view,
                 const Settings& settings) {
  const SectionChoice choice = wanted_section(moment.state, view, settings);
  const auto plane = posed_plane(choice, moment.state, frame.camera.position_mm, frame.posture.get());
  if (!plane || !document.cutter) return;
  frame.clip_by_discard = settings.text("section.clip") == "discard";
  const std::set<std::string> whole = whole_structures(document, moment.state, view, settings);
  for (size_t i = 0; i < frame.looks.size(); ++i)
    frame.looks[i].whole = whole.contains(document.atlas->structures[i].info.id);
  frame.section = document.cutter->cut(*plane, frame.looks, frame.contacts, frame.posture.get());
}

/// Where a point of the body lies in the picture, (0,0) = top left.
Vec2 in_picture(const render::FrameInput& frame, const Box3& bounds, const Vec3& point) {
  const float aspect = static_cast<float>(frame.width) / static_cast<float>(frame.height);
  const Vec4 p = render::projection_matrix(frame.camera, aspect, bounds.grown(20.0f)) *
                 render::view_matrix(frame.camera) * Vec4(point, 1.0f);
  return p.w > 1e-3f ? Vec2(0.5f + 0.5f * p.x / p.w, 0.5f - 0.5f * p.y / p.w) : Vec2(0.5f);
}

void add_window(render::FrameInput& frame, const Document& document, const Moment& moment, const View& view,
                const Settings& settings, const std::optional<Vec2>& pointer) {
  // The hand at the settings comes before the lesson.
  const technique::PictureRequest& asked = moment.state.picture;
  const auto chosen_radius = static_cast<float>(settings.number("view.window"));
  const bool of_lesson = chosen_radius <= 0.0f && asked.window > 0.0f;
  frame.focus.radius = of_lesson ? asked.window : chosen_radius;
  if (frame.focus.radius <= 0.0f) return;
  if (of_lesson) {
    int outermost = std::numeric_limits<int>::max();
    for (const std::string& id : asked.window_to) {
      if (const anatomy::Structure* closed = document.atlas->find(id))
        outermost = std::min(outermost, closed->info.layer);
    }
    if (outermost == std::numeric_limits<int>::max()) {
      frame.focus.radius = 0.0f;  // this atlas has none of them
      return;
    }
    frame.focus.layer = outermost;
    if (asked.window_follows == "hand" && !moment.state.contacts.empty())
      frame.focus.at = in_picture(frame, document.atlas->bounds(), moment.state.contacts.front().position_mm);
    return;
  }
  const anatomy::Structure* chosen = view.selected.empty() ? nullptr : document.atlas->find(view.selected);
  frame.focus.layer =
      chosen && chosen->info.layer > 0 ? chosen->info.layer : static_cast<int>(settings.number("view.window_layer"));
  const std::string& follows = settings.text("view.window_follows");
  if (follows == "hand" && !moment.state.contacts.empty())
    frame.focus.at = in_picture(frame, document.atlas->bounds(), moment.state.contacts.front().position_mm);
  else if (follows == "pointer" && pointer)
    frame.focus.at = *pointer;
}

void add_paths(render::FrameInput& frame, const Moment& moment) {
  for (const technique::PathTrace& trace : moment.state.paths) {
    render::Ribbon ribbon;
    ribbon.points_mm = trace.points_mm;
    ribbon.normals = trace.normals;
    ribbon.done = trace.done;
    ribbon.colour = kAccent;
    if (ribbon.points_mm.size() >= 2) frame.ribbons.push_back(std::move(ribbon));
  }
}

void add_landmarks(render::FrameInput& frame, const Document& document) {
  for (const auto& [id, position] : document.atlas->landmarks) {
    render::Marker marker;
    marker.position_mm = position;
    marker.radius_mm = 4.0f;
    marker.shape = render::MarkerShape::cross;
    frame.markers.push_back(marker);
  }
}

/// What an opaque, closed, uncut skin encloses cannot be seen: it is left out, and deep dents show skin only.
void leave_out_enclosed(render::FrameInput& frame, const Document& document) {
  if (frame.section || frame.focus.radius > 0.0f || frame.xray > 0.0f) return;
  const auto& structures = document.atlas->structures;
  for (size_t skin = 0; skin < structures.size(); ++skin) {
    if (structures[skin].info.tissue != anatomy::Tissue::skin || !structures[skin].closed ||
        frame.looks[skin].opacity < 0.999f || frame.looks[skin].offset_mm != Vec3(0.0f))
      continue;
    const Box3 inside = structures[skin].bounds.grown(1.0f);
    for (size_t i = 0; i < structures.size(); ++i) {
      const Box3& b = structures[i].bounds;
      const bool enclosed =
          glm::all(glm::greaterThanEqual(b.lo, inside.lo)) && glm::all(glm::lessThanEqual(b.hi, inside.hi));
      // A line round it is seen through everything.
      if (i != skin && enclosed && frame.looks[i].outline <= 0.0f) frame.looks[i].opacity = 0.0f;
    }
  }
}

}  // namespace

std::string structure_name(const anatomy::StructureInfo& info, const Settings& settings, std::string* detail) {
  const std::string& language = settings.text("view.names");
  const bool latin_first = language == "latin" && !info.latin.empty();
  if (detail) *detail = language == "both" ? info.latin : "";
  return latin_first ? info.latin : info.name.empty() ? info.id : info.name;
}

float effective_opacity(const anatomy::StructureInfo& info, const std::map<std::string, float>& lesson_layers,
                        const View& view, const Settings& settings) {
  if (view.hidden.contains(info.id)) return 0.0f;
  float opacity = 1.0f;
  if (const auto own = view.opacity.find(info.id); own != view.opacity.end()) {
    opacity = own->second;
  } else {
    if (const auto asked = lesson_layers.find(info.id); asked != lesson_layers.end()) opacity = asked->second;
    opacity *= tissue_factor(info.tissue, settings);
  }
  if (!view.isolated.empty()) {
    if (view.isolated.contains(info.id)) return std::max(opacity, view.opacity.contains(info.id) ? 0.0f : 1.0f);
    return view.ghost_others ? std::min(opacity, kGhost) : 0.0f;
  }
  const float layer = static_cast<float>(info.layer);
  if (layer + 1.0f <= view.peel) return 0.0f;
  return opacity * std::clamp(layer + 1.0f - view.peel, 0.0f, 1.0f);
}

float shown_opacity(const Session& session, const std::string& id) {
  if (const auto own = session.view().opacity.find(id); own != session.view().opacity.end()) return own->second;
  const auto asked = session.lesson_layers.find(id);
  return asked == session.lesson_layers.end() ? 1.0f : asked->second;
}

render::Camera camera_for(const Document& document, const Moment& moment, const View& view, const std::string& named,
                          float aspect) {
  const Box3 bounds = document.atlas ? document.atlas->bounds() : Box3{};
  if (!named.empty()) {
    if (const auto camera = resolve_view(named, bounds, aspect)) return *camera;
    std::vector<std::string> known;
    for (const render::View& row : render::views()) known.push_back(row.id);
    throw Error("", fmt::format("unknown view '{}'{}", named, did_you_mean(named, known)), "see: palpate list views",
                Exit::wrong_usage);
  }
  if (document.lesson && !view.camera_taken) return lesson_camera(moment.state, bounds, aspect);
  return view.camera;
}

render::Style shown_style(const Moment& moment, const Settings& settings) {
  const std::string& set = settings.text("view.style");
  const std::string& word = set == "lesson" ? moment.state.picture.style : set;
  return word == "plate" ? render::Style::plate : render::Style::realistic;
}

namespace {

// Where the person and what carries them are shown, what carries them is at the bottom of the picture; from above and
// from below the head stays up.
void hold_level(render::Camera& camera, const Posed& posed) {
  if (!posed.shows_figure || !posed.position) return;
  const Vec3 look = normalize_or(camera.target_mm - camera.position_mm, Vec3(0, 0, 1));
  if (std::abs(glm::dot(look, posed.position->down)) < 0.8f) camera.up = -posed.position->down;
}

// Hands with fewer triangles where pictures must be quick: moving ones with as few as their size allows.
void lighten(render::FrameInput& frame) {
  const float height_at_1mm = 2.0f * std::tan(glm::radians(frame.camera.fov_y_deg) / 2.0f);
  for (render::Prop& prop : frame.props) {
    if (prop.lighter.empty()) continue;
    const float distance_mm = std::max(glm::distance(frame.camera.position_mm, prop.anchor_mm), 1.0f);
    const float pixels_per_mm = static_cast<float>(frame.height) / (height_at_1mm * distance_mm);
    size_t level = 0;
    if (frame.quality == render::Quality::low) {
      while (level + 1 < prop.lighter.size() && pixels_per_mm <= prop.lighter[level + 1].pixels_per_mm) ++level;
    }
    prop.indices = prop.lighter[level].indices, prop.parts = prop.lighter[level].parts;
  }
}

}  // namespace

render::FrameInput build_frame(const Document& document, const Moment& moment, const View& view,
                               const Settings& settings, const FrameRequest& request) {
  render::FrameInput frame;
  frame.width = request.width;
  frame.height = request.height;
  frame.quality = request.quality;
  frame.ui_scale = request.ui_scale;
  frame.style = shown_style(moment, settings);
  const Backdrop behind = backdrop(settings, frame.style);
  frame.background_top = behind.top;
  frame.background_bottom = behind.bottom;
  frame.transparent = settings.text("view.background") == "transparent";
  frame.legend = settings.on("view.legend");
  frame.scale_bar = settings.on("view.scale_bar");
  frame.orientation = settings.on("view.orientation");
  frame.covered_bottom = request.covered_bottom;
  frame.covered_top = request.covered_top;
  frame.camera = camera_for(document, moment, view, request.view,
                            static_cast<float>(request.width) / static_cast<float>(request.height));
  if (!view.camera_taken || !request.view.empty()) hold_level(frame.camera, moment.posed);
  // What a lesson shows lies above the words that the window sets at the foot of its picture.
  if (document.lesson && settings.on("panel.captions")) {
    const float covered = request.covered_bottom / static_cast<float>(request.height);
    frame.camera.lift = kLift + 0.5f * std::max(covered - kUsualCaption, 0.0f);
  }
  const float fov = static_cast<float>(settings.number("view.field_of_view"));
  const float apart = std::tan(glm::radians(kFramedFov_deg) / 2.0f) / std::tan(glm::radians(fov) / 2.0f);
  frame.camera.position_mm = frame.camera.target_mm + (frame.camera.position_mm - frame.camera.target_mm) * apart;
  frame.camera.fov_y_deg = fov;
  const auto xray = static_cast<float>(settings.number("view.xray"));
  frame.xray = xray > 0.0f ? xray : moment.state.picture.xray;
  if (!document.atlas) return frame;
  add_window(frame, document, moment, view, settings, request.pointer);

  if (request.shown == Shown::skin) {
    frame.xray = frame.focus.radius = 0.0f;  // a quiz shows nothing from below
    add_skin_alone(frame, document, request.revealed);
    return frame;
  }
  add_looks(frame, document, moment, view, settings, request);
  if (request.shown == Shown::body) {
    for (render::StructureLook& look : frame.looks) look.heat = 0.0f;
    return frame;
  }
  const float exploded = static_cast<float>(settings.number("view.explode"));
  explode(frame, document, exploded);
  if (exploded > 0.0f) step_back(frame, *document.atlas, settings.text("view.labels") != "off");
  frame.field = moment.field;
  frame.posture = moment.posed.picture;
  frame.contacts = moment.patches;
  const float dent = static_cast<float>(settings.number("view.dent_scale"));
  for (render::ContactPatch& patch : frame.contacts) {
    patch.depth_mm *= dent;
    if (!settings.on("view.footprints")) patch.strength = 0.0f;
  }
  // A section is cut where everything is in its place.
  if (exploded <= 0.0f) add_section(frame, document, moment, view, settings);
  if (settings.on("view.paths")) add_paths(frame, moment);
  frame.markers = moment.markers;
  frame.props = moment.props;
  if (request.quality != render::Quality::still) lighten(frame);
  // Seen from below, the table would stand before the body.
  if (const Posed& posed = moment.posed;
      posed.support >= 0 && glm::dot(frame.camera.position_mm, posed.position->down) > posed.support_top_mm)
    frame.props[static_cast<size_t>(posed.support)].opacity = 0.0f;
  if (settings.on("view.landmarks")) add_landmarks(frame, document);
  if (!view.selected.empty() && settings.on("view.attachments") && document.attachments) {
    const int chosen = document.atlas->index_of(view.selected);
    if (chosen >= 0 && frame.looks[static_cast<size_t>(chosen)].opacity > 0.0f)
      add_attachments(frame, document.attachments->of(static_cast<size_t>(chosen)),
                      frame.looks[static_cast<size_t>(chosen)]);
  }
  const size_t first_area = frame.labels.size();
  const size_t after_areas = first_area + add_labels(frame, document, view, settings);
  if (frame.posture) {  // the moment's own markers and props come carried
    for (size_t i = moment.markers.size(); i < frame.markers.size(); ++i) carry(*frame.posture, frame.markers[i]);
    for (render::Ribbon& ribbon : frame.ribbons) carry(*frame.posture, ribbon);
    for (size_t i = 0; i < frame.labels.size(); ++i) {
      if (i < first_area || i >= after_areas)
        frame.labels[i].anchor_mm = carried(*frame.posture, frame.labels[i].anchor_mm);
    }
  }
  leave_out_enclosed(frame, document);
  return frame;
}

}  // namespace palpate::session
