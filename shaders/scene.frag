// Clean and converged pictures: light and tissue at every pixel. Switches: MATERIAL n, GLASS, DENT, FIELD, SHADOWS, SCENE_LIGHT.
#include "frame.glsl"
#include "look.glsl"
#ifdef DENT
#include "dent.glsl"
#endif
#include "noise.glsl"
#include "light.glsl"
#include "tissue.glsl"
#include "overlay_on_tissue.glsl"
#include "shadow.glsl"
#include "section_fragment.glsl"
in vec3 rest, place, normal, along;
in vec4 bake;
in vec2 strand;
in float fibrous;
in float heat_value;
out vec4 colour;

void main() {
  section_drop();
  vec3 from_eye = eye.xyz - place;
  float distance_ = length(from_eye);
  vec3 to_eye = from_eye / distance_, n = normalize(normal);
  Surface s = surface_of(rest, n, along, strand, bake, fibrous, to_eye, distance_);
  float accent;
  s.albedo = painted(s.albedo, rest, heat_value, accent);
  float key = mix(0.62, 1.0, s.occlusion), sky = 1.0;
#ifdef SHADOWS
  key = key_light(place, n);
  sky = sky_light(place, n);
#endif
  vec3 light = shade(s, to_eye, key, sky);
#ifdef GLASS
  float alpha = glass_alpha(1.0 - clamp(dot(n, to_eye), 0.0, 1.0));
#ifdef SCENE_LIGHT
  alpha = pow(alpha, 1.35);  // blending scene light whitens: as clear as on the screen
#endif
  light = mix(light, s.albedo * 0.9, 0.25 * (1.0 - OPACITY));
  colour = vec4(develop(light), max(alpha, accent));
#else
  colour = vec4(develop(light), 1.0);
#endif
}
