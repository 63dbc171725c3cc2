#pragma once
// Cuts meshes with a plane: closed outlines, area, and a plain word where a mesh is open. Pure geometry.

#include <functional>
#include <vector>

#include "anatomy/mesh.h"

namespace palpate::anatomy {

/// What lies on the side that `normal` (unit) points to is taken away.
struct CutPlane {
  Vec3 point_mm{0.0f};
  Vec3 normal{0.0f, 1.0f, 0.0f};
  /// Positive on the side that is taken away.
  float height(const Vec3& p) const { return glm::dot(p - point_mm, normal); }
  bool operator==(const CutPlane&) const = default;
};

/// Two unit vectors that span the plane; cross(first, second) is its normal.
std::pair<Vec3, Vec3> plane_axes(const CutPlane& plane);

/// One line in which the plane meets a surface; solid tissue lies on its left, seen against the plane's normal.
struct Outline {
  std::vector<Vec3> points_mm;
  bool closed = true;  ///< false: the mesh has a hole here, the line just ends
};

/// How a plane meets one structure.
struct Section {
  std::vector<Outline> outlines;
  double area_mm2 = 0.0;  ///< of the closed outlines, holes taken off
  Vec3 centre_mm{0.0f};   ///< centroid of that area
  size_t open_ends = 0;   ///< outlines that do not close
  bool empty() const { return outlines.empty(); }
};

/// Tissue that is displaced while it is cut: vertices within `where` go to move(vertex), at most `most_mm` away.
struct Displacement {
  Box3 where;
  float most_mm = 0.0f;
  std::function<Vec3(const Vec3&)> move;
};

/// A mesh made ready to be cut often: boxes of runs of 64 triangles tell which ones a plane can meet. Keeps the mesh's
/// spans, not its data.
class MeshSlicer {
 public:
  MeshSlicer() = default;
  explicit MeshSlicer(const PackedMesh& mesh);
  /// `displaced` may be null.
  Section cut(const CutPlane& plane, const Displacement* displaced = nullptr) const;
  const Box3& bounds() const { return bounds_; }

 private:
  PackedMesh mesh_;
  std::vector<Box3> boxes_;
  Box3 bounds_;
};

/// A point well inside the solid part: the middle of the widest stretch of five lines across it. The centroid where
/// nothing is closed.
Vec3 inner_point(const Section& section, const CutPlane& plane);

/// True when a point of the plane lies in the solid part of a section (closed outlines only, non-zero winding).
bool holds(const Section& section, const CutPlane& plane, const Vec3& point_mm);

}  // namespace palpate::anatomy
