// Structures of the atlas for clean and converged pictures, and their depth. Switches: DENT, POSED, DEPTH_ONLY,
// LIT, FIELD, SHADOWS.
#include "frame.glsl"
#include "look.glsl"
#include "section_vertex.glsl"
#ifdef DENT
#include "dent.glsl"
#endif
#ifdef POSED
#include "pose.glsl"
#endif
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
#ifdef LOOKS
flat out float layer;
#endif
void main() {
#if defined(DENT) || defined(WINDOW) || defined(POSED) || defined(EXPLODED)
  find_look();
#endif
#ifdef LOOKS
#ifdef WINDOW
  layer = LAYER;
#else
  layer = 0.0;
#endif
#endif
  vec3 place = position;
#if defined(DENT) || defined(POSED)
  vec3 n = unpack_normal(normal_octahedral), f = vec3(0.0);
#endif
#ifdef DENT
  dent(place, n, f, DENT_SHARE);
#endif
#ifdef POSED
  pose(place, n, f);
#endif
  section_cut(place);
#ifdef EXPLODED
  place += OFFSET;
#endif
  gl_Position = depth_matrix * vec4(place, 1.0);
}
#elif defined(LIT)
#include "lit_vertex.glsl"
#else
#include "noise.glsl"
#include "shadow_vertex.glsl"

out vec3 place, normal, across;   // across the fibres, on the surface; zero where there are none
out vec4 tissue;                  // occlusion, tendon, across and along the fibres in mm
out vec2 spots;                   // slow blotches, warp of the fibres
#ifdef FOOTPRINT
out vec3 rest;
#endif
#ifdef FIELD
out float heat_value;
#endif

void main() {
  vec3 p = position, n = unpack_normal(normal_octahedral), f = fibre.xyz;
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
  place = p;
  normal = n;
  vec3 side = cross(n, f);
  across = fibre.w > 0.5 ? side * inversesqrt(max(dot(side, side), 1e-4)) : vec3(0.0);
  tissue = vec4(baked.xy, fibre_uv * (1.0 / 16.0));
  float slow = noise3(position * 0.055 + SEED), quick = noise3(position * 0.14 + 7.0);
  spots = vec2(slow + 0.5 * quick - 0.75, 3.0 * (noise3(position * 0.09 + 3.0) - 0.5));
  find_in_shadows(p, n);
#ifdef FOOTPRINT
  rest = position;
#endif
#ifdef FIELD
  heat_value = field;
#endif
}
#endif
