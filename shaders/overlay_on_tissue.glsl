// What is painted on tissue: footprints of the contacts, the scalar field with contour lines, highlight, greying.
const vec3 ACCENT = vec3(0.06, 0.42, 0.52);

#ifdef DENT
// Accent where a contact presses (rgb unused: the colour is one), in x; outline in y. `p` at the rest pose.
vec2 footprint(vec3 p) {
  vec2 mark = vec2(0.0);
  for (int i = 0; i < contact_count; ++i) {
    if (contact_look[i].z != LAYER) continue;
    vec3 out_ = contact_normal[i].xyz, from = p - contact_place[i].xyz;
    float h = dot(from, out_);
    float x = dot(from, contact_along[i].xyz) / contact_along[i].w;
    float y = dot(from, cross(out_, contact_along[i].xyz)) / contact_slide[i].w;
    float r = sqrt(x * x + y * y), near = contact_look[i].x * (1.0 - smoothstep(35.0, 60.0, abs(h)));
    float line = abs(r - 1.0) / max(fwidth(r), 1e-4);
    mark.x = max(mark.x, near * (1.0 - smoothstep(0.55, 1.0, r)) * (0.25 + 0.75 * contact_look[i].y));
    mark.y = max(mark.y, near * (1.0 - smoothstep(0.8, 1.8, line)) * step(r, 3.0));
  }
  return mark;
}
#endif

#ifdef FIELD
uniform sampler2D colour_map;
uniform float contour_count;
vec3 field_colour(vec3 tissue, float value) {
  float grey = dot(tissue, vec3(0.30, 0.55, 0.15));
  if (HAS_FIELD < 0.5 || value < -0.5) {
    float stripe = abs(fract((gl_FragCoord.x + gl_FragCoord.y) / 9.0) - 0.5);
    return vec3(mix(0.24, 0.36, smoothstep(0.12, 0.26, stripe)));
  }
  vec3 mapped = to_linear(texture(colour_map, vec2((clamp(value, 0.0, 1.0) * 255.0 + 0.5) / 256.0, 0.5)).rgb);
  float level = value * contour_count, width = max(fwidth(level), 1e-5);
  float line = abs(fract(level + 0.5) - 0.5) / width;
  float drawn = (1.0 - smoothstep(0.5, 1.3, line)) * (1.0 - smoothstep(0.25, 0.6, width)) * step(0.5, level);
  return mix(mapped, mix(vec3(0.02), vec3(0.9), step(value, 0.45)), 0.55 * drawn);
}
#endif

// Albedo after everything that is painted on the tissue itself.
vec3 painted(vec3 albedo, vec3 p, float value, out float accent) {
  accent = 0.0;
#ifdef FIELD
  albedo = mix(albedo, field_colour(albedo, value), HEAT);
#endif
  albedo = mix(albedo, vec3(0.34 + 0.25 * dot(albedo, vec3(0.3, 0.55, 0.15))), 0.8 * GREYED);
  vec3 bright = to_linear(ACCENT);
  albedo = mix(albedo, bright * 2.2 + 0.25 * albedo, 0.55 * HIGHLIGHT);
#ifdef DENT
  vec2 mark = footprint(p);
  albedo = mix(albedo, bright * 1.3, 0.58 * mark.x);
  albedo = mix(albedo, bright * 0.8, 0.9 * mark.y);
  accent = max(mark.x * 0.6, mark.y);
#endif
  return albedo;
}
