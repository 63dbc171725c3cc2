// What a cut through tissue looks like. FAN only marks the stencil.
#include "frame.glsl"
#include "look.glsl"
#include "noise.glsl"
in vec3 place;
in vec3 at;
out vec4 colour;

#ifdef FAN
void main() { colour = vec4(0.0); }
#else
uniform float tissue;   // anatomy::Tissue
uniform vec4 fibre;     // mean direction of its fibres, or 0
uniform float wall;     // mm
uniform float width;    // half of a line, pixels
const float SKIN = 0.0, FAT = 1.0, MUSCLE = 3.0, DISC = 6.0, BONE = 8.0, NERVE = 9.0, ARTERY = 10.0, VEIN = 11.0;

bool is(float what) { return abs(tissue - what) < 0.5; }
// How much of a pattern with that period (mm) is still seen, slanted faces included: patterns fade before they alias.
float pixel_mm;
float seen(float period) { return 1.0 - smoothstep(0.14, 0.42, pixel_mm / period); }

// Cells as of bundles cut across: distance to the border between the two nearest of one point a cell (x), a number of
// the cell (y). Fibres stretch the cells along themselves.
vec2 cells(vec3 p) {
  vec3 q = p + 0.35 * (noise3(p * 0.7) - 0.5), cell = floor(q - 0.5);
  float first = 9.0, second = 9.0, name = 0.0;
  for (int i = 0; i < 8; ++i) {
    vec3 c = cell + vec3(i & 1, (i >> 1) & 1, i >> 2);
    vec3 d = c + 0.18 + 0.64 * vec3(hash(c), hash(c.yzx + 17.0), hash(c.zxy + 41.0)) - q;
    float d2 = dot(d, d);
    if (d2 < first) {
      second = first;
      first = d2;
      name = hash(c + 7.0);
    } else {
      second = min(second, d2);
    }
  }
  return vec2(sqrt(second) - sqrt(first), name);
}

vec3 fill() {
  vec3 base = BASE;
  if (is(MUSCLE)) {
    vec3 q = place - fibre.xyz * dot(place, fibre.xyz) * 0.90;
    vec2 bundle = cells(q / 4.6 + SEED);
    float septum = (1.0 - smoothstep(0.02, 0.16, bundle.x)) * seen(4.6), fine = noise3(q * 2.1) - 0.5;
    base *= 1.0 + (0.20 * (bundle.y - 0.5) * seen(4.6) + 0.16 * fine * seen(0.9)) * vec3(0.8, 1.1, 1.0);
    base *= 1.0 + 0.10 * (noise3(place * 0.09) - 0.5);
    return mix(base, mix(BASE, to_linear(vec3(0.86, 0.77, 0.68)), 0.55), 0.42 * septum);
  }
  if (is(SKIN)) {  // what the body holds and nobody modelled: quiet paper, hatched
    float stripe = abs(fract((place.x + 0.62 * place.y - place.z) / 7.0) - 0.5);
    return to_linear(mix(vec3(0.80, 0.76, 0.71), vec3(0.75, 0.71, 0.66), smoothstep(0.36, 0.46, stripe) * seen(7.0)));
  }
  if (is(FAT)) {
    vec2 lobule = cells(place / 6.5 + SEED);
    float septum = (1.0 - smoothstep(0.02, 0.13, lobule.x)) * seen(6.5);
    base *= 1.0 + 0.10 * (lobule.y - 0.5) + 0.06 * (noise3(place * 1.3) - 0.5) * seen(0.9);
    return mix(base, to_linear(vec3(0.93, 0.87, 0.74)), 0.42 * septum);
  }
  if (is(BONE)) {  // cancellous: bars and holes
    vec3 q = place + 0.8 * vec3(noise3(place * 0.5), noise3(place * 0.5 + 9.0), noise3(place * 0.5 + 19.0));
    float bars = abs(noise3(q * 0.62) - 0.5) * 2.0, small = abs(noise3(q * 1.25 + 5.0) - 0.5) * 2.0;
    float hole = smoothstep(0.16, 0.62, min(bars, small + 0.15));
    return mix(BASE * vec3(1.04, 0.99, 0.92), BASE * vec3(0.74, 0.50, 0.40), 0.62 * hole * seen(1.6));
  }
  if (is(DISC)) return mix(to_linear(vec3(0.80, 0.82, 0.80)), base, 0.25) * (1.0 + 0.10 * (noise3(place * 0.5) - 0.5));
  if (is(NERVE)) {
    vec2 bundle = cells((place - fibre.xyz * dot(place, fibre.xyz) * 0.9) / 1.3);
    return mix(base * 0.82, base * 1.06, smoothstep(0.04, 0.2, bundle.x) * seen(1.3));
  }
  if (is(ARTERY) || is(VEIN)) return base * 0.42;
  return base * (1.0 + 0.12 * (noise3(place * 0.5) - 0.5) + 0.10 * (noise3(place * 1.6) - 0.5) * seen(0.9));
}

