// Beyond that many radii nothing is drawn, however steep the surface; render/touch.cpp counts on it.
const float MARK_EDGE = 1.2;

// Where a contact presses, at the rest pose: x how strongly it fills the footprint, y its outline.
vec2 footprint(vec3 p) {
  vec2 mark = vec2(0.0);
  for (int i = 0; i < CONTACT_COUNT; ++i) {
    if (contact_look[i].z != LAYER) continue;
    vec3 out_ = contact_normal[i].xyz, from = p - contact_place[i].xyz;
    float h = dot(from, out_);
    float x = dot(from, contact_along[i].xyz) / contact_along[i].w;
    float y = dot(from, cross(out_, contact_along[i].xyz)) / contact_slide[i].w;
    float r = sqrt(x * x + y * y), near = contact_look[i].x * (1.0 - smoothstep(35.0, 60.0, abs(h)));
    float line = abs(r - 1.0) / max(fwidth(r), 1e-4);
    mark.x = max(mark.x, near * (1.0 - smoothstep(0.55, 1.0, r)) * (0.25 + 0.75 * contact_look[i].y));
    mark.y = max(mark.y, near * (1.0 - smoothstep(0.8, 1.8, line)) * step(r, MARK_EDGE));
  }
  return mark;
}
