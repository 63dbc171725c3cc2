#include "render/scene_plan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "render/frame_block.h"
#include "tissue/dent.h"

namespace palpate::render {

namespace {

constexpr float k_visible = 0.004f, k_opaque = 0.996f;

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

// True when the contact can move or mark something in the box.
bool reaches(const ContactPatch& contact, const Box3& box) {
  const float radius =
      std::max(contact.reach_mm, tissue::dent_rim * (std::max(contact.half_length_mm, contact.half_width_mm) +
                                                     tissue::dent_widening * contact.depth_mm));
  const Vec3 nearest = glm::clamp(contact.position_mm, box.lo, box.hi);
  const float limit = radius * 1.5f;
  return glm::dot(nearest - contact.position_mm, nearest - contact.position_mm) < limit * limit;
}

// Where a box lies of a section plane.
enum class Side { kept, astride, beyond };
Side side_of(const Box3& box, const anatomy::CutPlane& plane) {
  const float reach = glm::dot(0.5f * box.size(), glm::abs(plane.normal)), height = plane.height(box.centre());
  return height > reach ? Side::beyond : height < -reach ? Side::kept : Side::astride;
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

}  // namespace

size_t triangle_budget(Quality quality, int width, int height) {
  const size_t area = static_cast<size_t>(width) * static_cast<size_t>(height), common = 1280 * 720;
  switch (quality) {
    case Quality::plain:
      return 180'000;
    case Quality::low:  // a small picture shows no more than half of that: films and small windows run twice as fast
      return std::clamp<size_t>(360'000 * area / common, 90'000, 180'000);
    case Quality::high:
    case Quality::still:
      return std::clamp<size_t>(420'000 * area / common, 420'000, 3'000'000);
  }
  return 0;
}

ScenePlan plan_scene(const FrameInput& input, const GpuAtlas& gpu, const Mat4& view_projection) {
  ScenePlan plan;
  plan.clip_by_discard = input.clip_by_discard;
  const auto& structures = gpu.atlas().structures;
  plan.contact_layers.assign(std::min(input.contacts.size(), max_contacts), -1.0f);
  std::vector<size_t> visible;
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
    item.field = input.field != nullptr && look.heat > 0.0f;
    item.rows = look_rows(structure.info, look, has_values);
    item.painted = look.highlight > 0.0f || look.greyed || item.field;
    item.distance = glm::distance(input.camera.position_mm,
                                  glm::clamp(input.camera.position_mm, structure.bounds.lo, structure.bounds.hi));
    for (size_t c = 0; c < plan.contact_layers.size(); ++c) {
      if (!reaches(input.contacts[c], structure.bounds)) continue;
      item.dented = true;
      float& layer = plan.contact_layers[c];
      const auto mine = static_cast<float>(item.layer);
      if (tissue::dent_share(structure.info.tissue) > 0.0f && (layer < 0.0f || mine < layer)) layer = mine;
    }
    if (input.section && !look.whole) {
      // Tissue under a hand is cut where the hand has pushed it.
      const Side side = side_of(structure.bounds.grown(item.dented ? 40.0f : 0.0f), input.section->plane);
      if (side == Side::beyond) continue;
      item.cut = side == Side::astride;
    }
    item.in_view = in_frustum(structure.bounds.grown(item.dented ? 40.0f : 0.0f), view_projection);
    plan.bounds.add(structure.bounds);
    visible.push_back(i);
    (look.opacity < k_opaque && input.quality != Quality::plain ? plan.glass : plan.opaque).push_back(item);
  }
  plan.level = gpu.level_within(visible, triangle_budget(input.quality, input.width, input.height));
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
