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
  float l = near(max(p - ivec2(1, 0), ivec2(0))), r = near(min(p + ivec2(1, 0), last));
  float d = near(max(p - ivec2(0, 1), ivec2(0))), u = near(min(p + ivec2(0, 1), last));
  float nearest = max(max(l, r), max(d, u)), farthest = min(min(l, r), min(d, u));
  float jump = max(nearest - here, here - farthest);
  float bend = max(abs(l + r - 2.0 * here), abs(d + u - 2.0 * here));
  float edge = smoothstep(0.002, 0.008, min(jump, bend) / here);
  vec4 c = texelFetch(picture, p, 0), round = c;
  // A loop, since software GL skips those and nothing else: few pixels have an edge.
  vec2 step_ = 1.0 / vec2(last + 1), at = gl_FragCoord.xy * step_;
  int softened = edge > 0.0 ? 1 : 0;
  for (int i = 0; i < softened; ++i)
    round = 0.25 * (texture(picture, at + step_ * vec2(0.6, 0.2)) + texture(picture, at + step_ * vec2(-0.6, -0.2)) +
                       texture(picture, at + step_ * vec2(-0.2, 0.6)) + texture(picture, at + step_ * vec2(0.2, -0.6)));
  float behind = smoothstep(0.0, 0.004, (nearest - here) / here);
  colour = mix(c, round, 0.9 * edge);
  colour.rgb *= 1.0 - lens.z * edge * behind * c.a;  // no line on a clear background
}
