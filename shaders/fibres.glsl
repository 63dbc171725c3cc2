// The fine drawing of tissue comes from small periodic pictures (render/tissue_texture.h); here that of fibres.
uniform sampler2D drawing;       // of this material
uniform vec2 drawing_per_mm;     // periods a millimetre

// How much of a pattern with that period (mm) is still seen at a pixel size (mm): patterns fade before they alias.
float resolved(float period, float pixel) { return 1.0 - smoothstep(0.22, 0.62, pixel / period); }

#if MATERIAL == 1 || MATERIAL == 5
struct Fibres {
  vec3 albedo;
  float tone, slope, tendon;   // slope: of the surface, where u grows
};

// run: tendon, across and along the fibres in mm; warp: how far they wander; pixel: its size in mm.
Fibres fibres_at(vec3 run, float warp, float pixel) {
  float jump = fwidth(run.y), pixel_u = max(jump, 0.3 * pixel) / FIBRE_WIDTH;
  vec2 uv = vec2((run.y + warp) / FIBRE_WIDTH, run.z) + SEED * vec2(7.3, 31.0);
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
  float tendon = smoothstep(0.22, 0.78, run.x + 0.45 * tone_ * smoothstep(0.02, 0.3, run.x));
  float belly = 1.0 - 0.55 * tendon;
  vec3 albedo = mix(BASE, TENDON, tendon);
#ifdef PLATE
  // Drawn with a pen: strokes along the bundles, the paper between them left alone.
  albedo *= 1.0 - 0.55 * (0.35 + 0.65 * belly) * min(2.0 * FIBRE_CONTRAST, 1.0) * smoothstep(0.16, 0.42, -tone_);
#else
  albedo *= 1.0 + FIBRE_CONTRAST * belly * tone_ * vec3(0.80, 1.08, 1.04);
#endif
#ifdef FIBRE_LINES
  // Lines that a fibre would follow, 4 mm apart; where they would run into each other they fade.
  float strand = (run.y + 0.5 * warp) / 4.0, width = max(fwidth(strand), 1e-4);
  float line = 1.0 - smoothstep(0.7, 1.5, abs(fract(strand) - 0.5) / width);
  albedo *= 1.0 - 0.62 * line * whole * (1.0 - smoothstep(0.12, 0.30, width));
#endif
#ifdef PLATE
  slope *= 0.3;
#endif
  return Fibres(albedo, tone_, slope * FIBRE_RELIEF * mix(1.0, 0.7, tendon), tendon);
}
#endif
