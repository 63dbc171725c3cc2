// The surface of each tissue. Fine drawing comes from small periodic pictures (render/tissue_texture.h), slow change from
// the vertices. MATERIAL: 0 smooth, 1 fibrous, 2 bone, 3 fat, 4 skin, 5 sheet (fibrous, with a second run of fibres across).
in vec3 normal, across;
in vec4 tissue;
in vec2 spots;
uniform sampler2D drawing;       // of this material
uniform vec2 drawing_per_mm;     // periods a millimetre

// How much of a pattern with that period (mm) is still seen at a pixel size (mm): patterns fade before they alias.
float resolved(float period, float pixel) { return 1.0 - smoothstep(0.22, 0.62, pixel / period); }

#if MATERIAL == 2 || MATERIAL == 3 || MATERIAL == 4
// The drawing laid on from the side that the surface faces most; two axes of the surface come with it.
vec4 laid_on(vec3 p, vec3 n, out vec3 x_axis, out vec3 y_axis) {
  vec3 a = abs(n);
  vec2 at = p.xy;
  x_axis = vec3(1.0, 0.0, 0.0);
  y_axis = vec3(0.0, 1.0, 0.0);
  if (a.x > a.y && a.x > a.z) {
    at = p.zy;
    x_axis = vec3(0.0, 0.0, 1.0);
  } else if (a.y > a.z) {
    at = p.xz;
    y_axis = vec3(0.0, 0.0, 1.0);
  }
  return 2.0 * texture(drawing, at * drawing_per_mm) - 1.0;
}
#endif

Surface surface_of(vec3 p, vec3 n, vec3 to_eye, float distance_) {
  float pixel = eye.w * distance_ / max(dot(n, to_eye), 0.25);
  float open = tissue.x, tendon = tissue.y;
  Surface s = Surface(BASE, n, SPECULAR, GLOSS, WRAP, SHEEN, BLEED, open);
#if MATERIAL == 1 || MATERIAL == 5
  float has_fibre = dot(across, across);
  if (has_fibre > 0.2) {
    vec3 side = across * inversesqrt(has_fibre);
    // u grows along +across or against it: the picture's own derivatives tell.
    float sense = dFdx(tissue.z) * dot(dFdx(p), side) + dFdy(tissue.z) * dot(dFdy(p), side);
    float jump = fwidth(tissue.z), pixel_u = max(jump, 0.3 * pixel) / FIBRE_WIDTH;
    vec2 uv = vec2((tissue.z + spots.y) / FIBRE_WIDTH, tissue.w) + SEED * vec2(7.3, 31.0);
    vec4 t = 2.0 * texture(drawing, uv * drawing_per_mm) - 1.0;
    float whole = 1.0 - smoothstep(3.0, 8.0, jump);
    float coarse = whole * resolved(3.2, pixel_u), fine = whole * resolved(0.87, pixel_u);
    float wide = whole * resolved(9.1, pixel_u);
    float tone_ = 0.55 * wide * t.w + 0.55 * coarse * t.x + 0.42 * fine * t.z, slope = 0.7 * coarse * t.y;
#if MATERIAL == 5
    // The second layer of a sheet crosses the first: fine cords over it.
    vec4 over = 2.0 * texture(drawing, mat2(0.73, 0.68, -0.68, 0.73) * uv * drawing_per_mm) - 1.0;
    tone_ = 0.8 * tone_ + 0.45 * coarse * over.x + 0.25 * fine * over.z;
    slope = 0.8 * slope + 0.35 * coarse * over.y;
#endif
    // The tendon reaches into the belly in tongues along the bundles.
    tendon = smoothstep(0.22, 0.78, tendon + 0.45 * tone_ * smoothstep(0.02, 0.3, tendon));
    float belly = 1.0 - 0.55 * tendon;
    s.albedo = mix(BASE, TENDON, tendon);
#ifdef PLATE
    // Drawn with a pen: strokes along the bundles, the paper between them left alone.
    s.albedo *= 1.0 - 0.55 * (0.35 + 0.65 * belly) * min(2.0 * FIBRE_CONTRAST, 1.0) * smoothstep(0.16, 0.42, -tone_);
#else
    s.albedo *= 1.0 + FIBRE_CONTRAST * belly * tone_ * vec3(0.80, 1.08, 1.04);
#endif
    s.normal = normalize(n - side * (sense < 0.0 ? -1.0 : 1.0) * slope * FIBRE_RELIEF * (1.0 - 0.7 * PLATE_STYLE) * mix(1.0, 0.7, tendon));
#ifdef FIBRE_LINES
    // Lines that a fibre would follow, 4 mm apart; where they would run into each other they fade.
    float strand = (tissue.z + 0.5 * spots.y) / 4.0, width = max(fwidth(strand), 1e-4);
    float line = 1.0 - smoothstep(0.7, 1.5, abs(fract(strand) - 0.5) / width);
    s.albedo *= 1.0 - 0.62 * line * whole * (1.0 - smoothstep(0.12, 0.30, width));
#endif
    s.specular = mix(SPECULAR, 1.7 * SPECULAR, tendon) * (1.0 + 0.5 * tone_);
    s.sheen = mix(SHEEN, 2.0 * SHEEN, tendon);
  } else {
    tendon = smoothstep(0.25, 0.75, tendon);
    s.albedo = mix(BASE, TENDON, tendon);
  }
  s.albedo *= 1.0 + MOTTLING * spots.x * vec3(0.7, 1.0, 0.9);
  s.albedo = mix(s.albedo * CAVITY, s.albedo, smoothstep(0.10, 0.80, open));
#elif MATERIAL == 2
  vec3 x_axis, y_axis;
  vec4 t = laid_on(p, n, x_axis, y_axis);
  float fine = resolved(1.2, pixel), grain = 0.5 * t.z * fine;
  s.albedo *= 1.0 + MOTTLING * (spots.x * vec3(0.6, 0.8, 1.1) + 0.5 * grain) - 0.10 * fine * smoothstep(0.2, 0.9, t.w);
  s.normal = normalize(n - 0.10 * fine * (x_axis * t.x + y_axis * t.y));
  s.albedo = mix(s.albedo * CAVITY, s.albedo, smoothstep(0.15, 0.85, open + 0.05 * grain));
#elif MATERIAL == 3
  vec3 x_axis, y_axis;
  vec4 t = laid_on(p, n, x_axis, y_axis);
  float seen = resolved(5.0, pixel);
  s.albedo *= (1.0 + seen * (0.07 * t.z - 0.10 + 0.10 * t.w)) * (1.0 + MOTTLING * spots.x);
  s.normal = normalize(n + 0.45 * seen * (x_axis * t.x + y_axis * t.y));
  s.albedo = mix(s.albedo * CAVITY, s.albedo, smoothstep(0.1, 0.8, open));
#elif MATERIAL == 4
  vec3 x_axis, y_axis;
  vec4 t = laid_on(p, n, x_axis, y_axis);
  float fine = resolved(1.3, pixel);
  s.albedo *= 1.0 + MOTTLING * (spots.x * vec3(0.12, 0.60, 0.65) + 0.14 * fine * t.z) - 0.10 * fine * smoothstep(0.0, 1.0, t.w);
  s.normal = normalize(n - 0.16 * fine * (x_axis * t.x + y_axis * t.y));
  s.albedo = mix(s.albedo * CAVITY, s.albedo, smoothstep(0.0, 0.75, open));
#else
  s.albedo *= 1.0 + MOTTLING * spots.x;
  s.albedo = mix(s.albedo * CAVITY, s.albedo, smoothstep(0.10, 0.80, open));
#endif
  return s;
}
