#include "io/bake.h"

#include <meshoptimizer.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>
#include <utility>

#include "core/parallel.h"
#include "io/bucket_sort.h"
#include "io/mesh_parts.h"

namespace palpate {
namespace {

using anatomy::Mesh;
using anatomy::PackedVertex;
using anatomy::RawAtlas;
using anatomy::RawStructure;

uint8_t unorm8(float x) {
  return static_cast<uint8_t>(std::lround(glm::clamp(x, 0.0f, 1.0f) * 255.0f));
}
uint16_t sixteenths(float mm) {
  return static_cast<uint16_t>(std::lround(glm::clamp(mm * 16.0f, 0.0f, 65535.0f)));
}

std::vector<PackedVertex> pack(const Mesh& m, const std::vector<float>& visible, const std::vector<Vec2>& uv) {
  std::vector<PackedVertex> out(m.positions.size());
  const auto at = [](const std::vector<float>& list, size_t i) { return list.empty() ? 0.0f : list[i]; };
  for (size_t i = 0; i < out.size(); ++i) {
    PackedVertex& v = out[i];
    v.position = m.positions[i];
    anatomy::pack_normal(m.normals[i], v.normal);
    v.fibre = m.fibres.empty() ? 0 : anatomy::pack_fibre(m.fibres[i]);
    v.occlusion = unorm8(visible[i]);
    v.tendon = unorm8(at(m.tendon, i)), v.along = unorm8(at(m.along, i)), v.depth = unorm8(at(m.depth, i));
    v.fibre_uv[0] = sixteenths(uv[i].x), v.fibre_uv[1] = sixteenths(uv[i].y);
  }
  return out;
}

// Vertices in the order in which the coarsest level asks for them, then what the next finer one needs beside, and so
// on: a coarse level reads one short run of memory instead of crumbs from all of it. Unused ones go.
void order_for_fetch(BakedStructure& s) {
  std::vector<uint32_t> remap(s.vertices.size(), ~0u);
  std::vector<PackedVertex> vertices;
  for (size_t k = level_count; k-- > 0;) {
    for (const uint32_t i : s.levels[k].triangles) {
      if (remap[i] != ~0u) continue;
      remap[i] = static_cast<uint32_t>(vertices.size());
      vertices.push_back(s.vertices[i]);
    }
  }
  s.vertices = std::move(vertices);
  for (DetailLevel& level : s.levels) {
    for (uint32_t& i : level.triangles) i = remap[i];
  }
}

// Imports have every other level: the last one and those two, four before it.
constexpr size_t first_quick_level = 3;

std::array<size_t, level_count> share_of(size_t triangles, size_t total, Care care) {
  std::array<size_t, level_count> targets{};
  targets.fill(triangles);  // as many as there are: no list of its own
  for (size_t k = 0; k < level_count; ++k) {
    if (care == Care::quick && (k < first_quick_level || k % 2 == 0)) continue;
    const double share = static_cast<double>(triangles) *
                         std::min(1.0, static_cast<double>(level_totals[k]) / static_cast<double>(total));
    targets[k] = static_cast<size_t>(share);
  }
  return targets;
}

// No edge belongs to one triangle alone; corners at one place count as one.
bool is_closed(const Mesh& mesh) {
  const std::vector<uint32_t> place = weld_by_position(mesh);
  std::vector<uint64_t> edges;
  edges.reserve(mesh.triangles.size());
  for (size_t t = 0; t + 2 < mesh.triangles.size(); t += 3) {
    const uint64_t a = place[mesh.triangles[t]], b = place[mesh.triangles[t + 1]], c = place[mesh.triangles[t + 2]];
    if (a == b || b == c || c == a) continue;
    for (const auto& [from, to] : {std::pair(a, b), std::pair(b, c), std::pair(c, a)})
      edges.push_back(from < to ? from << 32 | to : to << 32 | from);
  }
  sort_edges(edges, mesh.positions.size());
  for (size_t i = 0; i < edges.size();) {
    size_t j = i + 1;
    while (j < edges.size() && edges[j] == edges[i]) ++j;
    if (j - i == 1) return false;
    i = j;
  }
  return true;
}

// Each structure by itself, in parallel: the shape's facts, its coarser levels.
BakedStructure prepare(const RawStructure& raw, size_t total, Care care) {
  BakedStructure s;
  s.info = raw.info, s.provenance = raw.provenance, s.fascicles = raw.fascicles;
  s.bounds = raw.mesh.bounds();
  s.closed = is_closed(raw.mesh);
  s.volume_mm3 = s.closed ? raw.mesh.volume_mm3() : 0.0;
  s.levels = coarser_levels(raw.mesh, share_of(raw.mesh.triangle_count(), total, care));
  return s;
}

// Each by itself, in parallel; tells how far it is between `from` and `to`, so that nobody takes long work for a hang.
template <class Body>
void for_each_structure(size_t count, const Progress& progress, float from, float to, const char* doing,
                        const Body& body) {
  std::mutex telling;
  size_t done = 0;
  parallel_for(count, 1, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end && !progress.cancelled(); ++i) {
      body(i);
      const std::lock_guard lock(telling);
      progress.at(from + (to - from) * static_cast<float>(++done) / static_cast<float>(count), doing);
    }
  });
  progress.throw_if_cancelled();
}

}  // namespace

