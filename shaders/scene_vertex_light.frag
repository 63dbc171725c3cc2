// Moving pictures: the light came from the vertices.
#include "frame.glsl"
#include "look.glsl"
#ifdef DENT
#include "dent.glsl"
#endif
#include "overlay_on_tissue.glsl"
#include "section_fragment.glsl"
in vec3 rest;
in vec3 lit;
in float facing;
in float heat_value;
out vec4 colour;

void main() {
  section_drop();
  float accent = 0.0;
  vec3 light = lit;
#ifdef PAINTED
  // The painted colour takes the light of the tissue that it covers.
  vec3 base = max(mix(BASE, TENDON, 0.15), vec3(0.02));
  float brightness = dot(lit, vec3(0.4, 0.4, 0.2)) / dot(base, vec3(0.4, 0.4, 0.2));
  vec3 changed = painted(base, rest, heat_value, accent);
  float cover = clamp(length(changed - base) * 8.0, 0.0, 1.0);
  light = develop(mix(lit, changed * brightness, cover));
#endif
#ifdef GLASS
  float edge = 1.0 - facing;
  float alpha = min(OPACITY * mix(0.55 + 2.4 * edge * edge, 1.0, OPACITY * OPACITY * OPACITY), 0.96);
  colour = vec4(light, max(alpha, accent));
#else
  colour = vec4(light, 1.0);
#endif
}
