// How tissue gives way under the contacts; tissue/dent.h holds the same formula on the CPU (a test compares the two).
// Every length is in millimetres, at the rest pose. For one contact with frame (normal outward, direction, side = normal x direction):
//   h = depth of p below the contact's tangent plane
//   q = elliptical radius in that plane, 1 on the footprint's outline
//   r = the same, 1 on the footprint's outline widened by 0.6 depth
//   w(r) = 1 - smoothstep(0.55, 2.2, r)     the dent's soft shoulder
//   f(q) = 1 - smoothstep(0.0, 1.0, q)      a lifted fold
//   a(h) = 1 - smoothstep(0, reach, |h|)    tissue further from the hand moves less
//   displacement(p) = share * a(h) * ( w(r) * (slide - depth * normal) + f(q) * fold * normal )
// and the displacements of all contacts are added. `share` belongs to the structure: 1 = soft, 0 = bone.

#define MAX_CONTACTS 16

layout(std140) uniform Contacts {
  vec4 contact_place[MAX_CONTACTS];   // xyz position, w depth
  vec4 contact_normal[MAX_CONTACTS];  // xyz outward normal, w fold height
  vec4 contact_along[MAX_CONTACTS];   // xyz direction, w half length
  vec4 contact_slide[MAX_CONTACTS];   // xyz slide, w half width
  vec4 contact_look[MAX_CONTACTS];    // x strength of the drawn footprint, y pressure 0..1, z index of the layer it is drawn on, w reach
  int contact_count;
};

// A count known beforehand lets software GL read each contact once instead of once a vertex.
#ifdef FEW_CONTACTS
#define CONTACT_COUNT FEW_CONTACTS
#else
#define CONTACT_COUNT contact_count
#endif

const float DENT_CORE = 0.55, DENT_RIM = 2.2, DENT_WIDENING = 0.6;

// 1 - smoothstep(lo, hi, x) and its derivative.
vec2 falloff(float lo, float hi, float x) {
  float t = clamp((x - lo) / (hi - lo), 0.0, 1.0);
  return vec2(1.0 - t * t * (3.0 - 2.0 * t), -6.0 * t * (1.0 - t) / (hi - lo));
}

// Moves p; turns the normal by the cofactor and the fibre by the Jacobian of the displacement.
void dent(inout vec3 p, inout vec3 normal, inout vec3 fibre, float share) {
  vec3 moved = vec3(0.0);
  mat3 jacobian = mat3(1.0);
  bool reached = false;
  for (int i = 0; i < CONTACT_COUNT; ++i) {
    vec3 out_ = contact_normal[i].xyz, along = contact_along[i].xyz, side = cross(out_, along);
    vec3 from = p - contact_place[i].xyz;
    float h = -dot(from, out_);
    float x = dot(from, along) / contact_along[i].w, y = dot(from, side) / contact_slide[i].w;
    float q = sqrt(x * x + y * y);
    float long_r = contact_along[i].w + DENT_WIDENING * contact_place[i].w, wide_r = contact_slide[i].w + DENT_WIDENING * contact_place[i].w;
    float u = dot(from, along) / long_r, v = dot(from, side) / wide_r;
    float r = sqrt(u * u + v * v);
    float reach = contact_look[i].w;
    if (min(q, r) >= DENT_RIM || abs(h) >= reach) continue;
    reached = true;
    vec3 grad_q = (x / contact_along[i].w * along + y / contact_slide[i].w * side) / max(q, 1e-6);
    vec3 grad_r = (u / long_r * along + v / wide_r * side) / max(r, 1e-6);
    vec3 grad_h = -sign(h) * out_;
    vec2 w = falloff(DENT_CORE, DENT_RIM, r), f = falloff(0.0, 1.0, q), a = share * falloff(0.0, reach, abs(h));
    vec3 push = contact_slide[i].xyz - contact_place[i].w * out_, lift = contact_normal[i].w * out_;
    moved += a.x * (w.x * push + f.x * lift);
    vec3 grad_w = a.y * w.x * grad_h + a.x * w.y * grad_r, grad_f = a.y * f.x * grad_h + a.x * f.y * grad_q;
    jacobian += outerProduct(push, grad_w) + outerProduct(lift, grad_f);
  }
  if (!reached) return;   // to the last bit what programs without contacts draw
  p += moved;
  normal = normalize(mat3(cross(jacobian[1], jacobian[2]), cross(jacobian[2], jacobian[0]), cross(jacobian[0], jacobian[1])) * normal);
  fibre = jacobian * fibre;
}
