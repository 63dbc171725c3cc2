#pragma once
// An atlas as one standard glTF 2.0 binary file that any viewer opens.

#include <filesystem>

#include "anatomy/atlas.h"

namespace palpate {

/// Version of the layout below, in the root node's extras as "palpate_format".
inline constexpr int glb_format = 1;

/// Writes metres, +y up, one node and one mesh a structure:
///   NORMAL always; TANGENT.xyz = fibre direction (fibrous tissue only), w = 1, or w = -1 where a vertex has no fibre;
///   TEXCOORD_0 = (along, tendon); TEXCOORD_1 = (fascicle index, depth); node extras = the structure's facts;
///   extras of the root node = palpate_format, name, licence, attribution, rest_pose, landmarks_mm {id: {x, y, z}}.
/// Atomic. Throws Error when a mesh is empty or malformed, or the file cannot be written.
void write_glb(const anatomy::RawAtlas& atlas, const std::filesystem::path& path);

}  // namespace palpate
