// Structures of the atlas. Switches: DENT, DEPTH_ONLY, FIELD.
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
out vec3 place, normal, along;
out vec4 bake;
out vec2 strand;
out float fibrous;

void main() {
  rest = position;
  heat_value = field;
  vec3 p = position, n = unpack_normal(normal_octahedral), f = fibre.xyz;
#ifdef DENT
  dent(p, n, f, DENT_SHARE);
#endif
  gl_Position = view_projection * vec4(p, 1.0);
  section_cut(p);
  place = p;
  normal = n;
  along = f;
  bake = baked;
  strand = fibre_uv * (1.0 / 16.0);
  fibrous = fibre.w > 0.5 ? 1.0 : 0.0;
}
#endif
