#pragma once
// How a hand speeds up and slows down: minimum jerk, the law that measured reaching movements follow (Flash and Hogan
// 1985).

#include <algorithm>

namespace palpate::technique {

/// 0 -> 1 with zero velocity and acceleration at both ends; clamped outside.
inline double minimum_jerk(double x) {
  x = std::clamp(x, 0.0, 1.0);
  return x * x * x * (10.0 + x * (-15.0 + 6.0 * x));
}

/// A stroke of given length at a steady speed, with soft ends: the speed rises and falls as minimum_jerk does.
struct StrokeProfile {
  double length_mm = 0.0, speed_mm_s = 1.0, ramp_s = 0.0;

  StrokeProfile() = default;
  StrokeProfile(double length, double speed)
      : length_mm(length), speed_mm_s(speed), ramp_s(std::min(0.8, 0.4 * length / speed)) {}
  double duration_s() const { return length_mm / speed_mm_s + ramp_s; }
  /// Way covered at time t, mm.
  double at(double t) const {
    const double total = duration_s();
    t = std::clamp(t, 0.0, total);
    if (t > 0.5 * total) return length_mm - at(total - t);
    if (t >= ramp_s) return speed_mm_s * (t - 0.5 * ramp_s);
    const double x = ramp_s > 0.0 ? t / ramp_s : 0.0;
    return speed_mm_s * ramp_s * x * x * x * x * (2.5 + x * (-3.0 + x));  // the integral of minimum_jerk
  }
};

/// Time for a free movement of `distance_mm` whose fastest moment stays at `peak_mm_s` (1.875 times its mean speed).
inline double travel_time_s(double distance_mm, double peak_mm_s) {
  return 1.875 * distance_mm / peak_mm_s;
}

}  // namespace palpate::technique
