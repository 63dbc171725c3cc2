#pragma once
// Rays against what casts soft shadow: millions of short ones, single precision, four boxes or triangles at a time.

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/math.h"

namespace palpate {

/// One tree over the triangles of all layers; a ray sees those of a layer and of deeper ones. Immutable, cheap to query
/// from many threads.
class ShadowTree {
 public:
  /// `corners`: three a triangle; `layers`: one a triangle, from 0 up.
  ShadowTree(const std::vector<Vec3>& corners, const std::vector<int>& layers);

  /// Distance along the unit `direction` to the nearest triangle in `layer` or deeper, or `far` when none is nearer.
  float first_hit(const Vec3& origin, const Vec3& direction, int layer, float far) const;

 private:
  static constexpr size_t wide = 4;
  // Four floats that the compiler keeps in one register.
  using Four = float __attribute__((vector_size(16)));
  using FourInts = int32_t __attribute__((vector_size(16)));

  /// Empty places have a box that nothing enters.
  struct Node {
    Four lo[3], hi[3];
    std::array<uint32_t, wide> child;  ///< of nodes_, or of leaves_ with leaf_mark set
    std::array<int32_t, wide> layer;   ///< deepest in it
  };
  /// Empty places have no area, and layer -1.
  struct Leaf {
    Four corner[3], edge1[3], edge2[3];
    FourInts layer;
  };
  static constexpr uint32_t leaf_mark = 0x80000000u;

  struct Builder;
  void enter_leaf(const Leaf& leaf, const Vec3& origin, const Vec3& direction, int layer, float& nearest) const;

  std::vector<Node> nodes_;
  std::vector<Leaf> leaves_;
};

}  // namespace palpate
