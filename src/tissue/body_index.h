#pragma once
// An atlas made ready for questions along rays: one tree a structure, built when first needed. One BodyIndex an atlas;
// safe to share between threads.

#include <memory>
#include <optional>
#include <vector>

#include "anatomy/atlas.h"
#include "anatomy/ray_index.h"

namespace palpate::tissue {

class BodyIndex {
 public:
  explicit BodyIndex(std::shared_ptr<const anatomy::Atlas> atlas);
  ~BodyIndex();
  BodyIndex(const BodyIndex&) = delete;
  BodyIndex& operator=(const BodyIndex&) = delete;

  const anatomy::Atlas& atlas() const { return *atlas_; }
  const std::shared_ptr<const anatomy::Atlas>& shared() const { return atlas_; }

  /// Builds the trees of all structures now, so that no later question waits for one.
  void prepare() const;

  /// A stretch of a ray inside a structure. Open sheets have leave_mm = enter_mm.
  struct Span {
    int structure = 0;  ///< index in atlas().structures
    float enter_mm = 0.0f, leave_mm = 0.0f;
    Vec3 fibre{0.0f};  ///< at the entry, zero where there is none
  };
  /// Every structure that the ray meets up to `far_mm`, by entry. The skin counts where it is met from outside; a ray
  /// may start a little above it.
  std::vector<Span> through(const Vec3& origin, const Vec3& direction, float far_mm) const;

  /// Distance to the first thing under skin and fat along the ray, or nothing within `far_mm`.
  std::optional<float> first_deep(const Vec3& origin, const Vec3& direction, float far_mm) const;
  /// Thickness of the fat under a place of the skin: of the fat's own mesh where it is a closed layer, else the gap
  /// between the skin (`skin_mm` thick) and the first deeper structure. Nothing where neither is known.
  std::optional<float> fat_under(const Vec3& skin_place, const Vec3& direction, float skin_mm) const;
  /// Height of the skin's back at (x, y): the z where a ray from behind meets it.
  std::optional<float> skin_z(float x, float y) const;
  /// Depth of every vertex of a structure's finest level under the skin (vertex_depth.h); zeros for the skin itself,
  /// empty where the atlas has no skin. Made when first asked for.
  const std::vector<float>& depths(size_t structure) const;
  /// Fat beside L3 as the atlas has it, mean of both sides, or `otherwise`.
  double fat_at_l3_mm(double skin_mm, double otherwise) const;

 private:
  struct Entry;
  const anatomy::RayIndex& rays(size_t structure) const;
  Vec3 fibre_at(size_t structure, const anatomy::RayHit& hit) const;

  std::shared_ptr<const anatomy::Atlas> atlas_;
  std::unique_ptr<Entry[]> entries_;
  Box3 bounds_;
};

}  // namespace palpate::tissue
