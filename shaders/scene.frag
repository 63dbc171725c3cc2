// Clean and converged pictures: light and tissue at every pixel. Switches: MATERIAL n, GLASS,
// DENT, FOOTPRINT, FIELD, SHADOWS, SCENE_LIGHT, WINDOW.
#include "frame.glsl"
#include "look.glsl"
#include "glass.glsl"
#ifdef FOOTPRINT
#include "dent.glsl"
#endif
#include "light.glsl"
#include "tissue.glsl"
#include "overlay_on_tissue.glsl"
#include "section_fragment.glsl"
#include "shadow.glsl"
#include "window.glsl"
in vec3 place;
#ifdef FOOTPRINT
in vec3 rest;
#else
const vec3 rest = vec3(0.0);
#endif
#ifdef FIELD
in float heat_value;
#endif
out vec4 colour;

void main() {
  section_drop();
  window_open();
  vec3 from_eye = eye.xyz - place;
  float distance_ = length(from_eye);
  vec3 to_eye = from_eye / distance_, n = normalize(normal);
  Surface s = surface_of(place, n, to_eye, distance_);
  float accent;
#ifdef FIELD
  vec4 shown = vec4(mapped(heat_value), heat_value);
#else
  const vec4 shown = vec4(0.0);
#endif
  s.albedo = painted(s.albedo, rest, shown, accent);
  float key = mix(0.62, 1.0, s.occlusion), sky = 1.0;
#ifdef SHADOWS
  key = key_light();
  sky = sky_light(n);
#endif
  vec3 light = shade(s, to_eye, key, sky);
#ifdef GLASS
  float alpha = glass_alpha(1.0 - clamp(dot(n, to_eye), 0.0, 1.0));
#ifdef SCENE_LIGHT
  alpha = pow(alpha, 1.35 - 0.35 * style.y);  // blending scene light whitens: as clear as on the screen
#endif
  light = mix(light, s.albedo * 0.9, 0.25 * (1.0 - OPACITY));
  alpha = max(alpha, accent);
  colour = vec4(develop(window_rim(light)) * alpha, alpha);
#else
  colour = vec4(develop(window_rim(light)), 1.0);
#endif
}
