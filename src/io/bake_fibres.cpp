#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "io/bake.h"
#include "io/bucket_sort.h"

namespace palpate {
namespace {

using anatomy::Mesh;
using DVec2 = glm::dvec2;

// Of conjugate gradients, from a start that is right already where the fibres are straight.
constexpr int fine_rounds = 240, quick_rounds = 40;
constexpr double fine_goal = 1e-6, quick_goal = 1e-4;  // of the first residual's square: then it is near enough

// A part so many times wider than thick is a sheet.
constexpr double sheet_ratio = 3.0;

struct Edge {
  uint32_t a, b;
};

// For every vertex the first one at its place: where fascicles meet, vertices are doubled, but the pattern of the
// fibres runs on, or a step would show wherever a border crosses them.
std::vector<uint32_t> first_at_place(const Mesh& mesh) {
  std::vector<uint32_t> order(mesh.positions.size()), first(mesh.positions.size());
  std::iota(order.begin(), order.end(), 0u);
  if (mesh.fascicle.size() != mesh.positions.size()) return order;
  const auto less = [&](uint32_t a, uint32_t b) {
    const Vec3 &p = mesh.positions[a], &q = mesh.positions[b];
    return p.x != q.x ? p.x < q.x : p.y != q.y ? p.y < q.y : p.z != q.z ? p.z < q.z : a < b;
  };
  std::sort(order.begin(), order.end(), less);
  for (size_t i = 0; i < order.size(); ++i)
    first[order[i]] =
        i > 0 && mesh.positions[order[i]] == mesh.positions[order[i - 1]] ? first[order[i - 1]] : order[i];
  return first;
}

std::vector<Edge> edges_of(const Mesh& mesh, const std::vector<uint32_t>& place) {
  std::vector<uint64_t> keys;
  keys.reserve(mesh.triangles.size());
  for (size_t t = 0; t + 2 < mesh.triangles.size(); t += 3) {
    for (size_t k = 0; k < 3; ++k) {
      const uint32_t a = place[mesh.triangles[t + k]], b = place[mesh.triangles[t + (k + 1) % 3]];
      keys.push_back(uint64_t{std::min(a, b)} << 32 | std::max(a, b));
    }
  }
  sort_edges(keys, mesh.positions.size());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  std::vector<Edge> edges;
  edges.reserve(keys.size());
  for (const uint64_t key : keys) edges.push_back({static_cast<uint32_t>(key >> 32), static_cast<uint32_t>(key)});
  return edges;
}

// Number of the connected part of every vertex.
std::vector<uint32_t> parts_of(size_t vertices, const std::vector<Edge>& edges) {
  std::vector<uint32_t> parent(vertices);
  std::iota(parent.begin(), parent.end(), 0u);
  const auto root = [&](uint32_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  };
  for (const Edge& e : edges) {
    const uint32_t a = root(e.a), b = root(e.b);
    parent[std::max(a, b)] = std::min(a, b);
  }
  for (uint32_t i = 0; i < vertices; ++i) parent[i] = root(i);
  return parent;
}

// A direction across the mean fibre along which each part is widest: tells left from right for the sign of "across".
std::vector<Vec3> cross_axes(const Mesh& mesh, const std::vector<uint32_t>& part, const std::vector<uint32_t>& first) {
  const size_t n = part.size();
  std::vector<uint8_t> bundles(n, 0);  // parts that consist of fascicles with borders between them
  for (size_t i = 0; i < n; ++i)
    if (first[i] != i) bundles[part[first[i]]] = 1;
  std::vector<DVec3> mean(n, DVec3(0.0)), centre(n, DVec3(0.0));
  std::vector<double> count(n, 0.0);
  for (size_t i = 0; i < n; ++i) {
    mean[part[i]] += DVec3(mesh.fibres[i]), centre[part[i]] += DVec3(mesh.positions[i]), count[part[i]] += 1.0;
  }
  std::vector<Vec3> e1(n), e2(n);
  for (size_t p = 0; p < n; ++p) {
    if (count[p] == 0.0) continue;
    centre[p] /= count[p];
    const Vec3 f = normalize_or(Vec3(mean[p]), Vec3(0, 1, 0));
    e1[p] = normalize_or(glm::cross(f, std::abs(f.z) < 0.9f ? Vec3(0, 0, 1) : Vec3(1, 0, 0)), Vec3(1, 0, 0));
    e2[p] = glm::cross(f, e1[p]);
  }
  std::vector<double> xx(n, 0.0), xy(n, 0.0), yy(n, 0.0);
  for (size_t i = 0; i < n; ++i) {
    const Vec3 d = Vec3(DVec3(mesh.positions[i]) - centre[part[i]]);
    const double x = glm::dot(d, e1[part[i]]), y = glm::dot(d, e2[part[i]]);
    xx[part[i]] += x * x, xy[part[i]] += x * y, yy[part[i]] += y * y;
  }
  std::vector<Vec3> axis(n, Vec3(1, 0, 0));
  for (size_t p = 0; p < n; ++p) {
    if (count[p] == 0.0) continue;
    const double angle = 0.5 * std::atan2(2.0 * xy[p], xx[p] - yy[p]);  // of the principal axis of a 2x2 covariance
    axis[p] = static_cast<float>(std::cos(angle)) * e1[p] + static_cast<float>(std::sin(angle)) * e2[p];
    // Bundles of fascicles that are no sheet have no wide side: from left to right, so that the pattern folds on
    // neither the side that faces the skin nor the one that faces the bones.
    const double spread = std::sqrt((xx[p] - yy[p]) * (xx[p] - yy[p]) + 4.0 * xy[p] * xy[p]), sum = xx[p] + yy[p];
    const Vec3 f = glm::cross(e1[p], e2[p]), sideways = Vec3(1, 0, 0) - f.x * f;
    if (bundles[p] && sum + spread < sheet_ratio * sheet_ratio * (sum - spread))
      axis[p] = normalize_or(sideways, axis[p]);
  }
  return axis;
}

// Least squares: values whose differences over the edges are `wanted`, two of them at once. Solves L x = b for each, L
// the graph Laplacian, by conjugate gradients; each part keeps the mean it starts with.
void fit(const std::vector<Edge>& edges, const std::vector<Vec2>& wanted, std::vector<DVec2>& x, Care care) {
  const int rounds = care == Care::quick ? quick_rounds : fine_rounds;
  const size_t n = x.size();
  const auto laplacian = [&](const std::vector<DVec2>& v, std::vector<DVec2>& out) {
    std::fill(out.begin(), out.end(), DVec2(0.0));
    for (const Edge& e : edges) {
      const DVec2 d = v[e.b] - v[e.a];
      out[e.a] -= d, out[e.b] += d;
    }
  };
  const auto dot = [&](const std::vector<DVec2>& a, const std::vector<DVec2>& b) {
    DVec2 sum(0.0);
    for (size_t i = 0; i < n; ++i) sum += a[i] * b[i];
    return sum;
  };
  std::vector<DVec2> r(n), q(n);
  laplacian(x, r);
  for (DVec2& v : r) v = -v;
  for (size_t i = 0; i < edges.size(); ++i) {
    const DVec2 w(wanted[i]);
    r[edges[i].a] -= w, r[edges[i].b] += w;
  }
  std::vector<DVec2> p = r;
  DVec2 rr = dot(r, r);
  const DVec2 enough = (care == Care::quick ? quick_goal : fine_goal) * rr;
  // One that is there already stands still while the other goes on.
  const auto ratio = [&](double a, double b, double left, double goal) { return left > goal && b > 0.0 ? a / b : 0.0; };
  for (int k = 0; k < rounds && (rr.x > enough.x || rr.y > enough.y); ++k) {
    laplacian(p, q);
    const DVec2 pq = dot(p, q);
    const DVec2 alpha(ratio(rr.x, pq.x, rr.x, enough.x), ratio(rr.y, pq.y, rr.y, enough.y));
    if (alpha == DVec2(0.0)) break;
    for (size_t i = 0; i < n; ++i) x[i] += alpha * p[i], r[i] -= alpha * q[i];
    const DVec2 next = dot(r, r);
    const DVec2 beta(ratio(next.x, rr.x, rr.x, enough.x), ratio(next.y, rr.y, rr.y, enough.y));
    for (size_t i = 0; i < n; ++i) p[i] = r[i] + beta * p[i];
    rr = next;
  }
}

void start_at_zero(std::vector<DVec2>& x, const std::vector<uint32_t>& part) {
  std::vector<DVec2> least(x.size(), DVec2(1e300));
  for (size_t i = 0; i < x.size(); ++i) least[part[i]] = glm::min(least[part[i]], x[i]);
  for (size_t i = 0; i < x.size(); ++i) x[i] -= least[part[i]];
}

}  // namespace

std::vector<Vec2> fibre_coordinates(const Mesh& mesh, Care care) {
  const size_t n = mesh.positions.size();
  std::vector<Vec2> out(n, Vec2(0.0f));
  if (mesh.fibres.size() != n || n == 0) return out;
  const std::vector<uint32_t> first = first_at_place(mesh);
  const std::vector<Edge> edges = edges_of(mesh, first);
  const std::vector<uint32_t> part = parts_of(n, edges);
  const std::vector<Vec3> axis = cross_axes(mesh, part, first);
  std::vector<Vec3> across(n);
  std::vector<DVec2> place(n);
  for (size_t i = 0; i < n; ++i) {
    const Vec3 on_surface = glm::cross(mesh.normals[i], mesh.fibres[i]);
    across[i] = normalize_or(on_surface, Vec3(0.0f));
    if (glm::dot(across[i], axis[part[i]]) < 0.0f) across[i] = -across[i];
    place[i] = DVec2(glm::dot(mesh.positions[i], axis[part[i]]), glm::dot(mesh.positions[i], mesh.fibres[part[i]]));
  }
  std::vector<Vec2> wanted(edges.size());
  for (size_t i = 0; i < edges.size(); ++i) {
    const auto [a, b] = edges[i];
    const Vec3 d = 0.5f * (mesh.positions[b] - mesh.positions[a]);
    wanted[i] = Vec2(glm::dot(across[a] + across[b], d), glm::dot(mesh.fibres[a] + mesh.fibres[b], d));
  }
  fit(edges, wanted, place, care);
  start_at_zero(place, part);
  for (size_t i = 0; i < n; ++i) out[i] = Vec2(place[first[i]]);
  return out;
}

}  // namespace palpate
