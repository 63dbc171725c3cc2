#include "forge/workshop.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <initializer_list>
#include <mutex>

#include "core/parallel.h"
#include "core/text.h"
#include "forge/cache.h"

namespace palpate::forge {

namespace {

using Table = std::map<std::string, Recipe>;

Table table_of_recipes() {
  Table table;
  for (Recipe& recipe : recipes()) {
    const std::string id = recipe.id;
    if (!table.emplace(id, std::move(recipe)).second)
      throw Error("forge", "recipe '" + id + "' is listed twice", "", Exit::our_fault);
  }
  for (const auto& [id, recipe] : table)
    for (const std::string& input : recipe.inputs)
      if (!table.count(input))
        throw Error("forge", fmt::format("recipe '{}' needs '{}', which nothing makes", id, input), "",
                    Exit::our_fault);
  return table;
}

std::set<std::string> wanted_ids(const Table& table, const std::vector<std::string>& only) {
  std::set<std::string> out;
  std::vector<std::string> names;
  for (const auto& [id, unused] : table) {
    names.push_back(id);
    if (only.empty()) out.insert(id);
  }
  for (const std::string& name : only) {
    const size_t before = out.size();
    for (const std::string& id : {name, name + "_left", name + "_right"})
      if (table.count(id)) out.insert(id);
    if (out.size() == before && !out.count(name))
      throw Error("--only", fmt::format("the forge does not make '{}'{}", name, did_you_mean(name, names)),
                  "palpate-forge --list shows what it makes");
  }
  return out;
}

/// Everything needed for `wanted`, in waves that depend only on earlier waves.
std::vector<std::vector<std::string>> waves_for(const Table& table, const std::set<std::string>& wanted) {
  std::map<std::string, size_t> depth;
  std::vector<std::string> open;
  const std::function<size_t(const std::string&)> visit = [&](const std::string& id) -> size_t {
    if (const auto it = depth.find(id); it != depth.end()) return it->second;
    if (std::find(open.begin(), open.end(), id) != open.end())
      throw Error("forge", "recipes need each other in a ring: " + id, "", Exit::our_fault);
    open.push_back(id);
    size_t level = 0;
    for (const std::string& input : table.at(id).inputs) level = std::max(level, visit(input) + 1);
    open.pop_back();
    return depth[id] = level;
  };
  for (const std::string& id : wanted) visit(id);
  std::vector<std::vector<std::string>> waves;
  for (const auto& [id, level] : depth) {
    if (waves.size() <= level) waves.resize(level + 1);
    waves[level].push_back(id);
  }
  return waves;
}

void finish_mesh(Piece& piece, const std::string& id) {
  if (!piece.shown) return;
  if (piece.mesh.triangles.empty()) piece.mesh = piece.volume.mesh(piece.adaptivity);
  anatomy::MeshDefects defects = anatomy::find_defects(piece.mesh);
  if (!defects.sound() && !piece.volume.empty() && piece.mesh.fibres.empty()) {
    // Merging flat regions can pinch a thin place; merging otherwise, less or not at all does not, and failing that a
    // rebuilt grid.
    const auto tried = [&](const Volume& volume, std::initializer_list<float> shares) {
      for (const float share : shares) {
        piece.mesh = volume.mesh(share * piece.adaptivity);
        defects = anatomy::find_defects(piece.mesh);
        if (defects.sound()) return true;
      }
      return false;
    };
    if (!tried(piece.volume, {0.75f, 0.5f, 0.25f})) {
      const Volume again = piece.volume.redistanced();
      if (tried(again, {1.0f, 0.5f, 0.25f})) piece.volume = again;
    }
    if (!defects.sound() && !tried(piece.volume, {0.1f, 0.0f})) {
      piece.volume = piece.volume.redistanced().blurred();
      piece.mesh = piece.volume.mesh(0.0f);
      defects = anatomy::find_defects(piece.mesh);
    }
  }
  if (piece.mesh.triangles.empty())
    throw Error("forge recipe " + id, "made nothing", "check its figures", Exit::our_fault);
  if (piece.open_surface) defects.open_edges = 0;
  if (!defects.sound())
    throw Error("forge recipe " + id,
                fmt::format("made a broken mesh: {} open edges, {} non-manifold, {} not finite, {} degenerate{}",
                            defects.open_edges, defects.non_manifold_edges, defects.non_finite, defects.degenerate,
                            defects.inside_out ? ", inside out" : ""),
                "change the figures of this structure; a part thinner than 1.5 voxels breaks up");
}

Kept make(const Recipe& recipe, const anatomy::Figures& figures, const std::map<std::string, Kept>& done,
          const std::filesystem::path& cache, bool& cached) {
  std::map<std::string, PiecePtr> inputs;
  std::map<std::string, uint64_t> digests;
  for (const std::string& id : recipe.inputs) {
    inputs[id] = done.at(id).piece;
    digests[id] = done.at(id).digest;
  }
  if (auto kept = load(cache, recipe, figures, digests)) {
    cached = true;
    return *kept;
  }
  cached = false;
  const Bench bench(figures, recipe.id, std::move(inputs));
  auto piece = std::make_shared<Piece>(recipe.build(bench));
  finish_mesh(*piece, recipe.id);
  const Kept kept{piece, piece_digest(code_digest(recipe), figures, bench.read_keys(), digests)};
  keep(cache, recipe, kept, bench.read_keys());
  return kept;
}

}  // namespace

Forged forge(const anatomy::Figures& figures, const Order& order, const Progress& progress) {
  const Table table = table_of_recipes();
  const std::set<std::string> wanted = wanted_ids(table, order.only);
  const auto waves = waves_for(table, wanted);
  size_t total = 0;
  for (const auto& wave : waves) total += wave.size();
  std::map<std::string, Kept> done;
  Forged forged;
  std::mutex mutex;
  for (const auto& wave : waves) {
    std::vector<Kept> results(wave.size());
    parallel_for(wave.size(), 1, [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end; ++i) {
        progress.throw_if_cancelled();
        bool cached = false;
        results[i] = make(table.at(wave[i]), figures, done, order.cache, cached);
        const std::lock_guard lock(mutex);
        ++(cached ? forged.from_cache : forged.made);
        progress.at(static_cast<float>(forged.made + forged.from_cache) / static_cast<float>(total), wave[i]);
      }
    });
    for (size_t i = 0; i < wave.size(); ++i) done[wave[i]] = results[i];
  }
  for (const std::string& id : wanted) forged.pieces[id] = done.at(id).piece;
  return forged;
}

