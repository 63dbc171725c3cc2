#include "io/bake.h"

#include <meshoptimizer.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>
#include <utility>

#include "core/parallel.h"

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

std::array<size_t, level_count> share_of(size_t triangles, size_t total) {
  std::array<size_t, level_count> targets{};
  for (size_t k = 0; k < level_count; ++k) {
    const double share = static_cast<double>(triangles) *
                         std::min(1.0, static_cast<double>(level_totals[k]) / static_cast<double>(total));
    targets[k] = static_cast<size_t>(share);
  }
  return targets;
}

// Each structure by itself, in parallel: the shape's facts, its levels.
BakedStructure prepare(const RawStructure& raw, const Mesh& mesh, size_t total) {
  BakedStructure s;
  s.info = raw.info, s.provenance = raw.provenance, s.fascicles = raw.fascicles;
  s.bounds = mesh.bounds();
  s.closed = find_defects(mesh).open_edges == 0;
  s.volume_mm3 = s.closed ? mesh.volume_mm3() : 0.0;
  s.levels = make_levels(mesh, share_of(mesh.triangle_count(), total));
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

std::vector<BakedStructure> bake(const RawAtlas& raw, const Progress& progress, Shadows care) {
  std::vector<const RawStructure*> order;
  size_t total = 0;
  for (const RawStructure& s : raw.structures) order.push_back(&s), total += s.mesh.triangle_count();
  std::sort(order.begin(), order.end(), [](const RawStructure* a, const RawStructure* b) {
    return a->info.layer != b->info.layer ? a->info.layer < b->info.layer : a->info.id < b->info.id;
  });
  progress.at(0.0f, "making levels of detail");
  std::vector<BakedStructure> baked(order.size());
  for_each_structure(order.size(), progress, 0.0f, 0.2f, "making levels of detail",
                     [&](size_t i) { baked[i] = prepare(*order[i], order[i]->mesh, total); });

  std::vector<const Mesh*> meshes;
  std::vector<int> layers, seen_in;
  IndexLists casting, sampled;
  const auto level_or_finer = [&](size_t i, size_t k) {
    while (k > 0 && baked[i].levels[k].triangles.empty()) --k;
    return &baked[i].levels[k].triangles;
  };
  for (size_t i = 0; i < order.size(); ++i) {
    meshes.push_back(&order[i]->mesh), layers.push_back(order[i]->info.layer);
    // Sheets lie on each other within a layer, and are looked at one by one: none darkens the one beneath.
    seen_in.push_back(order[i]->info.tissue == anatomy::Tissue::fascia ? layers.back() + 1 : layers.back());
    // Shadows this soft need no more.
    casting.push_back(level_or_finer(i, care == Shadows::quick ? 6 : 4)), sampled.push_back(level_or_finer(i, 2));
  }
  const Progress shadows{progress.report ? [&](float f, std::string_view doing) { progress.at(0.2f + 0.6f * f, doing); }
                                         : std::function<void(float, std::string_view)>(),
                         progress.cancel};
  const std::vector<std::vector<float>> visible =
      bake_occlusion(meshes, layers, seen_in, casting, sampled, shadows, care);
  progress.at(0.8f, "following the fibres");
  for_each_structure(order.size(), progress, 0.8f, 1.0f, "following the fibres", [&](size_t i) {
    baked[i].vertices = pack(*meshes[i], visible[i], fibre_coordinates(*meshes[i]));
    order_for_fetch(baked[i]);
  });
  progress.at(1.0f, "baked");
  return baked;
}

}  // namespace palpate
