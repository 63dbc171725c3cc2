#pragma once
// What an atlas needs to move: joints, and for every vertex its shares of the segments. Posing is the same formula on
// the CPU and in shaders/pose.glsl (a test compares the two).

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "anatomy/ray_index.h"
#include "motion/weight_field.h"

namespace palpate::motion {

/// Shares as the vertex buffer carries them: 16 bit fractions, in the order of Segment; sum within rounding of 65535.
using PackedWeights = std::array<uint16_t, segment_count>;

/// The segments' motions as the shader takes them.
using PoseBlock = std::array<DualQuaternion, segment_count>;

/// Half the thickness of the flesh under a vertex, as the vertex buffer carries it: sixty-fourths of a millimetre.
using PackedHalf = uint16_t;
inline constexpr float half_unit_mm = 1.0f / 64.0f;

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

  /// Half thickness under the same vertices along their normals inwards; 0 for bones, skin and open meshes.
  std::vector<PackedHalf> half_thickness(size_t structure, std::span<const anatomy::PackedVertex> vertices) const;

  /// Both of a whole level of detail; kept once made. Any thread.
  struct Shares {
    std::vector<PackedWeights> weights;
    std::vector<PackedHalf> half;
  };
  std::shared_ptr<const Shares> shares(size_t structure, size_t level) const;

  /// By structure: by how much of its half thickness every vertex must move outwards (inwards below 0) so that the
  /// structure keeps its volume in the posture: a muscle that is drawn long grows thin. 0 where nothing is to be done.
  std::vector<float> bulges(const PoseBlock& pose) const;

  /// How a place of the flesh moves: rigid near it.
  Rigid carry(const PoseBlock& pose, const Vec3& rest_point) const;

 private:
  std::shared_ptr<const anatomy::Atlas> atlas_;
  std::shared_ptr<const JointRanges> ranges_;
  Skeleton skeleton_;
  WeightField field_;
  struct Soft;  ///< the mesh by which a structure's volume is kept
  std::shared_ptr<Soft> soft_of(size_t structure, size_t level, const anatomy::RayIndex& surface) const;
  std::shared_ptr<const Soft> choose_soft(size_t structure, const std::vector<PoseBlock>& trials) const;
  std::vector<std::shared_ptr<const Soft>> soft_;
  mutable std::mutex shares_mutex_;
  mutable std::map<std::pair<size_t, size_t>, std::shared_ptr<const Shares>> shares_;
};

/// Blend of the segments' motions for one vertex.
Rigid blend(const PoseBlock& pose, const PackedWeights& weights);
/// Positions of vertices in a posture; `weights` and `half` beside `vertices` (no `half`: no bulge).
std::vector<Vec3> posed_positions(const PoseBlock& pose, std::span<const anatomy::PackedVertex> vertices,
                                  std::span<const PackedWeights> weights, std::span<const PackedHalf> half = {},
                                  float bulge = 0.0f);

}  // namespace palpate::motion
