#include "motion/hand_mesh.h"

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <utility>

#include "core/parallel.h"

namespace palpate::motion {
namespace {

/// Bind pose to body frame for every bone; the left hand's mirror included.
std::array<Mat4, bone_count> skin_matrices(const HandMesh& mesh, const BoneFrames& frames, const Mat4& to_body,
                                           bool left) {
  Mat4 place = to_body;
  if (left) place[0] = -place[0];
  std::array<Mat4, bone_count> out;
  for (size_t b = 0; b < out.size(); ++b) out[b] = place * frames[b] * glm::inverse(mesh.bind[b]);
  return out;
}

Mat4 blended(const std::array<Mat4, bone_count>& bones, const std::array<uint8_t, 4>& joints,
             const std::array<float, 4>& weights) {
  Mat4 m = bones[joints[0]] * weights[0];
  for (size_t k = 1; k < 4 && weights[k] > 0.0f; ++k) m += bones[joints[k]] * weights[k];
  return m;
}

uint8_t byte(float v) {
  return static_cast<uint8_t>(glm::clamp(v, 0.0f, 1.0f) * 255.0f + 0.5f);
}

}  // namespace

void HandMesh::reorder(const std::vector<uint32_t>& order) {
  const auto put = [&](auto& list) {
    std::remove_reference_t<decltype(list)> sorted;
    sorted.reserve(order.size());
    for (const uint32_t i : order) sorted.push_back(list[i]);
    list = std::move(sorted);
  };
  put(positions), put(normals), put(joints), put(weights), put(cues);
}

std::vector<anatomy::PackedVertex> skin_hand(const HandMesh& mesh, const BoneFrames& frames, const Mat4& to_body,
                                             bool left, size_t count) {
  const auto bones = skin_matrices(mesh, frames, to_body, left);
  std::vector<anatomy::PackedVertex> out(std::min(count, mesh.positions.size()));
  parallel_for(out.size(), 4096, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const Mat4 m = blended(bones, mesh.joints[i], mesh.weights[i]);
      anatomy::PackedVertex& v = out[i];
      v.position = Vec3(m * Vec4(mesh.positions[i], 1.0f));
      const Vec3& n = mesh.normals[i];
      anatomy::pack_normal(normalize_or(Vec3(m * Vec4(n, 0.0f)), Vec3(0, 0, -1)), v.normal);
      v.fibre = 0;
      v.occlusion = 255;
      v.tendon = byte(mesh.cues[i].x);
      v.along = byte(mesh.cues[i].y);
      v.depth = byte(mesh.cues[i].z);
      v.fibre_uv[0] = v.fibre_uv[1] = 0;
    }
  });
  return out;
}

std::vector<uint32_t> flipped_triangles(std::vector<uint32_t> triangles) {
  for (size_t i = 0; i + 2 < triangles.size(); i += 3) std::swap(triangles[i + 1], triangles[i + 2]);
  return triangles;
}

std::vector<Vec3> skinned_positions(const HandMesh& mesh, const BoneFrames& frames, const Mat4& to_body, bool left) {
  const auto bones = skin_matrices(mesh, frames, to_body, left);
  std::vector<Vec3> out(mesh.positions.size());
  for (size_t i = 0; i < out.size(); ++i)
    out[i] = Vec3(blended(bones, mesh.joints[i], mesh.weights[i]) * Vec4(mesh.positions[i], 1.0f));
  return out;
}

}  // namespace palpate::motion