// Colour of the wall at `inside` mm from the outline, and how much it covers.
vec4 lining(float inside) {
  float cover = 1.0 - smoothstep(0.72 * wall, wall, inside);
  if (is(SKIN)) return vec4(mix(to_linear(vec3(0.80, 0.58, 0.47)), to_linear(vec3(0.93, 0.80, 0.72)), smoothstep(0.15, 0.7, inside)), cover);
  if (is(BONE)) return vec4(BASE * vec3(1.22, 1.20, 1.16), cover);
  if (is(DISC)) {
    float ring = 0.5 + 0.5 * sin(inside * 6.2831 / 1.1 + 1.5 * noise3(place * 0.4));
    return vec4(BASE * mix(0.92, 1.22, mix(0.5, ring, seen(1.1))), 1.0 - smoothstep(0.55 * wall, wall, inside));
  }
  if (is(MUSCLE)) return vec4(mix(BASE, to_linear(vec3(0.88, 0.80, 0.72)), 0.7), 0.75 * cover * seen(0.8));
  if (is(NERVE)) return vec4(BASE * 1.15, cover);
  return vec4(BASE, cover);
}

vec3 finished(vec3 albedo) {
  albedo = mix(albedo, vec3(0.34 + 0.25 * dot(albedo, vec3(0.3, 0.55, 0.15))), 0.8 * GREYED);
  albedo = mix(albedo, to_linear(vec3(0.06, 0.42, 0.52)) * 2.2 + 0.25 * albedo, 0.5 * HIGHLIGHT);
  return develop(albedo * 1.12);
}

void main() {
  pixel_mm = max(length(dFdx(place)), length(dFdy(place)));
  float body = OPACITY * OPACITY * (3.0 - 2.0 * OPACITY);
#if defined(LINE) || defined(LOOSE)
  float ink = 1.0 - smoothstep(width - 0.5, width + 0.5, abs(at.x));
#ifdef LOOSE
  ink *= smoothstep(0.42, 0.50, abs(fract(at.y / 5.0) - 0.5) + 0.20);
  colour = vec4(paint(vec3(0.60, 0.16, 0.10)), ink * max(0.7, OPACITY));
#else
  vec3 dark = is(BONE) || is(DISC) ? vec3(0.30, 0.22, 0.16) : is(SKIN) ? vec3(0.36, 0.22, 0.17) : vec3(0.26, 0.12, 0.10);
  dark = mix(dark, vec3(0.03, 0.36, 0.44), step(0.3, HIGHLIGHT));
  colour = vec4(paint(dark), ink * mix(0.55, 0.85, OPACITY));
#endif
#elif defined(WALL)
  vec4 layer = lining(at.z);
  colour = vec4(finished(layer.rgb), layer.a * body);
#else
  colour = vec4(finished(fill()), body);
#endif
}
#endif
