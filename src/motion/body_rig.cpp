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

// Six times the signed volume of a mesh whose vertices stand at a + t b, as a polynomial in t.
using Cubic = std::array<double, 4>;
Cubic volume_polynomial(const std::vector<Vec3>& a, const std::vector<Vec3>& b, std::span<const uint32_t> triangles) {
  Cubic out{};
  const DVec3 origin(a.front());
  for (size_t i = 0; i + 2 < triangles.size(); i += 3) {
    const uint32_t i0 = triangles[i], i1 = triangles[i + 1], i2 = triangles[i + 2];
    const DVec3 a0 = DVec3(a[i0]) - origin, a1 = DVec3(a[i1]) - origin, a2 = DVec3(a[i2]) - origin;
    const DVec3 b0(b[i0]), b1(b[i1]), b2(b[i2]);
    const DVec3 a12 = glm::cross(a1, a2), b12 = glm::cross(b1, b2), mixed = glm::cross(a1, b2) + glm::cross(b1, a2);
    out[0] += glm::dot(a0, a12);
    out[1] += glm::dot(a0, mixed) + glm::dot(b0, a12);
    out[2] += glm::dot(a0, b12) + glm::dot(b0, mixed);
    out[3] += glm::dot(b0, b12);
  }
  return out;
}

std::vector<PackedHalf> half_under(const anatomy::RayIndex& surface, std::span<const anatomy::PackedVertex> vertices) {
  constexpr float deepest_mm = 120.0f, off_the_surface_mm = 0.05f;
  std::vector<PackedHalf> out(vertices.size(), 0);
  parallel_for(vertices.size(), 256, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const Vec3 inward = -anatomy::unpack_normal(vertices[i].normal);
      const auto hit = surface.first_hit(vertices[i].position, inward, off_the_surface_mm, deepest_mm);
      const float half = hit ? 0.5f * hit->distance : 0.0f;
      out[i] = static_cast<PackedHalf>(std::clamp(half / half_unit_mm, 0.0f, 65535.0f));
    }
  });
  return out;
}

double at(const Cubic& p, double t) {
  return p[0] + t * (p[1] + t * (p[2] + t * p[3]));
}

constexpr double k_most_bulge = 0.75;  // flesh is never thinned away, nor more than doubled

// Far from rest in every way that the joints have.
std::vector<Posture> trial_postures() {
  std::vector<Posture> out(5, Posture{});
  out[0][lumbar_flexion] = 36.0f, out[0][thoracic_flexion] = 12.0f;
  out[0][hip_flexion_left] = 112.0f, out[0][hip_flexion_right] = 60.0f;
  out[1][lumbar_flexion] = -26.0f, out[1][thoracic_flexion] = -10.0f;
  out[1][hip_flexion_left] = -12.0f, out[1][hip_flexion_right] = 30.0f;
  out[2][lumbar_side_bend] = 15.0f, out[2][thoracic_side_bend] = 11.0f, out[2][lumbar_rotation] = 5.0f;
  out[2][hip_flexion_left] = 60.0f, out[2][hip_rotation_left] = -40.0f, out[2][hip_abduction_left] = 26.0f;
  out[3][lumbar_side_bend] = -15.0f, out[3][lumbar_flexion] = 20.0f, out[3][thoracic_rotation] = 10.0f;
  out[3][hip_flexion_right] = 98.0f, out[3][hip_rotation_right] = -40.0f, out[3][hip_abduction_right] = 26.0f;
  out[4][lumbar_flexion] = 32.0f, out[4][hip_flexion_left] = 112.0f, out[4][hip_flexion_right] = 112.0f;
  return out;
}

// The root nearest to zero of p(t) = wanted within [-most, most], by Newton's way from zero; the end where there is
// none.
float solve_near_zero(const Cubic& p, double wanted, double most) {
  double t = 0.0;
  for (int step = 0; step < 8; ++step) {
    const double value = p[0] + t * (p[1] + t * (p[2] + t * p[3])) - wanted;
    const double slope = p[1] + t * (2.0 * p[2] + t * 3.0 * p[3]);
    if (slope <= 0.0) break;  // more bulge would no longer mean more volume
    const double next = std::clamp(t - value / slope, -most, most);
    if (std::abs(next - t) < 1e-5) return static_cast<float>(next);
    t = next;
  }
  return static_cast<float>(t);
}

}  // namespace

struct BodyRig::Soft {
  std::vector<anatomy::PackedVertex> vertices;
  std::vector<uint32_t> triangles;
  std::vector<PackedWeights> weights;
  std::vector<PackedHalf> half;
  std::vector<Vec3> normals;  ///< unit
  double rest_volume = 0.0;   ///< six times

