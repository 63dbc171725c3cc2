// Ribbons and markers, draped on the skin and dented with it.
#include "frame.glsl"
#include "dent.glsl"
in vec3 position;
in vec3 normal;
in vec4 form;     // u, v, shape (render/overlay_geometry.h), parameter
in vec4 tint;
uniform float lift;   // mm above the skin
out vec4 shape;
out vec4 ink;
out float facing;
out float kept;   // mm on the kept side of a section; 0 without one
void main() {
  vec3 p = position, n = normal, f = vec3(0.0);
#ifndef POSED   // then they come already carried
  dent(p, n, f, 1.0);
#endif
  shape = form;
  ink = tint;
  kept = dot(section, vec4(p, 1.0));
  facing = dot(n, normalize(eye.xyz - p));
  gl_Position = view_projection * vec4(p + n * lift, 1.0);
  // Towards the eye by a hair: what lies on the skin is not cut by it.
  gl_Position.z -= 0.0006 * gl_Position.w;
}
