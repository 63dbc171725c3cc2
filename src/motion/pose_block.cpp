#include "motion/pose_block.h"

namespace palpate::motion {

Rigid blend(const PoseBlock& pose, const PackedWeights& weights) {
  DualQuaternion total;
  for (size_t s = 0; s < segment_count; ++s) {
    if (weights[s] == 0) continue;
    const float w = static_cast<float>(weights[s]) * (1.0f / 65535.0f);
    total.real += w * pose[s].real;
    total.dual += w * pose[s].dual;
  }
  return to_rigid(total);
}

std::vector<Vec3> posed_positions(const PoseBlock& pose, std::span<const anatomy::PackedVertex> vertices,
                                  std::span<const PackedWeights> weights, std::span<const PackedFlesh> flesh,
                                  float bulge) {
  std::vector<Vec3> out(vertices.size());
  for (size_t i = 0; i < vertices.size(); ++i) {
    Vec3 p = vertices[i].position;
    if (!flesh.empty()) {
      if (bulge != 0.0f) p += anatomy::unpack_normal(vertices[i].normal) * (flesh[i].half_mm() * bulge);
      p += pose.breath * flesh[i].breath_mm();
    }
    out[i] = blend(pose, weights[i]).point(p);
  }
  return out;
}

}  // namespace palpate::motion
