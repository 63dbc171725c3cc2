#include "frame.glsl"
in vec3 behind;
out vec4 colour;
void main() { colour = background_top.w > 0.5 ? vec4(0.0) : vec4(behind, 1.0); }
