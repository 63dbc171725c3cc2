#pragma once
// One hand's way of moving during one action, as a pure function of the time since it touched down.

#include <memory>

#include "technique/scene.h"
#include "technique/skin_path.h"
#include "technique/state.h"

namespace palpate::technique {

/// Where a tool is and what it does. Chart vectors are (towards the left, towards the head), mm.
struct Pose {
  ChartPoint at;
  ChartPoint heading{0.0f, 1.0f};  ///< unit
  ChartPoint slide;                ///< how far the skin under it is dragged
  float lift_mm = 0.0f;
  float load = 0.0f;  ///< 0..1 of the action's force
  float fold_mm = 0.0f;
  float done = 0.0f;  ///< 0..1 of this pass
  Phase phase = Phase::lifted;
};

class Motion {
 public:
  virtual ~Motion() = default;
  /// Pose at time u, 0 <= u <= duration_s(). Position and lift are continuous; load is 0 at both ends.
  virtual Pose at(double u) const = 0;
  double duration_s() const { return duration_; }
  /// The line it follows, empty where it stays in place.
  const SkinPath& path() const { return path_; }

 protected:
  double duration_ = 0.0;
  SkinPath path_;
};

/// How one hand's part differs from the other's.
struct HandPart {
  anatomy::Side side = anatomy::Side::midline;  ///< of the body
  bool second = false;     ///< begins half a cycle later where the hands alternate; pulls the other way in shear-hold
  float beside_mm = 0.0f;  ///< kept apart from the other hand, across the path
};

/// The motion of `action` for one hand along `path` (of one point for a spot). Never null for actions that touch.
std::unique_ptr<Motion> make_motion(const Action& action, const HandPart& part, SkinPath path);

/// A free movement through the air between two poses: leaves `from`, ends touching (or laid) at `to`.
Pose travel(const Pose& from, const Pose& to, double u, double duration_s);

}  // namespace palpate::technique
