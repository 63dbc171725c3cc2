#pragma once
// Where muscles of one side take hold: named sites, put on the surface of their bone.

#include <map>
#include <string>

#include "anatomy/ray_index.h"
#include "forge/recipe.h"
#include "forge/spine.h"

namespace palpate::forge {

/// A place on a bone.
struct Hold {
  std::string bone;
  Vec3 at{0.0f};
};

/// "_left" or "_right".
inline std::string end_of(bool left) {
  return left ? "_left" : "_right";
}

/// Bones that muscles of the back touch on one side: T9 to L5, sacrum, hip bone, ribs 8 to 12.
std::vector<std::string> back_bones(bool left);

class BackSites {
 public:
  BackSites(const Bench& bench, bool left) : bench_(bench), left_(left), side_(left ? 1.0f : -1.0f) {}

  bool left() const { return left_; }
  float side() const { return side_; }
  const Bench& bench() const { return bench_; }
  std::string with_side(const std::string& id) const { return id + end_of(left_); }

  /// The place of the bone's surface nearest to `near`.
  Hold on(const std::string& bone, const Vec3& near) const;
  /// A named site of a vertebra ("transverse", "mamillary", … of this side; "spinous_lower" of the midline), moved by
  /// `by` (x counts outward) and put on the surface. `level`: 0 = T9 … 8 = L5.
  Hold vertebra(int level, const std::string& site, const Vec3& by = Vec3(0.0f)) const;
  Hold sacrum(const std::string& site, const Vec3& by = Vec3(0.0f)) const;
  Hold hip(const std::string& site, const Vec3& by = Vec3(0.0f)) const;
  /// On the hind half of the iliac crest, `lateral` mm off the midline.
  Hold crest(float lateral, const Vec3& by = Vec3(0.0f)) const;
  /// On the hind face of a rib, `lateral` mm off the midline.
  Hold rib(int number, float lateral, const Vec3& by = Vec3(0.0f)) const;
  /// x outward.
  Vec3 out(float x, float y, float z) const { return {side_ * x, y, z}; }

 private:
  Vec3 sided(const Vec3& by) const { return {side_ * by.x, by.y, by.z}; }
  const anatomy::RayIndex& index(const std::string& bone) const;

  const Bench& bench_;
  bool left_;
  float side_;
  mutable std::map<std::string, anatomy::RayIndex> indices_;
};

}  // namespace palpate::forge
