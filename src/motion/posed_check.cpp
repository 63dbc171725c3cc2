#include "motion/posed_check.h"

#include <algorithm>
#include <cmath>

#include "core/parallel.h"

namespace palpate::motion {

std::vector<NamedPosture> all_postures(const PoseLibrary& library) {
  std::vector<NamedPosture> all;
  for (const Position& p : library.positions) all.push_back({p.id, p.rest.posture});
  for (const BodyPose& p : library.poses) {
    all.push_back({p.id + ", beginning", p.from.posture});
    all.push_back({p.id + ", end", p.to.posture});
  }
  return all;
}

double enclosed_volume(const std::vector<Vec3>& points, std::span<const uint32_t> triangles) {
  if (points.empty()) return 0.0;
  double six = 0.0;
  const DVec3 origin(points.front());
  for (size_t i = 0; i + 2 < triangles.size(); i += 3) {
    const DVec3 a = DVec3(points[triangles[i]]) - origin, b = DVec3(points[triangles[i + 1]]) - origin,
                c = DVec3(points[triangles[i + 2]]) - origin;
    six += glm::dot(a, glm::cross(b, c));
  }
  return six / 6.0;
}

PosedCheck::PosedCheck(std::shared_ptr<const BodyRig> rig) : rig_(std::move(rig)) {
  const auto& structures = rig_->atlas().structures;
  bones_.resize(structures.size());
  for (size_t s = 0; s < structures.size(); ++s) {
    const anatomy::PackedMesh& mesh = structures[s].levels.front();
    if (segment_of(structures[s].info.id) >= 0) {
      bones_[s] = anatomy::RayIndex(mesh);
      continue;
    }
    if (!structures[s].closed || structures[s].volume_mm3 <= 0.0) continue;
    Flesh made;
    made.structure = s;
    made.shares = rig_->shares(s, 0);
    std::vector<Vec3> rest;
    for (const anatomy::PackedVertex& v : mesh.vertices) rest.push_back(v.position);
    made.rest_mm3 = enclosed_volume(rest, mesh.indices);
    flesh_.push_back(std::move(made));
  }
  const PoseBlock still = rig_->block({});
  for (size_t a = 0; a < structures.size(); ++a) {
    for (size_t b = 0; b < structures.size(); ++b) {
      const int sa = segment_of(structures[a].info.id), sb = segment_of(structures[b].info.id);
      const bool breathes = structures[a].info.id.starts_with("rib_") != structures[b].info.id.starts_with("rib_");
      if (a == b || sa < 0 || sb < 0 || (sa == sb && !breathes)) continue;
      const Box3 near = structures[b].bounds.grown(60.0f);
      const Box3& box = structures[a].bounds;
      if (glm::any(glm::lessThan(box.hi, near.lo)) || glm::any(glm::greaterThan(box.lo, near.hi))) continue;
      pairs_.push_back({a, b, 0.0f});
    }
  }
  parallel_for(pairs_.size(), 1, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) pairs_[i].rest_mm = depth(pairs_[i], still);
  });
}

// How deep the deepest vertex of `a` lies in `b`.
float PosedCheck::depth(const Pair& pair, const PoseBlock& pose) const {
  const auto& structures = rig_->atlas().structures;
  const auto motion_of = [&](size_t s) {
    return to_rigid(pose[static_cast<size_t>(segment_of(structures[s].info.id))]);
  };
  const Rigid ma = motion_of(pair.a), mb = motion_of(pair.b);
  const glm::quat back = glm::inverse(mb.turn);
  const Rigid into_b = Rigid{back, -(back * mb.shift)} * ma;
  const Box3& box = structures[pair.b].bounds;
  const anatomy::RayIndex& solid = bones_[pair.b];
  float deepest = 0.0f;
  for (const anatomy::PackedVertex& v : structures[pair.a].levels.front().vertices) {
    Vec3 p = into_b.point(v.position + pose.breath * rig_->breath_at(v.position, structures[pair.a].info.id));
    p -= pose.breath * rig_->breath_at(p, structures[pair.b].info.id);
    if (glm::any(glm::lessThan(p, box.lo)) || glm::any(glm::greaterThan(p, box.hi))) continue;
    const auto near = solid.nearest(p, 15.0f);
    if (!near || near->distance <= deepest) continue;
    // A hair off the lattice, so that no ray meets an edge.
    if (solid.all_hits(p, glm::normalize(Vec3(0.213f, 0.331f, 0.917f)), 0.0f, 400.0f).size() % 2 == 1)
      deepest = near->distance;
  }
  return deepest;
}

std::vector<VolumeChange> PosedCheck::volume_changes(const PoseBlock& pose) const {
  const Bulges bulges(rig_, pose);
  std::vector<VolumeChange> out(flesh_.size());
  parallel_for(flesh_.size(), 1, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const Flesh& f = flesh_[i];
      const anatomy::PackedMesh& mesh = rig_->atlas().structures[f.structure].levels.front();
      const float bulge = bulges.of(f.structure);
      const double now = enclosed_volume(
          posed_positions(pose, mesh.vertices, f.shares->weights, f.shares->flesh, bulge), mesh.indices);
      out[i] = {f.structure, 100.0 * (now / f.rest_mm3 - 1.0), bulge};
    }
  });
  return out;
}

BoneGain PosedCheck::deepest_gain(const PoseBlock& pose) const {
  std::vector<float> gains(pairs_.size());
  parallel_for(pairs_.size(), 1, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) gains[i] = depth(pairs_[i], pose) - pairs_[i].rest_mm;
  });
  BoneGain out;
  for (size_t i = 0; i < gains.size(); ++i) {
    if (gains[i] <= out.gain_mm) continue;
    out = {gains[i], rig_->atlas().structures[pairs_[i].a].info.id, rig_->atlas().structures[pairs_[i].b].info.id};
  }
  return out;
}

}  // namespace palpate::motion
