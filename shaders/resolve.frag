// The mean of the samples, developed for the screen. Transparent pictures carry colour times coverage until they are
// read back.
#include "frame.glsl"
uniform sampler2D sum;
uniform float share;   // 1 / number of samples
out vec4 colour;
void main() {
  vec4 mean = texelFetch(sum, ivec2(gl_FragCoord.xy), 0) * share;
  float covered = background_top.w > 0.5 ? mean.a : 1.0;
  colour = vec4(covered * to_srgb(tone(max(mean.rgb / max(covered, 1e-4), 0.0))), covered);
}
