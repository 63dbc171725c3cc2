#pragma once
// What can be put right in a foreign mesh without inventing anything.

#include <string>
#include <vector>

#include "anatomy/mesh.h"

namespace palpate {

/// Drops triangles that name a missing or doubled vertex or a vertex that is no number, joins equal vertices, drops
/// unused ones, makes missing normals, turns closed meshes that are inside out. Returns what was done, in words; empty
/// when nothing was. The mesh may end with no triangle. `keep_vertices`: nothing is joined, dropped or turned but
/// triangles that are not numbers.
std::vector<std::string> mend(anatomy::Mesh& mesh, bool keep_vertices);

}  // namespace palpate
