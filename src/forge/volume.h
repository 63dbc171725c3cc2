#pragma once
// A solid on a grid: a narrow-band level set (OpenVDB, which only volume.cpp sees). Values, not references: every
// operation returns a new Volume and copying is cheap. Deterministic: the same input gives the same bytes on any number
// of threads.

#include <iosfwd>
#include <memory>

#include "anatomy/mesh.h"
#include "forge/field.h"

namespace palpate::forge {

class Volume {
 public:
  Volume();  ///< nothing
  /// Samples `field` over its box on a grid of `voxel_mm` (grid points at whole multiples, so that volumes of one voxel
  /// size line up). The band of stored distances is `band` voxels wide on each side. The field must not overestimate
  /// distances.
  static Volume of(const Field& field, float voxel_mm, float band = 3.0f);
  /// The inside of a closed mesh; `outside_mm` and `inside_mm` of true distance around it.
  static Volume of(const anatomy::Mesh& mesh, float voxel_mm, float outside_mm = 0.0f, float inside_mm = 0.0f);

  bool empty() const;
  float voxel_mm() const;
  Box3 box() const;
  double volume_mm3() const;
  /// Distance at p (trilinear); beyond the band, its width with the right sign.
  float sample(const Vec3& p) const;
  Vec3 gradient(const Vec3& p) const;
  /// This volume as a shape to blend, cut or intersect with. Exact within the band; further out, the distance to the
  /// box or the band's width, whichever is more.
  Field field() const;

  // Same voxel size is needed for these three; both operands are kept.
  Volume united(const Volume& other) const;
  Volume without(const Volume& other) const;
  Volume intersected(const Volume& other) const;

  /// True distances again (after cuts, blends or unions distances may be off); `outside_mm`/`inside_mm` widen the band.
  Volume redistanced(float outside_mm = 0.0f, float inside_mm = 0.0f) const;
  /// Surface moved outward (by > 0) or inward, any distance: re-distances first.
  Volume offset(float by_mm) const;
  /// Hollows narrower than 2 r filled; the outside hull keeps its place.
  Volume closed(float radius_mm) const;
  /// Ridges thinner than 2 r removed.
  Volume opened(float radius_mm) const;
  /// Smoothed by `rounds` of a small mean filter.
  Volume blurred(int rounds = 1) const;
  /// Only the largest connected piece.
  Volume largest_piece() const;

  /// Closed manifold surface, counter-clockwise from outside, normals from the field. `adaptivity` 0 keeps every
  /// voxel's quad; 0.1–0.5 merges flat regions.
  anatomy::Mesh mesh(float adaptivity = 0.0f) const;

  void write(std::ostream& out) const;
  static Volume read(std::istream& in);

 private:
  struct Grid;
  explicit Volume(std::shared_ptr<const Grid> grid);
  std::shared_ptr<const Grid> grid_;
};

}  // namespace palpate::forge
