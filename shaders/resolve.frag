// The mean of the samples over the background, developed for the screen. Transparent pictures carry colour times coverage
// until they are read back. Switch: GROUND.
#include "frame.glsl"
uniform sampler2D sum;
uniform int first_row;        // of the sum, in the picture
uniform float share;          // 1 / number of samples
uniform vec2 picture_size;    // pixels
#ifdef GROUND
uniform sampler2D ground;     // what the body's shadow took of the light, in a small picture: it is soft everywhere
#endif
out vec4 colour;
void main() {
  vec4 mean = max(texelFetch(sum, ivec2(gl_FragCoord.xy) - ivec2(0, first_row), 0) * share, 0.0);
  if (background_top.w > 0.5) {
    colour = vec4(mean.a * to_srgb(tone(mean.rgb / max(mean.a, 1e-4))), mean.a);
    return;
  }
  vec2 at = gl_FragCoord.xy / picture_size;
  vec3 behind = paint(background(at.y));
#ifdef GROUND
  behind *= 1.0 - texture(ground, at).rgb * share;
#endif
  colour = vec4(to_srgb(tone(mean.rgb + max(1.0 - mean.a, 0.0) * behind)), 1.0);
}
