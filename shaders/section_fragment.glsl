// The other half of section_vertex.glsl.
#ifdef CUT_DISCARD
in float kept;
void section_drop() {
  if (kept < 0.0) discard;
}
#else
void section_drop() {}
#endif
