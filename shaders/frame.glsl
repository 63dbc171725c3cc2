// What is the same for every draw of one sample. src/render/frame_block.h fills it.
#define SKY_SAMPLES 16

layout(std140) uniform Frame {
  mat4 view_projection;
  mat4 key_shadow;      // body frame -> 0..1 of the key light's shadow map
  mat4 sky_shadow;      // the same for this sample's sky direction
  vec4 eye;             // xyz position, w = size of a pixel in mm at a distance of 1 mm
  vec4 view_back;       // xyz from target to eye, w = height of the picture in pixels
  vec4 key_direction;   // xyz towards the key light, w = bias of its shadow map, mm
  vec4 fill_direction;
  vec4 rim_direction;
  vec4 sky_axis;        // xyz middle of the sky, w = 1 where shadow maps are there
  vec4 sky_directions[SKY_SAMPLES];
  vec4 sample_info;     // x index of the sample, y random 0..1, z index of the sky direction, w = bias of the sky map, mm
  vec4 focus;           // window into the body: x, y middle and z radius in pixels from the lower left, w layer that stays closed
  vec4 style;           // y 0..1 = x-ray
  vec4 background_top, background_bottom;  // sRGB; w of the first = 1 for a transparent picture
  vec4 section;         // the cut: dot(section, vec4(p, 1)) > 0 is kept
};
vec3 to_linear(vec3 srgb) { return pow(srgb, vec3(2.2)); }
// to_linear() by roots alone, which cost less than powers on software GL: within 0.003 for 0..1.
vec3 near_linear(vec3 srgb) { return srgb * srgb * (0.842 * sqrt(sqrt(srgb)) + 0.158); }
vec3 to_srgb(vec3 linear) { return pow(linear, vec3(1.0 / 2.2)); }

// Straight up to the knee, then a soft shoulder to 1, by the brightest channel: bright tissue keeps its drawing and its hue.
const float KNEE = 0.55;
vec3 tone(vec3 c) {
  float m = max(max(c.r, c.g), c.b), over = max(m - KNEE, 0.0);
  return c * ((min(m, KNEE) + (1.0 - KNEE) * (1.0 - exp(-over / (1.0 - KNEE)))) / max(m, 1e-4));
}
vec3 untone(vec3 c) {
  float m = max(max(c.r, c.g), c.b), over = min(max(m - KNEE, 0.0) / (1.0 - KNEE), 0.995);
  return c * ((min(m, KNEE) - (1.0 - KNEE) * log(1.0 - over)) / max(m, 1e-4));
}
// A colour chosen by eye (sRGB) to what the passes write: scene light where a resolve follows, else as it is.
vec3 paint(vec3 srgb) {
#ifdef SCENE_LIGHT
  return untone(to_linear(srgb));
#else
  return srgb;
#endif
}
// to_srgb() by roots alone, which cost half of powers on software GL: within 0.002 (half a step of 255) for 0..1.
vec3 near_srgb(vec3 linear) {
  vec3 root = sqrt(linear);
  return 1.00819 * root + 0.06973 * sqrt(root) - 0.07982 * linear;
}
// Scene light to what the passes write.
vec3 develop(vec3 light) {
#ifdef SCENE_LIGHT
  return light;
#else
  return near_srgb(tone(light));
#endif
}
vec3 background(float from_bottom) {
  return mix(background_bottom.rgb, background_top.rgb, smoothstep(0.0, 1.0, from_bottom));
}

const vec3 ACCENT = vec3(0.06, 0.42, 0.52);   // sRGB; what the hand does now
