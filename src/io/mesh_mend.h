#pragma once
// What can be put right in a foreign mesh without inventing anything.

#include <string>
#include <vector>

#include "anatomy/mesh.h"

namespace palpate {

struct Mended {
  std::vector<std::string> done;  ///< in words; empty when nothing was
  size_t open_edges = 0;          ///< edges of one triangle that are left
  size_t pieces = 0;              ///< connected pieces
};

/// Drops triangles that name a missing or doubled vertex or a vertex that is no number, and those that come twice;
/// joins vertices at one place, drops unused ones; turns triangles that run against their neighbours; turns closed
/// pieces, and open shells that clearly bulge, when they face inward (walls of hollows stay); makes smooth normals.
/// Holes are not filled and loose pieces not joined: that would be inventing. The mesh may end with no triangle.
/// `keep_vertices` (our own files): only triangles that are no numbers go, and missing normals are made.
Mended mend(anatomy::Mesh& mesh, bool keep_vertices);

}  // namespace palpate
