// Hands, sleeves and stones while the picture moves, and ghosts always: light once a vertex (moving.frag hands it on).
#include "frame.glsl"
#include "look.glsl"
#include "light.glsl"
in vec3 position;
in vec2 normal_octahedral;
in vec4 baked;   // occlusion, nail, redder skin, groove
invariant gl_Position;
out vec4 shade_;
void main() {
  vec3 n = vec3(normal_octahedral, 1.0 - abs(normal_octahedral.x) - abs(normal_octahedral.y));
  if (n.z < 0.0) n.xy = (1.0 - abs(n.yx)) * vec2(n.x >= 0.0 ? 1.0 : -1.0, n.y >= 0.0 ? 1.0 : -1.0);
  n = normalize(n);
  gl_Position = view_projection * vec4(position, 1.0);
  vec3 to_eye = normalize(eye.xyz - position);
  vec3 albedo = mix(BASE, TENDON, baked.y);
  if (SEED > 1.5 && SEED < 4.5) albedo *= mix(vec3(1.0), vec3(1.06, 0.80, 0.76), 0.7 * baked.z);
  albedo *= 1.0 - 0.26 * baked.w;
  float open = baked.x > 0.0 ? baked.x : 1.0;
  Surface s = Surface(albedo, n, SPECULAR * (1.0 + 1.2 * baked.y), GLOSS, WRAP, SHEEN, BLEED, open);
  shade_ = vec4(develop(shade(s, to_eye, mix(0.7, 1.0, open), 1.0)), 1.0);
#ifdef GLASS
  float edge = 1.0 - clamp(dot(n, to_eye), 0.0, 1.0);
  shade_.a = min(OPACITY * mix(0.45 + 2.6 * edge * edge, 1.0, OPACITY * OPACITY * OPACITY), 0.95);
#ifdef SCENE_LIGHT
  shade_.a = pow(shade_.a, 1.35);  // blending scene light whitens: as clear as on the screen
#endif
#endif
}
