#pragma once
// Taking meshes apart and putting them together: loose pieces, halves, mirror images.

#include <functional>
#include <vector>

#include "anatomy/mesh.h"

namespace palpate {

/// The connected pieces of a mesh. Vertices at the same place count as one.
struct Pieces {
  std::vector<uint32_t> of_triangle;  ///< number of the piece of each triangle
  size_t count = 0;
};
Pieces find_pieces(const anatomy::Mesh& mesh);
/// Middle of the box of each piece.
std::vector<Vec3> piece_centres(const anatomy::Mesh& mesh, const Pieces& pieces);

/// The triangles for which `keep` holds, with the vertices that they use.
anatomy::Mesh take_triangles(const anatomy::Mesh& mesh, const std::function<bool(size_t triangle)>& keep);

/// Adds `from` to `to`; attributes that only one of them has are dropped.
void append_mesh(anatomy::Mesh& to, const anatomy::Mesh& from);

/// The mirror image across the plane x = `mid`, winding turned.
anatomy::Mesh mirrored(const anatomy::Mesh& mesh, float mid);

/// Number of each position's first equal: vertices at one place share a number.
std::vector<uint32_t> weld_by_position(const anatomy::Mesh& mesh);

/// Neighbours of every vertex over the edges of its triangles, one list after the other; an inner edge counts twice, an
/// open one once.
struct Neighbours {
  std::vector<uint32_t> first, list;  ///< those of i lie at first[i] to first[i + 1]
};
/// `place`: the vertex that stands for each (weld_by_position), where doubled ones are to count as one; else empty.
Neighbours neighbours_of(const anatomy::Mesh& mesh, const std::vector<uint32_t>& place = {});

}  // namespace palpate