anatomy::RawAtlas as_atlas(const Forged& forged, const anatomy::Catalogue& catalogue) {
  anatomy::RawAtlas atlas;
  atlas.name = "Palpate lumbar atlas";
  atlas.licence = "CC BY 4.0";
  atlas.attribution = "Palpate contributors";
  atlas.source = "forged from the figures in assets/anatomy/figures";
  atlas.rest_pose = "prone on a table, T12-S1 lordosis about 37 degrees, arms beside the body";
  for (const auto& [id, piece] : forged.pieces) {
    if (!piece->shown) continue;
    anatomy::RawStructure structure;
    const anatomy::StructureInfo* info = catalogue.find(id);
    if (!info)
      throw Error("forge", fmt::format("the catalogue has no structure '{}'", id),
                  "add it to assets/anatomy/structures.yaml", Exit::our_fault);
    structure.info = *info;
    structure.provenance = piece->provenance;
    structure.mesh = piece->mesh;
    for (const Strand& strand : piece->strands) structure.fascicles.push_back(strand.fascicle);
    atlas.structures.push_back(std::move(structure));
    for (const auto& [name, place] : piece->landmarks) {
      if (!catalogue.find_landmark(name))
        throw Error("forge", fmt::format("the catalogue has no landmark '{}'", name),
                    "add it to assets/anatomy/landmarks.yaml", Exit::our_fault);
      atlas.landmarks[name] = place;
    }
  }
  return atlas;
}

std::vector<std::string> recipe_ids() {
  std::vector<std::string> out;
  for (const Recipe& recipe : recipes()) out.push_back(recipe.id);
  return out;
}

}  // namespace palpate::forge
