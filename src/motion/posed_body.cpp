#include "motion/posed_body.h"

namespace palpate::motion {

PosedBody::PosedBody(std::shared_ptr<const BodyRig> rig, const PoseBlock& pose, std::shared_ptr<const Bulges> bulges)
    : rig_(std::move(rig)), pose_(pose), bulges_(std::move(bulges)), made_(rig_->atlas().structures.size()) {
  for (const DualQuaternion& d : pose_) moved_.push_back(to_rigid(d));
}

PosedBody::Made& PosedBody::slot(size_t structure, size_t level) const {
  const std::lock_guard lock(mutex_);
  auto& levels = made_[structure];
  if (levels.empty()) levels.resize(rig_->atlas().structures[structure].levels.size());
  if (!levels[level]) levels[level] = std::make_unique<Made>();
  return *levels[level];
}

anatomy::PackedMesh PosedBody::mesh(size_t structure, size_t level) const {
  const anatomy::PackedMesh& rest = rig_->atlas().structures[structure].levels[level];
  Made& made = slot(structure, level);
  std::call_once(made.once, [&] {
    const auto shares = rig_->shares(structure, level);
    made.vertices.assign(rest.vertices.begin(), rest.vertices.end());
    const auto at = posed_positions(pose_, rest.vertices, shares->weights, shares->flesh, bulges_->of(structure));
    for (size_t i = 0; i < at.size(); ++i) made.vertices[i].position = at[i];
  });
  return {made.vertices, rest.indices, rest.error_mm};
}

Box3 PosedBody::box(size_t structure) const {
  const anatomy::Structure& s = rig_->atlas().structures[structure];
  const int bone = segment_of(s.info.id);
  Box3 out;
  for (size_t m = 0; m < moved_.size(); ++m) {
    if (bone >= 0 && m != static_cast<size_t>(bone)) continue;
    for (int k = 0; k < 8; ++k)
      out.add(moved_[m].point({k & 1 ? s.bounds.hi.x : s.bounds.lo.x, k & 2 ? s.bounds.hi.y : s.bounds.lo.y,
                               k & 4 ? s.bounds.hi.z : s.bounds.lo.z}));
  }
  // Blends of turns leave the box of their ends by a little; bulges by less than half the thickness.
  return out.grown((bone >= 0 ? 0.0f : 25.0f) + most_breath_mm * pose_.breath);
}

size_t PosedBody::level_of(const anatomy::Structure& structure, size_t most_triangles) {
  for (size_t level = 0; level < structure.levels.size(); ++level) {
    if (structure.levels[level].triangle_count() <= most_triangles) return level;
  }
  return structure.levels.size() - 1;
}

}  // namespace palpate::motion
