#include "io/mesh_import.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <utility>

#include "core/error.h"
#include "core/text.h"
#include "io/assimp_read.h"
#include "io/atlas_yaml.h"
#include "io/mesh_mend.h"
#include "io/structure_match.h"

namespace palpate {
namespace fs = std::filesystem;
namespace {

using anatomy::RawAtlas;
using anatomy::RawStructure;
using anatomy::StructureInfo;

constexpr float metres_to_mm = 1000.0f;
// A lower back is 0.2 to 2 m: coordinates that span less than this are metres (or a model's own unit), more are
// millimetres.
constexpr float largest_in_metres = 15.0f;

double number(const Extras& extras, const std::string& key) {
  const auto found = extras.find(key);
  double value = 0.0;
  if (found != extras.end()) std::from_chars(found->second.data(), found->second.data() + found->second.size(), value);
  return value;
}

std::string text(const Extras& extras, const std::string& key) {
  const auto found = extras.find(key);
  return found == extras.end() ? std::string() : found->second;
}

std::map<std::string, Vec3> landmarks_of(const Extras& extras) {
  constexpr std::string_view prefix = "landmarks_mm/";
  std::map<std::string, Vec3> marks;
  for (auto it = extras.lower_bound(std::string(prefix)); it != extras.end() && it->first.starts_with(prefix); ++it) {
    const std::string id = it->first.substr(prefix.size(), it->first.find('/', prefix.size()) - prefix.size());
    if (marks.contains(id)) continue;
    const std::string stem = std::string(prefix) + id;
    marks[id] = Vec3(number(extras, stem + "/x"), number(extras, stem + "/y"), number(extras, stem + "/z"));
  }
  return marks;
}

// The facts that write_glb put on a node.
StructureInfo info_of(const FoundMesh& found) {
  const Extras& e = found.extras;
  StructureInfo info;
  info.id = to_id(found.node);
  info.base_id = text(e, "base_id");
  info.name = text(e, "title"), info.latin = text(e, "latin"), info.ta98 = text(e, "ta98");
  info.tissue = anatomy::tissue_from(text(e, "tissue")).value_or(anatomy::Tissue::other);
  const std::string side = text(e, "side");
  info.side = side == "left" ? anatomy::Side::left : side == "right" ? anatomy::Side::right : anatomy::Side::midline;
  info.layer = static_cast<int>(number(e, "layer"));
  if (const std::string groups = text(e, "groups"); !groups.empty()) info.groups = split(groups, ' ');
  info.origin = text(e, "origin"), info.insertion = text(e, "insertion"), info.innervation = text(e, "innervation");
  info.action = text(e, "action"), info.palpation = text(e, "palpation"), info.note = text(e, "note");
  info.source = text(e, "source"), info.confidence = text(e, "confidence");
  return info;
}

StructureInfo unknown_structure(const std::string& name) {
  const SidedName sided = split_sided_name(name);
  StructureInfo info;
  info.base_id = sided.base.empty() ? "mesh" : sided.base;
  info.side = sided.side;
  info.id = SidedName{info.base_id, sided.side}.id();
  info.name = name;
  return info;
}

class Import {
 public:
  Import(const ImportOptions& options, const Progress& progress, ImportReport& report)
      : options_(options), progress_(progress), report_(report), matcher_(options.catalogue) {}

  RawAtlas run(const std::vector<fs::path>& paths) {
    std::vector<fs::path> files;
    for (const fs::path& path : paths) {
      take_folder_facts(path);
      for (fs::path& file : mesh_files(path)) files.push_back(std::move(file));
    }
    several_ = files.size() > 1;
    for (size_t i = 0; i < files.size(); ++i) {
      progress_.throw_if_cancelled();
      progress_.at(static_cast<float>(i) / static_cast<float>(files.size()), "reading " + files[i].filename().string());
      read_file(files[i]);
    }
    if (atlas_.structures.empty()) throw_nothing(paths);
    if (!exact_) scale();
    finish(paths);
    return std::move(atlas_);
  }