std::vector<BakedStructure> bake(RawAtlas& raw, const Progress& progress, Care care) {
  std::vector<RawStructure*> order;
  size_t total = 0;
  for (RawStructure& s : raw.structures) order.push_back(&s), total += s.mesh.triangle_count();
  std::sort(order.begin(), order.end(), [](const RawStructure* a, const RawStructure* b) {
    return a->info.layer != b->info.layer ? a->info.layer < b->info.layer : a->info.id < b->info.id;
  });
  progress.at(0.0f, "making levels of detail");
  std::vector<BakedStructure> baked(order.size());
  for_each_structure(order.size(), progress, 0.0f, 0.2f, "making levels of detail",
                     [&](size_t i) { baked[i] = prepare(*order[i], total, care); });

  std::vector<const Mesh*> meshes;
  std::vector<int> layers, seen_in;
  IndexLists casting, sampled;
  std::vector<float> stray_mm;
  const auto level_or_finer = [&](size_t i, size_t k) {
    while (k > 0 && baked[i].levels[k].triangles.empty()) --k;
    return k;
  };
  const auto triangles_of = [&](size_t i, size_t k) {
    return k == 0 ? &order[i]->mesh.triangles : &baked[i].levels[k].triangles;
  };
  for (size_t i = 0; i < order.size(); ++i) {
    meshes.push_back(&order[i]->mesh), layers.push_back(order[i]->info.layer);
    // Sheets lie on each other within a layer, and are looked at one by one: none darkens the one beneath.
    seen_in.push_back(order[i]->info.tissue == anatomy::Tissue::fascia ? layers.back() + 1 : layers.back());
    // Shadows this soft need no more.
    const size_t cast = level_or_finer(i, care == Care::quick ? 5 : 4);
    const size_t seen = level_or_finer(i, care == Care::quick ? first_quick_level : 2);
    casting.push_back(triangles_of(i, cast)), sampled.push_back(triangles_of(i, seen));
    stray_mm.push_back(cast == 0 || care == Care::fine ? 0.0f : baked[i].levels[cast].error_mm);
  }
  const Progress shadows{progress.report ? [&](float f, std::string_view doing) { progress.at(0.2f + 0.6f * f, doing); }
                                         : std::function<void(float, std::string_view)>(),
                         progress.cancel};
  std::vector<std::vector<float>> visible =
      bake_occlusion(meshes, layers, seen_in, casting, sampled, shadows, care, stray_mm);
  progress.at(0.8f, "following the fibres");
  for_each_structure(order.size(), progress, 0.8f, 1.0f, "following the fibres", [&](size_t i) {
    Mesh mesh = std::exchange(order[i]->mesh, {});  // both gone with this turn
    const std::vector<float> light = std::exchange(visible[i], {});
    baked[i].vertices = pack(mesh, light, fibre_coordinates(mesh, care));
    std::vector<uint32_t>& finest = baked[i].levels[0].triangles = std::move(mesh.triangles);
    if (!finest.empty())
      meshopt_optimizeVertexCache(finest.data(), finest.data(), finest.size(), mesh.positions.size());
    order_for_fetch(baked[i]);
  });
  progress.at(1.0f, "baked");
  return baked;
}

}  // namespace palpate
