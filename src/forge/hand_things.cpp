#include <algorithm>
#include <cmath>

#include "forge/hand_cloth.h"
#include "forge/volume.h"

namespace palpate::forge {
namespace {

/// One rigid piece: everything hangs on the palm's frame.
motion::HandMesh rigid(const char* name, const Field& field, float voxel, float adaptivity) {
  const anatomy::Mesh mesh = Volume::of(field, voxel).largest_piece().mesh(adaptivity);
  motion::HandMesh out;
  out.name = name;
  out.bind.fill(Mat4(1.0f));
  out.positions = mesh.positions;
  out.normals = mesh.normals;
  out.triangles = mesh.triangles;
  out.cloth_first = static_cast<uint32_t>(mesh.triangles.size());
  out.joints.assign(mesh.positions.size(), {0, 0, 0, 0});
  out.weights.assign(mesh.positions.size(), {1.0f, 0.0f, 0.0f, 0.0f});
  out.cues.assign(mesh.positions.size(), Vec3(0.0f));
  return out;
}

float box(const Vec3& p, const Vec3& half, float round) {
  const Vec3 q = glm::abs(p) - half + Vec3(round);
  return glm::length(glm::max(q, Vec3(0.0f))) + std::min(std::max({q.x, q.y, q.z}), 0.0f) - round;
}

}  // namespace

motion::HandMesh make_stone() {
  const Vec3 radii(31, 43, 15);
  const Field smooth{
      [radii](const Vec3& p) {
        const Vec3 q = glm::abs(p) / radii;
        const float k = std::pow(std::pow(q.x, 2.3f) + std::pow(q.y, 2.3f) + std::pow(q.z, 2.2f), 1.0f / 2.3f);
        const float length = glm::length(p);
        return length < 1e-3f ? -12.0f : 0.75f * (k - 1.0f) * std::min(length / k, 15.0f + 0.6f * length);
      },
      Box3{-radii, radii}.grown(2.0f)};
  return rigid("stone", roughened(smooth, 0.5f, 24.0f, 5), 1.2f, 0.1f);
}

motion::HandMesh make_towel() {
  // Folded into layers that show as grooves on three sides; the fourth is the fold itself.
  const Vec3 half(100, 150, 13);
  const Field cloth{[half](const Vec3& p) {
                      const Vec3 q = p - Vec3(0, 0, half.z);
                      const float layer = q.z / 6.5f, between = layer - std::round(layer);
                      const float groove =
                          2.2f * std::exp(-between * between / 0.02f) * smoothstep(11.5f, 8.0f, std::abs(q.z));
                      const float edge = q.x > -half.x + 12.0f ? 1.0f : 0.0f;
                      const float weave = 0.35f * noise(p / 3.1f, 11) + 0.9f * noise(Vec3(p.x, p.y, 0) / 46.0f, 12);
                      return 0.7f * (box(q, half, q.x < -half.x + 14.0f ? 11.0f : 5.5f) + weave +
                                     edge * groove * smoothstep(-6.0f, -1.0f, box(Vec3(q.x, q.y, 0), half, 5.5f)));
                    },
                    Box3{Vec3(-half.x, -half.y, 0), Vec3(half.x, half.y, 2 * half.z)}.grown(3.0f)};
  motion::HandMesh towel = rigid("towel", cloth, 2.1f, 0.05f);
  // Where along the cloth: the stripes are woven in when it is drawn.
  for (size_t i = 0; i < towel.positions.size(); ++i) towel.cues[i].y = 0.5f + 0.5f * towel.positions[i].y / half.y;
  return towel;
}

motion::HandMesh make_gel_pack() {
  // Three by two cushions inside a welded rim.
  const Vec3 half(90, 135, 11);
  const Field pack{[half](const Vec3& p) {
                     constexpr float pi = 3.14159265f;
                     const float u = (p.x / (half.x - 9.0f) + 1.0f) * 1.0f, v = (p.y / (half.y - 9.0f) + 1.0f) * 1.5f;
                     const bool inside = u > 0 && u < 2 && v > 0 && v < 3;
                     const float swell = inside ? std::pow(std::abs(std::sin(pi * u) * std::sin(pi * v)), 0.5f) : 0.0f;
                     const float thick = 1.6f + 9.0f * swell;
                     const float flat = std::max(std::abs(p.x) - half.x, std::abs(p.y) - half.y);
                     return 0.45f * smooth_max(std::abs(p.z - 3.2f - 0.62f * thick) - thick, flat, 2.5f);
                   },
                   Box3{Vec3(-half.x, -half.y, -1), Vec3(half.x, half.y, 24)}.grown(3.0f)};
  return rigid("gel", pack, 1.9f, 0.05f);
}

}  // namespace palpate::forge
