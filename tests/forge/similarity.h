#pragma once
// How far one bone is from another person's: points on both surfaces, the best similarity (turn, shift, scale) found by
// iterated nearest points, then the symmetric mean distance. A yardstick only: nothing in the forge sees it.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "anatomy/mesh.h"

namespace palpate::test {

struct Likeness {
  float mean_mm = 0.0f;  ///< half the sum of both directions' mean distances, at the real bone's size
  float ours_to_real = 0.0f, real_to_ours = 0.0f;
  float p95_mm = 0.0f;  ///< of both directions together
  float scale = 1.0f;   ///< real bone's size over ours
  Mat4 motion{1.0f};    ///< ours onto the real one
};

/// Points spread evenly over the surface; the same every time.
std::vector<Vec3> points_on(const anatomy::Mesh& mesh, size_t count);

/// `start` is tried as it is and tipped 20 degrees forward and back about x; the best of the three is kept.
Likeness likeness(const anatomy::Mesh& ours, const anatomy::Mesh& real, size_t count = 12000);

/// A bone of somebody else, in millimetres and our axes (x left, y up, z forward).
struct RealBone {
  std::string person;  ///< "myosim_torso" or "bodyparts3d"
  anatomy::Mesh mesh;
};

/// The folder that holds those meshes, when there is one beside the project.
std::optional<std::filesystem::path> real_anatomy(const std::filesystem::path& project);
/// Both people's bone for one of our ids; empty where neither has it. The real sacra carry the coccyx in one mesh.
std::vector<RealBone> real_bones(const std::filesystem::path& folder, const std::string& id);

/// Two meshes as one.
anatomy::Mesh together(anatomy::Mesh a, const anatomy::Mesh& b);

}  // namespace palpate::test
