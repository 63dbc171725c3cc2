#pragma once
// Opening an atlas: from the cache when it was opened before, else by importing and baking it once.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "anatomy/atlas.h"
#include "core/progress.h"
#include "io/mesh_import.h"

namespace palpate {

/// What to do with a back that has no skin.
enum class MissingSkin { make, leave };

/// Opens a GLB, any mesh file or a folder of them. Looks in paths::cache() first (by path, size and time; by content
/// where those differ); else imports in a child process when set_import_worker() named one, bakes levels of detail,
/// occlusion and fibre coordinates, and writes the cache. Without a writable cache everything works, only slower.
/// Throws Error.
std::shared_ptr<const anatomy::Atlas> open_atlas(const std::filesystem::path& file_or_folder,
                                                 const anatomy::Catalogue& catalogue, const Progress& progress = {});
/// Several files as one atlas, read with the recipe in file `recipe` (empty: assets/recipes/plain.yaml). `report`, if
/// given, receives what importing had to say (also when it comes from the cache).
std::shared_ptr<const anatomy::Atlas> open_atlas(const std::vector<std::filesystem::path>& paths,
                                                 const anatomy::Catalogue& catalogue, const Progress& progress,
                                                 ImportReport* report = nullptr,
                                                 const std::filesystem::path& recipe = {},
                                                 MissingSkin missing = MissingSkin::make);

/// Bakes and maps an atlas in memory, without cache and child process (tests, forge sheets).
std::shared_ptr<const anatomy::Atlas> bake_in_memory(const anatomy::RawAtlas& raw, const Progress& progress = {});

/// The program that import children are started from, with the words that lead it to run_import_worker: {"/…/palpate",
/// "import-worker"}. Never set (tests, tools): importing happens in this process.
void set_import_worker(std::vector<std::string> command);

/// The program that wraps a skin round an atlas that has none: {"/…/palpate-forge"}. Never set, or not there: such an
/// atlas stays without. What is made is cached beside the atlas and marked in its provenance.
void set_skin_wrapper(std::vector<std::string> command);

/// The child's side of the hidden sub-command `import-worker --out FILE --fd N [--recipe FILE] [--one-by-one]
/// [--without FILE REASON]… PATH…`: imports, bakes, writes the baked file; tells progress, files and errors on the
/// pipe. Returns the exit status.
int run_import_worker(const std::vector<std::string>& words);

/// The cache files that `paths` was last opened from: the atlas, and the skin that was made for it. Empty when there
/// are none.
std::vector<std::filesystem::path> cached_files(const std::vector<std::filesystem::path>& paths,
                                                const std::filesystem::path& recipe = {});
/// Milliseconds to map a file and touch every page of it: the floor that opening is measured against. Throws Error.
double mapped_read_ms(const std::filesystem::path& file);
/// Deletes what the program keeps in paths::cache(); returns the bytes freed.
uintmax_t clear_cache();

}  // namespace palpate
