#include "render/scene_plan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <queue>
#include <tuple>

#include "render/frame_block.h"
#include "render/prop_glass.h"
#include "tissue/dent.h"

namespace palpate::render {

namespace {

constexpr float k_visible = 0.004f, k_opaque = 0.996f;
constexpr float k_sheet_mm = 1.0f;  // by this depth and less the detail of a bent sheet grows; chosen by eye

bool in_frustum(const Box3& box, const Mat4& m) {
  for (int axis = 0; axis < 3; ++axis) {
    for (const float sign : {1.0f, -1.0f}) {
      const Vec4 plane(m[0][3] + sign * m[0][axis], m[1][3] + sign * m[1][axis], m[2][3] + sign * m[2][axis],
                       m[3][3] + sign * m[3][axis]);
      const Vec3 far_corner(plane.x > 0 ? box.hi.x : box.lo.x, plane.y > 0 ? box.hi.y : box.lo.y,
                            plane.z > 0 ? box.hi.z : box.lo.z);
      if (glm::dot(Vec3(plane), far_corner) + plane.w < 0.0f) return false;
    }
  }
  return true;
}

// Where a box lies of a section plane.
enum class Side { kept, astride, beyond };
Side side_of(const Box3& box, const anatomy::CutPlane& plane) {
  const float reach = glm::dot(0.5f * box.size(), glm::abs(plane.normal)), height = plane.height(box.centre());
  return height > reach ? Side::beyond : height < -reach ? Side::kept : Side::astride;
}

// A box that holds everything of `box` however its segments carry it.
Box3 posed_box(const Box3& box, const std::array<motion::Rigid, motion::segment_count>& moved) {
  Box3 out;
  for (const motion::Rigid& r : moved) {
    for (int k = 0; k < 8; ++k)
      out.add(r.point({k & 1 ? box.hi.x : box.lo.x, k & 2 ? box.hi.y : box.lo.y, k & 4 ? box.hi.z : box.lo.z}));
  }
  return out;
}

// How sharply the posture bends what lies in `box` at rest, 1/mm: the turn at a joint over the way that flesh takes to
// follow it.
float bend_within(const Box3& box, const motion::Skeleton& skeleton,
                  const std::array<motion::Rigid, motion::segment_count>& moved) {
  constexpr float level_mm = 37.0f, hip_mm = 110.0f, reach_mm = 40.0f;  // height of a level; design estimates
  float bend = 0.0f;
  for (size_t s = motion::l5; s < motion::segment_count; ++s) {
    if (!skeleton.present[s]) continue;
    const Vec3 nearest = glm::clamp(skeleton.centre[s], box.lo, box.hi);
    const bool spine = s < motion::thigh_left;
    if (spine ? std::abs(nearest.y - skeleton.centre[s].y) > reach_mm
              : glm::distance(nearest, skeleton.centre[s]) > hip_mm)
      continue;
    const glm::quat turn =
        glm::inverse(moved[spine ? s - 1 : static_cast<size_t>(motion::pelvis)].turn) * moved[s].turn;
    const float angle = 2.0f * std::acos(std::min(1.0f, std::abs(turn.w)));
    bend = std::max(bend, angle / (spine ? level_mm : hip_mm));
  }
  return bend;
}

// How far the posture bends beyond turning as one.
std::optional<NearlyRigid> nearly_rigid(const motion::Skeleton& skeleton,
                                        const std::array<motion::Rigid, motion::segment_count>& moved) {
  // What bending by that much, breath and kept volume may add: the way a point moves aside over its distance from the
  // eye, the slope of a bulge. Generous design estimates.
  constexpr float most_degrees = 15.0f, aside = 0.3f;
  const motion::Rigid& whole = moved[motion::pelvis];
  float most = 0.0f;
  for (size_t s = 0; s < moved.size(); ++s) {
    if (!skeleton.present[s]) continue;
    const glm::quat turn = glm::inverse(whole.turn) * moved[s].turn;
    most = std::max(most, 2.0f * std::acos(std::min(1.0f, std::abs(turn.w))));
  }
  if (most > glm::radians(most_degrees)) return {};
  return NearlyRigid{whole, std::sin(most) + aside};
}

// Shells that enclose the others come last: fascia, then fat, then skin.
int shell(anatomy::Tissue tissue) {
  switch (tissue) {
    case anatomy::Tissue::fascia:
      return 1;
    case anatomy::Tissue::fat:
      return 2;
    case anatomy::Tissue::skin:
      return 3;
    default:
      return 0;
  }
}

// Gives triangles to the structures in view, always to the one whose surface strays most for the eye, until the budget
// is spent. The whole picture is then equally exact, whatever it shows.
void choose_levels(const std::vector<DrawItem*>& items, const GpuAtlas& gpu, size_t budget) {
  const auto triangles = [&](const DrawItem& item, int level) {
    return static_cast<size_t>(gpu.range(item.structure, level).count) / 3;
  };
  const auto error = [&](const DrawItem& item) {
    const auto& levels = gpu.atlas().structures[item.structure].levels;
    float error_mm = levels[static_cast<size_t>(item.level)].error_mm;
    // Triangles that were flat enough at rest cut the corner where the body bends: by an eighth of the bend times the
    // square of their length, and the largest of a level are half as long again as its mean.
    if (item.bend > 0.0f) {
      const float edge = gpu.long_edge_mm(item.structure, item.level);
      const float depth = gpu.mean_depth_mm(item.structure);
      // Of a sheet thinner than that the under side would show.
      const float thin = depth > 0.0f ? 1.0f + k_sheet_mm / depth : 1.0f;
      error_mm += 0.3f * thin * item.bend * edge * edge;
    }
    // A sheet lies a millimetre over what it covers, which would come through where it strays.
    const bool sheet = gpu.atlas().structures[item.structure].info.tissue == anatomy::Tissue::fascia;
    return (sheet ? 4.0f : 1.0f) * error_mm / std::max(item.distance, 50.0f);
  };
  struct Step {
    float error;
    size_t item;
    bool operator<(const Step& other) const { return error != other.error ? error < other.error : item > other.item; }
  };
  std::priority_queue<Step> queue;
  size_t total = 0;
  for (size_t i = 0; i < items.size(); ++i) {
    DrawItem& item = *items[i];
    item.level = static_cast<int>(gpu.atlas().structures[item.structure].levels.size()) - 1;
    if (!item.in_view) continue;
    total += triangles(item, item.level);
    queue.push({error(item), i});
  }
  while (!queue.empty()) {
    const size_t i = queue.top().item;
    queue.pop();
    DrawItem& item = *items[i];
    int finer = item.level - 1;
    const size_t now = triangles(item, item.level);
    while (finer > 0 && triangles(item, finer) == now) --finer;  // levels that are not there repeat the finer one
    if (finer < 0 || triangles(item, finer) == now || total - now + triangles(item, finer) > budget) continue;
    total += triangles(item, finer) - now;
    item.level = finer;
    queue.push({error(item), i});
  }
}

}  // namespace

bool PicturePart::shows(const Box3& box) const {
  const Rectangle r = rectangle_of(box, view_projection, width, height);
  return r.x < pixels.x + pixels.width && pixels.x < r.x + r.width && r.y < pixels.y + pixels.height &&
         pixels.y < r.y + r.height;
}

bool ScenePlan::touched(const Box3& box) const {
  return any_reaches(touches, box);
}

bool ScenePlan::shows_field() const {
  const auto shown = [](const DrawItem& item) { return item.field; };
  return std::any_of(opaque.begin(), opaque.end(), shown) || std::any_of(glass.begin(), glass.end(), shown);
}

size_t triangle_budget(const FrameInput& input) {
  const double area = static_cast<double>(input.width) * input.height / (1280.0 * 720.0);
  const double most = 3e6, detail = std::max(static_cast<double>(input.detail), 0.1);
  switch (input.quality) {
    case Quality::plain:
      return 120'000;
    case Quality::low: {  // a small picture shows no more than half of that: films and small windows run faster
      // Of a bent body nothing is known to lie hidden, and all of it is drawn.
      const double some = input.posture ? 0.7 : 1.0;
      const double all = 100.6e3 * some * detail * std::clamp(2.0 * area, 0.6, 1.0);
      const auto props = static_cast<double>(moving_triangles(input.props));
      return static_cast<size_t>(std::max(std::min(all, most) - props, 0.6 * all));
    }
    case Quality::high:  // the same for both: nothing jumps when the first clean picture is refined
    case Quality::still:
      return static_cast<size_t>(std::clamp(120e3 * detail * area, 120e3, most));
  }
  return 0;
}

ScenePlan plan_scene(const FrameInput& input, const GpuAtlas& gpu, const Mat4& view_projection) {
  ScenePlan plan;
  plan.eye_mm = input.camera.position_mm;
  plan.clip_by_discard = input.clip_by_discard;
  plan.posture = input.posture.get();
  plan.plate = input.style == Style::plate;
  std::array<motion::Rigid, motion::segment_count> moved;
  for (size_t s = 0; s < moved.size() && plan.posture; ++s) moved[s] = motion::to_rigid(plan.posture->segments[s]);
  if (plan.posture) plan.nearly_rigid = nearly_rigid(plan.posture->rig->skeleton(), moved);
  const auto& structures = gpu.atlas().structures;
  for (size_t c = 0; c < std::min(input.contacts.size(), max_contacts); ++c)
    plan.touches.push_back(touch_of(input.contacts[c]));
  for (size_t c = 0; c < plan.touches.size(); ++c) {
    if (input.contacts[c].strength > 0.0f) plan.footprints.push_back(footprint_of(input.contacts[c], plan.touches[c]));
  }
  plan.contact_layers.assign(std::min(input.contacts.size(), max_contacts), -1.0f);
  float together = 0.0f;
  for (size_t c = 0; c < plan.touches.size(); ++c) {
    for (const GpuAtlas::Turn& turn : turns_of(input.contacts[c])) {
      if (turn.sine > 0.0f) plan.turns.push_back(turn);
      together += turn.sine;
    }
  }
  // Each acts on what the others have drawn out; where that is much, any triangle may turn any way.
  for (GpuAtlas::Turn& turn : plan.turns) turn.sine = together < 0.9f ? turn.sine / (1.0f - together) : 1e3f;
  for (size_t i = 0; i < structures.size(); ++i) {
    const StructureLook look = i < input.looks.size() ? input.looks[i] : StructureLook{};
    if (look.opacity < k_visible) continue;
    if (input.quality == Quality::plain && look.opacity < 0.5f) continue;
    const anatomy::Structure& structure = structures[i];
    DrawItem item;
    item.structure = i;
    item.material = material_of(structure.info.tissue);
    item.opacity = look.opacity;
    item.layer = structure.info.layer;
    const bool has_values = input.field && i < input.field->values.size() && input.field->values[i];
    item.field = input.field != nullptr && look.heat > 0.0f && (has_values || look.opacity >= clear_glass);
    item.fibres = look.fibres;
    item.hatched = item.field && !has_values;
    item.heat = item.field ? look.heat : 0.0f;
    item.rows = look_rows(structure.info, look);
    Box3 box = structure.bounds;
    if (plan.posture) box = posed_box(box, moved).grown(motion::most_breath_mm * plan.posture->segments.breath);
    if (plan.posture && motion::segment_of(structure.info.id) < 0)
      item.bend = bend_within(structure.bounds, plan.posture->rig->skeleton(), moved);
    item.offset_mm = look.offset_mm;
    if (look.offset_mm != Vec3(0.0f)) {
      plan.exploded = true;
      box.lo += look.offset_mm, box.hi += look.offset_mm;
    }
    item.distance = glm::distance(input.camera.position_mm, glm::clamp(input.camera.position_mm, box.lo, box.hi));
    for (size_t c = 0; c < plan.contact_layers.size(); ++c) {
      if (!plan.touches[c].reaches(structure.bounds)) continue;
      item.dented |= item.yields() > 0.0f;
      float& layer = plan.contact_layers[c];
      const auto mine = static_cast<float>(item.layer);
      if (tissue::dent_share(structure.info.tissue) > 0.0f && (layer < 0.0f || mine < layer)) layer = mine;
    }
    if (input.section && !look.whole) {
      // Tissue under a hand is cut where the hand has pushed it.
      const Side side = side_of(box.grown(item.dented ? 40.0f : 0.0f), input.section->plane);
      if (side == Side::beyond) continue;
      item.cut = side == Side::astride;
    }
    item.in_view = in_frustum(box.grown(item.dented ? 40.0f : 0.0f), view_projection);
    plan.bounds.add(box);
    item.bounds = box;
    item.window = input.focus.radius > 0.0f && item.layer < input.focus.layer;
    const bool glass = look.opacity < k_opaque || input.xray > 0.0f;
    (glass && input.quality != Quality::plain ? plan.glass : plan.opaque).push_back(item);
  }
  std::vector<DrawItem*> items;
  for (DrawItem& item : plan.opaque) items.push_back(&item);
  for (DrawItem& item : plan.glass) items.push_back(&item);
  for (DrawItem* item : items) {
    for (size_t c = 0; c < plan.contact_layers.size() && !item->footprint; ++c) {
      item->footprint = input.contacts[c].strength > 0.0f &&
                        plan.contact_layers[c] == static_cast<float>(item->layer) &&
                        plan.touches[c].reaches(structures[item->structure].bounds);
    }
  }
  choose_levels(items, gpu, triangle_budget(input));
  for (const DrawItem* item : items) {
    if (item->in_view) plan.level = std::max(plan.level, item->level);
  }
  std::sort(plan.opaque.begin(), plan.opaque.end(), [](const DrawItem& a, const DrawItem& b) {
    return std::tie(a.layer, a.distance, a.structure) < std::tie(b.layer, b.distance, b.structure);
  });
  std::sort(plan.glass.begin(), plan.glass.end(), [&](const DrawItem& a, const DrawItem& b) {
    const int sa = shell(structures[a.structure].info.tissue), sb = shell(structures[b.structure].info.tissue);
    return std::make_tuple(sa, -a.distance, a.structure) < std::make_tuple(sb, -b.distance, b.structure);
  });
  return plan;
}

}  // namespace palpate::render
