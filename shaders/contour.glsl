uniform float contour_count;   // lines between the low and the high end of the field
// How strongly a contour line is drawn here; close lines fade before they become a mesh. The ends of the range have none,
// nor has a place that is even: all of it would be one line.
float contour(float value) {
  float level = value * contour_count, change = fwidth(level), width = max(change, 1e-5);
  float line = abs(fract(level + 0.5) - 0.5) / width;
  return (1.0 - smoothstep(0.5, 1.3, line)) * (1.0 - smoothstep(0.25, 0.6, width)) * step(1e-4, change) *
         step(0.5, level) * step(level, contour_count - 0.5);
}
// Brightness of the diagonal stripes that say "no data".
float hatching() {
  float stripe = abs(fract((gl_FragCoord.x + gl_FragCoord.y) * (1.0 / 9.0)) - 0.5);
  return mix(0.88, 1.10, smoothstep(0.12, 0.26, stripe));
}
