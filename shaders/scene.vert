// Structures of the atlas. Switches: DENT, VERTEX_LIGHT, DEPTH_ONLY, FIELD.
#include "frame.glsl"
#include "look.glsl"
#ifdef DENT
#include "dent.glsl"
#endif
#include "section_vertex.glsl"
in vec3 position;
in vec2 normal_octahedral;
in vec4 fibre;
in vec4 baked;      // occlusion, tendon, along, depth
in vec2 fibre_uv;   // across and along the fibres, 1/16 mm
in float field;
invariant gl_Position;

vec3 unpack_normal(vec2 p) {
  vec3 n = vec3(p, 1.0 - abs(p.x) - abs(p.y));
  if (n.z < 0.0) n.xy = (1.0 - abs(n.yx)) * vec2(n.x >= 0.0 ? 1.0 : -1.0, n.y >= 0.0 ? 1.0 : -1.0);
  return normalize(n);
}

#ifdef DEPTH_ONLY
uniform mat4 depth_matrix;
void main() {
  vec3 place = position;
#ifdef DENT
  vec3 n = vec3(0.0, 0.0, 1.0), f = vec3(0.0);
  dent(place, n, f, DENT_SHARE);
#endif
  gl_Position = depth_matrix * vec4(place, 1.0);
  section_cut(place);
}
#else

out vec3 rest;
out float heat_value;
#ifdef VERTEX_LIGHT
#include "light.glsl"
out vec3 lit;
out float facing;
#else
out vec3 place, normal, along;
out vec4 bake;
out vec2 strand;
out float fibrous;
#endif

void main() {
  rest = position;
  heat_value = field;
  vec3 p = position, n = unpack_normal(normal_octahedral), f = fibre.xyz;
#ifdef DENT
  dent(p, n, f, DENT_SHARE);
#endif
  gl_Position = view_projection * vec4(p, 1.0);
  section_cut(p);
#ifdef VERTEX_LIGHT
  vec3 to_eye = normalize(eye.xyz - p);
  float tendon = smoothstep(0.25, 0.8, baked.y), open = baked.x;
  vec3 albedo = mix(BASE, TENDON, tendon);
  albedo = mix(albedo * CAVITY, albedo, smoothstep(0.15, 0.85, open));
  Surface s = Surface(albedo, n, SPECULAR, GLOSS, WRAP, SHEEN, BLEED, open);
  lit = shade(s, to_eye, mix(0.62, 1.0, open), 1.0);
#ifndef PAINTED
  lit = develop(lit);  // once a vertex: powers are dear at every pixel
#endif
  facing = clamp(dot(n, to_eye), 0.0, 1.0);
#else
  place = p;
  normal = n;
  along = f;
  bake = baked;
  strand = fibre_uv * (1.0 / 16.0);
  fibrous = fibre.w > 0.5 ? 1.0 : 0.0;
#endif
}
#endif
