#include "io/obj_export.h"

#include <fmt/format.h>

#include <iterator>
#include <string>

#include "core/error.h"
#include "io/atlas_yaml.h"
#include "io/atomic_file.h"

namespace palpate {
namespace fs = std::filesystem;
namespace {

std::string obj_text(const anatomy::Atlas& atlas, const anatomy::Structure& s) {
  const anatomy::PackedMesh& mesh = s.levels.front();
  std::string out =
      fmt::format("# {}: {} (millimetres; +x subject's left, +y cranial, +z anterior)\n", atlas.name, s.info.name);
  if (!atlas.licence.empty()) out += fmt::format("# {} {}\n", atlas.attribution, atlas.licence);
  out += fmt::format("o {}\n", s.info.id);
  auto to = std::back_inserter(out);
  for (const anatomy::PackedVertex& v : mesh.vertices)
    fmt::format_to(to, "v {} {} {}\n", v.position.x, v.position.y, v.position.z);
  for (const anatomy::PackedVertex& v : mesh.vertices) {
    const Vec3 n = anatomy::unpack_normal(v.normal);
    fmt::format_to(to, "vn {:.5f} {:.5f} {:.5f}\n", n.x, n.y, n.z);
  }
  for (size_t t = 0; t + 2 < mesh.indices.size(); t += 3) {
    const uint32_t a = mesh.indices[t] + 1, b = mesh.indices[t + 1] + 1, c = mesh.indices[t + 2] + 1;
    fmt::format_to(to, "f {0}//{0} {1}//{1} {2}//{2}\n", a, b, c);
  }
  return out;
}

AtlasYaml facts_of(const anatomy::Atlas& atlas) {
  AtlasYaml facts;
  facts.name = atlas.name, facts.licence = atlas.licence, facts.attribution = atlas.attribution;
  facts.source = atlas.source, facts.rest_pose = atlas.rest_pose, facts.unit_mm = 1.0,
  facts.landmarks = atlas.landmarks;
  for (const anatomy::Structure& s : atlas.structures) {
    facts.structures.push_back(
        {s.info.id, s.info.name, s.info.latin, std::string(to_string(s.info.tissue)), s.provenance, s.info.layer});
  }
  return facts;
}

}  // namespace

void require_new_folder(const fs::path& folder) {
  std::error_code error;
  if (!fs::exists(folder, error)) return;
  if (!fs::is_directory(folder, error)) throw Error(folder.string(), "is a file, not a folder", "name a folder");
  if (!fs::is_empty(folder, error))
    throw Error(folder.string(), "is not empty", "name a new folder: nothing is overwritten");
}

std::vector<fs::path> export_atlas(const anatomy::Atlas& atlas, const fs::path& folder, const Progress& progress) {
  require_new_folder(folder);
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw Error(folder.string(), "cannot be made: " + error.message(), "check permissions");
  std::vector<fs::path> files;
  const auto undo = [&] {
    std::error_code ignored;
    for (const fs::path& file : files) fs::remove(file, ignored);
    fs::remove(folder, ignored);
  };
  try {
    for (const anatomy::Structure& s : atlas.structures) {
      progress.throw_if_cancelled();
      progress.at(static_cast<float>(files.size()) / static_cast<float>(atlas.structures.size()),
                  "writing " + s.info.id);
      files.push_back(folder / (s.info.id + ".obj"));
      AtomicFile file(files.back());
      file.write(obj_text(atlas, s));
      file.commit();
    }
    files.push_back(folder / "atlas.yaml");
    write_atlas_yaml(facts_of(atlas), files.back());
  } catch (...) {
    undo();
    throw;
  }
  return files;
}

}  // namespace palpate
