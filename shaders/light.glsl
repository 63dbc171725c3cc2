// Light as in an anatomical plate: soft key from the upper left, sky, gentle fill, thin warm rim. Scene light in, scene light out.

const vec3 KEY = vec3(1.00, 0.955, 0.89) * 1.08;
const vec3 FILL = vec3(0.72, 0.82, 1.00) * 0.12;
const vec3 RIM = vec3(1.00, 0.84, 0.66) * 0.55;
const vec3 SKY = vec3(0.95, 0.97, 1.00) * 0.46;
const vec3 BOUNCE = vec3(1.00, 0.87, 0.75) * 0.27;

struct Surface {
  vec3 albedo;
  vec3 normal;
  float specular, gloss, wrap, sheen;
  vec3 bleed;      // tint of light that wanders under the surface (skin, fat)
  float occlusion; // baked, 1 = open
};

// What a surface makes of each light where all of it arrives: factors of its own colour, and what shines above that
// whatever the colour is: a glint of the key light, and a sheen of the sky where it turns away.
struct Light {
  vec3 key, sky, fill, glint, sheen;
};

Light light_on(Surface s, vec3 to_eye) {
  float facing = clamp(dot(s.normal, to_eye), 0.0, 1.0);
  float toward = dot(s.normal, key_direction.xyz);
  vec3 wrap = s.wrap + s.bleed;
  vec3 diffuse = clamp((toward + wrap) / (1.0 + wrap), 0.0, 1.0);
  // Cavities darken towards the tissue's own colour, not to black: light bounces inside them.
  vec3 cavity = pow(vec3(s.occlusion), 1.0 + 0.9 * (1.0 - s.albedo));
  float edge = 1.0 - facing;
  // A turned-away surface falls off a little, as a wash of ink would: forms separate without drawn lines.
  float turned = 1.0 - 0.34 * edge * edge * edge * edge;
#ifdef PLATE
  // A printed plate: the tissue's own colour, paler, in two washes and no glint.
  vec3 ink = mix(s.albedo, vec3(dot(s.albedo, vec3(0.30, 0.55, 0.15))), 0.10);
  vec3 paper = 1.10 * sqrt(ink) * sqrt(ink + 0.02) * mix(vec3(1.0), cavity, 0.85) * turned / max(s.albedo, vec3(1e-3));
  vec3 shaded = smoothstep(vec3(0.10), vec3(0.62), diffuse * 0.35), washed = smoothstep(vec3(0.10), vec3(0.62), diffuse);
  return Light(paper * 0.48 * (washed - shaded), vec3(0.0), paper * (0.74 + 0.48 * shaded), vec3(0.0), vec3(0.0));
#else
  vec3 ambient = mix(BOUNCE, SKY, 0.5 + 0.5 * dot(s.normal, sky_axis.xyz)) * cavity;
  vec3 fill = FILL * clamp(0.35 + 0.65 * dot(s.normal, fill_direction.xyz), 0.0, 1.0) * cavity;
  vec3 half_way = normalize(key_direction.xyz + to_eye);
  float glint = pow(clamp(dot(s.normal, half_way), 0.0, 1.0), s.gloss) * s.specular * (0.25 + 0.02 * s.gloss);
  float grazing = edge * edge * edge * s.occlusion * s.occlusion;
  fill += RIM * grazing * clamp(dot(s.normal, rim_direction.xyz) + 0.15, 0.0, 1.0);
  return Light(KEY * diffuse * mix(vec3(1.0), cavity, 0.55) * turned, ambient * turned, fill * turned,
               KEY * (glint * s.occlusion * clamp(toward * 4.0 + 0.6, 0.0, 1.0) * turned),
               SKY * (s.sheen * grazing * turned));
#endif
}

// key: 0..1 share of the key light that arrives; sky: share of sky light beside the baked occlusion.
vec3 shade(Surface s, vec3 to_eye, float key, float sky) {
  Light light = light_on(s, to_eye);
  return s.albedo * (light.key * key + light.sky * sky + light.fill) + light.glint * key + light.sheen * sky;
}
