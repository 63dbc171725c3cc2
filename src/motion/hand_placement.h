#pragma once
// From a contact to a hand: where it is held and how its joints find the skin. Pure functions of their arguments, so
// that scrubbing and playing agree.

#include <functional>
#include <vector>

#include "anatomy/mesh.h"
#include "motion/hand_poses.h"
#include "motion/skin_distance.h"
#include "technique/state.h"

namespace palpate::motion {

/// Signed distance to what the hand lies on as the picture shows it: the skin with its dents and folds, another hand.
using Ground = std::function<float(const Vec3&)>;

struct HandMesh;

struct HandPlacement {
  std::string mesh;      ///< HandMesh::name
  bool left = false;     ///< the mirrored hand
  HandPose pose;         ///< solved, within the limits
  BoneFrames frames;     ///< of `pose`, right hand
  Mat4 to_body{1.0f};    ///< hand frame (after mirroring) to body frame: rotation and translation
  float lift_mm = 0.0f;  ///< height over the skin that the contact asks for

  /// A point of a bone's frame in the body frame.
  Vec3 in_body(int bone, const Vec3& local) const;
};

/// The hand for a contact. `ground`: distance to what it touches; `skin`: the resting skin, for steady normals;
/// `depth_mm`: how deep the skin is pressed in under the load.
HandPlacement place(const technique::Contact& contact, const Grip& grip, const HandPoses& poses,
                    const SkinDistance& skin, const Ground& ground, float depth_mm);

/// The second hand of a grip that needs two, on top of (or beside) the first one.
HandPlacement place_second(const technique::Contact& contact, const Grip& grip, const HandPoses& poses,
                           const SkinDistance& skin, const Ground& ground, const HandPlacement& first, float depth_mm);

/// Things laid on a body: the mesh's (x, y) run over the skin from the contact, z is the height above it.
std::vector<anatomy::PackedVertex> lay(const HandMesh& mesh, const technique::Contact& contact,
                                       const SkinDistance& skin, const Ground& ground);
/// A stiff thing (stone) with its flat side on the skin; returns its frame.
Mat4 rest_on(const technique::Contact& contact, const SkinDistance& skin, float sink_mm, float half_height_mm);

}  // namespace palpate::motion
