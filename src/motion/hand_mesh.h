#pragma once
// The skin of a hand as the forge makes it, and its way into a pose at run time.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "anatomy/mesh.h"
#include "motion/hand.h"

namespace palpate::motion {

/// How much a vertex is nail, redder skin (fingertips, knuckles), groove; 0..1 each.
using SkinCues = Vec3;

/// A closed skin in its bind pose, hand frame, mm; cloth (the sleeve) is a second closed solid, its triangles
/// behind those of the skin. Per-vertex lists are as long as `positions`.
struct HandMesh {
  std::string name;  ///< "open", "fist", "arm"; tools: "stone", "towel", "gel"
  std::vector<Vec3> positions, normals;
  std::vector<std::array<uint8_t, 4>> joints;  ///< Bone numbers
  std::vector<std::array<float, 4>> weights;   ///< sum 1
  std::vector<SkinCues> cues;
  std::vector<uint32_t> triangles;
  uint32_t cloth_first = 0;  ///< first index of `triangles` that belongs to the cloth; their number where there is none
  BoneFrames bind;           ///< frames of the bones in the bind pose

  size_t triangle_count() const { return triangles.size() / 3; }
  /// Vertex i becomes what vertex order[i] was; `triangles` stay as they are.
  void reorder(const std::vector<uint32_t>& order);
};

/// `frames`: of the wanted pose in the hand frame; `to_body`: the hand frame's place in the body (rotation and
/// translation); `left` mirrors the hand in x first. The result is fit for drawing with `triangles` (left hands:
/// flipped_triangles). Only the first `count` vertices, all where there are fewer. Linear blending; pure.
std::vector<anatomy::PackedVertex> skin_hand(const HandMesh& mesh, const BoneFrames& frames, const Mat4& to_body,
                                             bool left, size_t count = SIZE_MAX);
/// Triangles of the mirror image.
std::vector<uint32_t> flipped_triangles(std::vector<uint32_t> triangles);
/// Only the positions of a skinned hand, for tests and measuring; same arguments.
std::vector<Vec3> skinned_positions(const HandMesh& mesh, const BoneFrames& frames, const Mat4& to_body, bool left);

}  // namespace palpate::motion
