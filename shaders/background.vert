// What is behind moving and clean pictures, in strips from the bottom to the top: its colour is worked out at their
// borders only.
#include "frame.glsl"
#define STRIPS 16
out vec3 behind;
void main() {
  vec2 corner = vec2(float(gl_VertexID % 2), float(gl_VertexID / 2) / float(STRIPS));
  behind = background(corner.y);
  gl_Position = vec4(2.0 * corner - 1.0, 1.0, 1.0);
}
