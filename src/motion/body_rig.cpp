#include "motion/body_rig.h"

#include <algorithm>
#include <cmath>

#include "anatomy/ray_index.h"
#include "core/parallel.h"

namespace palpate::motion {
namespace {

PackedWeights pack(const SegmentWeights& weights) {
  PackedWeights out{};
  for (size_t s = 0; s < segment_count; ++s) out[s] = static_cast<uint16_t>(std::lround(weights[s] * 65535.0f));
  return out;
}

DualQuaternion sum(const PoseBlock& pose, const PackedWeights& weights) {
  DualQuaternion total;
  for (size_t s = 0; s < segment_count; ++s) {
    const float w = static_cast<float>(weights[s]) / 65535.0f;
    total.real += w * pose[s].real;
    total.dual += w * pose[s].dual;
  }
  return total;
}

// Keeps its volume: closed flesh. Bones stay stiff anyhow, and the skin's solid is the whole trunk.
bool keeps_volume(const anatomy::Structure& s) {
  return s.closed && s.volume_mm3 > 0.0 && segment_of(s.info.id) < 0 && s.info.tissue != anatomy::Tissue::skin &&
         s.info.tissue != anatomy::Tissue::bone;
}

double volume_of(const std::vector<Vec3>& points, std::span<const uint32_t> triangles) {
  double six = 0.0;
  const DVec3 origin(points.front());
  for (size_t i = 0; i + 2 < triangles.size(); i += 3) {
    const DVec3 a = DVec3(points[triangles[i]]) - origin, b = DVec3(points[triangles[i + 1]]) - origin,
                c = DVec3(points[triangles[i + 2]]) - origin;
    six += glm::dot(a, glm::cross(b, c));
  }
  return six / 6.0;
}

}  // namespace

struct BodyRig::Soft {
  std::vector<anatomy::PackedVertex> vertices;
  std::vector<uint32_t> triangles;
  std::vector<PackedWeights> weights;
  std::vector<PackedHalf> half;
  double rest_volume = 0.0;
};

BodyRig::BodyRig(std::shared_ptr<const anatomy::Atlas> atlas, std::shared_ptr<const JointRanges> ranges)
    : atlas_(std::move(atlas)),
      ranges_(std::move(ranges)),
      skeleton_(make_skeleton(*atlas_, *ranges_)),
      field_(*atlas_, skeleton_),
      soft_(atlas_->structures.size()) {
  for (size_t s = 0; s < soft_.size(); ++s) {
    const anatomy::Structure& structure = atlas_->structures[s];
    if (!keeps_volume(structure)) continue;
    auto soft = std::make_shared<Soft>();
    const anatomy::PackedMesh& coarse = structure.levels.back();
    std::vector<uint32_t> place(coarse.vertices.size(), ~0u);
    for (const uint32_t index : coarse.indices) {
      if (place[index] == ~0u) {
        place[index] = static_cast<uint32_t>(soft->vertices.size());
        soft->vertices.push_back(coarse.vertices[index]);
      }
      soft->triangles.push_back(place[index]);
    }
    soft->weights = weights(s, soft->vertices);
    soft->half = half_thickness(s, soft->vertices);
    std::vector<Vec3> rest;
    for (const anatomy::PackedVertex& v : soft->vertices) rest.push_back(v.position);
    soft->rest_volume = volume_of(rest, soft->triangles);
    if (soft->rest_volume > 0.0) soft_[s] = std::move(soft);
  }
}

PoseBlock BodyRig::block(const Posture& posture, const Rigid& root) const {
  const SegmentMotions moved = motions(posture);
  PoseBlock out;
  for (size_t s = 0; s < segment_count; ++s) out[s] = to_dual(root * moved[s]);
  return out;
}

std::vector<PackedWeights> BodyRig::weights(size_t structure, std::span<const anatomy::PackedVertex> vertices) const {
  const int bone = segment_of(atlas_->structures[structure].info.id);
  if (bone >= 0) {
    SegmentWeights whole{};
    whole[static_cast<size_t>(bone)] = 1.0f;
    return std::vector<PackedWeights>(vertices.size(), pack(whole));
  }
  std::vector<PackedWeights> out(vertices.size());
  parallel_for(vertices.size(), 1024, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) out[i] = pack(field_.at(vertices[i].position));
  });
  return out;
}

std::vector<PackedHalf> BodyRig::half_thickness(size_t structure,
                                                std::span<const anatomy::PackedVertex> vertices) const {
  std::vector<PackedHalf> out(vertices.size(), 0);
  const anatomy::Structure& s = atlas_->structures[structure];
  if (!keeps_volume(s)) return out;
  constexpr float deepest_mm = 120.0f, off_the_surface_mm = 0.05f;
  const anatomy::RayIndex index(s.levels.front());  // levels keep places of the finest, so rays leave its surface
  parallel_for(vertices.size(), 256, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const Vec3 inward = -anatomy::unpack_normal(vertices[i].normal);
      const auto hit = index.first_hit(vertices[i].position, inward, off_the_surface_mm, deepest_mm);
      const float half = hit ? 0.5f * hit->distance : 0.0f;
      out[i] = static_cast<PackedHalf>(std::clamp(half / half_unit_mm, 0.0f, 65535.0f));
    }
  });
  return out;
}

std::vector<float> BodyRig::bulges(const PoseBlock& pose) const {
  constexpr float most = 0.75f;  // flesh is never thinned away, nor more than doubled
  std::vector<float> out(soft_.size(), 0.0f);
  parallel_for(soft_.size(), 1, [&](size_t begin, size_t end) {
    for (size_t s = begin; s < end; ++s) {
      if (!soft_[s]) continue;
      const Soft& soft = *soft_[s];
      const auto volume = [&](float bulge) {
        return volume_of(posed_positions(pose, soft.vertices, soft.weights, soft.half, bulge), soft.triangles);
      };
      // The volume rises smoothly with the bulge: two secant steps come within a hundredth.
      float a = 0.0f, b = 0.0f;
      double va = volume(a);
      if (std::abs(va / soft.rest_volume - 1.0) < 1e-3) continue;
      b = std::clamp(0.6f * static_cast<float>(soft.rest_volume / va - 1.0), -0.4f, 0.4f);
      for (int step = 0; step < 3; ++step) {
        const double vb = volume(b);
        if (std::abs(vb - va) < 1e-6 * soft.rest_volume) break;
        const float next = std::clamp(
            b + static_cast<float>((soft.rest_volume - vb) * static_cast<double>(b - a) / (vb - va)), -most, most);
        a = b, va = vb, b = next;
        if (std::abs(a - b) < 1e-3f) break;
      }
      out[s] = b;
    }
  });
  return out;
}

Rigid BodyRig::carry(const PoseBlock& pose, const Vec3& rest_point) const {
  return blend(pose, pack(field_.at(rest_point)));
}

Rigid blend(const PoseBlock& pose, const PackedWeights& weights) {
  return to_rigid(sum(pose, weights));
}

std::vector<Vec3> posed_positions(const PoseBlock& pose, std::span<const anatomy::PackedVertex> vertices,
                                  std::span<const PackedWeights> weights, std::span<const PackedHalf> half,
                                  float bulge) {
  std::vector<Vec3> out(vertices.size());
  for (size_t i = 0; i < vertices.size(); ++i) {
    Vec3 p = vertices[i].position;
    if (!half.empty() && bulge != 0.0f)
      p += anatomy::unpack_normal(vertices[i].normal) * (static_cast<float>(half[i]) * half_unit_mm * bulge);
    out[i] = blend(pose, weights[i]).point(p);
  }
  return out;
}

}  // namespace palpate::motion
