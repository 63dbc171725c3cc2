#pragma once
// Bodies of our own for looking at and testing the renderer: closed forms packed as an atlas.

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "anatomy/atlas.h"

namespace palpate::test {

using anatomy::Atlas;
using anatomy::Mesh;
using anatomy::PackedVertex;

/// A closed surface from a map of (s, t) in 0..1 x 0..1: t runs round, s from pole to pole (both poles collapse).
inline Mesh revolve(int rings, int sectors, const std::function<Vec3(float s, float t)>& at) {
  Mesh mesh;
  mesh.positions.push_back(at(0, 0));
  for (int i = 1; i < rings; ++i) {
    for (int j = 0; j < sectors; ++j) {
      mesh.positions.push_back(
          at(static_cast<float>(i) / static_cast<float>(rings), static_cast<float>(j) / static_cast<float>(sectors)));
    }
  }
  mesh.positions.push_back(at(1, 0));
  const auto id = [&](int i, int j) { return static_cast<uint32_t>(1 + (i - 1) * sectors + j % sectors); };
  const auto last = static_cast<uint32_t>(mesh.positions.size() - 1);
  const auto add = [&](uint32_t a, uint32_t b, uint32_t c) { mesh.triangles.insert(mesh.triangles.end(), {a, b, c}); };
  for (int j = 0; j < sectors; ++j) {
    add(0, id(1, j + 1), id(1, j));
    for (int i = 1; i + 1 < rings; ++i) {
      add(id(i, j), id(i, j + 1), id(i + 1, j));
      add(id(i, j + 1), id(i + 1, j + 1), id(i + 1, j));
    }
    add(last, id(rings - 1, j), id(rings - 1, j + 1));
  }
  if (mesh.volume_mm3() < 0) {
    for (size_t i = 0; i < mesh.triangles.size(); i += 3) std::swap(mesh.triangles[i], mesh.triangles[i + 1]);
  }
  anatomy::compute_normals(mesh);
  return mesh;
}

inline Mesh ellipsoid(Vec3 centre, Vec3 radii, int rings = 48) {
  return revolve(rings, 2 * rings, [=](float s, float t) {
    const float a = static_cast<float>(M_PI) * s, b = 2 * static_cast<float>(M_PI) * t;
    return centre + radii * Vec3(std::sin(a) * std::cos(b), std::cos(a), std::sin(a) * std::sin(b));
  });
}

/// A spindle along y, with fibres along it and tendons at both ends.
inline Mesh spindle(Vec3 centre, float length, float radius, int rings = 64) {
  Mesh mesh = revolve(rings, rings, [=](float s, float t) {
    const float a = 2 * static_cast<float>(M_PI) * t,
                r = radius * std::pow(std::max(std::sin(static_cast<float>(M_PI) * s), 0.0f), 0.7f);
    return centre + Vec3(r * std::cos(a), length * (0.5f - s), 0.7f * r * std::sin(a));
  });
  for (const Vec3& p : mesh.positions) {
    const float s = 0.5f - (p.y - centre.y) / length;
    mesh.fibres.push_back({0, -1, 0});
    mesh.along.push_back(s);
    mesh.tendon.push_back(smoothstep(0.30f, 0.46f, std::abs(s - 0.5f)));
  }
  return mesh;
}

/// Collects meshes into an atlas with one or more levels over the same vertices.
class AtlasMaker {
 public:
  void add(const std::string& id, anatomy::Tissue tissue, int layer, const Mesh& mesh, uint8_t occlusion = 255) {
    Packed& packed = *store_->emplace_back(std::make_unique<Packed>());
    for (size_t i = 0; i < mesh.positions.size(); ++i) {
      PackedVertex v{};
      v.position = mesh.positions[i];
      anatomy::pack_normal(mesh.normals[i], v.normal);
      v.occlusion = occlusion;
      if (!mesh.fibres.empty()) {
        v.fibre = anatomy::pack_fibre(mesh.fibres[i]);
        v.tendon = static_cast<uint8_t>(255.0f * mesh.tendon[i]);
        const float across = 12.0f * std::atan2(mesh.positions[i].z, mesh.positions[i].x) + 100.0f;
        v.fibre_uv[0] = static_cast<uint16_t>(16.0f * across),
        v.fibre_uv[1] = static_cast<uint16_t>(16.0f * (mesh.positions[i].y + 400.0f));
      }
      packed.vertices.push_back(v);
    }
    packed.indices = mesh.triangles;
    anatomy::Structure structure;
    structure.info.id = structure.info.base_id = structure.info.name = id;
    structure.info.tissue = tissue;
    structure.info.layer = layer;
    structure.bounds = mesh.bounds();
    structure.closed = true;
    structure.levels = {{packed.vertices, packed.indices}};
    atlas_.structures.push_back(structure);
  }
  std::shared_ptr<const Atlas> finish() {
    auto atlas = std::make_shared<Atlas>(std::move(atlas_));
    atlas->name = "shapes";
    atlas->storage = store_;
    return atlas;
  }

 private:
  struct Packed {
    std::vector<PackedVertex> vertices;
    std::vector<uint32_t> indices;
  };
  Atlas atlas_;
  std::shared_ptr<std::vector<std::unique_ptr<Packed>>> store_ =
      std::make_shared<std::vector<std::unique_ptr<Packed>>>();
};

/// Skin over fat over fascia over two muscles and a bone: every surface text and both kinds of glass.
inline std::shared_ptr<const Atlas> small_body() {
  using enum anatomy::Tissue;
  AtlasMaker maker;
  maker.add("skin", skin, 0, ellipsoid({0, 0, 0}, {92, 150, 62}));
  maker.add("fat", fat, 1, ellipsoid({0, 0, 0}, {86, 144, 56}));
  maker.add("fascia", fascia, 2, ellipsoid({0, 0, 0}, {78, 136, 48}));
  maker.add("muscle_left", muscle, 3, spindle({34, 0, -8}, 240, 30));
  maker.add("muscle_right", muscle, 3, spindle({-34, 0, -8}, 240, 30));
  maker.add("nerve", nerve, 4, ellipsoid({0, 10, -26}, {4, 90, 4}, 24));
  maker.add("bone", bone, 5, ellipsoid({0, 0, 10}, {20, 120, 18}));
  return maker.finish();
}

}  // namespace palpate::test
