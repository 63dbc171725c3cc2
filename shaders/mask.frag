// Where a structure is, for its outline.
#include "frame.glsl"
#ifdef LOOKS
flat in float layer;
#define LAYER layer
#else
#include "look.glsl"
#endif
#include "window.glsl"
#include "section_fragment.glsl"
uniform float strength;
out vec4 colour;
void main() {
  section_drop();
  window_open();
  colour = vec4(strength);
}
