#pragma once
// Shapes as signed distance functions: primitives and the ways to join them. A Field is cheap to copy and thread-safe
// to read. Negative inside, millimetres. Every primitive here grows by at most 1 mm per millimetre (it may
// underestimate far away, never overestimate), which is what lets Volume skip empty space.

#include <functional>
#include <memory>
#include <vector>

#include "core/math.h"

namespace palpate::forge {

class Field {
 public:
  using Function = std::function<float(const Vec3&)>;
  Field() = default;
  /// `box` must hold the whole inside.
  Field(Function distance, const Box3& box) : distance_(std::make_shared<Function>(std::move(distance))), box_(box) {}
  float operator()(const Vec3& p) const { return (*distance_)(p); }
  const Box3& box() const { return box_; }
  bool empty() const { return !distance_; }

 private:
  std::shared_ptr<const Function> distance_;
  Box3 box_;
};

/// Distance from p to a box, 0 inside.
float box_distance(const Box3& box, const Vec3& p);
/// Union of two distances with a fillet of radius about `blend` where they meet; plain minimum when blend is 0.
float smooth_min(float a, float b, float blend);
inline float smooth_max(float a, float b, float blend) {
  return -smooth_min(-a, -b, blend);
}

// --- primitives
// ---------------------------------------------------------------------------------------------------------

Field sphere(const Vec3& centre, float radius);
/// Capsule whose radius runs from `radius_a` to `radius_b`.
Field rounded_cone(const Vec3& a, const Vec3& b, float radius_a, float radius_b);
/// Ellipsoid with half-axes `radii` along the columns of `axes` (orthonormal).
Field ellipsoid(const Vec3& centre, const Vec3& radii, const Mat3& axes = Mat3(1.0f));
/// Box with half-sizes `half` along `axes`, edges rounded by `round`.
Field rounded_box(const Vec3& centre, const Vec3& half, float round, const Mat3& axes = Mat3(1.0f));
/// Everything on the far side of a plane: negative where dot(p - point, normal) < 0. Boxless: only for cutting with.
Field half_space(const Vec3& point, const Vec3& normal);

/// A station of a swept rod.
struct Station {
  Vec3 at;
  float half_width = 1.0f;   ///< across `up`, mm
  float half_height = 1.0f;  ///< along `up`, mm
  Vec3 up{0, 1, 0};          ///< made square to the path by the sweep
};
struct SweepShape {
  float exponent = 2.0f;  ///< of the superellipse: 2 round, 2.6 flat with soft edges, 4 nearly a box
  float cap = -1.0f;      ///< how far the ends bulge, mm; < 0 takes the smaller half-axis
  int steps = 6;          ///< straight pieces between stations
  bool spline = true;     ///< a Catmull-Rom curve through the stations; false: straight from one to the next
};
/// A rod of superelliptic section along a smooth curve through the stations (at least two).
Field sweep(const std::vector<Station>& stations, const SweepShape& shape = {});

/// A knot of a thick sheet.
struct SheetKnot {
  Vec3 at;
  float thickness = 4.0f;  ///< mm, whole
};
/// A plate through rows x columns knots (row after row), smooth in both ways, with rounded edges. `steps`: pieces
/// between knots.
Field sheet(const std::vector<SheetKnot>& knots, size_t columns, int steps = 6);

/// The curve a sweep follows, for landmarks and fibre paths.
std::vector<Vec3> spline(const std::vector<Vec3>& through, int steps);

// --- joining
// ------------------------------------------------------------------------------------------------------------

Field join(const Field& a, const Field& b, float blend = 0.0f);
/// a without b; the new edge is rounded by `blend`.
Field cut(const Field& a, const Field& b, float blend = 0.0f);
Field intersect(const Field& a, const Field& b, float blend = 0.0f);
/// Grown (or shrunk, by < 0) everywhere.
Field grown(const Field& a, float by);
/// Same shape seen through `motion` (rotation and translation only).
Field moved(const Field& a, const Mat4& motion);
Field mirrored_x(const Field& a);
/// Surface unevenness: gradient noise, its lattice turned against the axes so that no weave shows.
Field roughened(const Field& a, float amplitude, float wavelength, uint32_t seed);
/// The noise alone, about -1 .. 1, wavelength 1.
float noise(const Vec3& p, uint32_t seed);

/// A long list of joins and cuts, done in order; parts far from p are skipped by their boxes. Use it for anything of
/// more than three parts: `Blend b(body); b.add(pedicle, 4); b.cut(canal, 1); Field bone = b.field();`
class Blend {
 public:
  Blend() = default;
  explicit Blend(const Field& first) { add(first); }
  Blend& add(const Field& part, float blend = 0.0f);
  Blend& cut(const Field& part, float blend = 0.0f);
  Blend& keep(const Field& part, float blend = 0.0f);  ///< intersection
  Field field() const;

 private:
  enum class How { add, cut, keep };
  struct Step {
    Field part;
    float blend;
    How how;
  };
  std::vector<Step> steps_;
};

}  // namespace palpate::forge
