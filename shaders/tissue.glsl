// The surface of each tissue, from noise that follows its fibres. MATERIAL: 0 smooth, 1 fibrous, 2 bone, 3 fat, 4 skin.

// How much of a pattern with that period (mm) is still seen at a pixel size (mm): patterns fade before they alias.
float resolved(float period, float pixel) { return 1.0 - smoothstep(0.22, 0.62, pixel / period); }

#if MATERIAL == 1
// Strands along the fibres: x brightness -1..1, y slope across the fibres (per mm).
vec2 strands(vec2 uv, float pixel, float width) {
  vec2 warp = vec2(noise2(vec2(uv.x / 11.0, uv.y / 38.0) + SEED).x - 0.5, 0.0);
  uv.x += 2.4 * warp.x;
  vec2 sum = vec2(0.0);
  float period = 3.6 * width;
  vec2 a = noise2(vec2(uv.x / period, uv.y / 52.0 + 3.1 * SEED));
  sum += resolved(period, pixel) * 0.42 * vec2(2.0 * a.x - 1.0, 2.0 * a.y / period);
  period = 1.45 * width;
  vec2 b = noise2(vec2(uv.x / period + 17.0, uv.y / 27.0));
  sum += resolved(period, pixel) * 0.36 * vec2(2.0 * b.x - 1.0, 2.0 * b.y / period);
  period = 0.62 * width;
  vec2 c = noise2(vec2(uv.x / period + 31.0, uv.y / 11.0));
  sum += resolved(period, pixel) * 0.22 * vec2(2.0 * c.x - 1.0, 1.4 * c.y / period);
  return sum;
}
#endif

Surface surface_of(vec3 p, vec3 n, vec3 f, vec2 uv, vec4 baked_, float has_fibre, vec3 to_eye, float distance_) {
  float pixel = eye.w * distance_ / max(dot(n, to_eye), 0.25);
  float open = baked_.x;
  Surface s = Surface(BASE, n, SPECULAR, GLOSS, WRAP, SHEEN, BLEED, open);
#if MATERIAL == 1
  vec3 across = cross(n, f);
  float length2 = dot(across, across);
  float tendon = baked_.y;
  if (has_fibre > 0.5 && length2 > 1e-4) {
    across *= inversesqrt(length2);
    // u grows along +across or against it: the picture's own derivatives tell.
    float sense = dFdx(uv.x) * dot(dFdx(p), across) + dFdy(uv.x) * dot(dFdy(p), across);
    float jump = fwidth(uv.x);
    float pixel_u = max(jump, 0.3 * pixel);
    vec2 strand = strands(uv, pixel_u, FIBRE_WIDTH) * (1.0 - smoothstep(3.0, 8.0, jump));
    tendon = smoothstep(0.22, 0.78, tendon + 0.42 * strand.x * smoothstep(0.02, 0.3, tendon));
    float belly = 1.0 - 0.62 * tendon;
    s.albedo = mix(BASE, TENDON, tendon);
    s.albedo *= 1.0 + FIBRE_CONTRAST * belly * strand.x * vec3(0.80, 1.06, 1.02);
    s.normal = normalize(n - across * (sense < 0.0 ? -1.0 : 1.0) * strand.y * FIBRE_RELIEF * belly);
    s.specular = mix(SPECULAR, 1.6 * SPECULAR, tendon) * (1.0 + 0.5 * strand.x);
  } else {
    tendon = smoothstep(0.25, 0.75, tendon);
    s.albedo = mix(BASE, TENDON, tendon);
    s.albedo *= 1.0 + 0.5 * FIBRE_CONTRAST * (2.0 * noise3(p * 0.45) - 1.0) * resolved(2.2, pixel);
  }
  float blotch = noise3(p * 0.055 + SEED) + 0.5 * noise3(p * 0.14 + 7.0) - 0.75;
  s.albedo *= 1.0 + MOTTLING * blotch * vec3(0.7, 1.0, 0.9);
  s.albedo = mix(s.albedo * CAVITY, s.albedo, smoothstep(0.10, 0.80, open));
#elif MATERIAL == 2
  float coarse = noise3(p * 0.11 + SEED) - 0.5, fine = (noise3(p * 0.9) - 0.5) * resolved(1.1, pixel);
  s.albedo *= 1.0 + MOTTLING * (coarse * vec3(0.6, 0.8, 1.1) + 0.7 * fine);
  s.albedo = mix(s.albedo * CAVITY, s.albedo, smoothstep(0.15, 0.85, open + 0.10 * fine));
#elif MATERIAL == 3
  // Lobules: the nearest of one point a cell, on a warped grid.
  vec3 q = p / 5.2 + 0.6 * (noise3(p * 0.12) - 0.5);
  vec3 cell = floor(q);
  float first = 9.0, second = 9.0;
  vec3 toward = vec3(0.0);
  for (int i = 0; i < 27; ++i) {
    vec3 c = cell + vec3(i % 3, (i / 3) % 3, i / 9) - 1.0;
    vec3 d = c + 0.15 + 0.7 * vec3(hash(c), hash(c.yzx + 17.0), hash(c.zxy + 41.0)) - q;
    float d2 = dot(d, d);
    if (d2 < first) { second = first; first = d2; toward = d; } else second = min(second, d2);
  }
  float seen = resolved(5.2, pixel), wall = smoothstep(0.0, 0.35, sqrt(second) - sqrt(first));
  s.albedo *= mix(1.0, 0.80 + 0.20 * wall, seen) * (1.0 + MOTTLING * (noise3(p * 0.06) - 0.5));
  s.normal = normalize(n - 0.42 * seen * (toward - n * dot(n, toward)));
  s.albedo = mix(s.albedo * CAVITY, s.albedo, smoothstep(0.1, 0.8, open));
#elif MATERIAL == 4
  float flush = noise3(p * 0.022 + 3.0) + 0.5 * noise3(p * 0.07) - 0.75;
  float grain = (noise3(p * 1.25) + 0.6 * noise3(p * 2.7) - 0.8) * resolved(1.0, pixel);
  s.albedo *= 1.0 + MOTTLING * (flush * vec3(0.10, 0.55, 0.60) + 0.16 * grain);
  vec3 tilt = vec3(noise3(p * 1.9), noise3(p * 1.9 + 19.0), noise3(p * 1.9 + 41.0)) - 0.5;
  s.normal = normalize(n + 0.16 * resolved(0.9, pixel) * (tilt - n * dot(n, tilt)));
  s.albedo = mix(s.albedo * CAVITY, s.albedo, smoothstep(0.0, 0.75, open));
#else
  s.albedo *= 1.0 + MOTTLING * (noise3(p * 0.3) - 0.5);
  s.albedo = mix(s.albedo * CAVITY, s.albedo, smoothstep(0.10, 0.80, open));
#endif
  return s;
}
