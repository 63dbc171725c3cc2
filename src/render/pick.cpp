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

std::optional<Pick> Picker::meet(size_t structure, const Ray& ray, float limit) {
  if (!meets(atlas_->structures[structure].bounds, ray, limit)) return std::nullopt;
  const auto hit = index(structure).first_hit(ray.origin, ray.direction, 0.0f, limit);
  if (!hit) return std::nullopt;
  const anatomy::PackedMesh& mesh = atlas_->structures[structure].levels.front();
  const auto corner = [&](uint32_t k) { return mesh.vertices[mesh.indices[3 * hit->triangle + k]].position; };
  const Vec3 normal = normalize_or(glm::cross(corner(1) - corner(0), corner(2) - corner(0)), -ray.direction);
  return Pick{static_cast<int>(structure), ray.origin + ray.direction * hit->distance, normal, hit->distance};
}

std::optional<Pick> Picker::pick_ray(const std::vector<StructureLook>& looks, const Ray& ray, float solid) {
  std::optional<Pick> best;
  for (size_t i = 0; i < trees_.size(); ++i) {
    if (i < looks.size() && looks[i].opacity < std::max(solid, k_visible)) continue;
    if (const auto hit = meet(i, ray, best ? best->distance_mm : k_far)) best = hit;
  }
  return best;
}

std::optional<Pick> Picker::pick(const FrameInput& input, float x, float y, float solid) {
  return pick_ray(input.looks, pixel_ray(input.camera, input.width, input.height, x, y), solid);
}

std::vector<Pick> Picker::pick_all(const FrameInput& input, float x, float y) {
  const Ray ray = pixel_ray(input.camera, input.width, input.height, x, y);
  std::vector<Pick> found;
  for (size_t i = 0; i < trees_.size(); ++i) {
    if (i < input.looks.size() && input.looks[i].opacity < k_visible) continue;
    if (const auto hit = meet(i, ray, k_far)) found.push_back(*hit);
  }
  std::sort(found.begin(), found.end(), [](const Pick& a, const Pick& b) { return a.distance_mm < b.distance_mm; });
  return found;
}

}  // namespace palpate::render
