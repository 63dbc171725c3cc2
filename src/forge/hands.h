#pragma once
// All that hands.glb holds: the therapist's hand in three bind poses and the things that are laid on a back.

#include <vector>

#include "core/progress.h"
#include "motion/hand_mesh.h"
#include "motion/hand_poses.h"

namespace palpate::forge {

/// Meshes "open" (bind pose "bind", every joint moves), "fist" (pose "fist"), "arm" (pose "half_fist", bare forearm and
/// elbow), "stone", "towel", "gel". Closed solids; deterministic.
std::vector<motion::HandMesh> make_hands(const motion::HandPoses& poses, const Progress& progress = {});

}  // namespace palpate::forge
