#include "section_fragment.glsl"
void main() { section_drop(); }
