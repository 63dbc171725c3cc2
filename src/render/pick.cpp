#include "render/pick.h"

#include <algorithm>
#include <array>

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

// Whether the focus window has opened this layer at the pixel; mirrors shaders/window.glsl.
bool opened(const FrameInput& input, int layer, float x, float y) {
  if (input.focus.radius <= 0.0f || layer >= input.focus.layer) return false;
  const Vec2 size(input.width, input.height);
  const float ring = input.focus.radius * size.y * (1.0f - 0.06f * std::clamp(static_cast<float>(layer), 0.0f, 64.0f));
  return glm::distance(Vec2(x, y), input.focus.at * size) < ring;
}

// An exploded structure is met where it was moved to: the ray goes the other way.
Vec3 offset_of(const std::vector<StructureLook>& looks, size_t structure) {
  return structure < looks.size() ? looks[structure].offset_mm : Vec3(0.0f);
}
Ray moved(Ray ray, const std::vector<StructureLook>& looks, size_t structure) {
  ray.origin -= offset_of(looks, structure);
  return ray;
}
Pick back(Pick pick, const std::vector<StructureLook>& looks) {
  pick.point_mm += offset_of(looks, static_cast<size_t>(pick.structure));
  return pick;
}

// Mirrors shaders/glass.glsl.
float glass_alpha(float opacity, float edge, float xray) {
  const float glass = opacity * glm::mix(0.55f + 2.4f * edge * edge, 1.0f, opacity * opacity * opacity);
  const float clear = opacity * (0.05f + 0.95f * edge * edge * edge);
  return std::min(glm::mix(glass, clear, xray), 0.96f);
}

}  // namespace

Picker::Picker(std::shared_ptr<const anatomy::Atlas> atlas) : atlas_(std::move(atlas)) {
  trees_.resize(atlas_ ? atlas_->structures.size() : 0);
}

// A posture's trees go with it: while the body moves every picture has its own.
void Picker::pose(const std::shared_ptr<const BodyPosture>& posture) {
  if (posture == posture_) return;
  posture_ = posture;
  posed_.clear();
  posed_.resize(trees_.size());
}

size_t Picker::level(size_t structure) const {
  constexpr size_t most_triangles = 4000;
  return posture_ ? motion::PosedBody::level_of(atlas_->structures[structure], most_triangles) : 0;
}

anatomy::PackedMesh Picker::shown(size_t structure) const {
  return posture_ ? posture_->meshes->mesh(structure, level(structure)) : atlas_->structures[structure].levels.front();
}

const anatomy::RayIndex& Picker::index(size_t structure) {
  auto& tree = posture_ ? posed_[structure] : trees_[structure];
  if (!tree) tree = std::make_unique<anatomy::RayIndex>(shown(structure));
  return *tree;
}

std::optional<Pick> Picker::meet(size_t structure, const Ray& ray, float limit, float near) {
  const Box3 box = posture_ ? posture_->meshes->box(structure) : atlas_->structures[structure].bounds;
  if (!meets(box, ray, limit)) return std::nullopt;
  const auto hit = index(structure).first_hit(ray.origin, ray.direction, near, limit);
  if (!hit) return std::nullopt;
  const auto corners = [&](const anatomy::PackedMesh& mesh) {
    std::array<Vec3, 3> out;
    for (uint32_t k = 0; k < 3; ++k) out[k] = mesh.vertices[mesh.indices[3 * hit->triangle + k]].position;
    return out;
  };
  const auto normal_of = [&](const std::array<Vec3, 3>& c) {
    return normalize_or(glm::cross(c[1] - c[0], c[2] - c[0]), -ray.direction);
  };
  Pick pick{static_cast<int>(structure),
            ray.origin + ray.direction * hit->distance,
            normal_of(corners(shown(structure))),
            {},
            {},
            hit->distance};
  pick.rest_mm = pick.point_mm, pick.rest_normal = pick.normal;
  if (posture_) {
    const auto rest = corners(atlas_->structures[structure].levels[level(structure)]);
    pick.rest_mm = rest[0] + hit->u * (rest[1] - rest[0]) + hit->v * (rest[2] - rest[0]);
    pick.rest_normal = normal_of(rest);
  }
  return pick;
}

