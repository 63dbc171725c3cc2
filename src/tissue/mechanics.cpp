#include "tissue/mechanics.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace palpate::tissue {

double boussinesq(double x) {
  if (x <= 0.0) return 1.0;
  const double x3 = x * x * x;
  return 1.0 - x3 / std::pow(1.0 + x * x, 1.5);
}

double stress_share(double depth_mm, double radius_mm, double base_mm) {
  if (radius_mm <= 0.0) return 0.0;
  const double spread = boussinesq(depth_mm / radius_mm);
  return spread + (1.0 - spread) * boussinesq(2.0 * base_mm / radius_mm);
}

Hertz hertz_sphere(double force_N, double radius_mm, double modulus_kPa) {
  if (force_N <= 0.0 || radius_mm <= 0.0 || modulus_kPa <= 0.0) return {};
  const double force_mN = 1000.0 * force_N;
  Hertz h;
  h.indentation_mm = std::pow(0.75 * force_mN / (modulus_kPa * std::sqrt(radius_mm)), 2.0 / 3.0);
  h.contact_radius_mm = std::sqrt(radius_mm * h.indentation_mm);
  h.peak_kPa = 1.5 * force_mN / (std::numbers::pi * h.contact_radius_mm * h.contact_radius_mm);
  return h;
}

double hertz_share(double x) {
  return 1.0 / (1.0 + x * x);
}

Law law_through(double strain, double stress_kPa, double limit_strain) {
  return {stress_kPa * (1.0 / strain - 1.0 / limit_strain), limit_strain};
}

double lateral_share(double r, double share) {
  // Half width of the fall, and the middle that keeps the integral over the plane at 1 (smoothstep has variance d²/5).
  constexpr double d = 0.5;
  static const double middle = std::sqrt(1.0 - d * d / 5.0);
  const double at = r * std::sqrt(std::max(share, 0.0));
  const double t = std::clamp((at - (middle - d)) / (2.0 * d), 0.0, 1.0);
  return 1.0 - t * t * (3.0 - 2.0 * t);
}

}  // namespace palpate::tissue
