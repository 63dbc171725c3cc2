// Adds one sample to the sum. Thin dark lines where the depth jumps: forms lie in front of one another as in a drawing.
// Switch: LINES.
uniform sampler2D picture, depths;
uniform vec4 lens;   // near, far, strength of the lines, 1 where they also darken what is behind the body
uniform int first_row;  // of the sum, in the sample: large pictures are added up band by band
uniform float finest;   // jump of the depth, as a share of the distance, where a line begins
out vec4 colour;

#ifdef LINES
// One over the distance, up to a factor: as good a measure of jumps, straight on every plane, and without a division.
float near(ivec2 p) { return lens.y - texelFetch(depths, p, 0).r * (lens.y - lens.x); }

void main() {
  ivec2 p = ivec2(gl_FragCoord.xy) + ivec2(0, first_row), last = textureSize(depths, 0) - 1;
  vec4 c = texelFetch(picture, p, 0);
  float here = near(p);
  float l = near(max(p - ivec2(1, 0), ivec2(0))), r = near(min(p + ivec2(1, 0), last));
  float d = near(max(p - ivec2(0, 1), ivec2(0))), u = near(min(p + ivec2(0, 1), last));
  // Only the farther side of a jump is darkened, and only where the slope itself does not explain it.
  float jump = max(max(l, r), max(d, u)) - here;
  float bend = max(abs(l + r - 2.0 * here), abs(d + u - 2.0 * here));
  float left = 1.0 - lens.z * smoothstep(finest, 4.0 * finest, min(jump, bend) / here);
  colour = vec4(c.rgb * left, mix(c.a, 1.0 - left * (1.0 - c.a), lens.w));
}
#else
void main() { colour = texelFetch(picture, ivec2(gl_FragCoord.xy) + ivec2(0, first_row), 0); }
#endif
