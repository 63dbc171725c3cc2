#include "session/label_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "render/views.h"
#include "session/frame_builder.h"
#include "session/section.h"
#include "tissue/body_index.h"

namespace palpate::session {
namespace {

constexpr float kSolid = 0.5f;  ///< what is fainter is looked through
constexpr size_t kProbes = 14;  ///< places of a structure that are asked whether the eye sees them

/// Of a pair one side is named: every second pair on the right, so that both columns fill alike, whatever is shown.
bool is_named_side(const anatomy::Atlas& atlas, const anatomy::StructureInfo& info) {
  if (info.side == anatomy::Side::midline) return true;
  size_t sum = 0;  // of the name: a new structure does not turn the others over
  for (const char letter : info.base_id) sum += static_cast<unsigned char>(letter);
  const bool right = sum % 2 == 1;
  if ((info.side == anatomy::Side::right) == right) return true;
  return atlas.find(info.base_id + (right ? "_right" : "_left")) == nullptr;
}

void write(render::FrameInput& frame, const anatomy::StructureInfo& info, const Settings& settings, const Vec3& anchor,
           std::string detail = {}) {
  render::Label label;
  label.text = structure_name(info, settings, &label.detail);
  if (!detail.empty()) label.detail = label.detail.empty() ? detail : label.detail + ", " + detail;
  label.anchor_mm = anchor;
  frame.labels.push_back(std::move(label));
}

/// True when the face of the cut is what the eye sees of a cut structure: edge-on it is a line, and tells nothing.
bool face_shows(const render::FrameInput& frame) {
  constexpr float kEdgeOn = 0.14f;  // sine of 8 degrees
  if (!frame.section || frame.section->plane.height(frame.camera.position_mm) <= 0.0f) return false;
  const Vec3 back = normalize_or(frame.camera.position_mm - frame.camera.target_mm, Vec3(0, 0, -1));
  return glm::dot(back, frame.section->plane.normal) > kEdgeOn;
}

/// Names and areas on the faces of a cut, the largest first. What fills the picture anyway (skin) has no use for one.
void add_areas(render::FrameInput& frame, const Document& document, const View& view, const Settings& settings) {
  if (!face_shows(frame) || !settings.on("section.areas")) return;
  constexpr size_t kMost = 12;
  constexpr double kLeast_cm2 = 0.5;
  size_t written = 0;
  for (const SectionRow& row : section_rows(*frame.section)) {
    const anatomy::StructureInfo& info = document.atlas->structures[row.structure].info;
    const bool chosen = info.id == view.selected;
    const bool fills = info.tissue == anatomy::Tissue::skin || info.tissue == anatomy::Tissue::fat;
    if (!chosen && (fills || row.area_cm2 < kLeast_cm2 || frame.looks[row.structure].opacity < kSolid ||
                    !is_named_side(*document.atlas, info) || written >= kMost))
      continue;
    write(frame, info, settings, anatomy::inner_point(frame.section->sections[row.structure], frame.section->plane),
          row.open ? "open mesh" : fmt::format("{:.1f} cm²", row.area_cm2));
    ++written;
  }
}

/// How far from the middle of the focus window a place is seen, in its radii; far away without a window.
float window_distance(const render::FrameInput& frame, const Vec3& place) {
  constexpr float kOutside = 1e9f;
  if (frame.focus.radius <= 0.0f) return kOutside;
  const auto seen = render::pixel_of(frame.camera, frame.width, frame.height, place);
  const Vec2 size(static_cast<float>(frame.width), static_cast<float>(frame.height));
  return seen ? glm::distance(*seen, frame.focus.at * size) / (frame.focus.radius * size.y) : kOutside;
}

/// True where the window takes a layer away, as in shaders/window.glsl.
bool opened(const render::FrameInput& frame, int layer, float distance) {
  return layer < frame.focus.layer && distance < 1.0f - 0.06f * static_cast<float>(layer);
}

/// The seen place of a structure that is nearest to the middle of all its seen places; empty when something solid
/// covers all of them.
std::optional<Vec3> seen_place(const render::FrameInput& frame, const Document& document, size_t structure) {
  const auto& vertices = document.atlas->structures[structure].levels.front().vertices;
  const Vec3 eye = frame.camera.position_mm;
  const size_t stride = std::max<size_t>(1, vertices.size() / kProbes);
  std::vector<Vec3> seen;
  for (size_t i = stride / 2; i < vertices.size(); i += stride) {
    const Vec3 place = vertices[i].position, from = place - eye;
    const float distance = glm::length(from);
    if (glm::dot(anatomy::unpack_normal(vertices[i].normal), from) > 0.0f) continue;
    if (frame.section && !frame.looks[structure].whole && frame.section->plane.height(place) > 0.0f) continue;
    const float in_window = window_distance(frame, place);
    if (opened(frame, document.atlas->structures[structure].info.layer, in_window)) continue;
    // Looked at from close by: what is far in front of it rarely lies between, but is dear to ask for.
    const Vec3 towards = from / distance;
    const float reach = std::min(distance, 400.0f);
    const auto spans = document.body->through(place - towards * reach, towards, reach + 2.0f);
    const bool covered = std::any_of(spans.begin(), spans.end(), [&](const tissue::BodyIndex::Span& span) {
      const auto other = static_cast<size_t>(span.structure);
      return other != structure && span.enter_mm < reach - 0.5f && frame.looks[other].opacity >= kSolid &&
             !opened(frame, document.atlas->structures[other].info.layer, in_window);
    });
    if (!covered) seen.push_back(place);
  }
  if (seen.empty()) return std::nullopt;
  Vec3 middle(0.0f);
  for (const Vec3& p : seen) middle += p / static_cast<float>(seen.size());
  return *std::min_element(seen.begin(), seen.end(), [&](const Vec3& a, const Vec3& b) {
    return glm::distance(a, middle) < glm::distance(b, middle);
  });
}

}  // namespace

size_t add_labels(render::FrameInput& frame, const Document& document, const View& view, const Settings& settings) {
  const size_t before = frame.labels.size();
  add_areas(frame, document, view, settings);
  const size_t areas = frame.labels.size() - before;
  const std::string& amount = settings.text("view.labels");
  const size_t most = amount == "many" ? 24 : amount == "few" ? 8 : 0;
  if (most == 0) return areas;
  std::vector<std::pair<float, size_t>> candidates;
  for (size_t i = 0; i < frame.looks.size(); ++i) {
    const anatomy::Structure& structure = document.atlas->structures[i];
    const bool selected = structure.info.id == view.selected;
    const bool shell = structure.info.tissue == anatomy::Tissue::skin || structure.info.tissue == anatomy::Tissue::fat;
    // A face covers what lies behind it: there the areas name what is seen.
    if (face_shows(frame) && !frame.looks[i].whole) continue;
    if ((frame.looks[i].opacity >= kSolid && !shell && is_named_side(*document.atlas, structure.info)) || selected)
      candidates.emplace_back(selected ? 1e9f : structure.bounds.diagonal(), i);
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  size_t written = 0, asked = 0;
  for (const auto& [size, i] : candidates) {
    if (written >= most || asked++ >= 3 * most) break;
    const anatomy::Structure& structure = document.atlas->structures[i];
    const bool selected = structure.info.id == view.selected;
    const bool solid = document.body && !structure.levels.empty();
    auto anchor = solid ? seen_place(frame, document, i) : std::optional(structure.bounds.centre());
    if (!anchor && selected) anchor = structure.bounds.centre();
    if (!anchor) continue;
    *anchor += frame.looks[i].offset_mm;
    write(frame, structure.info, settings, *anchor);
    ++written;
  }
  return areas;
}

}  // namespace palpate::session
