// Value noise without textures (dear on software GL).

// Only multiplications and fractions of moderate numbers: integer mixing costs three times as much on software GL.
float hash(vec2 p) {
  vec3 q = fract(vec3(p.xyx) * vec3(0.1031, 0.1030, 0.0973));
  q += dot(q, q.yzx + 33.33);
  return fract((q.x + q.y) * q.z);
}
float hash(vec3 p) {
  vec3 q = fract(p * vec3(0.1031, 0.1030, 0.0973));
  q += dot(q, q.zyx + 31.32);
  return fract((q.x + q.y) * q.z);
}

// Value in x (0..1), derivative by p.x in y.
vec2 noise2(vec2 p) {
  vec2 cell = floor(p), f = p - cell;
  vec2 s = f * f * (3.0 - 2.0 * f);
  float a = hash(cell), b = hash(cell + vec2(1.0, 0.0)), d = hash(cell + vec2(0.0, 1.0)), e = hash(cell + vec2(1.0));
  float low = mix(a, b, s.x), high = mix(d, e, s.x);
  return vec2(mix(low, high, s.y), mix(b - a, e - d, s.y) * 6.0 * f.x * (1.0 - f.x));
}

float noise3(vec3 p) {
  vec3 cell = floor(p), f = p - cell;
  vec3 s = f * f * (3.0 - 2.0 * f);
  float a = mix(mix(hash(cell), hash(cell + vec3(1.0, 0.0, 0.0)), s.x), mix(hash(cell + vec3(0.0, 1.0, 0.0)), hash(cell + vec3(1.0, 1.0, 0.0)), s.x), s.y);
  float b = mix(mix(hash(cell + vec3(0.0, 0.0, 1.0)), hash(cell + vec3(1.0, 0.0, 1.0)), s.x),
                mix(hash(cell + vec3(0.0, 1.0, 1.0)), hash(cell + vec3(1.0, 1.0, 1.0)), s.x), s.y);
  return mix(a, b, s.z);
}
