#include "frame.glsl"
in vec2 at;
out vec4 colour;
void main() { colour = background_top.w > 0.5 ? vec4(0.0) : vec4(paint(background(at.y)), 1.0); }
