// How the body's segments carry its flesh: dual quaternions blended by each vertex's shares; motion/body_rig.h holds the
// same formula on the CPU (a test compares the two). Everything before it happens at the rest pose.
#define SEGMENTS 12

layout(std140) uniform Pose {
  vec4 segment_real[SEGMENTS];
  vec4 segment_dual[SEGMENTS];
  vec4 breath;                       // x: how far the ribs are lifted, 0..1
};
in vec4 share_a, share_b, share_c;   // of the twelve segments, sum 1
in vec4 flesh;                       // half its thickness under the vertex; where the ribs, lifted, take it; 1/64 mm
#ifndef BULGE
#define BULGE bulge
#endif
#ifndef LOOKS
uniform float bulge;                 // what the structure gains on it to keep its volume
#endif

// Moves p; turns the normal and the fibre.
void pose(inout vec3 p, inout vec3 normal, inout vec3 fibre) {
  vec4 r = vec4(0.0), d = vec4(0.0);
  for (int i = 0; i < 4; ++i) {
    r += share_a[i] * segment_real[i] + share_b[i] * segment_real[4 + i] + share_c[i] * segment_real[8 + i];
    d += share_a[i] * segment_dual[i] + share_b[i] * segment_dual[4 + i] + share_c[i] * segment_dual[8 + i];
  }
  float length_ = length(r);
  r /= length_;
  d /= length_;
  p += (normal * (flesh.x * BULGE) + flesh.yzw * breath.x) * (1.0 / 64.0);
  p += 2.0 * cross(r.xyz, cross(r.xyz, p) + r.w * p) + 2.0 * (r.w * d.xyz - d.w * r.xyz + cross(r.xyz, d.xyz));
  normal += 2.0 * cross(r.xyz, cross(r.xyz, normal) + r.w * normal);
  fibre += 2.0 * cross(r.xyz, cross(r.xyz, fibre) + r.w * fibre);
}
