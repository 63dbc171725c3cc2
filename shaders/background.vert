// What is behind everything, in strips from the bottom to the top: its colour is worked out at their borders only, and
// what hides it has been drawn before. Switch: GROUND.
#include "frame.glsl"
#define STRIPS 16
out vec3 behind;
#ifdef GROUND
out vec2 at;
#endif
void main() {
  vec2 corner = vec2(float(gl_VertexID % 2), float(gl_VertexID / 2) / float(STRIPS));
  behind = paint(background(corner.y));
#ifdef GROUND
  at = corner;
#endif
  gl_Position = vec4(2.0 * corner - 1.0, 1.0, 1.0);
}
