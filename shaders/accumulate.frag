// Adds one sample to the sum. Thin dark lines where the depth jumps: forms lie in front of one another as in a drawing.
// Switch: LINES.
uniform sampler2D picture, depths;
uniform vec4 lens;   // near, far, strength of the lines, 1 = lines
out vec4 colour;

#ifdef LINES
float away(ivec2 p) {
  float z = texelFetch(depths, p, 0).r;
  return lens.x * lens.y / (lens.y - z * (lens.y - lens.x));
}

void main() {
  ivec2 p = ivec2(gl_FragCoord.xy), last = textureSize(depths, 0) - 1;
  vec4 c = texelFetch(picture, p, 0);
  float here = away(p);
  float l = away(max(p - ivec2(1, 0), ivec2(0))), r = away(min(p + ivec2(1, 0), last));
  float d = away(max(p - ivec2(0, 1), ivec2(0))), u = away(min(p + ivec2(0, 1), last));
  // Only the farther side of a jump is darkened, and only where the slope itself does not explain it.
  float jump = max(max(here - l, here - r), max(here - d, here - u));
  float bend = max(abs(l + r - 2.0 * here), abs(d + u - 2.0 * here));
  float line = smoothstep(0.0025, 0.010, min(jump, bend) / here);
  colour = vec4(c.rgb * (1.0 - lens.z * line), c.a);
}
#else
void main() { colour = texelFetch(picture, ivec2(gl_FragCoord.xy), 0); }
#endif
