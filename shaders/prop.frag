// Calm, even material: the hand shows where it is and what it does, the body stays the stage. Switches: SKIN, TOWEL.
#include "frame.glsl"
#include "look.glsl"
#ifdef TOWEL
#include "noise.glsl"
#endif
#include "light.glsl"
#include "shadow.glsl"
in vec3 place, normal;
in vec4 bake;
out vec4 colour;

void main() {
  vec3 n = normalize(normal), to_eye = normalize(eye.xyz - place);
  vec3 albedo = mix(BASE, TENDON, bake.y);
#ifdef SKIN
  albedo *= mix(vec3(1.0), vec3(1.06, 0.80, 0.76), 0.7 * bake.z);
#endif
  albedo *= 1.0 - 0.26 * bake.w;
#ifdef TOWEL
  float y = abs(300.0 * bake.z - 150.0);  // mm along the cloth: two woven stripes near each end
  albedo = mix(albedo, TENDON, max(smoothstep(6.5, 5.0, abs(y - 118.0)), smoothstep(3.0, 1.8, abs(y - 104.0))));
  albedo *= 0.88 + 0.20 * noise3(place * 0.9);
#endif
  float open = bake.x > 0.0 ? bake.x : 1.0;
  Surface s = Surface(albedo, n, SPECULAR * (1.0 + 1.2 * bake.y), GLOSS, WRAP, SHEEN, BLEED, open);
  float key = mix(0.7, 1.0, open), sky = 1.0;
#ifdef SHADOWS
  key = key_light();
  sky = sky_light(n);
#endif
  vec3 light = shade(s, to_eye, key, sky);
#ifdef GLASS
  float edge = 1.0 - clamp(dot(n, to_eye), 0.0, 1.0);
  float alpha = min(OPACITY * mix(0.45 + 2.6 * edge * edge, 1.0, OPACITY * OPACITY * OPACITY), 0.95);
#ifdef SCENE_LIGHT
  alpha = pow(alpha, 1.35);  // blending scene light whitens: as clear as on the screen
#endif
  colour = vec4(develop(light) * alpha, alpha);
#else
  colour = vec4(develop(light), 1.0);
#endif
}
