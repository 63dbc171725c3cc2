// What the body's shadow takes of the light on the sheet in one sample; resolve.frag lays the mean on the background.
#define ON_GROUND
#include "frame.glsl"
#include "shadow.glsl"
uniform float depth_of_shadow, spread;   // spread: size of the body, mm
in vec3 place;
in vec2 from_centre;
out vec4 colour;
void main() {
  float key = softened(key_map, key_shadow, place, 0.055 * spread), sky = softened(sky_map, sky_shadow, place, 0.16 * spread);
  float light = 1.0 - depth_of_shadow * (1.0 - smoothstep(0.45, 1.0, length(from_centre))) * (0.30 * (1.0 - key) + 0.34 * (1.0 - sky));
  colour = vec4(1.0 - light * mix(vec3(0.93, 0.95, 1.0), vec3(1.0), clamp(light, 0.0, 1.0)), 1.0);
}
