#pragma once
// Any mesh files, or folders of them, become an atlas: through Assimp, named and turned by a recipe, mended where that
// is honest, reported where it is not.

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "anatomy/atlas.h"
#include "core/progress.h"
#include "io/import_recipe.h"

namespace palpate {

/// Something left out, and why.
struct Skipped {
  std::string file, reason;
};

struct ImportOptions {
  const anatomy::Catalogue* catalogue = nullptr;  ///< gives names, layers and facts to structures that it knows
  const Recipe* recipe = nullptr;                 ///< none: names are guessed, axes kept, the unit guessed by size
  bool one_by_one = false;                        ///< read files one after the other, to find the one that crashes
  std::vector<Skipped> without;                   ///< files to leave out, with the reason that the report gives
  std::function<void(const std::filesystem::path& file, bool begins)> on_file;  ///< told from any thread
};

/// Oddities that did not stop the import.
struct ImportReport {
  using Skipped = palpate::Skipped;
  std::vector<std::string> mended;     ///< "rib_12_left: 14 triangles without area dropped"
  std::vector<Skipped> skipped;        ///< files and meshes left out
  std::vector<std::string> unmatched;  ///< ids that neither the catalogue nor the recipe knows
  std::vector<std::string> notes;      ///< unit guess and the like
  bool own = false;                    ///< our own GLB: nothing was foreign (not kept in the cache)
};

/// Version of what importing does to a mesh; part of the cache key.
inline constexpr int importer_version = 5;

/// Reads files in any format that Assimp knows, or folders of mesh files, with atlas.yaml beside them if there is one.
/// Files are read in parallel; the result does not depend on the number of threads. Node transforms are baked in, the
/// winding follows negative determinants. The recipe names, turns, scales, divides, joins and mirrors; landmarks are
/// found on the bones (anatomy/find_landmarks.h) and the midpoint of the S1 end-plate becomes the origin, unless an
/// atlas.yaml with landmarks says where things are. Muscles without fibres get an estimate. Our own GLB comes back with
/// every attribute. Throws Error, with file and cure, when nothing usable is left.
anatomy::RawAtlas import_meshes(const std::vector<std::filesystem::path>& paths, const ImportOptions& options,
                                const Progress& progress, ImportReport& report);

/// The mesh files that `path` stands for: itself; or those of a folder, sorted; or, when the folder itself has none,
/// those of its sub-folders. Links that lead out of the folder are not followed. Throws Error when there are none.
std::vector<std::filesystem::path> mesh_files(const std::filesystem::path& path);

/// True for file endings that importing takes from a folder (glb, gltf, obj, stl, ply, fbx, dae, 3ds, off, x3d, blend).
bool is_mesh_file(const std::filesystem::path& path);

}  // namespace palpate
