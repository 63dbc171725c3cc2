#pragma once
// The room of the muscles behind the spine: its outline by level, and places given as shares of it.

#include "forge/profile.h"
#include "forge/recipe.h"

namespace palpate::forge {

class ErectorMass {
 public:
  explicit ErectorMass(const Bench& bench);

  /// Off the midline, mm, at a height: lateral border, plane between multifidus and longissimus, plane between
  /// longissimus and iliocostalis.
  Profile border, multifidus, split;
  Volume form;  ///< the body's outer fascia

  /// Depth below the outer fascia at which the muscle begins: under both laminae, under the aponeurosis where that is,
  /// under latissimus, trapezius and serratus where they are.
  float roof(float x, float y) const;
  /// Depth of the whole mass below its roof, mm.
  float thick(float x, float y) const;
  /// Height at which the aponeurosis turns into muscle, x off the midline.
  float aponeurosis_edge(float x) const { return edge_(x); }
  /// z of its front, behind the transverse processes.
  float front(float y) const { return front_(y); }
  /// Distance to the whole mass, negative inside.
  float whole(const Vec3& p) const;
  /// The plane between multifidus and longissimus at a place, off the midline: it leans outwards with depth, from the
  /// cleft that pictures show under the fascia to the facet joints.
  float multifidus_plane(const Vec3& p) const;
  static constexpr float lean = 0.5f;  ///< mm outwards a mm of depth
  float deep(const Vec3& p) const { return -form.sample(p); }
  /// The place at x off the midline (signed), height y, `depth` mm below the outer fascia.
  Vec3 at_depth(float x, float y, float depth) const;
  /// The same with depth as a share of the mass: 0 at its roof, 1 at its floor.
  Vec3 at(float x, float y, float share) const;

 private:
  Profile thickness_, front_, edge_;
};

}  // namespace palpate::forge
