#include "section_fragment.glsl"
in vec3 lit;
out vec4 colour;
void main() {
  section_drop();
  colour = vec4(lit, 1.0);
}
