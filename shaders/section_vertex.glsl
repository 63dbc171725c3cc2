// Structures that a section plane goes through: CUT_DISTANCE clips triangles, CUT_DISCARD drops fragments (as WebGL 2 must).
#ifdef CUT_DISCARD
out float kept;
#endif
void section_cut(vec3 p) {
#ifdef CUT_DISTANCE
  gl_ClipDistance[0] = dot(section, vec4(p, 1.0));
#endif
#ifdef CUT_DISCARD
  kept = dot(section, vec4(p, 1.0));
#endif
}
