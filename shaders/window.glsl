// The focus window: outer layers open in a round window, each further in a little less; a dark well and a bright rim.
#ifdef WINDOW
float window_distance() {
  float ring = focus.z * (1.0 - 0.06 * clamp(LAYER, 0.0, focus.w));
  return distance(gl_FragCoord.xy, focus.xy) - ring;
}
void window_open() {
  // A soft edge by dither: two pixels give way for one that stays, and so on outwards.
  float noise = fract(52.9829189 * fract(dot(gl_FragCoord.xy + 5.588 * sample_info.x, vec2(0.06711056, 0.00583715))));
  if (window_distance() < 5.0 * (noise - 0.5)) discard;
}
vec3 window_rim(vec3 colour) {
  float d = window_distance();
  colour *= mix(0.62, 1.0, smoothstep(0.0, 0.16 * focus.z, d));
  return mix(colour, vec3(0.95, 0.90, 0.82), 0.55 * (1.0 - smoothstep(1.0, 2.5, abs(d - 3.0))));
}
#else
void window_open() {}
vec3 window_rim(vec3 colour) { return colour; }
#endif
