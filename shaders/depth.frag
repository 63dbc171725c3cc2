#include "frame.glsl"
#include "look.glsl"
#include "window.glsl"
#include "section_fragment.glsl"
void main() {
  section_drop();
  window_open();
}
