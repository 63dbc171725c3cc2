// A drawn picture to the screen: thin dark lines and softened stairs where the depth jumps.
uniform sampler2D picture;
out vec4 colour;
uniform sampler2D depths;
uniform vec4 lens;   // near, far, strength
// One over the distance, up to a factor: as good a measure of jumps, straight on every plane, and without a division.
float near(ivec2 p) { return lens.y - texelFetch(depths, p, 0).r * (lens.y - lens.x); }
void main() {
  ivec2 p = ivec2(gl_FragCoord.xy), last = textureSize(depths, 0) - 1;
  float here = near(p);
  ivec2 left = max(p - ivec2(1, 0), ivec2(0)), right = min(p + ivec2(1, 0), last);
  ivec2 below = max(p - ivec2(0, 1), ivec2(0)), above = min(p + ivec2(0, 1), last);
  float l = near(left), r = near(right), d = near(below), u = near(above);
  float nearest = max(max(l, r), max(d, u)), farthest = min(min(l, r), min(d, u));
  float jump = max(nearest - here, here - farthest);
  float bend = max(abs(l + r - 2.0 * here), abs(d + u - 2.0 * here));
  float edge = smoothstep(0.002, 0.008, min(jump, bend) / here);
  vec4 c = texelFetch(picture, p, 0), round = c;
  // A loop, since software GL skips those and nothing else: few pixels have an edge. Single texels cost a third of
  // filtered ones.
  int softened = edge > 0.0 ? 1 : 0;
  for (int i = 0; i < softened; ++i)
    round = 0.32 * c + 0.17 * (texelFetch(picture, left, 0) + texelFetch(picture, right, 0) + texelFetch(picture, below, 0) +
                               texelFetch(picture, above, 0));
  float behind = smoothstep(0.0, 0.004, (nearest - here) / here);
  colour = mix(c, round, 0.9 * edge);
  colour.rgb *= 1.0 - lens.z * edge * behind * c.a;  // no line on a clear background
}
