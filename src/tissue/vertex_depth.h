#pragma once
// How deep every vertex of a structure lies under the skin: what fields are painted by.

#include <vector>

#include "anatomy/mesh.h"
#include "anatomy/ray_index.h"

namespace palpate::tissue {

/// Deeper than any work reaches and any column of the fields goes, mm.
inline constexpr float deep_enough_mm = 90.0f;

/// For each vertex the distance to the nearest place of the skin, mm, at most deep_enough_mm, evened out over about a
/// centimetre of the mesh, so that a line of equal value does not follow every bundle of a muscle. Vertices at one
/// place count as one.
std::vector<float> vertex_depths(const anatomy::PackedMesh& mesh, const anatomy::RayIndex& skin);

}  // namespace palpate::tissue
