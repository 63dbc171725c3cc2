// What is painted on tissue: footprints of the contacts, the scalar field with contour lines, highlight, greying.
#ifdef FOOTPRINT
#include "footprint.glsl"
#endif
#ifdef FIELD
#include "contour.glsl"
uniform sampler2D colour_map;
vec3 mapped(float value) {
  return near_linear(texture(colour_map, vec2((clamp(value, 0.0, 1.0) * 255.0 + 0.5) / 256.0, 0.5)).rgb);
}
// shown: its colour, and the value that contour lines follow.
vec3 field_colour(vec4 shown) {
#ifdef HATCHED
  return vec3(0.30) * hatching();
#else
  if (shown.a < -0.5) return vec3(0.30) * hatching();
  return mix(shown.rgb, mix(vec3(0.02), vec3(0.9), step(shown.a, 0.45)), 0.55 * contour(shown.a));
#endif
}
#endif

// Albedo after everything that is painted on the tissue itself.
vec3 painted(vec3 albedo, vec3 p, vec4 shown, out float accent) {
  accent = 0.0;
#ifdef FIELD
  albedo = mix(albedo, field_colour(shown), HEAT);
#endif
  albedo = mix(albedo, vec3(0.34 + 0.25 * dot(albedo, vec3(0.3, 0.55, 0.15))), 0.8 * GREYED);
  vec3 bright = to_linear(ACCENT);
  albedo = mix(albedo, bright * 2.2 + 0.25 * albedo, 0.55 * HIGHLIGHT);
#ifdef FOOTPRINT
  vec2 mark = footprint(p);
  albedo = mix(albedo, bright * 1.3, 0.58 * mark.x);
  albedo = mix(albedo, bright * 0.8, 0.9 * mark.y);
  accent = max(mark.x * 0.6, mark.y);
#endif
  return albedo;
}
