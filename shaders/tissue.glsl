// The surface of each tissue. Fine drawing comes from small periodic pictures (render/tissue_texture.h), slow change from
// the vertices. MATERIAL: 0 smooth, 1 fibrous, 2 bone, 3 fat, 4 skin, 5 sheet (fibrous, with a second run of fibres across).
in vec3 normal, across;
in vec4 tissue;
in vec2 spots;
#include "fibres.glsl"

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
  float open = tissue.x;
  Surface s = Surface(BASE, n, SPECULAR, GLOSS, WRAP, SHEEN, BLEED, open);
#if MATERIAL == 1 || MATERIAL == 5
  float has_fibre = dot(across, across);
  if (has_fibre > 0.2) {
    vec3 side = across * inversesqrt(has_fibre);
    // u grows along +across or against it: the picture's own derivatives tell.
    float sense = dFdx(tissue.z) * dot(dFdx(p), side) + dFdy(tissue.z) * dot(dFdy(p), side);
    Fibres f = fibres_at(tissue.yzw, spots.y, pixel);
    s.albedo = f.albedo;
    s.normal = normalize(n - side * (sense < 0.0 ? -f.slope : f.slope));
    s.specular = mix(SPECULAR, 1.7 * SPECULAR, f.tendon) * (1.0 + 0.5 * f.tone);
    s.sheen = mix(SHEEN, 2.0 * SHEEN, f.tendon);
  } else {
    s.albedo = mix(BASE, TENDON, smoothstep(0.25, 0.75, tissue.y));
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
  // Faces where the picture's border cuts the body (forge/cut_face.cpp): fat, flesh (TENDON), then bone and its marrow.
  float tendon = tissue.y;
  if (tendon > 0.1) {
    float blotch = 1.0 + MOTTLING * spots.x;
    vec3 flesh = TENDON * mix(1.0, 0.62, smoothstep(0.60, 0.72, tendon)) * (blotch + 0.25 * fine * t.z);
    s.albedo = mix(s.albedo, vec3(0.72, 0.50, 0.19) * blotch, smoothstep(0.12, 0.20, tendon));
    s.albedo = mix(s.albedo, flesh, smoothstep(0.42, 0.50, tendon));
    s.albedo = mix(s.albedo, vec3(0.58, 0.40, 0.27) * blotch, smoothstep(0.78, 0.82, tendon));
    s.albedo = mix(s.albedo, vec3(0.70, 0.60, 0.45), smoothstep(0.91, 0.96, tendon));
  }
  s.albedo = mix(s.albedo * CAVITY, s.albedo, smoothstep(0.0, 0.75, open));
#else
  s.albedo *= 1.0 + MOTTLING * spots.x;
  s.albedo = mix(s.albedo * CAVITY, s.albedo, smoothstep(0.10, 0.80, open));
#endif
  return s;
}
