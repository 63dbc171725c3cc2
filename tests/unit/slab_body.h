#pragma once
// A body for tests: a slab lying prone, layers of known thickness, back towards -z. Skin at z = 0, depth = z.

#include <memory>

#include "anatomy/atlas.h"

namespace palpate::test {

struct SlabStorage {
  std::vector<std::vector<anatomy::PackedVertex>> vertices;
  std::vector<std::vector<uint32_t>> indices;
};

inline void add_slab(anatomy::Atlas& atlas, SlabStorage& keep, const std::string& id, anatomy::Tissue tissue, float x0,
                     float x1, float z0, float z1, const Vec3& fibre = Vec3(0.0f),
                     anatomy::Side side = anatomy::Side::midline, std::vector<std::string> groups = {}) {
  // A box of 200 mm along the body, its broad faces divided so that vertices lie every few millimetres.
  anatomy::Mesh mesh;
  constexpr int nx = 24, ny = 24;
  const auto at = [&](int i, int j, float z) {
    return Vec3(x0 + (x1 - x0) * static_cast<float>(i) / nx, -100.0f + 200.0f * static_cast<float>(j) / ny, z);
  };
  const auto quad = [&](const Vec3& a, const Vec3& b, const Vec3& c, const Vec3& d) {
    const auto n = static_cast<uint32_t>(mesh.positions.size());
    for (const Vec3& p : {a, b, c, d}) mesh.positions.push_back(p);
    for (const uint32_t k : {0u, 1u, 2u, 0u, 2u, 3u}) mesh.triangles.push_back(n + k);
  };
  for (int i = 0; i < nx; ++i) {
    for (int j = 0; j < ny; ++j) {
      quad(at(i, j, z0), at(i, j + 1, z0), at(i + 1, j + 1, z0), at(i + 1, j, z0));
      quad(at(i, j, z1), at(i + 1, j, z1), at(i + 1, j + 1, z1), at(i, j + 1, z1));
    }
  }
  for (int i = 0; i < nx; ++i) {
    quad(at(i, 0, z0), at(i + 1, 0, z0), at(i + 1, 0, z1), at(i, 0, z1));
    quad(at(i, ny, z0), at(i, ny, z1), at(i + 1, ny, z1), at(i + 1, ny, z0));
  }
  for (int j = 0; j < ny; ++j) {
    quad(at(0, j, z0), at(0, j, z1), at(0, j + 1, z1), at(0, j + 1, z0));
    quad(at(nx, j, z0), at(nx, j + 1, z0), at(nx, j + 1, z1), at(nx, j, z1));
  }
  std::vector<anatomy::PackedVertex> vertices(mesh.positions.size());
  for (size_t i = 0; i < vertices.size(); ++i) {
    vertices[i] = {};
    vertices[i].position = mesh.positions[i];
    vertices[i].fibre = anatomy::pack_fibre(fibre);
  }
  keep.vertices.push_back(std::move(vertices)), keep.indices.push_back(mesh.triangles);
  anatomy::Structure s;
  s.info.id = id, s.info.base_id = id, s.info.tissue = tissue, s.info.side = side, s.info.groups = std::move(groups);
  s.levels.push_back({keep.vertices.back(), keep.indices.back()});
  s.bounds = mesh.bounds(), s.closed = true, s.volume_mm3 = mesh.volume_mm3();
  atlas.structures.push_back(std::move(s));
}

/// Skin 2.2, fat to 14, fascia 0.6, muscle to 44, bone to 60 mm; 240 mm wide, 200 mm along the body.
inline std::shared_ptr<const anatomy::Atlas> slab_body(float fat_mm = 11.8f, float muscle_mm = 29.4f) {
  using anatomy::Tissue;
  auto atlas = std::make_shared<anatomy::Atlas>();
  auto keep = std::make_shared<SlabStorage>();
  keep->vertices.reserve(8), keep->indices.reserve(8);
  const float fascia = 2.2f + fat_mm, muscle = fascia + 0.6f, bone = muscle + muscle_mm;
  atlas->name = "slab";
  add_slab(*atlas, *keep, "skin", Tissue::skin, -120, 120, 0.0f, 2.2f);
  add_slab(*atlas, *keep, "subcutaneous_fat", Tissue::fat, -120, 120, 2.2f, fascia);
  add_slab(*atlas, *keep, "thoracolumbar_fascia_posterior_deep", Tissue::fascia, -120, 120, fascia, muscle, {0, 1, 0});
  add_slab(*atlas, *keep, "erector_left", Tissue::muscle, 0, 120, muscle, bone, {0, 1, 0}, anatomy::Side::left,
           {"erector_spinae"});
  add_slab(*atlas, *keep, "erector_right", Tissue::muscle, -120, 0, muscle, bone, {0, 1, 0}, anatomy::Side::right,
           {"erector_spinae"});
  add_slab(*atlas, *keep, "vertebra_l3", Tissue::bone, -120, 120, bone, bone + 16.0f);
  const auto mark = [&](const char* id, float x, float y, float z) { atlas->landmarks[id] = Vec3(x, y, z); };
  mark("spinous_process_t11", 0, 90, 6), mark("spinous_process_t12", 0, 70, 6), mark("spinous_process_l1", 0, 45, 6);
  mark("spinous_process_l3", 0, 0, 6), mark("spinous_process_l5", 0, -45, 6);
  for (const float s : {1.0f, -1.0f}) {
    const std::string side = s > 0 ? "_left" : "_right";
    mark(("transverse_process_l3" + side).c_str(), s * 45, 0, 42), mark(("rib_11_tip" + side).c_str(), s * 115, 60, 20);
    mark(("rib_12_tip" + side).c_str(), s * 95, 45, 20), mark(("psis" + side).c_str(), s * 45, -80, 10);
  }
  atlas->storage = keep;
  return atlas;
}

}  // namespace palpate::test
