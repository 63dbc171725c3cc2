#pragma once
// Contact mechanics in closed form: how pressure spreads with depth and how a layer gives way. Units: mm, N, kPa (=
// mN/mm²).

namespace palpate::tissue {

/// Vertical stress over mean pressure on the axis under a circular load, half-space: 1 - z³/(a²+z²)^1.5 with x = z/a.
/// 64.6 % at z = a, 28.4 % at 2a (Boussinesq 1885; Timoshenko & Goodier, Theory of Elasticity).
double boussinesq(double depth_over_radius);

/// The same over a rigid base (bone) at depth `base_mm`: the share that the half-space would spread sideways is carried
/// straight down the more, the thinner the layer. boussinesq(z/a) for a base far away, 1 for a layer thin against the
/// load. The blend between these two limits is a design estimate.
double stress_share(double depth_mm, double radius_mm, double base_mm);

/// Hertz: an elastic half-space pressed by a rigid sphere (Johnson, Contact Mechanics, 1985). F = 4/3 E* sqrt(R) d^1.5.
struct Hertz {
  double indentation_mm = 0.0;
  double contact_radius_mm = 0.0;  ///< a² = R d
  double peak_kPa = 0.0;           ///< 3 F / (2 pi a²): 1.5 times the mean
};
/// `modulus_kPa` = E / (1 - nu²). Zero force gives zeros.
Hertz hertz_sphere(double force_N, double radius_mm, double modulus_kPa);
/// Stress on the axis under a Hertz contact over its peak pressure: 1 / (1 + (z/a)²).
double hertz_share(double depth_over_radius);

/// A layer that stiffens: strain = stress / (modulus + stress / limit). Linear for small stress, never above `limit`.
/// The form is a design estimate; the figures are those of assets/knowledge/tissue.yaml.
struct Law {
  double modulus_kPa = 100.0;
  double limit_strain = 0.5;
  double strain(double stress_kPa) const { return stress_kPa / (modulus_kPa + stress_kPa / limit_strain); }
  double stress(double strain) const { return modulus_kPa * strain / (1.0 - strain / limit_strain); }
};
/// The law that answers `stress_kPa` with `strain`.
Law law_through(double strain, double stress_kPa, double limit_strain);

/// Share of the axis stress at a distance from the axis, `r` in equivalent radii of the footprint (elliptical), `share`
/// the stress share at that depth. Flat core, smooth fall; carries the same force through every depth. Its shape is a
/// design estimate.
double lateral_share(double r, double share);

}  // namespace palpate::tissue
