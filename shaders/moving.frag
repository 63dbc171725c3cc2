// Moving pictures: the colour came from the vertices; what is sharper than a triangle is drawn here.
#include "frame.glsl"
#ifdef LOOKS
flat in vec2 layer_and_heat;
#define LAYER layer_and_heat.x
#define HEAT layer_and_heat.y
#else
#include "look.glsl"
#endif
#ifdef FOOTPRINT
#include "dent.glsl"
#include "footprint.glsl"
in vec3 rest;
#endif
#ifdef FIELD
in float value;
#endif
#if defined(FIELD) || defined(HATCHED)
#include "contour.glsl"
#endif
#include "section_fragment.glsl"
#include "window.glsl"
in vec4 shade_;
out vec4 colour;

void main() {
  section_drop();
  window_open();
  colour = shade_;
#ifdef FIELD
  colour.rgb = mix(colour.rgb, paint(vec3(step(value, 0.45))), 0.55 * HEAT * contour(value));
#elif defined(HATCHED)
  colour.rgb *= mix(1.0, sqrt(hatching()), HEAT);   // of a finished colour
#endif
#ifdef FOOTPRINT
  vec2 mark = footprint(rest);
  colour.rgb = mix(mix(colour.rgb, paint(ACCENT), 0.58 * mark.x), paint(0.8 * ACCENT), 0.9 * mark.y);
  colour.a = max(colour.a, max(mark.x * 0.6, mark.y));
#endif
  colour.rgb = window_rim(colour.rgb);
#ifdef GLASS
  colour.rgb *= colour.a;  // one factor for colour and coverage blends quicker on software GL than two
#endif
}
