#pragma once
// True signed distance to the skin, everywhere round the trunk, flanks too: what fingers are solved on.

#include <functional>
#include <vector>

#include "anatomy/ray_index.h"
#include "core/math.h"

namespace palpate::motion {

/// Distances on a grid, positive outside, mm; trilinear between. Immutable, cheap to read from many threads.
class SkinDistance {
 public:
  SkinDistance() = default;
  /// From a surface that rays along z can tell inside from outside of (closed, or open at head and legs, or a sheet
  /// with its back to -z). About half a second for a trunk at 4 mm.
  SkinDistance(const anatomy::RayIndex& skin, const Box3& bounds, float spacing_mm = 4.0f, float reach_mm = 120.0f);
  /// From a closed form, for tests.
  SkinDistance(const std::function<float(const Vec3&)>& distance, const Box3& box, float spacing_mm = 4.0f);

  float operator()(const Vec3& p) const;
  /// Unit, outward.
  Vec3 normal(const Vec3& p) const;
  /// Outward normal over a patch of `radius_mm` round p: steady under a hand that moves.
  Vec3 normal(const Vec3& p, float radius_mm) const;
  bool empty() const { return values_.empty(); }

 private:
  void allocate(const Box3& box, float spacing);
  Vec3 node(int x, int y, int z) const;
  size_t at(int x, int y, int z) const {
    return (static_cast<size_t>(z) * static_cast<size_t>(ny_) + static_cast<size_t>(y)) * static_cast<size_t>(nx_) +
           static_cast<size_t>(x);
  }
  Box3 box_;
  float spacing_ = 4.0f;
  int nx_ = 0, ny_ = 0, nz_ = 0;
  std::vector<float> values_;
};

}  // namespace palpate::motion
