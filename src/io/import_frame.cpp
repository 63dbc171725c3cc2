#include "io/import_frame.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "anatomy/find_landmarks.h"
#include "core/parallel.h"
#include "core/text.h"
#include "io/mesh_parts.h"
#include "io/name_pattern.h"

namespace palpate {
namespace fs = std::filesystem;
namespace {

constexpr float metres_to_mm = 1000.0f;
// A lower back is 0.2 to 2 m: coordinates that span less than this are metres (or a model's own unit), more are
// millimetres.
constexpr float largest_in_metres = 15.0f;
constexpr float farthest = 1e6f;  // units, then millimetres, from the origin: what lies further is damage

bool reasonable(const Box3& box) {
  const Vec3 most = glm::max(glm::abs(box.lo), glm::abs(box.hi));
  return most.x < farthest && most.y < farthest && most.z < farthest;
}

// Triangles with a corner a kilometre away or beyond all numbers; returns how many were dropped.
size_t drop_far(anatomy::Mesh& mesh) {
  const auto far = [&](uint32_t i) { return !glm::all(glm::lessThan(glm::abs(mesh.positions[i]), Vec3(farthest))); };
  const size_t before = mesh.triangle_count();
  mesh = take_triangles(mesh, [&](size_t t) {
    return !far(mesh.triangles[3 * t]) && !far(mesh.triangles[3 * t + 1]) && !far(mesh.triangles[3 * t + 2]);
  });
  return before - mesh.triangle_count();
}

std::optional<size_t> source_of(const fs::path& file, const Recipe& recipe) {
  for (size_t s = 0; s < recipe.sources.size(); ++s) {
    const auto& patterns = recipe.sources[s].files;
    const bool mine = patterns.empty() || std::any_of(patterns.begin(), patterns.end(), [&](const std::string& p) {
                        return match_pattern(p, file.filename().string()).has_value();
                      });
    if (mine) return s;
  }
  return std::nullopt;
}

bool is_gltf(const fs::path& file) {
  const std::string ending = to_lower(file.extension().string());
  return ending == ".glb" || ending == ".gltf";
}

// The signed axis nearest to a direction; `taken` is not used again.
int nearest_axis(const Vec3& v, int taken) {
  int best = -1;
  for (int k = 0; k < 3; ++k) {
    if (k != taken && (best < 0 || std::abs(v[k]) > std::abs(v[best]))) best = k;
  }
  return best;
}

// Up from the order of the vertebrae over the sacrum, left from structures that come in pairs.
std::optional<Mat3> axes_from_names(const std::vector<const Found*>& meshes, const StructureMatcher& matcher) {
  static const std::vector<std::string> column{"coccyx",      "sacrum",       "vertebra_l5",
                                               "vertebra_l4", "vertebra_l3",  "vertebra_l2",
                                               "vertebra_l1", "vertebra_t12", "vertebra_t11"};
  std::map<std::string, Vec3> middle;
  for (const Found* m : meshes) {
    for (const std::string& name : {m->found.node, m->found.mesh_name, m->file.stem().string()}) {
      const SidedName known = matcher.known_name(name);
      if (known.base.empty()) continue;
      middle.emplace(known.id(), m->found.mesh.bounds().centre());
      break;
    }
  }
  Vec3 up(0.0f), left(0.0f), last(0.0f);
  bool first = true;
  for (const std::string& id : column) {
    const auto found = middle.find(id);
    if (found == middle.end()) continue;
    if (!first) up += normalize_or(found->second - last, Vec3(0.0f));
    last = found->second, first = false;
  }
  for (const auto& [id, p] : middle) {
    const auto fellow = id.ends_with("_left") ? middle.find(id.substr(0, id.size() - 4) + "right") : middle.end();
    if (fellow != middle.end()) left += normalize_or(p - fellow->second, Vec3(0.0f));
  }
  const int y = nearest_axis(up, -1), x = nearest_axis(left, y);
  if (std::abs(up[y]) < 0.9f || std::abs(left[x]) < 0.9f) return std::nullopt;
  Mat3 m(0.0f);
  m[y][1] = up[y] > 0.0f ? 1.0f : -1.0f;
  m[x][0] = left[x] > 0.0f ? 1.0f : -1.0f;
  const int z = 3 - x - y;
  m[z][2] = 1.0f;
  if (glm::determinant(m) < 0.0f) m[z][2] = -1.0f;  // left, up, forward are right-handed
  return m;
}

void move(Found& m, const Mat3& axes, float unit, const Vec3& shift) {
  const bool turned_round = glm::determinant(axes) < 0.0f;
  for (Vec3& p : m.found.mesh.positions) p = unit * (axes * p) + shift;
  for (Vec3& n : m.found.mesh.normals) n = axes * n;
  if (!turned_round) return;
  auto& t = m.found.mesh.triangles;
  for (size_t i = 0; i + 2 < t.size(); i += 3) std::swap(t[i + 1], t[i + 2]);
}

}  // namespace

void place_in_body(std::vector<Found>& all, const Recipe& recipe, double unit_mm, bool placed,
                   const StructureMatcher& matcher, const Progress& progress, ImportReport& report) {
  fs::path told;
  for (Found& m : all) {
    const auto source = source_of(m.file, recipe);
    m.source = source.value_or(recipe.sources.size());
    if (!source && m.file != told) {
      report.skipped.push_back({m.file.string(), fmt::format("recipe '{}' names no such file", recipe.id)});
      told = m.file;
    }
  }
  std::erase_if(all, [&](const Found& m) { return m.source == recipe.sources.size(); });
  std::stable_sort(all.begin(), all.end(), [](const Found& a, const Found& b) { return a.source < b.source; });
  std::vector<Mat3> axes(recipe.sources.size(), Mat3(1.0f));
  std::vector<float> units(recipe.sources.size(), 1.0f);
  for (size_t s = 0; s < recipe.sources.size(); ++s) {
    std::vector<const Found*> mine;
    Box3 box;
    bool gltf = false;
    for (const Found& m : all) {
      if (m.source != s) continue;
      mine.push_back(&m), gltf = gltf || is_gltf(m.file);
      if (const Box3 own = m.found.mesh.bounds(); reasonable(own)) box.add(own);
    }
    if (mine.empty()) continue;
    const RecipeSource& source = recipe.sources[s];
    units[s] = static_cast<float>(source.unit_mm > 0.0 ? source.unit_mm : unit_mm);
    if (units[s] <= 0.0f) {
      const float span = box.diagonal();
      units[s] = gltf || span < largest_in_metres ? metres_to_mm : 1.0f;
      report.notes.push_back(fmt::format(
          "the meshes span {:.4g} units: read as {}{}", span, units[s] == 1.0f ? "millimetres" : "metres",
          gltf ? ", as glTF says" : " (a guess by size; unit-mm in a recipe or in atlas.yaml says it for sure)"));
    }
    if (source.axes) {
      axes[s] = *source.axes;
    } else if (!placed) {
      if (const auto guess = axes_from_names(mine, matcher); guess && *guess != Mat3(1.0f)) {
        axes[s] = *guess;
        report.notes.push_back(
            "axes guessed from the named bones and turned into the body frame (axes in a recipe say them for sure)");
      }
    }
  }
  parallel_for(all.size(), 4, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i)
      move(all[i], axes[all[i].source], units[all[i].source], recipe.sources[all[i].source].shift_mm);
  });
  for (Found& m : all) {
    if (reasonable(m.found.mesh.bounds())) continue;
    const size_t dropped = drop_far(m.found.mesh);
    m.mended.done.push_back(fmt::format("{} triangles with a corner more than a kilometre away dropped", dropped));
    if (m.found.mesh.triangles.empty())
      report.skipped.push_back({m.file.string(), "every triangle has a corner more than a kilometre away"});
  }
  std::erase_if(all, [](const Found& m) { return m.found.mesh.triangles.empty(); });
  progress.throw_if_cancelled();
}

