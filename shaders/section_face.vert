// Cut faces: a fan into the stencil, the sheet that fills it, the wall inside an outline, the outline.
#include "frame.glsl"
in vec3 position;
in vec3 normal;   // direction of the outline
in vec4 form;     // side -1 or 1, mm along the outline, mm inside it
#if defined(LINE) || defined(LOOSE)
uniform float width;    // half of the line, pixels
uniform vec2 picture;   // pixels
#endif
out vec3 place;
out vec3 at;
invariant gl_Position;

void main() {
  place = position;
  at = form.xyz;
  gl_Position = view_projection * vec4(position, 1.0);
#if defined(LINE) || defined(LOOSE)
  vec4 ahead = view_projection * vec4(position + normal, 1.0);
  vec2 along = (ahead.xy / ahead.w - gl_Position.xy / gl_Position.w) * picture;
  vec2 side = vec2(-along.y, along.x) / max(length(along), 1e-4);
  gl_Position.xy += side * form.x * (width + 1.0) * 2.0 / picture * gl_Position.w;
  at.x *= width + 1.0;
  // Towards the eye by a hair: the sheet does not eat it.
  gl_Position.z -= 0.0004 * gl_Position.w;
#elif defined(WALL)
  gl_Position.z -= 0.0002 * gl_Position.w;
#endif
}
