#include "frame.glsl"
in vec3 behind;
#ifdef GROUND
in vec2 at;
uniform sampler2D ground;   // what the body's shadow leaves of the light, in a small picture: it is soft everywhere
#endif
out vec4 colour;
void main() {
  colour = background_top.w > 0.5 ? vec4(0.0) : vec4(behind, 1.0);
#ifdef GROUND
  colour.rgb *= texture(ground, at).rgb;
#endif
}
