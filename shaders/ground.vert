// The sheet behind the body: invisible itself, it only takes the shadow.
#include "frame.glsl"
uniform vec4 sheet;   // x, y centre, z height, w half size
out vec3 place;
out vec2 from_centre;   // 1 = where the shadow has faded out
void main() {
  vec2 corner = vec2(gl_VertexID % 2 == 0 ? -1.0 : 1.0, gl_VertexID / 2 == 0 ? -1.0 : 1.0);
  place = vec3(sheet.xy + corner * sheet.w, sheet.z);
  from_centre = corner;
  gl_Position = view_projection * vec4(place, 1.0);
}
