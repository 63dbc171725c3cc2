#pragma once
// Rays and nearest points against triangle meshes: for placing contacts on the skin, depth gauges, picking, occlusion baking.

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "anatomy/mesh.h"

namespace palpate::anatomy {

struct RayHit {
  float distance = 0.0f;   ///< along the (unit) direction, mm
  uint32_t triangle = 0;   ///< index of the triangle in the mesh
  float u = 0.0f, v = 0.0f;  ///< barycentrics of its second and third corner
  bool front = true;       ///< the ray met the outside of the triangle
};

struct NearestPoint {
  Vec3 point{0.0f};
  float distance = 0.0f;
  uint32_t triangle = 0;
  float u = 0.0f, v = 0.0f;
};

/// A bounding-volume tree over one mesh. Holds its own copy of the corner positions; cheap to query from many threads.
class RayIndex {
 public:
  RayIndex() = default;
  explicit RayIndex(const PackedMesh& mesh);
  explicit RayIndex(const Mesh& mesh);

  /// Nearest hit with near <= distance <= far.
  std::optional<RayHit> first_hit(const Vec3& origin, const Vec3& direction, float near, float far) const;
  /// Every hit in [near, far], sorted by distance. One surface crossing on a shared edge is reported once.
  std::vector<RayHit> all_hits(const Vec3& origin, const Vec3& direction, float near, float far) const;
  bool any_hit(const Vec3& origin, const Vec3& direction, float near, float far) const;
  /// Nearest surface point within `within` mm.
  std::optional<NearestPoint> nearest(const Vec3& point, float within) const;
  bool empty() const { return corners_.empty(); }

 private:
  struct Node {
    Box3 box;
    uint32_t first = 0;  ///< leaf: first triangle in order_; inner: index of the right child (the left one follows)
    uint32_t count = 0;  ///< 0 for inner nodes
  };
  void build();

  std::vector<Vec3> corners_;     ///< three a triangle, in tree order
  std::vector<uint32_t> order_;   ///< tree order -> triangle of the mesh
  std::vector<Node> nodes_;
};

}  // namespace palpate::anatomy
