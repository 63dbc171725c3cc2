#include "frame.glsl"
in vec4 shape;
in vec4 ink;
in float facing;
in float kept;
uniform float strength;
out vec4 colour;

float edge(float inside, float at) { return smoothstep(-1.0, 1.0, (at - inside) / max(fwidth(inside), 1e-5)); }

void main() {
  if (kept < -2.0) discard;  // lies on what the section took away
  float alpha = ink.a;
  float r = length(shape.xy);
  if (shape.z < 0.5) {          // ribbon: u = mm along, v = -1..1 across, parameter = mm done
    float rim = smoothstep(0.62, 0.80, abs(shape.y)), solid = 1.0 - step(shape.w, shape.x);
    float dash = smoothstep(0.30, 0.36, abs(fract(shape.x / 9.0) - 0.5));
    alpha *= mix(0.30 + 0.35 * dash, 0.62 + 0.38 * rim, solid) * edge(abs(shape.y), 1.0);
  } else if (shape.z < 1.5) {   // arrow head, filled
    alpha *= 1.0;
  } else if (shape.z < 2.5) {   // ring
    alpha *= edge(r, 0.96) * (1.0 - edge(r, 0.70));
  } else if (shape.z < 3.5) {   // disc with a fine rim
    alpha *= edge(r, 0.96) * mix(0.55, 1.0, 1.0 - edge(r, 0.80));
  } else if (shape.z < 4.5) {   // cross
    float arm = min(abs(shape.x), abs(shape.y));
    alpha *= edge(arm, 0.16) * edge(max(abs(shape.x), abs(shape.y)), 0.92);
  } else {                      // zone: soft hatched field with a rim
    float stripe = smoothstep(0.32, 0.44, abs(fract((shape.x + shape.y) * shape.w) - 0.5));
    alpha *= edge(r, 0.97) * max(mix(0.16, 0.42, stripe), 0.9 * (1.0 - edge(r, 0.92)));
  }
#ifdef SCENE_LIGHT
  alpha = 1.0 - pow(1.0 - min(alpha, 1.0), 1.7);  // blending scene light pales ink: as dense as on the screen
#endif
  colour = vec4(paint(ink.rgb), alpha * strength * smoothstep(-0.25, 0.10, facing));
}
