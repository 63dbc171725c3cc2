#pragma once
// Hands on disk: sizes and poses as YAML that people edit, meshes as the standard skinned glTF that the forge writes.

#include <filesystem>
#include <vector>

#include "motion/hand_mesh.h"
#include "motion/hand_poses.h"

namespace palpate {

/// assets/hands/sizes.yaml. Throws Error with line and column.
motion::HandSizes read_hand_sizes(const std::filesystem::path& path);
/// Sizes, poses and grips of the tools from `folder` (assets/hands: sizes.yaml, poses.yaml). Joints beyond
/// motion::limits are errors.
motion::HandPoses read_hand_poses(const std::filesystem::path& folder);

/// One file of skinned meshes: metres, one node a mesh, the sleeve as its second primitive, JOINTS_0/WEIGHTS_0 with the
/// bones of motion::Bone by name, TEXCOORD_0 = (nail, redness), TEXCOORD_1.x = groove. Atomic; throws Error.
void write_hands(const std::vector<motion::HandMesh>& meshes, const std::filesystem::path& path);
/// Reads it back through Assimp. Throws Error when it is missing, damaged or not ours.
std::vector<motion::HandMesh> read_hands(const std::filesystem::path& path);

/// Fewer triangles over the same vertices, for moving pictures: about `share` of them, skin and cloth apart.
struct HandTriangles {
  std::vector<uint32_t> triangles;
  uint32_t cloth_first = 0;
};
HandTriangles lighter_triangles(const motion::HandMesh& mesh, float share);

}  // namespace palpate
