#pragma once
// Triangles over nets of places with two sides, the inner one half as fine, and meshes of several solids.

#include <cstddef>

#include "anatomy/mesh.h"

namespace palpate::forge {

/// Closes a net: `mesh` holds the nu x nv places of its outer side, row after row, then every second one, each way, of
/// its inner side; nu and nv are odd. Adds both sides and the walls between them. `turned`: seen from outside, rows and
/// columns run clockwise.
void cover_net(anatomy::Mesh& mesh, size_t nu, size_t nv, bool turned);

/// Adds another closed mesh to `mesh`; its fascicles count on from `fascicles_before`.
void add_mesh(anatomy::Mesh& mesh, const anatomy::Mesh& more, float fascicles_before);
/// The same, from the last fascicle of `mesh` on.
void add_mesh(anatomy::Mesh& mesh, const anatomy::Mesh& more);

}  // namespace palpate::forge