 private:
  void take_folder_facts(const fs::path& path) {
    std::error_code ignored;
    const fs::path facts_file = fs::is_directory(path, ignored) ? path / "atlas.yaml" : fs::path();
    if (!facts_file.empty() && fs::exists(facts_file, ignored)) facts_ = read_atlas_yaml(facts_file);
  }

  void read_file(const fs::path& file) {
    FoundScene scene;
    try {
      scene = read_with_assimp(file, progress_);
    } catch (const Error& e) {
      if (e.status() == Exit::cancelled || !several_) throw;
      report_.skipped.push_back({file.string(), e.problem()});
      return;
    }
    if (scene.ours) take_own_facts(scene.extras);
    metres_ =
        metres_ || to_lower(file.extension().string()) == ".glb" || to_lower(file.extension().string()) == ".gltf";
    const size_t before = atlas_.structures.size() + report_.skipped.size();
    for (FoundMesh& found : scene.meshes) add(std::move(found), scene, file);
    if (atlas_.structures.size() + report_.skipped.size() == before)
      report_.skipped.push_back({file.string(), "holds no triangles"});
  }

  void take_own_facts(const Extras& extras) {
    exact_ = true;
    atlas_.name = text(extras, "name"), atlas_.licence = text(extras, "licence");
    atlas_.attribution = text(extras, "attribution"), atlas_.rest_pose = text(extras, "rest_pose");
    atlas_.source = text(extras, "source");
    atlas_.landmarks.merge(landmarks_of(extras));
  }

  void add(FoundMesh found, const FoundScene& scene, const fs::path& file) {
    if (found.mesh.triangles.empty()) return;
    const std::vector<std::string> mended = mend(found.mesh, scene.ours);
    const std::string name = found.node.empty() ? file.stem().string() : found.node;
    if (found.mesh.triangles.empty()) {
      report_.skipped.push_back(
          {file.string(), name + " holds no usable triangle (corners that are no numbers, or no area)"});
      return;
    }
    RawStructure structure;
    structure.info = scene.ours ? info_of(found) : identify(found, scene, file);
    make_unique_id(structure.info);
    const std::string& id = structure.info.id;
    for (const std::string& what : mended) report_.mended.push_back(id + ": " + what);
    if (found.mirrored) report_.mended.push_back(id + ": mirrored by its node, winding turned");
    if (scene.ours) {
      for (Vec3& p : found.mesh.positions) p *= metres_to_mm;
    }
    structure.mesh = std::move(found.mesh);
    structure.provenance = scene.ours ? text(found.extras, "provenance") : "imported from " + file.filename().string();
    atlas_.structures.push_back(std::move(structure));
  }

  // The first of node, mesh and file name that the catalogue knows; else the most telling of them.
  StructureInfo identify(const FoundMesh& found, const FoundScene& scene, const fs::path& file) {
    const std::string stem = file.stem().string();
    for (const std::string& name : {found.node, found.mesh_name, stem}) {
      const bool own_name = name != stem || scene.meshes.size() == 1;
      const StructureInfo* known = own_name ? matcher_.match(name) : nullptr;
      if (known && !ids_.contains(known->id)) return *known;
    }
    const bool by_file = scene.meshes.size() == 1 || to_id(found.node).empty();
    StructureInfo info = unknown_structure(by_file ? stem : found.node);
    report_.unmatched.push_back(info.id);
    return info;
  }

  void make_unique_id(StructureInfo& info) {
    const std::string wanted = info.id;
    for (int k = 2; !ids_.insert(info.id).second; ++k) info.id = fmt::format("{}_{}", wanted, k);
  }

  void scale() {
    Box3 box;
    for (const RawStructure& s : atlas_.structures) box.add(s.mesh.bounds());
    const float span = box.diagonal();
    float unit = static_cast<float>(facts_.unit_mm);
    if (unit <= 0.0f) {
      unit = metres_ || span < largest_in_metres ? metres_to_mm : 1.0f;
      report_.notes.push_back(
          fmt::format("the meshes span {:.4g} units: read as {}{}", span, unit == 1.0f ? "millimetres" : "metres",
                      metres_ ? ", as glTF says" : " (a guess by size; unit-mm in atlas.yaml says it for sure)"));
    }
    for (RawStructure& s : atlas_.structures) {
      for (Vec3& p : s.mesh.positions) p *= unit;
    }
  }

