#pragma once
// The skin as hands know it: a chart of two numbers, distance over the skin from the midline and height along the body.

#include <memory>
#include <optional>
#include <vector>

#include "anatomy/atlas.h"
#include "anatomy/ray_index.h"

namespace palpate::technique {

/// A place on the chart, mm. `lateral` is measured over the skin from the posterior midline, positive to the subject's
/// left; `height` is y of the body frame.
struct ChartPoint {
  float lateral = 0.0f;
  float height = 0.0f;
};

/// The outer surface of the trunk, seen from an axis inside it: every level of the body is walked from the posterior
/// midline to both sides, so that moving on the chart is moving over the skin, across the furrow too, without leaving
/// it. Made from structure "skin"; where an atlas has none, from a smooth hull that touches the outermost of whatever
/// it has.
class SkinSurface {
 public:
  explicit SkinSurface(const anatomy::Atlas& atlas);
  explicit SkinSurface(const anatomy::RayIndex& skin, const Box3& bounds);

  /// On the surface itself (to the accuracy of a ray hit); clamped to the charted part.
  Vec3 position(const ChartPoint& at) const;
  /// Outward unit normal, averaged over `radius_mm` so that single triangles do not show.
  Vec3 normal(const ChartPoint& at, float radius_mm = 6.0f) const;
  /// Unit tangents of the chart: towards the subject's left and towards the head.
  Vec3 leftward(const ChartPoint& at, float radius_mm = 6.0f) const;
  Vec3 headward(const ChartPoint& at, float radius_mm = 6.0f) const;
  /// The place over a point inside or on the body: straight behind it near the midline, else the nearest skin.
  ChartPoint above(const Vec3& body_mm) const;
  /// False where nothing was found to stand on.
  bool empty() const { return rows_.empty(); }
  /// Id of the structure that serves as surface: "skin", or "" for the outermost of several.
  const std::string& structure() const { return structure_; }
  float lowest() const { return first_height_; }
  float highest() const;
  /// Extent of the chart to one side at a height.
  float reach(float height, bool left) const;

 private:
  struct Row {
    std::vector<float> angle, lateral;  ///< matched, ascending; angle 0 = straight behind, positive to the left
  };
  void chart(const Box3& bounds, bool has_skin = true);
  std::optional<Vec3> outermost(float angle, float height) const;
  float angle_at(const ChartPoint& at) const;
  float lateral_at(float angle, float height) const;

  anatomy::RayIndex skin_;
  std::string structure_;
  /// Without a skin: distances from the axis to a smooth hull round what is there, by level and angle.
  struct Hull {
    float first_height = 0.0f;
    size_t columns = 0;
    std::vector<float> radius;
    float at(float angle, float height) const;
    size_t rows() const { return columns == 0 ? 0 : radius.size() / columns; }
  };
  void make_hull(const Box3& bounds);
  float axis_z_ = 0.0f;
  float first_height_ = 0.0f;
  float spacing_ = 6.0f;
  float far_ = 0.0f;
  std::vector<Row> rows_;
  std::optional<Hull> hull_;
};

/// The skin of an atlas, to share between lessons. Never null.
std::shared_ptr<const SkinSurface> make_skin_surface(const anatomy::Atlas& atlas);

}  // namespace palpate::technique
