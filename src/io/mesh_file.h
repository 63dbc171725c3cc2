#pragma once
// A bare mesh between two programs of ours: positions and triangles, this machine's byte order.

#include <filesystem>

#include "anatomy/mesh.h"

namespace palpate {

/// Atomic. Throws Error when the file cannot be written.
void write_mesh_file(const anatomy::Mesh& mesh, const std::filesystem::path& file);
/// With smooth normals. Throws Error on anything but a whole, sound file.
anatomy::Mesh read_mesh_file(const std::filesystem::path& file);

}  // namespace palpate
