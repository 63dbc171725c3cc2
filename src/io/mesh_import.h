#pragma once
// Any mesh file, or a folder of them, becomes an atlas: through Assimp, mended where that is honest, reported where it
// is not.

#include <filesystem>
#include <string>
#include <vector>

#include "anatomy/atlas.h"
#include "core/progress.h"

namespace palpate {

struct ImportOptions {
  const anatomy::Catalogue* catalogue = nullptr;  ///< gives names, layers and facts to structures that it knows
};

/// Oddities that did not stop the import.
struct ImportReport {
  struct Skipped {
    std::string file, reason;
  };
  std::vector<std::string> mended;     ///< "rib_12_left: 14 triangles without area dropped"
  std::vector<Skipped> skipped;        ///< files and meshes left out
  std::vector<std::string> unmatched;  ///< ids that the catalogue does not know
  std::vector<std::string> notes;      ///< unit guess and the like
};

/// Version of what importing does to a mesh; part of the cache key.
inline constexpr int importer_version = 1;

/// Reads files in any format that Assimp knows, or folders of mesh files (not their sub-folders), with atlas.yaml
/// beside them if there is one. Structures are named by file or node; node transforms are baked in, the winding follows
/// negative determinants. Coordinates: glTF metres become millimetres; elsewhere the unit is guessed by size and told
/// in the report; axes are kept. Our own GLB comes back with every attribute. Throws Error, with file and cure, when
/// nothing usable is left.
anatomy::RawAtlas import_meshes(const std::vector<std::filesystem::path>& paths, const ImportOptions& options,
                                const Progress& progress, ImportReport& report);

/// The mesh files that `path` stands for: itself, or those of a folder, sorted. Throws Error when there are none.
std::vector<std::filesystem::path> mesh_files(const std::filesystem::path& path);

/// True for file endings that importing takes from a folder (glb, gltf, obj, stl, ply, fbx, dae, 3ds, off, x3d, blend).
bool is_mesh_file(const std::filesystem::path& path);

}  // namespace palpate
