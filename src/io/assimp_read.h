#pragma once
// One file through Assimp: every mesh with its node's transform baked in. The only place that sees Assimp.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "anatomy/mesh.h"
#include "core/progress.h"

namespace palpate {

/// Extras of a node, nested names joined by '/': {"landmarks_mm/psis_left/x": "12.5"}.
using Extras = std::map<std::string, std::string>;

struct FoundMesh {
  std::string node;       ///< name of the node that carries it
  std::string mesh_name;  ///< name of the mesh itself
  anatomy::Mesh mesh;     ///< file units; normals may be missing
  Extras extras;          ///< of the node
  bool mirrored = false;  ///< its transform had a negative determinant: the winding was turned
};

struct FoundScene {
  std::vector<FoundMesh> meshes;  ///< one a node, in file order
  Extras extras;                  ///< of the root node
  bool ours = false;              ///< written by write_glb: metres, fibres in the tangents
};

/// Throws Error with what Assimp said.
FoundScene read_with_assimp(const std::filesystem::path& file, const Progress& progress);

/// Milliseconds that the mesh library alone takes for these files or folders, one after the other, triangulated and
/// with equal vertices joined: the yardstick of `palpate bench`.
double assimp_serial_ms(const std::vector<std::filesystem::path>& paths);

/// True when Assimp knows the file's ending.
bool assimp_knows(const std::filesystem::path& file);

}  // namespace palpate
