// The mean of the samples, developed for the screen.
#include "frame.glsl"
uniform sampler2D sum;
uniform float share;   // 1 / number of samples
in vec2 at;
out vec4 colour;
void main() {
  vec4 mean = texelFetch(sum, ivec2(gl_FragCoord.xy), 0) * share;
  colour = vec4(to_srgb(tone(max(mean.rgb, 0.0))), background_top.w > 0.5 ? mean.a : 1.0);
}
