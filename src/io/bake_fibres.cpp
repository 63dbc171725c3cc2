#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "io/bake.h"

namespace palpate {
namespace {

using anatomy::Mesh;

constexpr int rounds = 80;  // of conjugate gradients, from a start that is right already where the fibres are straight

struct Edge {
  uint32_t a, b;
};

std::vector<Edge> edges_of(const Mesh& mesh) {
  std::vector<Edge> edges;
  edges.reserve(mesh.triangles.size());
  for (size_t t = 0; t + 2 < mesh.triangles.size(); t += 3) {
    for (size_t k = 0; k < 3; ++k) {
      const uint32_t a = mesh.triangles[t + k], b = mesh.triangles[t + (k + 1) % 3];
      edges.push_back({std::min(a, b), std::max(a, b)});
    }
  }
  std::sort(edges.begin(), edges.end(),
            [](const Edge& x, const Edge& y) { return x.a != y.a ? x.a < y.a : x.b < y.b; });
  edges.erase(
      std::unique(edges.begin(), edges.end(), [](const Edge& x, const Edge& y) { return x.a == y.a && x.b == y.b; }),
      edges.end());
  return edges;
}

// Number of the connected part of every vertex. Fascicles are parts of their own: their vertices are doubled where they
// meet.
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
std::vector<Vec3> cross_axes(const Mesh& mesh, const std::vector<uint32_t>& part) {
  const size_t n = part.size();
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
  }
  return axis;
}

// Least squares: values whose differences over the edges are `wanted`. Solves L x = b, L the graph Laplacian, by
// conjugate gradients; each part keeps the mean it starts with.
void fit(const std::vector<Edge>& edges, const std::vector<float>& wanted, std::vector<double>& x) {
  const size_t n = x.size();
  const auto laplacian = [&](const std::vector<double>& v, std::vector<double>& out) {
    std::fill(out.begin(), out.end(), 0.0);
    for (const Edge& e : edges) {
      const double d = v[e.b] - v[e.a];
      out[e.a] -= d, out[e.b] += d;
    }
  };
  const auto dot = [&](const std::vector<double>& a, const std::vector<double>& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
  };
  std::vector<double> r(n), q(n);
  laplacian(x, r);
  for (double& v : r) v = -v;
  for (size_t i = 0; i < edges.size(); ++i) {
    const double w = static_cast<double>(wanted[i]);
    r[edges[i].a] -= w, r[edges[i].b] += w;
  }
  std::vector<double> p = r;
  double rr = dot(r, r);
  const double enough = 1e-6 * rr;
  for (int k = 0; k < rounds && rr > enough && rr > 0.0; ++k) {
    laplacian(p, q);
    const double pq = dot(p, q);
    if (pq <= 0.0) break;
    const double alpha = rr / pq;
    for (size_t i = 0; i < n; ++i) x[i] += alpha * p[i], r[i] -= alpha * q[i];
    const double next = dot(r, r);
    for (size_t i = 0; i < n; ++i) p[i] = r[i] + next / rr * p[i];
    rr = next;
  }
}

void start_at_zero(std::vector<double>& x, const std::vector<uint32_t>& part) {
  std::vector<double> least(x.size(), 1e300);
  for (size_t i = 0; i < x.size(); ++i) least[part[i]] = std::min(least[part[i]], x[i]);
  for (size_t i = 0; i < x.size(); ++i) x[i] -= least[part[i]];
}

}  // namespace

std::vector<Vec2> fibre_coordinates(const Mesh& mesh) {
  const size_t n = mesh.positions.size();
  std::vector<Vec2> out(n, Vec2(0.0f));
  if (mesh.fibres.size() != n || n == 0) return out;
  const std::vector<Edge> edges = edges_of(mesh);
  const std::vector<uint32_t> part = parts_of(n, edges);
  const std::vector<Vec3> axis = cross_axes(mesh, part);
  std::vector<Vec3> across(n);
  std::vector<double> u(n), v(n);
  for (size_t i = 0; i < n; ++i) {
    const Vec3 on_surface = glm::cross(mesh.normals[i], mesh.fibres[i]);
    across[i] = normalize_or(on_surface, Vec3(0.0f));
    if (glm::dot(across[i], axis[part[i]]) < 0.0f) across[i] = -across[i];
    u[i] = static_cast<double>(glm::dot(mesh.positions[i], axis[part[i]]));
    v[i] = static_cast<double>(glm::dot(mesh.positions[i], mesh.fibres[part[i]]));
  }
  std::vector<float> wanted_u(edges.size()), wanted_v(edges.size());
  for (size_t i = 0; i < edges.size(); ++i) {
    const auto [a, b] = edges[i];
    const Vec3 d = mesh.positions[b] - mesh.positions[a];
    wanted_u[i] = 0.5f * glm::dot(across[a] + across[b], d);
    wanted_v[i] = 0.5f * glm::dot(mesh.fibres[a] + mesh.fibres[b], d);
  }
  fit(edges, wanted_u, u), fit(edges, wanted_v, v);
  start_at_zero(u, part), start_at_zero(v, part);
  // Fascicles by themselves start at different places of the pattern, so that it does not repeat from one to the next.
  // Where they share vertices it runs on: a step would lie in every triangle between them.
  for (size_t i = 0; i < n; ++i) {
    const float fascicle = mesh.fascicle.size() == n ? mesh.fascicle[part[i]] : 0.0f;
    out[i] = Vec2(u[i], v[i]) + 41.0f * static_cast<float>(static_cast<int>(fascicle) & 31);
  }
  return out;
}

}  // namespace palpate
