#include "frame.glsl"
#include "shadow.glsl"
uniform vec2 picture;   // 1 / size in pixels
uniform float depth_of_shadow;
in vec3 place;
out vec4 colour;
void main() {
  vec3 n = vec3(0.0, 0.0, -1.0);
  float key = key_light(place, n), sky = sky_light(place, n);
  float light = 1.0 - depth_of_shadow * (0.36 * (1.0 - key) + 0.50 * (1.0 - sky));
  vec3 warm = mix(vec3(0.93, 0.95, 1.0), vec3(1.0), clamp(light, 0.0, 1.0));
  colour = vec4(paint(background(gl_FragCoord.y * picture.y)) * light * warm, 1.0);
}
