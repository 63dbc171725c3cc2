// Hands, sleeves, stones.
#include "frame.glsl"
#include "shadow_vertex.glsl"
in vec3 position;
in vec2 normal_octahedral;
in vec4 baked;   // occlusion, nail, redder skin, groove
invariant gl_Position;
out vec3 place, normal;
out vec4 bake;
void main() {
  vec3 n = vec3(normal_octahedral, 1.0 - abs(normal_octahedral.x) - abs(normal_octahedral.y));
  if (n.z < 0.0) n.xy = (1.0 - abs(n.yx)) * vec2(n.x >= 0.0 ? 1.0 : -1.0, n.y >= 0.0 ? 1.0 : -1.0);
  normal = n;
  place = position;
  bake = baked;
  gl_Position = view_projection * vec4(position, 1.0);
  find_in_shadows(position, normalize(n));
}