std::optional<Pick> Picker::on_face(size_t structure, const SectionCut& cut, const Ray& ray, float at) {
  const Vec3 point = ray.origin + ray.direction * at;
  if (structure >= cut.sections.size() || !anatomy::holds(cut.sections[structure], cut.plane, point))
    return std::nullopt;
  return Pick{static_cast<int>(structure), point, cut.plane.normal, point, cut.plane.normal, at};
}

std::optional<Pick> Picker::pick_ray(const std::vector<StructureLook>& looks, const Ray& ray, float solid,
                                     const SectionCut* cut, const std::shared_ptr<const BodyPosture>& posture) {
  pose(posture);
  std::optional<Pick> best;
  const Reach reach = reach_of(cut, ray);
  for (size_t i = 0; i < trees_.size(); ++i) {
    if (i < looks.size() && looks[i].opacity < std::max(solid, k_visible)) continue;
    const bool whole = !cut || (i < looks.size() && looks[i].whole);
    const float far = whole ? k_far : reach.far;
    // On the face itself what lies inside is drawn over what holds it: the last one is seen.
    const auto face = !whole && reach.face ? on_face(i, *cut, ray, reach.near) : std::nullopt;
    if (face && (!best || best->distance_mm >= face->distance_mm)) best = face;
    if (const auto hit =
            meet(i, moved(ray, looks, i), best ? std::min(best->distance_mm, far) : far, whole ? 0.0f : reach.near))
      best = back(*hit, looks);
  }
  return best;
}

std::optional<Pick> Picker::pick(const FrameInput& input, float x, float y, float solid) {
  if (input.xray > 0.0f) return most_seen(input, x, y);
  const Ray ray = pixel_ray(input.camera, input.width, input.height, x, y);
  if (input.focus.radius <= 0.0f) return pick_ray(input.looks, ray, solid, input.section.get(), input.posture);
  std::vector<StructureLook> looks = input.looks;
  looks.resize(trees_.size());
  for (size_t i = 0; i < looks.size(); ++i) {
    if (opened(input, atlas_->structures[i].info.layer, x, y)) looks[i].opacity = 0.0f;
  }
  return pick_ray(looks, ray, solid, input.section.get(), input.posture);
}

// Through an x-ray every surface shows a little: the one that gives most to the pixel is meant.
std::optional<Pick> Picker::most_seen(const FrameInput& input, float x, float y) {
  const Ray ray = pixel_ray(input.camera, input.width, input.height, x, y);
  std::optional<Pick> best;
  float most = 0.0f, through = 1.0f;
  for (const Pick& pick : pick_all(input, x, y)) {
    const auto i = static_cast<size_t>(pick.structure);
    const float edge = 1.0f - std::abs(glm::dot(pick.normal, glm::normalize(ray.direction)));
    const float alpha = glass_alpha(i < input.looks.size() ? input.looks[i].opacity : 1.0f, edge, input.xray);
    if (through * alpha > most) most = through * alpha, best = pick;
    through *= 1.0f - alpha;
  }
  return best;
}

std::vector<Pick> Picker::pick_all(const FrameInput& input, float x, float y) {
  pose(input.posture);
  const Ray ray = pixel_ray(input.camera, input.width, input.height, x, y);
  const SectionCut* cut = input.section.get();
  const Reach reach = reach_of(cut, ray);
  std::vector<Pick> found;
  for (size_t i = 0; i < trees_.size(); ++i) {
    if (i < input.looks.size() && input.looks[i].opacity < k_visible) continue;
    if (opened(input, atlas_->structures[i].info.layer, x, y)) continue;
    const bool whole = !cut || (i < input.looks.size() && input.looks[i].whole);
    if (const auto face = !whole && reach.face ? on_face(i, *cut, ray, reach.near) : std::nullopt) {
      found.push_back(*face);
    } else if (const auto hit =
                   meet(i, moved(ray, input.looks, i), whole ? k_far : reach.far, whole ? 0.0f : reach.near)) {
      found.push_back(back(*hit, input.looks));
    }
  }
  // Equally near on a cut face: the inner one first, as it is drawn.
  std::stable_sort(found.begin(), found.end(), [](const Pick& a, const Pick& b) {
    return a.distance_mm != b.distance_mm ? a.distance_mm < b.distance_mm : a.structure > b.structure;
  });
  return found;
}

}  // namespace palpate::render
