// A drawn picture to the screen. LINES: thin dark lines and softened stairs where the depth jumps.
uniform sampler2D picture;
in vec2 at;
out vec4 colour;
#ifdef LINES
uniform sampler2D depths;
uniform vec4 lens;   // near, far, strength
float away(vec2 p) { return lens.x * lens.y / (lens.y - texture(depths, p).r * (lens.y - lens.x)); }
void main() {
  vec2 step_ = 1.0 / vec2(textureSize(depths, 0));
  float here = away(at);
  float l = away(at - vec2(step_.x, 0.0)), r = away(at + vec2(step_.x, 0.0));
  float d = away(at - vec2(0.0, step_.y)), u = away(at + vec2(0.0, step_.y));
  float jump = max(max(abs(here - l), abs(here - r)), max(abs(here - d), abs(here - u)));
  float bend = max(abs(l + r - 2.0 * here), abs(d + u - 2.0 * here));
  float edge = smoothstep(0.002, 0.008, min(jump, bend) / here);
  vec4 c = texture(picture, at), round = c;
  // A loop, since software GL skips those and nothing else: few pixels have an edge.
  int softened = edge > 0.0 ? 1 : 0;
  for (int i = 0; i < softened; ++i)
    round = 0.25 * (texture(picture, at + step_ * vec2(0.6, 0.2)) + texture(picture, at + step_ * vec2(-0.6, -0.2)) +
                       texture(picture, at + step_ * vec2(-0.2, 0.6)) + texture(picture, at + step_ * vec2(0.2, -0.6)));
  float behind = smoothstep(0.0, 0.004, (here - min(min(l, r), min(d, u))) / here);
  colour = mix(c, round, 0.9 * edge);
  colour.rgb *= 1.0 - lens.z * edge * behind;
}
#else
void main() { colour = texture(picture, at); }
#endif
