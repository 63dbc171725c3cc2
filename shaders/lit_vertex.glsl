// Tissue whose light is worked out here, once a vertex; lit.frag draws on it.
#include "glass.glsl"
#include "light.glsl"
#include "noise.glsl"
#include "shadow_vertex.glsl"
out vec3 light;      // factor of the tissue's colour; with SHADOWS what no shadow takes away
#ifdef SHADOWS
out vec3 key_part, sky_part;   // and what the lights of this sample add where they arrive
#endif
out vec4 shine;      // glint; change of the light and of the glint's logarithm with the slope across the fibres; opacity
out vec4 tissue;     // tendon, across and along the fibres and size of a pixel in mm: huge where there are no fibres
out vec3 lie;        // direction across the fibres on the screen, warp of the fibres
#ifdef FOOTPRINT
out vec3 rest;
#endif
#ifdef FIELD
uniform sampler2D colour_map;
out vec4 shown;      // colour of the field, its value
out float wash;      // blotches and cavities of the tissue's own colour
#endif

void main() {
  vec3 p = position, n = unpack_normal(normal_octahedral), f = fibre.xyz;
#ifdef DENT
  dent(p, n, f, DENT_SHARE);
#endif
#ifdef POSED
  pose(p, n, f);
#endif
  section_cut(p);
#ifdef EXPLODED
  p += OFFSET;
#endif
  gl_Position = view_projection * vec4(p, 1.0);
  vec3 side = cross(n, f), from_eye = eye.xyz - p;
  side *= inversesqrt(max(dot(side, side), 1e-4));
  float distance_ = length(from_eye), open = baked.x;
  vec3 to_eye = from_eye / distance_;
  vec3 blotches = vec3(1.0);
  float warp = 0.0;
#ifdef MATERIAL
  float slow = noise3(position * 0.055 + SEED), quick = noise3(position * 0.14 + 7.0);
  blotches += MOTTLING * (slow + 0.5 * quick - 0.75) * vec3(0.7, 1.0, 0.9);
  warp = 3.0 * (noise3(position * 0.09 + 3.0) - 0.5);
#endif
  vec3 tint = blotches * mix(CAVITY, vec3(1.0), smoothstep(0.10, 0.80, open));
  vec3 albedo = mix(BASE, TENDON, smoothstep(0.22, 0.78, baked.y)) * tint;
#ifdef FIELD
  vec3 seen = near_linear(textureLod(colour_map, vec2((clamp(field, 0.0, 1.0) * 255.0 + 0.5) / 256.0, 0.5), 0.0).rgb);
  shown = vec4(field < -0.5 ? vec3(0.30) : seen, field);
  wash = tint.g;
  albedo = mix(albedo, shown.rgb, HEAT);
  tint = vec3(1.0);
#endif
  float edge = 1.0 - clamp(dot(n, to_eye), 0.0, 1.0);
  Light at = light_on(Surface(albedo, n, SPECULAR, GLOSS, WRAP, SHEEN, BLEED, open), to_eye);
  at.sky += at.sheen / max(albedo, vec3(0.02));
  // A slope across the fibres turns the surface from and to the light: to the first order.
  float lean = step(-WRAP, dot(n, key_direction.xyz)) * dot(KEY, vec3(0.33)) / (1.0 + WRAP) * dot(side, key_direction.xyz);
#ifdef SHADOWS
  find_in_shadows(p, n);
  vec2 sky = sky_shares(n, sky_mean);
  light = (at.fill + at.sky * sky.x) * tint;
  key_part = at.key * tint, sky_part = at.sky * sky.y * tint;
  lean /= max(at.key.g, 0.05);
#else
  float key = mix(0.62, 1.0, open);
  at.glint *= key;
  light = (at.key * key + at.sky + at.fill) * tint;
  lean = (lean * key + 0.5 * dot(SKY - BOUNCE, vec3(0.33)) * dot(side, sky_axis.xyz)) / max(light.g, 0.05);
#endif
  vec3 half_way = normalize(key_direction.xyz + to_eye);
  shine = vec4(at.glint.g, lean, GLOSS * dot(side, half_way) / max(dot(n, half_way), 0.3), 1.0);
#ifdef GLASS
  shine.a = glass_alpha(edge);
#ifdef SCENE_LIGHT
  shine.a = pow(shine.a, 1.35 - 0.35 * style.y);  // blending scene light whitens: as clear as on the screen
#endif
#endif
  float pixel = eye.w * distance_ / max(1.0 - edge, 0.25);
  tissue = vec4(baked.y, fibre_uv * (1.0 / 16.0), fibre.w > 0.5 ? pixel : 1e3);
  vec4 aside = view_projection * vec4(side, 0.0);
  vec2 on_screen = aside.xy * gl_Position.w - gl_Position.xy * aside.w;
  lie = vec3(on_screen * inversesqrt(max(dot(on_screen, on_screen), 1e-12)), warp);
#ifdef FOOTPRINT
  rest = position;
#endif
}
