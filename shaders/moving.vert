// Structures while the picture moves, and thin glass always: all light is worked out here, once a vertex, and handed on as a finished colour.
// Switches: DENT, POSED, GLASS, FIELD or HATCHED (no values), FOOTPRINT.
#include "frame.glsl"
#include "look.glsl"
#include "glass.glsl"
#ifdef DENT
#include "dent.glsl"
#endif
#ifdef POSED
#include "pose.glsl"
#endif
#include "light.glsl"
#include "section_vertex.glsl"
in vec3 position;
in vec2 normal_octahedral;
in vec4 baked;   // occlusion, tendon, along, depth
invariant gl_Position;   // thin glass of clean pictures has a pass of depth first
#ifdef FIELD
in float field;
out float value;
uniform sampler2D colour_map;
#endif
#ifdef FOOTPRINT
out vec3 rest;
#endif
out vec4 shade_;   // finished colour and opacity
#ifdef LOOKS
flat out vec2 layer_and_heat;
#endif

void main() {
  find_look();
#ifdef LOOKS
  layer_and_heat = vec2(LAYER, HEAT);
#endif
  vec3 p = position, n = vec3(normal_octahedral, 1.0 - abs(normal_octahedral.x) - abs(normal_octahedral.y));
  if (n.z < 0.0) n.xy = (1.0 - abs(n.yx)) * vec2(n.x >= 0.0 ? 1.0 : -1.0, n.y >= 0.0 ? 1.0 : -1.0);
  n = normalize(n);
#if defined(DENT) || defined(POSED)
  vec3 f = vec3(0.0);
#endif
#ifdef DENT
  dent(p, n, f, DENT_SHARE);
#endif
#ifdef POSED
  pose(p, n, f);
#endif
  section_cut(p);
#ifdef EXPLODED
  p += OFFSET;
#endif
  gl_Position = view_projection * vec4(p, 1.0);
  vec3 to_eye = normalize(eye.xyz - p);
  float tendon = smoothstep(0.25, 0.8, baked.y), open = baked.x;
  vec3 albedo = mix(BASE, TENDON, tendon);
  albedo = mix(albedo * CAVITY, albedo, smoothstep(0.15, 0.85, open));
#ifdef FIELD
  value = field;
  vec3 shown = field < -0.5 ? vec3(0.30) : near_linear(textureLod(colour_map, vec2((clamp(field, 0.0, 1.0) * 255.0 + 0.5) / 256.0, 0.5), 0.0).rgb);
  albedo = mix(albedo, shown, HEAT);
#elif defined(HATCHED)
  albedo = mix(albedo, vec3(0.30), HEAT);
#endif
  albedo = mix(albedo, vec3(0.34 + 0.25 * dot(albedo, vec3(0.3, 0.55, 0.15))), 0.8 * GREYED);
  albedo = mix(albedo, to_linear(ACCENT) * 2.2 + 0.25 * albedo, 0.55 * HIGHLIGHT);
  Surface s = Surface(albedo, n, SPECULAR, GLOSS, WRAP, SHEEN, BLEED, open);
  shade_.rgb = develop(shade(s, to_eye, mix(0.62, 1.0, open), 1.0));
#ifdef GLASS
  float edge = 1.0 - clamp(dot(n, to_eye), 0.0, 1.0);
  shade_.a = glass_alpha(edge);
#ifdef SCENE_LIGHT
  shade_.a = pow(shade_.a, 1.35 - 0.35 * style.y);  // blending scene light whitens: as clear as on the screen
#endif
#else
  shade_.a = 1.0;
#endif
#ifdef FOOTPRINT
  rest = position;
#endif
}
