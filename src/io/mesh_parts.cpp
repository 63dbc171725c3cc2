#include "io/mesh_parts.h"

#include <meshoptimizer.h>

#include <algorithm>
#include <numeric>

namespace palpate {

using anatomy::Mesh;

std::vector<uint32_t> weld_by_position(const Mesh& mesh) {
  const size_t n = mesh.positions.size();
  std::vector<uint32_t> first(n);
  if (n == 0) return first;
  std::vector<Vec3> places = mesh.positions;
  for (Vec3& p : places) p += Vec3(0.0f);  // -0 and 0 are one place
  std::vector<uint32_t> remap(n), first_of(n, ~0u);
  const meshopt_Stream stream{places.data(), sizeof(Vec3), sizeof(Vec3)};
  meshopt_generateVertexRemapMulti(remap.data(), mesh.triangles.data(), mesh.triangles.size(), n, &stream, 1);
  for (uint32_t i = 0; i < n; ++i) {
    if (remap[i] == ~0u) {  // no triangle uses it
      first[i] = i;
      continue;
    }
    if (first_of[remap[i]] == ~0u) first_of[remap[i]] = i;
    first[i] = first_of[remap[i]];
  }
  return first;
}

Pieces find_pieces(const Mesh& mesh) {
  std::vector<uint32_t> parent = weld_by_position(mesh);
  const auto root = [&](uint32_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  };
  for (size_t t = 0; t + 2 < mesh.triangles.size(); t += 3) {
    for (size_t k = 1; k < 3; ++k) {
      const uint32_t a = root(mesh.triangles[t]), b = root(mesh.triangles[t + k]);
      parent[std::max(a, b)] = std::min(a, b);
    }
  }
  Pieces pieces;
  std::vector<uint32_t> number(mesh.positions.size(), ~0u);
  pieces.of_triangle.resize(mesh.triangle_count());
  for (size_t t = 0; t < pieces.of_triangle.size(); ++t) {
    uint32_t& n = number[root(mesh.triangles[3 * t])];
    if (n == ~0u) n = static_cast<uint32_t>(pieces.count++);
    pieces.of_triangle[t] = n;
  }
  return pieces;
}

std::vector<Vec3> piece_centres(const Mesh& mesh, const Pieces& pieces) {
  std::vector<Box3> boxes(pieces.count);
  for (size_t i = 0; i < mesh.triangles.size(); ++i)
    boxes[pieces.of_triangle[i / 3]].add(mesh.positions[mesh.triangles[i]]);
  std::vector<Vec3> centres;
  for (const Box3& b : boxes) centres.push_back(b.centre());
  return centres;
}

Mesh take_triangles(const Mesh& mesh, const std::function<bool(size_t)>& keep) {
  Mesh out;
  std::vector<uint32_t> number(mesh.positions.size(), ~0u);
  const auto copy = [](auto& to, const auto& from, size_t i) {
    if (!from.empty()) to.push_back(from[i]);
  };
  for (size_t t = 0; t < mesh.triangle_count(); ++t) {
    if (!keep(t)) continue;
    for (size_t k = 0; k < 3; ++k) {
      const uint32_t i = mesh.triangles[3 * t + k];
      if (number[i] == ~0u) {
        number[i] = static_cast<uint32_t>(out.positions.size());
        copy(out.positions, mesh.positions, i), copy(out.normals, mesh.normals, i), copy(out.fibres, mesh.fibres, i);
        copy(out.along, mesh.along, i), copy(out.tendon, mesh.tendon, i);
        copy(out.fascicle, mesh.fascicle, i), copy(out.depth, mesh.depth, i);
      }
      out.triangles.push_back(number[i]);
    }
  }
  return out;
}

void append_mesh(Mesh& to, const Mesh& from) {
  const uint32_t base = static_cast<uint32_t>(to.positions.size());
  const auto add = [&](auto& into, const auto& list) {
    const bool both = base == 0 || (into.size() == base && list.size() == from.positions.size());
    if (both)
      into.insert(into.end(), list.begin(), list.end());
    else
      into.clear();
  };
  add(to.normals, from.normals), add(to.fibres, from.fibres), add(to.along, from.along), add(to.tendon, from.tendon);
  add(to.fascicle, from.fascicle), add(to.depth, from.depth);
  to.positions.insert(to.positions.end(), from.positions.begin(), from.positions.end());
  for (const uint32_t i : from.triangles) to.triangles.push_back(base + i);
}

Neighbours neighbours_of(const Mesh& mesh, const std::vector<uint32_t>& place) {
  Neighbours out;
  out.first.assign(mesh.positions.size() + 1, 0);
  const auto corner = [&](size_t i) { return place.empty() ? mesh.triangles[i] : place[mesh.triangles[i]]; };
  const auto each_edge = [&](const auto& take) {
    for (size_t t = 0; t + 2 < mesh.triangles.size(); t += 3) {
      const uint32_t a = corner(t), b = corner(t + 1), c = corner(t + 2);
      take(a, b), take(b, c), take(c, a);
    }
  };
  each_edge([&](uint32_t a, uint32_t b) { ++out.first[a + 1], ++out.first[b + 1]; });
  for (size_t i = 1; i < out.first.size(); ++i) out.first[i] += out.first[i - 1];
  out.list.resize(out.first.back());
  std::vector<uint32_t> next(out.first.begin(), out.first.end() - 1);
  each_edge([&](uint32_t a, uint32_t b) { out.list[next[a]++] = b, out.list[next[b]++] = a; });
  return out;
}

Mesh mirrored(const Mesh& mesh, float mid) {
  Mesh out = mesh;
  for (Vec3& p : out.positions) p.x = 2.0f * mid - p.x;
  for (Vec3& n : out.normals) n.x = -n.x;
  for (Vec3& f : out.fibres) f.x = -f.x;
  for (size_t t = 0; t + 2 < out.triangles.size(); t += 3) std::swap(out.triangles[t + 1], out.triangles[t + 2]);
  return out;
}

}  // namespace palpate
