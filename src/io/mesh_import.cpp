#include "io/mesh_import.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <utility>

#include "core/error.h"
#include "core/parallel.h"
#include "core/text.h"
#include "io/assimp_read.h"
#include "io/atlas_yaml.h"
#include "io/estimate_fibres.h"
#include "io/import_frame.h"
#include "io/import_naming.h"
#include "io/mesh_mend.h"
#include "io/own_glb.h"

namespace palpate {
namespace fs = std::filesystem;
namespace {

using anatomy::RawAtlas;
using anatomy::RawStructure;

constexpr float metres_to_mm = 1000.0f;

const Recipe& no_recipe() {
  static const Recipe plain = [] {
    Recipe recipe;
    recipe.sources.emplace_back();
    recipe.sources[0].axes = Mat3(1.0f);
    return recipe;
  }();
  return plain;
}

class Import {
 public:
  Import(const ImportOptions& options, const Progress& progress, ImportReport& report)
      : options_(options),
        progress_(progress),
        report_(report),
        recipe_(options.recipe ? *options.recipe : no_recipe()) {}

  RawAtlas run(const std::vector<fs::path>& paths) {
    for (const fs::path& path : paths) {
      take_folder_facts(path);
      for (fs::path& file : mesh_files(path)) files_.push_back(std::move(file));
    }
    leave_out();
    read_all();
    const bool placed = exact_ || !facts_.landmarks.empty();
    if (!found_.empty()) {
      place_in_body(found_, recipe_, facts_.unit_mm, placed, StructureMatcher(options_.catalogue), progress_, report_);
      Naming naming(options_.catalogue, recipe_, report_);
      naming.name_all(found_, atlas_, placed);
      found_.clear();
    }
    if (atlas_.structures.empty()) throw_nothing(paths);
    finish(paths, placed);
    return std::move(atlas_);
  }

 private:
  void take_folder_facts(const fs::path& path) {
    std::error_code ignored;
    const fs::path facts_file = fs::is_directory(path, ignored) ? path / "atlas.yaml" : fs::path();
    if (!facts_file.empty() && fs::exists(facts_file, ignored)) facts_ = read_atlas_yaml(facts_file);
  }

  void leave_out() {
    for (const Skipped& left : options_.without) {
      if (std::erase_if(files_, [&](const fs::path& f) { return f.string() == left.file; }) > 0)
        report_.skipped.push_back(left);
    }
    several_ = several_ || files_.size() > 1 || !options_.without.empty();
  }

  struct Read {
    FoundScene scene;
    std::vector<Mended> mended;
    std::string problem, cure;
    Exit status = Exit::fine;
  };

  // Each file by itself, in parallel; what came out is put together in the order of the files.
  void read_all() {
    std::vector<Read> read(files_.size());
    std::atomic<size_t> done{0};
    std::mutex telling;
    const auto range = [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end && !progress_.cancelled(); ++i) {
        if (options_.on_file) options_.on_file(files_[i], true);
        read_one(files_[i], read[i]);
        if (options_.on_file) options_.on_file(files_[i], false);
        const std::lock_guard lock(telling);
        progress_.at(0.8f * static_cast<float>(++done) / static_cast<float>(files_.size()),
                     "reading " + files_[i].filename().string());
      }
    };
    if (options_.one_by_one)
      range(0, files_.size());
    else
      parallel_for(files_.size(), 1, range);
    progress_.throw_if_cancelled();
    for (size_t i = 0; i < read.size(); ++i) take(read[i], i);
  }

  void read_one(const fs::path& file, Read& out) const {
    try {
      out.scene = read_with_assimp(file, progress_);
      for (FoundMesh& found : out.scene.meshes) out.mended.push_back(mend(found.mesh, out.scene.ours));
    } catch (const Error& e) {
      out.problem = e.problem(), out.cure = e.cure(), out.status = e.status();
    } catch (const std::bad_alloc&) {
      out.problem = "needs more memory than there is", out.cure = "use a coarser mesh", out.status = Exit::bad_input;
    } catch (const std::exception& e) {
      out.problem = fmt::format("the mesh library gave up: {}", e.what()), out.status = Exit::bad_input;
      out.cure = "open it in another program and export it again";
    }
  }

  void take(Read& read, size_t number) {
    const fs::path& file = files_[number];
    if (!read.problem.empty()) {
      if (!several_) throw Error(file.string(), read.problem, read.cure, read.status);
      report_.skipped.push_back({file.string(), read.cure.empty() ? read.problem : read.problem + "; " + read.cure});
      return;
    }
    if (read.scene.ours) exact_ = report_.own = true, take_own_facts(read.scene.extras, atlas_);
    bool any = false;
    for (size_t k = 0; k < read.scene.meshes.size(); ++k) {
      FoundMesh& found = read.scene.meshes[k];
      if (found.mesh.triangles.empty()) {
        if (read.mended[k].done.empty()) continue;
        report_.skipped.push_back(
            {file.string(), (found.node.empty() ? file.stem().string() : found.node) +
                                " holds no usable triangle (corners that are no numbers, or no area)"});
        any = true;
        continue;
      }
      any = true;
      if (read.scene.ours)
        take_own(std::move(found), read.mended[k]);
      else
        found_.push_back({std::move(found), std::move(read.mended[k]), file, read.scene.meshes.size() == 1, 0});
    }
    if (!any) report_.skipped.push_back({file.string(), "holds no triangles"});
    read = {};
  }

