#include <algorithm>
#include <cmath>

#include "core/parallel.h"
#include "forge/hand_cloth.h"
#include "forge/hand_field.h"
#include "forge/volume.h"

namespace palpate::forge {
namespace {

using motion::bone_count;
using Weights = std::array<float, bone_count>;

Vec3 slope(const Field& field, const Vec3& p, float h) {
  return Vec3(field(p + Vec3(h, 0, 0)) - field(p - Vec3(h, 0, 0)), field(p + Vec3(0, h, 0)) - field(p - Vec3(0, h, 0)),
              field(p + Vec3(0, 0, h)) - field(p - Vec3(0, 0, h))) /
         (2.0f * h);
}

/// Surface of a field with its vertices drawn onto it and its own normals: finer than the grid it came from.
anatomy::Mesh surface(const Field& field, float voxel, float adaptivity) {
  anatomy::Mesh mesh = Volume::of(field, voxel).largest_piece().mesh(adaptivity);
  parallel_for(mesh.positions.size(), 256, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      Vec3& p = mesh.positions[i];
      const Vec3 g = slope(field, p, 0.5f);
      const float steep = glm::dot(g, g);
      if (steep > 0.25f) {
        const Vec3 step = g * (field(p) / steep);
        p -= step * std::min(1.0f, 0.35f * voxel / std::max(glm::length(step), 1e-6f));
      }
      const Vec3 n = normalize_or(slope(field, p, 0.45f), mesh.normals[i]);
      if (glm::dot(n, mesh.normals[i]) > 0.2f) mesh.normals[i] = n;
    }
  });
  return mesh;
}

Weights weights_at(const HandField& hand, const Vec3& p, bool jointed) {
  constexpr float softness = 3.4f;
  Weights w;
  float least = 1e9f;
  for (int b = 0; b < bone_count; ++b) least = std::min(least, w[static_cast<size_t>(b)] = hand.bone_distance(b, p));
  for (int b = 0; b < bone_count; ++b) {
    const size_t s = static_cast<size_t>(b);
    w[s] = std::exp(-std::max(w[s] - least, 0.0f) / softness);
    if (b >= motion::first_phalanx && b < motion::thumb_metacarpal)
      w[s] *= hand.finger_share((b - motion::first_phalanx) / 3, p);
    // A closed fist keeps its shape: its fingers are one piece with the palm.
    if (!jointed && b >= motion::first_metacarpal && b < motion::forearm_bone)
      w[motion::palm_bone] += w[s], w[s] = 0.0f;
  }
  return w;
}

/// Mean over the mesh's neighbours, `rounds` times.
void smooth(std::vector<Weights>& weights, const std::vector<uint32_t>& triangles, int rounds) {
  for (int round = 0; round < rounds; ++round) {
    std::vector<Weights> sum = weights;
    std::vector<float> count(weights.size(), 1.0f);
    for (size_t i = 0; i + 2 < triangles.size(); i += 3)
      for (size_t k = 0; k < 3; ++k) {
        const uint32_t a = triangles[i + k], b = triangles[i + (k + 1) % 3];
        for (size_t j = 0; j < sum[a].size(); ++j) sum[a][j] += weights[b][j];
        count[a] += 1.0f;
      }
    for (size_t i = 0; i < sum.size(); ++i)
      for (size_t j = 0; j < sum[i].size(); ++j) weights[i][j] = sum[i][j] / count[i];
  }
}

void keep_four(const Weights& all, std::array<uint8_t, 4>& joints, std::array<float, 4>& weights) {
  std::array<int, bone_count> order{};
  for (int b = 0; b < bone_count; ++b) order[static_cast<size_t>(b)] = b;
  std::partial_sort(order.begin(), order.begin() + 4, order.end(),
                    [&](int a, int b) { return all[static_cast<size_t>(a)] > all[static_cast<size_t>(b)]; });
  float sum = 0.0f;
  for (size_t k = 0; k < 4; ++k) sum += all[static_cast<size_t>(order[k])];
  for (size_t k = 0; k < 4; ++k) {
    weights[k] = all[static_cast<size_t>(order[k])] / sum;
    joints[k] = weights[k] > 0.0f ? static_cast<uint8_t>(order[k]) : uint8_t{0};
  }
}

void append_cloth(motion::HandMesh& out, const anatomy::Mesh& cloth, int bone) {
  out.cloth_first = static_cast<uint32_t>(out.triangles.size());
  const uint32_t base = static_cast<uint32_t>(out.positions.size());
  out.positions.insert(out.positions.end(), cloth.positions.begin(), cloth.positions.end());
  out.normals.insert(out.normals.end(), cloth.normals.begin(), cloth.normals.end());
  out.joints.resize(out.positions.size(), {static_cast<uint8_t>(bone), 0, 0, 0});
  out.weights.resize(out.positions.size(), {1.0f, 0.0f, 0.0f, 0.0f});
  out.cues.resize(out.positions.size(), Vec3(0.0f));
  for (const uint32_t i : cloth.triangles) out.triangles.push_back(base + i);
}

}  // namespace

motion::HandMesh make_hand(const std::string& name, const HandShape& shape, float voxel) {
  const HandField hand(shape);
  const anatomy::Mesh mesh = surface(hand.field(), voxel, 0.06f);
  motion::HandMesh out;
  out.name = name;
  out.bind = hand.frames();
  out.positions = mesh.positions;
  out.normals = mesh.normals;
  out.triangles = mesh.triangles;
  out.cues.assign(mesh.positions.size(), Vec3(0.0f));
  out.joints.resize(mesh.positions.size());
  out.weights.resize(mesh.positions.size());
  const bool jointed = name == "open";
  std::vector<Weights> weights(mesh.positions.size());
  parallel_for(weights.size(), 256, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      weights[i] = weights_at(hand, mesh.positions[i], jointed);
      hand.relief(mesh.positions[i], out.cues[i]);
    }
  });
  smooth(weights, mesh.triangles, 6);
  for (size_t i = 0; i < weights.size(); ++i) keep_four(weights[i], out.joints[i], out.weights[i]);
  append_cloth(out, surface(sleeve(hand), 1.4f * voxel, 0.04f),
               shape.upper_arm ? motion::upper_arm_bone : motion::forearm_bone);
  return out;
}

}  // namespace palpate::forge
