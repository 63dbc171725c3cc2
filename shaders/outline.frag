// A line along the edge of what mask.frag marked, smooth on both sides; a thin light rim keeps it readable on dark tissue.
#include "frame.glsl"
uniform sampler2D mask;
uniform float reach;   // half the line's width, pixels
out vec4 colour;

void main() {
  vec2 pixel = 1.0 / vec2(textureSize(mask, 0)), at = gl_FragCoord.xy * pixel;
  vec2 wide = 1.6 * reach * pixel;
  float here = texture(mask, at).r;
  float a = texture(mask, at + vec2(wide.x, wide.y)).r, b = texture(mask, at - vec2(wide.x, wide.y)).r;
  float c = texture(mask, at + vec2(wide.x, -wide.y)).r, d = texture(mask, at - vec2(wide.x, -wide.y)).r;
  float most = max(max(max(a, b), max(c, d)), here);
  colour = vec4(0.0);
  if (most - min(min(min(a, b), min(c, d)), here) < 0.01) discard;
  float covered = 0.0, count = 0.0;
  for (int y = -2; y <= 2; ++y) {
    for (int x = -2; x <= 2; ++x) {
      vec2 to = 0.5 * reach * vec2(x, y);
      if (abs(x) + abs(y) > 3) continue;
      float m = texture(mask, at + to * pixel).r;
      covered += step(0.01, m);
      most = max(most, m);
      count += 1.0;
    }
  }
  covered /= count;
  float line = 1.0 - smoothstep(0.22, 0.46, abs(covered - 0.44));
  float rim = (1.0 - smoothstep(0.06, 0.16, abs(covered - 0.10))) * (1.0 - line);
  colour = vec4(mix(vec3(0.97, 0.95, 0.90), ACCENT, line / max(line + rim, 1e-3)), most * max(line, 0.55 * rim));
}
