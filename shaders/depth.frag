#include "frame.glsl"
#ifdef LOOKS
flat in float layer;
#define LAYER layer
#else
#include "look.glsl"
#endif
#include "window.glsl"
#include "section_fragment.glsl"
void main() {
  section_drop();
  window_open();
}
