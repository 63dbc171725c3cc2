#pragma once
// A look into a GLB without the mesh library: why it could not be read.

#include <filesystem>
#include <string>

namespace palpate {

/// Name of the first mesh whose Draco-compressed part has more than 65,535 vertices (Assimp 5 decodes those with
/// 16-bit indices and then fails), or "" where there is none or the file is no GLB. Never throws.
std::string draco_mesh_too_large(const std::filesystem::path& file);

}  // namespace palpate
