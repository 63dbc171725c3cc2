#include "forge/skin_wrap.h"

#include <openvdb/openvdb.h>
#include <openvdb/tools/MeshToVolume.h>
#include <openvdb/tools/VolumeToMesh.h>

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "core/error.h"
#include "forge/volume.h"

namespace palpate::forge {
namespace {

namespace vdb = openvdb;
using anatomy::Mesh;

// The surface at `reach` mm from the triangles, on both sides of them.
Mesh shell(const Mesh& m, float voxel, float reach) {
  vdb::initialize();
  const auto transform = vdb::math::Transform::createLinearTransform(static_cast<double>(voxel));
  std::vector<vdb::Vec3s> points;
  std::vector<vdb::Vec3I> triangles;
  for (const Vec3& p : m.positions) points.emplace_back(transform->worldToIndex(vdb::Vec3d(p.x, p.y, p.z)));
  for (size_t i = 0; i + 2 < m.triangles.size(); i += 3)
    triangles.emplace_back(m.triangles[i], m.triangles[i + 1], m.triangles[i + 2]);
  const vdb::tools::QuadAndTriangleDataAdapter<vdb::Vec3s, vdb::Vec3I> adapter(points, triangles);
  const float band = reach / voxel + 2.0f;
  const auto distance =
      vdb::tools::meshToVolume<vdb::FloatGrid>(adapter, *transform, band, band, vdb::tools::UNSIGNED_DISTANCE_FIELD);
  std::vector<vdb::Vec3s> out;
  std::vector<vdb::Vec4I> quads;
  vdb::tools::volumeToMesh(*distance, out, quads, static_cast<double>(reach));
  Mesh result;
  for (const auto& p : out) result.positions.emplace_back(p.x(), p.y(), p.z());
  // OpenVDB winds clockwise seen from outside.
  for (const auto& q : quads) result.triangles.insert(result.triangles.end(), {q[2], q[1], q[0], q[3], q[2], q[0]});
  return result;
}

// The connected piece with the largest box: the outer side; what lies inside it are walls of hollows.
Mesh outermost(const Mesh& m) {
  std::vector<uint32_t> parent(m.positions.size());
  std::iota(parent.begin(), parent.end(), 0u);
  const auto root = [&](uint32_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  };
  for (size_t t = 0; t + 2 < m.triangles.size(); t += 3) {
    for (size_t k = 1; k < 3; ++k) {
      const uint32_t a = root(m.triangles[t]), b = root(m.triangles[t + k]);
      parent[std::max(a, b)] = std::min(a, b);
    }
  }
  std::vector<Box3> boxes(m.positions.size());
  for (uint32_t i = 0; i < m.positions.size(); ++i) boxes[root(i)].add(m.positions[i]);
  uint32_t best = 0;
  for (uint32_t i = 0; i < boxes.size(); ++i) {
    if (boxes[i].diagonal() > boxes[best].diagonal()) best = i;
  }
  Mesh out;
  std::vector<uint32_t> number(m.positions.size(), ~0u);
  for (size_t t = 0; t + 2 < m.triangles.size(); t += 3) {
    if (root(m.triangles[t]) != best) continue;
    for (size_t k = 0; k < 3; ++k) {
      uint32_t& n = number[m.triangles[t + k]];
      if (n == ~0u)
        n = static_cast<uint32_t>(out.positions.size()), out.positions.push_back(m.positions[m.triangles[t + k]]);
      out.triangles.push_back(n);
    }
  }
  return out;
}

}  // namespace

anatomy::Mesh wrap_skin(const Mesh& triangles, const WrapFigures& figures, const Progress& progress) {
  const bool sound = figures.voxel_mm >= 1.0f && figures.cover_mm >= 1.0f && figures.closing_mm > figures.cover_mm &&
                     figures.closing_mm <= 100.0f;
  if (triangles.triangles.empty() || !sound)
    throw Error("skin", "there is nothing to wrap, or the figures do not fit", "1 mm < cover < closing <= 100 mm");
  progress.at(0.05f, "wrapping a skin");
  const Mesh outer = outermost(shell(triangles, figures.voxel_mm, figures.closing_mm));
  progress.at(0.4f, "wrapping a skin");
  const Volume fat = Volume::of(outer, figures.voxel_mm, 0.0f, figures.closing_mm);
  progress.at(0.6f, "wrapping a skin");
  const Volume skin = fat.offset(figures.cover_mm - figures.closing_mm).largest_piece().blurred(16);
  progress.at(0.9f, "wrapping a skin");
  Mesh mesh = skin.mesh(0.002f);
  if (mesh.triangles.empty()) throw Error("skin", "nothing is left of the wrap", "use a smaller closing distance");
  progress.at(1.0f, "wrapped");
  return mesh;
}

}  // namespace palpate::forge
