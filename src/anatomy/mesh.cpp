#include "anatomy/mesh.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace palpate::anatomy {

Box3 Mesh::bounds() const {
  Box3 box;
  for (const Vec3& p : positions) box.add(p);
  return box;
}

double Mesh::volume_mm3() const {
  if (positions.empty()) return 0.0;
  const DVec3 origin(positions.front());  // near the mesh: keeps the sum of signed tetrahedra from cancelling badly
  double six_volumes = 0.0;
  for (size_t i = 0; i + 2 < triangles.size(); i += 3) {
    const DVec3 a = DVec3(positions[triangles[i]]) - origin, b = DVec3(positions[triangles[i + 1]]) - origin,
                c = DVec3(positions[triangles[i + 2]]) - origin;
    six_volumes += glm::dot(a, glm::cross(b, c));
  }
  return six_volumes / 6.0;
}

void compute_normals(Mesh& mesh) {
  mesh.normals.assign(mesh.positions.size(), Vec3(0.0f));
  for (size_t i = 0; i + 2 < mesh.triangles.size(); i += 3) {
    const uint32_t a = mesh.triangles[i], b = mesh.triangles[i + 1], c = mesh.triangles[i + 2];
    const Vec3 n = glm::cross(mesh.positions[b] - mesh.positions[a], mesh.positions[c] - mesh.positions[a]);
    mesh.normals[a] += n, mesh.normals[b] += n, mesh.normals[c] += n;
  }
  for (Vec3& n : mesh.normals) n = normalize_or(n, Vec3(0.0f, 0.0f, 1.0f));
}

MeshDefects find_defects(const Mesh& mesh) {
  MeshDefects defects;
  for (const Vec3& p : mesh.positions) {
    if (!std::isfinite(p.x) || !std::isfinite(p.y) || !std::isfinite(p.z)) ++defects.non_finite;
  }
  // One id per place: doubled vertices (fascicle seams) are the same corner of the solid.
  std::vector<uint32_t> order(mesh.positions.size());
  std::iota(order.begin(), order.end(), 0u);
  const auto less = [&](uint32_t a, uint32_t b) {
    const Vec3 &p = mesh.positions[a], &q = mesh.positions[b];
    return p.x != q.x ? p.x < q.x : p.y != q.y ? p.y < q.y : p.z < q.z;
  };
  if (defects.non_finite > 0) return defects;
  std::sort(order.begin(), order.end(), less);
  std::vector<uint32_t> place(mesh.positions.size());
  for (size_t i = 0; i < order.size(); ++i) {
    const bool same = i > 0 && mesh.positions[order[i]] == mesh.positions[order[i - 1]];
    place[order[i]] = same ? place[order[i - 1]] : order[i];
  }
  struct HalfEdge {
    uint64_t key;
    bool forward;
  };
  std::vector<HalfEdge> edges;
  edges.reserve(mesh.triangles.size());
  for (size_t i = 0; i + 2 < mesh.triangles.size(); i += 3) {
    const uint32_t corner[3] = {place[mesh.triangles[i]], place[mesh.triangles[i + 1]], place[mesh.triangles[i + 2]]};
    if (corner[0] == corner[1] || corner[1] == corner[2] || corner[2] == corner[0]) {
      ++defects.degenerate;
      continue;
    }
    for (int k = 0; k < 3; ++k) {
      const uint64_t from = corner[k], to = corner[(k + 1) % 3];
      edges.push_back({from < to ? (from << 32 | to) : (to << 32 | from), from < to});
    }
  }
  std::sort(edges.begin(), edges.end(), [](const HalfEdge& a, const HalfEdge& b) { return a.key < b.key; });
  for (size_t i = 0; i < edges.size();) {
    size_t j = i, forward = 0;
    for (; j < edges.size() && edges[j].key == edges[i].key; ++j) forward += edges[j].forward;
    const size_t count = j - i;
    if (count == 1) ++defects.open_edges;
    if (count > 2 || (count == 2 && forward != 1)) ++defects.non_manifold_edges;
    i = j;
  }
  defects.inside_out = defects.open_edges == 0 && !mesh.triangles.empty() && mesh.volume_mm3() < 0.0;
  return defects;
}

namespace {
// To the nearest, halves away from zero as std::lround, which is a call of a library for every number.
int16_t to_snorm16(float x) {
  const float scaled = glm::clamp(x, -1.0f, 1.0f) * 32767.0f;
  return static_cast<int16_t>(scaled + (scaled < 0.0f ? -0.5f : 0.5f));
}
}  // namespace

void pack_normal(const Vec3& n, int16_t out[2]) {
  const float sum = std::abs(n.x) + std::abs(n.y) + std::abs(n.z);
  Vec2 p = sum > 0.0f ? Vec2(n.x, n.y) / sum : Vec2(0.0f);
  if (n.z < 0.0f) {
    p = Vec2((1.0f - std::abs(p.y)) * (p.x >= 0.0f ? 1.0f : -1.0f),
             (1.0f - std::abs(p.x)) * (p.y >= 0.0f ? 1.0f : -1.0f));
  }
  out[0] = to_snorm16(p.x), out[1] = to_snorm16(p.y);
}

Vec3 unpack_normal(const int16_t packed[2]) {
  const float x = static_cast<float>(packed[0]) / 32767.0f, y = static_cast<float>(packed[1]) / 32767.0f;
  Vec3 n(x, y, 1.0f - std::abs(x) - std::abs(y));
  if (n.z < 0.0f) {
    n.x = (1.0f - std::abs(y)) * (x >= 0.0f ? 1.0f : -1.0f);
    n.y = (1.0f - std::abs(x)) * (y >= 0.0f ? 1.0f : -1.0f);
  }
  return glm::normalize(n);
}

uint32_t pack_fibre(const Vec3& v) {
  const auto ten_bits = [](float x) {
    return static_cast<uint32_t>(std::lround(glm::clamp(x, -1.0f, 1.0f) * 511.0f)) & 0x3FFu;
  };
  if (glm::dot(v, v) < 0.25f) return 0;
  return ten_bits(v.x) | ten_bits(v.y) << 10 | ten_bits(v.z) << 20 | 1u << 30;
}

Vec3 unpack_fibre(uint32_t packed) {
  if ((packed >> 30) != 1u) return Vec3(0.0f);
  const auto value = [&](int shift) {
    const int32_t raw = static_cast<int32_t>((packed >> shift) & 0x3FFu);
    return static_cast<float>(raw > 511 ? raw - 1024 : raw) / 511.0f;
  };
  return normalize_or(Vec3(value(0), value(10), value(20)), Vec3(0.0f));
}

}  // namespace palpate::anatomy
