// Clean and converged pictures: light from the vertices, and fibres at every pixel unless a map covers them. Switches:
// MATERIAL 1 or 5 for fibres, GLASS, DENT, FOOTPRINT, FIELD, HATCHED, SHADOWS, SCENE_LIGHT, WINDOW, FIBRE_LINES.
#include "frame.glsl"
#include "look.glsl"
#ifdef FOOTPRINT
#include "dent.glsl"
#endif
#ifdef MATERIAL
#include "fibres.glsl"
#endif
#include "overlay_on_tissue.glsl"
#include "section_fragment.glsl"
#include "shadow.glsl"
#include "window.glsl"
in vec3 light;
#ifdef SHADOWS
in vec3 key_part, sky_part;
#endif
in vec4 shine, tissue;
in vec3 lie;
#ifdef FOOTPRINT
in vec3 rest;
#else
const vec3 rest = vec3(0.0);
#endif
#ifdef FIELD
in vec4 shown;
in float wash;
#else
const vec4 shown = vec4(0.0);
const float wash = 1.0;
#endif
out vec4 colour;

#define MOST_GLINT (1.08 * SPECULAR * (0.25 + 0.02 * GLOSS))   // see light.glsl

void main() {
  section_drop();
  window_open();
  float accent, glint = shine.x, turn = 1.0;
#ifdef MATERIAL
  Fibres f = fibres_at(tissue.xyz, lie.z, tissue.w);
  float sense = dFdx(tissue.y) * lie.x + dFdy(tissue.y) * lie.y;   // u grows along that direction or against it
  float slope = sense < 0.0 ? -f.slope : f.slope;
  vec3 albedo = f.albedo;
  turn -= slope * shine.y;
  // However it leans, no place mirrors more than one that faces half-way to the light.
  glint = min(glint * exp2(clamp(-1.4427 * slope * shine.z, -8.0, 8.0)), MOST_GLINT) * (1.0 + 0.7 * f.tendon) * (1.0 + 0.5 * f.tone);
#else
  vec3 albedo = mix(BASE, TENDON, tissue.x);
#endif
  albedo = painted(albedo * wash, rest, shown, accent);
#ifdef SHADOWS
  float key = key_light();
  glint *= key;
  vec3 seen = albedo * (light + key_part * (key * turn) + sky_part * sky_seen());
#else
  vec3 seen = albedo * light * turn;
#endif
  seen += vec3(1.04, 1.0, 0.96) * glint;
  float alpha = 1.0;
#ifdef GLASS
  seen = mix(seen, albedo * 0.9, 0.25 * (1.0 - OPACITY));
  alpha = max(shine.a, accent);
#endif
  colour = vec4(develop(window_rim(seen)) * alpha, alpha);
}