  void take_own(FoundMesh found, const Mended& mended) {
    RawStructure structure;
    structure.info = own_structure(found);
    const std::string wanted = structure.info.id;
    for (int k = 2; !ids_.insert(structure.info.id).second; ++k) structure.info.id = fmt::format("{}_{}", wanted, k);
    for (const std::string& what : mended.done) report_.mended.push_back(structure.info.id + ": " + what);
    for (Vec3& p : found.mesh.positions) p *= metres_to_mm;
    structure.provenance = text_of(found.extras, "provenance");
    structure.fascicles = own_fascicles(found.extras);
    structure.mesh = std::move(found.mesh);
    atlas_.structures.push_back(std::move(structure));
  }

  [[noreturn]] void throw_nothing(const std::vector<fs::path>& paths) const {
    const std::string where = paths.size() == 1 ? paths[0].string() : fmt::format("{} and others", paths[0].string());
    const std::string first = report_.skipped.empty() ? "holds no triangles" : report_.skipped[0].reason;
    const bool inside = !report_.skipped.empty() && report_.skipped[0].file != where;
    throw Error(where, inside ? fmt::format("nothing usable: {}: {}", report_.skipped[0].file, first) : first,
                "give a file or folder with triangle meshes");
  }

  void finish(const std::vector<fs::path>& paths, bool placed) {
    progress_.at(0.9f, "finding landmarks");
    if (!exact_) find_places(atlas_, recipe_, placed, options_.catalogue, report_);
    const auto prefer = [](std::string& own, const std::string& said) {
      if (!said.empty()) own = said;
    };
    prefer(atlas_.name, recipe_.name), prefer(atlas_.rest_pose, recipe_.rest_pose);
    prefer(atlas_.name, facts_.name), prefer(atlas_.licence, facts_.licence);
    prefer(atlas_.attribution, facts_.attribution);
    prefer(atlas_.rest_pose, facts_.rest_pose), prefer(atlas_.source, facts_.source);
    for (const auto& [id, p] : facts_.landmarks) atlas_.landmarks[id] = p;
    if (atlas_.name.empty()) atlas_.name = fs::absolute(paths[0]).lexically_normal().filename().string();
    if (atlas_.source.empty()) atlas_.source = paths[0].string();
    for (const AtlasYaml::Entry& e : facts_.structures) apply(e);
    if (options_.catalogue) refresh_from_catalogue();
    if (!exact_) add_fibres();
    progress_.throw_if_cancelled();
  }

  // Along the muscle between its ends, where the source says nothing.
  void add_fibres() {
    progress_.at(0.95f, "estimating fibres");
    constexpr std::string_view said = "fibres estimated along the muscle";
    parallel_for(atlas_.structures.size(), 1, [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end && !progress_.cancelled(); ++i) {
        RawStructure& s = atlas_.structures[i];
        const bool fibrous = s.info.tissue == anatomy::Tissue::muscle || s.info.tissue == anatomy::Tissue::tendon;
        if (!fibrous || !s.mesh.fibres.empty()) continue;
        estimate_fibres(s.mesh);
        if (s.provenance.find(said) == std::string::npos) s.provenance += fmt::format("; {}", said);
      }
    });
  }

  void apply(const AtlasYaml::Entry& e) {
    for (RawStructure& s : atlas_.structures) {
      if (s.info.id != e.id) continue;
      if (!e.name.empty()) s.info.name = e.name;
      if (!e.latin.empty()) s.info.latin = e.latin;
      if (!e.tissue.empty()) s.info.tissue = *anatomy::tissue_from(e.tissue);
      if (e.layer >= 0) s.info.layer = e.layer;
      if (!e.provenance.empty()) s.provenance = e.provenance;
      std::erase(report_.unmatched, e.id);
    }
  }

  // The catalogue is newer than any file: its facts win for the ids it knows.
  void refresh_from_catalogue() {
    for (RawStructure& s : atlas_.structures) {
      if (const anatomy::StructureInfo* known = options_.catalogue->find(s.info.id)) s.info = *known;
    }
  }

  const ImportOptions& options_;
  const Progress& progress_;
  ImportReport& report_;
  const Recipe& recipe_;
  AtlasYaml facts_;
  RawAtlas atlas_;
  std::vector<fs::path> files_;
  std::vector<Found> found_;
  std::set<std::string> ids_;
  bool several_ = false;
  bool exact_ = false;  ///< our own file: millimetres and landmarks are known
};

}  // namespace

RawAtlas import_meshes(const std::vector<fs::path>& paths, const ImportOptions& options, const Progress& progress,
                       ImportReport& report) {
  if (paths.empty()) throw Error("", "no mesh file was named");
  return Import(options, progress, report).run(paths);
}

}  // namespace palpate
