#pragma once
// What an atlas needs to move: joints, and for every vertex its shares of the segments. Posing is the same formula on
// the CPU and in shaders/pose.glsl (a test compares the two).

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "anatomy/ray_index.h"
#include "motion/pose_block.h"
#include "motion/rib_motion.h"
#include "motion/soft_volume.h"
#include "motion/weight_field.h"

namespace palpate::motion {

class BodyRig {
 public:
  /// Two seconds or three for the bundled atlas. `atlas` and `ranges` are kept.
  BodyRig(std::shared_ptr<const anatomy::Atlas> atlas, std::shared_ptr<const JointRanges> ranges);

  const Skeleton& skeleton() const { return skeleton_; }
  const JointRanges& ranges() const { return *ranges_; }
  const anatomy::Atlas& atlas() const { return *atlas_; }

  SegmentMotions motions(const Posture& posture) const { return move_segments(skeleton_, *ranges_, posture); }
  /// `root` moves the whole body.
  PoseBlock block(const Posture& posture, const Rigid& root = {}) const;

  /// Shares of vertices of one structure (any level of detail): a bone's go with its segment alone.
  std::vector<PackedWeights> weights(size_t structure, std::span<const anatomy::PackedVertex> vertices) const;
  SegmentWeights weights_at(const Vec3& rest_point) const { return field_.at(rest_point); }

  /// Half thickness under the same vertices along their normals inwards (0 for bones, skin and open meshes), and where
  /// breath takes them.
  std::vector<PackedFlesh> flesh(size_t structure, std::span<const anatomy::PackedVertex> vertices) const;
  /// Where ribs lifted as far as they go take a place, mm; `bone`: the structure's id where the place is on it.
  Vec3 breath_at(const Vec3& rest_point, std::string_view bone = {}) const;

  /// Both of a whole level of detail; kept once made. Any thread.
  struct Shares {
    std::vector<PackedWeights> weights;
    std::vector<PackedFlesh> flesh;
  };
  std::shared_ptr<const Shares> shares(size_t structure, size_t level) const;

  /// By how much of its half thickness every vertex of a structure must move outwards (inwards below 0) so that it
  /// keeps its volume in the posture: a muscle that is drawn long grows thin. 0 where nothing is to be done.
  float bulge(size_t structure, const PoseBlock& pose) const {
    return soft_[structure] ? soft_[structure]->bulge(pose) : 0.0f;
  }
  /// Vertices that the question is answered by, 0 where it is not asked.
  size_t bulge_vertices(size_t structure) const { return soft_[structure] ? soft_[structure]->vertex_count() : 0; }

  /// How a place of the flesh moves: rigid near it.
  Rigid carry(const PoseBlock& pose, const Vec3& rest_point) const;

 private:
  std::shared_ptr<const anatomy::Atlas> atlas_;
  std::shared_ptr<const JointRanges> ranges_;
  Skeleton skeleton_;
  WeightField field_;
  std::map<std::string, RibTurn, std::less<>> ribs_;  ///< by structure's id
  std::vector<PackedFlesh> flesh_under(size_t structure, const anatomy::RayIndex* surface,
                                       std::span<const anatomy::PackedVertex> vertices) const;
  std::unique_ptr<const SoftVolume> choose_soft(size_t structure, const std::vector<PoseBlock>& trials) const;
  std::vector<std::unique_ptr<const SoftVolume>> soft_;  ///< by structure; null where nothing is kept
  mutable std::mutex shares_mutex_;
  mutable std::map<std::pair<size_t, size_t>, std::shared_ptr<const Shares>> shares_;
};

/// By structure, what BodyRig::bulge says of one posture: found when first asked for, by any thread.
class Bulges {
 public:
  Bulges(std::shared_ptr<const BodyRig> rig, const PoseBlock& pose);
  float of(size_t structure) const;
  /// Finds those of `wanted` together, on all cores.
  void find(const std::vector<bool>& wanted) const;

 private:
  std::shared_ptr<const BodyRig> rig_;
  PoseBlock pose_;
  bool stiff_ = true;                              ///< everything moves as one: nothing bulges
  mutable std::vector<std::atomic<float>> found_;  ///< not a number where not asked for yet
};

}  // namespace palpate::motion
