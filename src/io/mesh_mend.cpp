#include "io/mesh_mend.h"

#include <fmt/format.h>
#include <meshoptimizer.h>

#include <cmath>
#include <utility>

namespace palpate {
namespace {

using anatomy::Mesh;

bool finite(const Vec3& v) {
  return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z);
}

template <class T>
void remap_list(std::vector<T>& list, const std::vector<unsigned>& remap, size_t count) {
  if (list.empty()) return;
  std::vector<T> out(count);
  for (size_t i = 0; i < list.size(); ++i) {
    if (remap[i] != ~0u) out[remap[i]] = list[i];
  }
  list = std::move(out);
}

// Joins vertices that are equal in every attribute, and drops those that no triangle uses.
size_t join_equal(Mesh& m) {
  std::vector<meshopt_Stream> streams{{m.positions.data(), sizeof(Vec3), sizeof(Vec3)}};
  const auto add = [&](const auto& list, size_t size) {
    if (!list.empty()) streams.push_back({list.data(), size, size});
  };
  add(m.normals, sizeof(Vec3)), add(m.fibres, sizeof(Vec3));
  add(m.along, 4), add(m.tendon, 4), add(m.fascicle, 4), add(m.depth, 4);
  const size_t before = m.positions.size();
  std::vector<unsigned> remap(before);
  const size_t after = meshopt_generateVertexRemapMulti(remap.data(), m.triangles.data(), m.triangles.size(), before,
                                                        streams.data(), streams.size());
  if (after == before) return 0;
  for (uint32_t& i : m.triangles) i = remap[i];
  remap_list(m.positions, remap, after), remap_list(m.normals, remap, after), remap_list(m.fibres, remap, after);
  remap_list(m.along, remap, after), remap_list(m.tendon, remap, after);
  remap_list(m.fascicle, remap, after), remap_list(m.depth, remap, after);
  return before - after;
}

struct Dropped {
  size_t not_numbers = 0, without_area = 0;
};

Dropped drop_bad_triangles(Mesh& m, bool keep_flat) {
  Dropped dropped;
  size_t kept = 0;
  for (size_t i = 0; i + 2 < m.triangles.size(); i += 3) {
    const uint32_t a = m.triangles[i], b = m.triangles[i + 1], c = m.triangles[i + 2];
    const size_t n = m.positions.size();
    if (a >= n || b >= n || c >= n || !finite(m.positions[a]) || !finite(m.positions[b]) || !finite(m.positions[c])) {
      ++dropped.not_numbers;
      continue;
    }
    const Vec3 &p = m.positions[a], &q = m.positions[b], &r = m.positions[c];
    if (!keep_flat && (p == q || q == r || r == p)) {
      ++dropped.without_area;
      continue;
    }
    m.triangles[kept] = a, m.triangles[kept + 1] = b, m.triangles[kept + 2] = c;
    kept += 3;
  }
  m.triangles.resize(kept);
  return dropped;
}

}  // namespace

std::vector<std::string> mend(Mesh& m, bool keep_vertices) {
  std::vector<std::string> done;
  const Dropped dropped = drop_bad_triangles(m, keep_vertices);
  if (dropped.not_numbers > 0)
    done.push_back(fmt::format("{} triangles with corners that are no numbers dropped", dropped.not_numbers));
  if (dropped.without_area > 0) done.push_back(fmt::format("{} triangles without area dropped", dropped.without_area));
  if (m.triangles.empty()) return done;
  for (Vec3& n : m.normals) {
    if (!finite(n)) n = Vec3(0.0f, 0.0f, 1.0f);
  }
  if (!keep_vertices) join_equal(m);
  if (m.normals.empty()) anatomy::compute_normals(m);
  if (keep_vertices) return done;
  if (find_defects(m).inside_out) {
    for (size_t i = 0; i + 2 < m.triangles.size(); i += 3) std::swap(m.triangles[i + 1], m.triangles[i + 2]);
    anatomy::compute_normals(m);
    done.emplace_back("was inside out: turned");
  }
  return done;
}

}  // namespace palpate
