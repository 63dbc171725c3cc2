#include "render/pick.h"

#include <algorithm>

namespace palpate::render {

namespace {

// True when the ray meets the box at a distance below `limit`.
bool meets(const Box3& box, const Ray& ray, float limit) {
  float from = 0.0f, to = limit;
  for (int axis = 0; axis < 3; ++axis) {
    const float inverse = 1.0f / ray.direction[axis];
    float a = (box.lo[axis] - ray.origin[axis]) * inverse, b = (box.hi[axis] - ray.origin[axis]) * inverse;
    if (a > b) std::swap(a, b);
    from = std::max(from, a), to = std::min(to, b);  // NaN (0 * infinity) leaves the interval as it is
  }
  return from <= to;
}

constexpr float k_far = 1e5f, k_visible = 0.004f;

// The part of a ray in which cut structures are there: before or behind the section plane.
struct Reach {
  float near = 0.0f, far = k_far;
  bool face = false;  // the ray enters the kept half at `near`
};
Reach reach_of(const SectionCut* cut, const Ray& ray) {
  if (!cut) return {};
  const float height = cut->plane.height(ray.origin), fall = -glm::dot(ray.direction, cut->plane.normal);
  const float at = std::abs(fall) > 1e-9f ? height / fall : -1.0f;
  if (height > 0.0f) return at > 0.0f ? Reach{at, k_far, true} : Reach{k_far, k_far, false};
  return {0.0f, at > 0.0f ? at : k_far, false};
}

}  // namespace

Picker::Picker(std::shared_ptr<const anatomy::Atlas> atlas) : atlas_(std::move(atlas)) {
  trees_.resize(atlas_ ? atlas_->structures.size() : 0);
}

const anatomy::RayIndex& Picker::index(size_t structure) {
  if (!trees_[structure]) {
    trees_[structure] = std::make_unique<anatomy::RayIndex>(atlas_->structures[structure].levels.front());
  }
  return *trees_[structure];
}

std::optional<Pick> Picker::meet(size_t structure, const Ray& ray, float limit, float near) {
  if (!meets(atlas_->structures[structure].bounds, ray, limit)) return std::nullopt;
  const auto hit = index(structure).first_hit(ray.origin, ray.direction, near, limit);
  if (!hit) return std::nullopt;
  const anatomy::PackedMesh& mesh = atlas_->structures[structure].levels.front();
  const auto corner = [&](uint32_t k) { return mesh.vertices[mesh.indices[3 * hit->triangle + k]].position; };
  const Vec3 normal = normalize_or(glm::cross(corner(1) - corner(0), corner(2) - corner(0)), -ray.direction);
  return Pick{static_cast<int>(structure), ray.origin + ray.direction * hit->distance, normal, hit->distance};
}

std::optional<Pick> Picker::on_face(size_t structure, const SectionCut& cut, const Ray& ray, float at) {
  const Vec3 point = ray.origin + ray.direction * at;
  if (structure >= cut.sections.size() || !anatomy::holds(cut.sections[structure], cut.plane, point))
    return std::nullopt;
  return Pick{static_cast<int>(structure), point, cut.plane.normal, at};
}

std::optional<Pick> Picker::pick_ray(const std::vector<StructureLook>& looks, const Ray& ray, float solid,
                                     const SectionCut* cut) {
  std::optional<Pick> best;
  const Reach reach = reach_of(cut, ray);
  for (size_t i = 0; i < trees_.size(); ++i) {
    if (i < looks.size() && looks[i].opacity < std::max(solid, k_visible)) continue;
    const bool whole = !cut || (i < looks.size() && looks[i].whole);
    const float far = whole ? k_far : reach.far;
    // On the face itself what lies inside is drawn over what holds it: the last one is seen.
    const auto face = !whole && reach.face ? on_face(i, *cut, ray, reach.near) : std::nullopt;
    if (face && (!best || best->distance_mm >= face->distance_mm)) best = face;
    if (const auto hit = meet(i, ray, best ? std::min(best->distance_mm, far) : far, whole ? 0.0f : reach.near))
      best = hit;
  }
  return best;
}

std::optional<Pick> Picker::pick(const FrameInput& input, float x, float y, float solid) {
  return pick_ray(input.looks, pixel_ray(input.camera, input.width, input.height, x, y), solid, input.section.get());
}

std::vector<Pick> Picker::pick_all(const FrameInput& input, float x, float y) {
  const Ray ray = pixel_ray(input.camera, input.width, input.height, x, y);
  const SectionCut* cut = input.section.get();
  const Reach reach = reach_of(cut, ray);
  std::vector<Pick> found;
  for (size_t i = 0; i < trees_.size(); ++i) {
    if (i < input.looks.size() && input.looks[i].opacity < k_visible) continue;
    const bool whole = !cut || (i < input.looks.size() && input.looks[i].whole);
    if (const auto face = !whole && reach.face ? on_face(i, *cut, ray, reach.near) : std::nullopt) {
      found.push_back(*face);
    } else if (const auto hit = meet(i, ray, whole ? k_far : reach.far, whole ? 0.0f : reach.near)) {
      found.push_back(*hit);
    }
  }
  // Equally near on a cut face: the inner one first, as it is drawn.
  std::stable_sort(found.begin(), found.end(), [](const Pick& a, const Pick& b) {
    return a.distance_mm != b.distance_mm ? a.distance_mm < b.distance_mm : a.structure > b.structure;
  });
  return found;
}

}  // namespace palpate::render
