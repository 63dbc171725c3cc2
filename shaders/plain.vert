// The cheapest picture of a structure: light at the vertices, nothing in between. Kept small: it is compiled at every start.
#include "frame.glsl"
#include "look.glsl"
#include "section_vertex.glsl"
in vec3 position;
in vec2 normal_octahedral;
in vec4 baked;
out vec3 lit;
#ifdef POSED
#include "pose.glsl"
#endif

void main() {
  vec3 n = vec3(normal_octahedral, 1.0 - abs(normal_octahedral.x) - abs(normal_octahedral.y));
  float under = max(-n.z, 0.0);
  n.x += n.x >= 0.0 ? -under : under;
  n.y += n.y >= 0.0 ? -under : under;
  n = normalize(n);
  vec3 p = position;
#ifdef POSED
  vec3 f = vec3(0.0);
  pose(p, n, f);
#endif
  vec3 rest = p;
#ifdef EXPLODED
  p += OFFSET;
#endif
  float facing = max(dot(n, normalize(eye.xyz - p)), 0.0);
  vec3 albedo = mix(BASE, TENDON, baked.y);
  float key = max(dot(n, key_direction.xyz), 0.0) * mix(0.6, 1.0, baked.x);
  lit = sqrt(albedo * (0.98 * key + (0.36 + 0.22 * dot(n, sky_axis.xyz)) * baked.x * mix(0.7, 1.0, facing)));
  gl_Position = view_projection * vec4(p, 1.0);
  section_cut(rest);
}
