#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/text.h"
#include "io/assimp_read.h"
#include "io/mesh_import.h"

namespace palpate {
namespace fs = std::filesystem;
namespace {

constexpr size_t most_files = 100'000;
constexpr int deepest_folder = 8;

// A link inside a folder must not lead out of it.
bool stays_inside(const fs::path& folder, const fs::path& file) {
  std::error_code failed;
  const fs::path base = fs::weakly_canonical(fs::absolute(folder), failed);
  const fs::path whole = fs::weakly_canonical(fs::absolute(file), failed);
  return !failed && std::mismatch(base.begin(), base.end(), whole.begin(), whole.end()).first == base.end();
}

bool hidden(const fs::path& path) {
  return path.filename().string().starts_with('.');
}

std::vector<fs::path> own_files(const fs::path& folder, std::error_code& error) {
  std::vector<fs::path> files;
  for (auto it = fs::directory_iterator(folder, error); !error && it != fs::directory_iterator(); it.increment(error)) {
    std::error_code ignored;
    const bool mesh = !hidden(it->path()) && is_mesh_file(it->path()) && it->is_regular_file(ignored);
    if (mesh && (!it->is_symlink(ignored) || stays_inside(folder, it->path()))) files.push_back(it->path());
  }
  return files;
}

std::vector<fs::path> files_below(const fs::path& folder, std::error_code& error) {
  std::vector<fs::path> files;
  for (auto it = fs::recursive_directory_iterator(folder, error); !error && it != fs::recursive_directory_iterator();
       it.increment(error)) {
    std::error_code ignored;
    if (it->is_directory(ignored) && (hidden(it->path()) || it.depth() >= deepest_folder))
      it.disable_recursion_pending();
    const bool mesh = !hidden(it->path()) && is_mesh_file(it->path()) && it->is_regular_file(ignored);
    if (mesh && (!it->is_symlink(ignored) || stays_inside(folder, it->path()))) files.push_back(it->path());
    if (files.size() > most_files) break;
  }
  return files;
}

}  // namespace

bool is_mesh_file(const fs::path& path) {
  static const std::set<std::string> endings{".glb", ".gltf", ".obj", ".stl", ".ply",  ".fbx",
                                             ".dae", ".3ds",  ".off", ".x3d", ".blend"};
  return endings.contains(to_lower(path.extension().string()));
}

std::vector<fs::path> mesh_files(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) throw Error(path.string(), "no such file or folder", "check the path");
  if (!fs::is_directory(status)) {
    if (!fs::is_regular_file(status)) throw Error(path.string(), "is no regular file", "name a mesh file or a folder");
    if (assimp_knows(path)) return {path};
    throw Error(path.string(), "is not a mesh file that this program knows",
                "use glb, gltf, obj, stl, ply, fbx or dae");
  }
  std::vector<fs::path> files = own_files(path, error);
  if (!error && files.empty()) files = files_below(path, error);
  if (error) throw Error(path.string(), "the folder cannot be read: " + error.message(), "check its permissions");
  if (files.empty())
    throw Error(path.string(), "the folder holds no mesh files",
                "name the folder that holds glb, obj, stl or ply files");
  if (files.size() > most_files)
    throw Error(path.string(), "the folder holds more than 100,000 mesh files", "name a smaller folder");
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace palpate
