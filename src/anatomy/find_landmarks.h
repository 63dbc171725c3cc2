#pragma once
// Landmarks read off the bones themselves: what a palpating finger looks for, as geometry.

#include <map>
#include <string>

#include "anatomy/mesh.h"

namespace palpate::anatomy {

/// Bones by catalogue id ("vertebra_l3", "hip_bone_left"); millimetres, axes of the body frame, any origin.
using Bones = std::map<std::string, const Mesh*>;

/// x of the midsagittal plane: the middle of the unpaired bones, else of each paired one with its fellow, else 0.
float midline_x(const Bones& bones);

/// Landmark id -> position, for every landmark of the catalogue that the given bones carry and that geometry tells
/// apart: extreme points of processes, spines and crests (middle of the surface within 2 to 6 mm of the extreme, so
/// that one stray vertex does not decide), the end-plate of the sacrum as the patch that faces up and forwards, the
/// femoral head as the ball that fits best. Left out: foramina, accessory processes, sacral hiatus (their shapes are
/// too different from mesh to mesh). Definitions: assets/anatomy/landmarks.yaml. Expected within 5 mm of points set by
/// hand.
std::map<std::string, Vec3> find_landmarks(const Bones& bones);

}  // namespace palpate::anatomy
