#pragma once
// How much each place of the body goes with each segment, and where breath takes it: smooth between the bones, wholly
// with a bone at that bone.

#include <array>
#include <vector>

#include "anatomy/atlas.h"
#include "motion/skeleton.h"

namespace palpate::motion {

/// Shares of the segments, sum 1.
using SegmentWeights = std::array<float, segment_count>;

/// Harmonic functions on a grid inside the skin: each is 1 on its segment's bones, 0 on the others', and nothing flows
/// out through the skin. One field for all tissue, so neighbours never part. Where the atlas has no closed skin the
/// grid reaches a little beyond its structures.
class WeightField {
 public:
  WeightField() = default;
  /// A second or less. `skeleton` says which segments there are.
  WeightField(const anatomy::Atlas& atlas, const Skeleton& skeleton, const RibRange& ribs);
  /// Linear between the nodes; outside the grid as at its border. All pelvis when empty.
  SegmentWeights at(const Vec3& p) const;
  /// Where ribs lifted as far as they go take a place, mm: the same kind of function, and the ribs' own turn on them.
  Vec3 breath(const Vec3& p) const;
  bool empty() const { return nodes_.empty(); }

 private:
  /// Shares, then the way that breath takes the node.
  using Node = std::array<float, segment_count + 3>;
  Node read(const Vec3& p) const;
  size_t index(int x, int y, int z) const {
    return (static_cast<size_t>(z) * static_cast<size_t>(ny_) + static_cast<size_t>(y)) * static_cast<size_t>(nx_) +
           static_cast<size_t>(x);
  }
  Vec3 origin_{0.0f};
  float step_ = 1.0f;
  int nx_ = 0, ny_ = 0, nz_ = 0;
  std::vector<Node> nodes_;
};

}  // namespace palpate::motion