namespace {

// Lumbar vertebrae that lie in each other: every file has a frame of its own.
bool in_a_heap(const anatomy::Bones& bones) {
  std::vector<Vec3> middles;
  for (const char* id : {"vertebra_l1", "vertebra_l2", "vertebra_l3", "vertebra_l4", "vertebra_l5"}) {
    if (const auto found = bones.find(id); found != bones.end()) middles.push_back(found->second->bounds().centre());
  }
  size_t near = 0;
  constexpr float nearest_neighbours_mm = 12.0f;  // an L5 is 25 mm high and its disc 10 mm
  for (size_t i = 1; i < middles.size(); ++i) near += glm::length(middles[i] - middles[i - 1]) < nearest_neighbours_mm;
  return middles.size() >= 3 && 2 * near >= middles.size() - 1;
}

}  // namespace

void find_places(anatomy::RawAtlas& atlas, const Recipe& recipe, bool placed, const anatomy::Catalogue* catalogue,
                 ImportReport& report) {
  anatomy::Bones bones;
  for (const anatomy::RawStructure& s : atlas.structures) {
    if (s.info.tissue == anatomy::Tissue::bone) bones[s.info.id] = &s.mesh;
  }
  if (!placed && in_a_heap(bones)) {
    report.notes.push_back(
        "the bones lie in a heap: every file has a frame of its own. No landmarks were looked for; shift-mm in the "
        "rows "
        "of a recipe puts each in its place (docs/import.md)");
    return;
  }
  auto marks = anatomy::find_landmarks(bones);
  if (catalogue) std::erase_if(marks, [&](const auto& m) { return !catalogue->find_landmark(m.first); });
  const auto base = marks.find("sacral_base");
  const bool moved = !placed && base != marks.end();
  if (moved) {
    const Vec3 origin = base->second;
    for (anatomy::RawStructure& s : atlas.structures) {
      for (Vec3& p : s.mesh.positions) p -= origin;
    }
    for (auto& [id, p] : marks) p -= origin;
  }
  const size_t by_geometry = marks.size();
  size_t corrected = 0;
  for (const auto& [id, fix] : recipe.landmarks) {
    const auto found = marks.find(id);
    if (fix.shift && found == marks.end()) {
      report.notes.push_back(fmt::format("recipe '{}' shifts landmark {}, which was not found", recipe.id, id));
      continue;
    }
    marks[id] = fix.shift ? found->second + fix.mm : fix.mm;
    ++corrected;
  }
  atlas.landmarks.merge(marks);
  if (by_geometry + corrected == 0) return;
  report.notes.push_back(fmt::format("{} landmarks found on the bones by geometry{}{}", by_geometry,
                                     corrected > 0 ? fmt::format(", {} corrected by the recipe", corrected) : "",
                                     moved ? "; the sacral base is the origin" : ""));
}

}  // namespace palpate