  [[noreturn]] void throw_nothing(const std::vector<fs::path>& paths) const {
    const std::string where = paths.size() == 1 ? paths[0].string() : fmt::format("{} and others", paths[0].string());
    const std::string first = report_.skipped.empty() ? "holds no triangles" : report_.skipped[0].reason;
    const bool inside = !report_.skipped.empty() && report_.skipped[0].file != where;
    throw Error(where, inside ? fmt::format("nothing usable: {}: {}", report_.skipped[0].file, first) : first,
                "give a file or folder with triangle meshes");
  }

  void finish(const std::vector<fs::path>& paths) {
    const auto prefer = [](std::string& own, const std::string& said) {
      if (!said.empty()) own = said;
    };
    prefer(atlas_.name, facts_.name), prefer(atlas_.licence, facts_.licence),
        prefer(atlas_.attribution, facts_.attribution);
    prefer(atlas_.rest_pose, facts_.rest_pose), prefer(atlas_.source, facts_.source);
    for (const auto& [id, p] : facts_.landmarks) atlas_.landmarks[id] = p;
    if (atlas_.name.empty()) atlas_.name = fs::absolute(paths[0]).lexically_normal().filename().string();
    if (atlas_.source.empty()) atlas_.source = paths[0].string();
    for (const AtlasYaml::Entry& e : facts_.structures) apply(e);
    if (options_.catalogue) refresh_from_catalogue();
  }

  void apply(const AtlasYaml::Entry& e) {
    for (RawStructure& s : atlas_.structures) {
      if (s.info.id != e.id) continue;
      if (!e.name.empty()) s.info.name = e.name;
      if (!e.latin.empty()) s.info.latin = e.latin;
      if (!e.tissue.empty()) s.info.tissue = *anatomy::tissue_from(e.tissue);
      if (e.layer >= 0) s.info.layer = e.layer;
      if (!e.provenance.empty()) s.provenance = e.provenance;
    }
  }

  // The catalogue is newer than any file: its facts win for the ids it knows.
  void refresh_from_catalogue() {
    for (RawStructure& s : atlas_.structures) {
      if (const StructureInfo* known = options_.catalogue->find(s.info.id)) s.info = *known;
    }
  }

  const ImportOptions& options_;
  const Progress& progress_;
  ImportReport& report_;
  StructureMatcher matcher_;
  AtlasYaml facts_;
  RawAtlas atlas_;
  std::set<std::string> ids_;
  bool several_ = false;
  bool exact_ = false;   ///< our own file: millimetres are known
  bool metres_ = false;  ///< glTF: metres by its standard
};

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
    if (assimp_knows(path)) return {path};
    throw Error(path.string(), "is not a mesh file that this program knows",
                "use glb, gltf, obj, stl, ply, fbx or dae");
  }
  std::vector<fs::path> files;
  for (auto it = fs::directory_iterator(path, error); !error && it != fs::directory_iterator(); it.increment(error)) {
    std::error_code ignored;
    const bool hidden = it->path().filename().string().starts_with('.');
    if (!hidden && it->is_regular_file(ignored) && is_mesh_file(it->path())) files.push_back(it->path());
  }
  if (error) throw Error(path.string(), "the folder cannot be read: " + error.message(), "check its permissions");
  if (files.empty())
    throw Error(path.string(), "the folder holds no mesh files",
                "name the folder that holds glb, obj, stl or ply files");
  std::sort(files.begin(), files.end());
  return files;
}

RawAtlas import_meshes(const std::vector<fs::path>& paths, const ImportOptions& options, const Progress& progress,
                       ImportReport& report) {
  if (paths.empty()) throw Error("", "no mesh file was named");
  return Import(options, progress, report).run(paths);
}

}  // namespace palpate