  // Each vertex moves rigidly, and its bulge along a straight line: the volume is a cubic of the one number sought.
  Cubic posed_volume(const PoseBlock& pose) const {
    std::vector<Vec3> at(vertices.size()), outwards(vertices.size());
    for (size_t i = 0; i < at.size(); ++i) {
      const Rigid r = blend(pose, weights[i]);
      at[i] = r.point(vertices[i].position);
      outwards[i] = r.vector(normals[i]) * (static_cast<float>(half[i]) * half_unit_mm);
    }
    return volume_polynomial(at, outwards, triangles);
  }
  float bulge(const PoseBlock& pose) const { return solve_near_zero(posed_volume(pose), rest_volume, k_most_bulge); }
};

// Of a level of detail only the vertices that its triangles use.
std::shared_ptr<BodyRig::Soft> BodyRig::soft_of(size_t s, size_t level, const anatomy::RayIndex& surface) const {
  auto soft = std::make_shared<Soft>();
  const anatomy::PackedMesh& mesh = atlas_->structures[s].levels[level];
  std::vector<uint32_t> place(mesh.vertices.size(), ~0u);
  for (const uint32_t index : mesh.indices) {
    if (place[index] == ~0u) {
      place[index] = static_cast<uint32_t>(soft->vertices.size());
      soft->vertices.push_back(mesh.vertices[index]);
    }
    soft->triangles.push_back(place[index]);
  }
  soft->weights = weights(s, soft->vertices);
  soft->half = half_under(surface, soft->vertices);
  std::vector<Vec3> rest;
  for (const anatomy::PackedVertex& v : soft->vertices) {
    rest.push_back(v.position);
    soft->normals.push_back(anatomy::unpack_normal(v.normal));
  }
  soft->rest_volume = volume_polynomial(rest, rest, soft->triangles)[0];
  return soft;
}

BodyRig::BodyRig(std::shared_ptr<const anatomy::Atlas> atlas, std::shared_ptr<const JointRanges> ranges)
    : atlas_(std::move(atlas)),
      ranges_(std::move(ranges)),
      skeleton_(make_skeleton(*atlas_, *ranges_)),
      field_(*atlas_, skeleton_),
      soft_(atlas_->structures.size()) {
  std::vector<PoseBlock> trials;
  for (const Posture& posture : trial_postures()) trials.push_back(block(posture));
  parallel_for(soft_.size(), 1, [&](size_t begin, size_t end) {
    for (size_t s = begin; s < end; ++s) {
      if (keeps_volume(atlas_->structures[s])) soft_[s] = choose_soft(s, trials);
    }
  });
}

// The coarsest level whose answer keeps the finest mesh's volume in far-off postures: thin sheets need a fine one.
std::shared_ptr<const BodyRig::Soft> BodyRig::choose_soft(size_t s, const std::vector<PoseBlock>& trials) const {
  constexpr double k_error = 0.008;
  const auto& levels = atlas_->structures[s].levels;
  const anatomy::RayIndex surface(levels.front());  // levels keep places of the finest, so rays leave its surface
  auto finest = soft_of(s, 0, surface);
  if (finest->rest_volume <= 0.0) return nullptr;
  std::vector<Cubic> truth;
  for (const PoseBlock& pose : trials) truth.push_back(finest->posed_volume(pose));
  for (size_t level = levels.size(); level-- > 1;) {
    auto soft = soft_of(s, level, surface);
    if (soft->rest_volume <= 0.0) continue;
    bool good = true;
    for (size_t i = 0; i < trials.size() && good; ++i)
      good = std::abs(at(truth[i], soft->bulge(trials[i])) / finest->rest_volume - 1.0) < k_error;
    if (good) return soft;
  }
  return finest;
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
  const anatomy::Structure& s = atlas_->structures[structure];
  if (!keeps_volume(s)) return std::vector<PackedHalf>(vertices.size(), 0);
  return half_under(anatomy::RayIndex(s.levels.front()), vertices);
}

std::shared_ptr<const BodyRig::Shares> BodyRig::shares(size_t structure, size_t level) const {
  const std::pair key(structure, level);
  {
    const std::lock_guard lock(shares_mutex_);
    if (const auto known = shares_.find(key); known != shares_.end()) return known->second;
  }
  const auto vertices = atlas_->structures[structure].levels[level].vertices;
  auto made = std::make_shared<Shares>(Shares{weights(structure, vertices), half_thickness(structure, vertices)});
  const std::lock_guard lock(shares_mutex_);
  return shares_.emplace(key, std::move(made)).first->second;
}

std::vector<float> BodyRig::bulges(const PoseBlock& pose) const {
  std::vector<float> out(soft_.size(), 0.0f);
  parallel_for(soft_.size(), 1, [&](size_t begin, size_t end) {
    for (size_t s = begin; s < end; ++s) {
      if (soft_[s]) out[s] = soft_[s]->bulge(pose);
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
