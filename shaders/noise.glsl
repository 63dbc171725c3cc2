// Value noise from integer hashes: the same on every driver, no textures (dear on software GL).

float hash(uvec2 p) {
  uint h = p.x * 0x9E3779B1u ^ p.y * 0x85EBCA77u;
  h ^= h >> 15;
  h *= 0x2C1B3C6Du;
  h ^= h >> 13;
  h *= 0x297A2D39u;
  return float((h ^ (h >> 16)) & 0xFFFFu) * (1.0 / 65535.0);
}
float hash(uvec3 p) { return hash(uvec2(p.x + p.z * 0xC2B2AE3Du, p.y ^ (p.z * 0x27D4EB2Fu))); }

// Value in x (0..1), derivative by p.x in y.
vec2 noise2(vec2 p) {
  vec2 cell = floor(p), f = p - cell;
  uvec2 c = uvec2(ivec2(cell));
  vec2 s = f * f * (3.0 - 2.0 * f);
  float a = hash(c), b = hash(c + uvec2(1u, 0u)), d = hash(c + uvec2(0u, 1u)), e = hash(c + uvec2(1u, 1u));
  float low = mix(a, b, s.x), high = mix(d, e, s.x);
  return vec2(mix(low, high, s.y), mix(b - a, e - d, s.y) * 6.0 * f.x * (1.0 - f.x));
}

float noise3(vec3 p) {
  vec3 cell = floor(p), f = p - cell;
  uvec3 c = uvec3(ivec3(cell));
  vec3 s = f * f * (3.0 - 2.0 * f);
  float a = mix(mix(hash(c), hash(c + uvec3(1u, 0u, 0u)), s.x), mix(hash(c + uvec3(0u, 1u, 0u)), hash(c + uvec3(1u, 1u, 0u)), s.x), s.y);
  float b = mix(mix(hash(c + uvec3(0u, 0u, 1u)), hash(c + uvec3(1u, 0u, 1u)), s.x),
                mix(hash(c + uvec3(0u, 1u, 1u)), hash(c + uvec3(1u, 1u, 1u)), s.x), s.y);
  return mix(a, b, s.z);
}
