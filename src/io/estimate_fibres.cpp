#include "io/estimate_fibres.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "io/mesh_parts.h"

namespace palpate {
namespace {

using anatomy::Mesh;

constexpr float end_share = 0.1f;        // of the length: what counts as an end
constexpr int rounds = 30;               // of relaxation; the start is right already where the muscle is straight
constexpr float over = 1.6f;             // beyond the mean of the neighbours, so that it spreads in few rounds
constexpr size_t fewest_triangles = 24;  // smaller pieces are crumbs

// The longest principal axis of a set of points (power iteration on the covariance).
Vec3 longest_axis(const std::vector<Vec3>& points) {
  DVec3 mean(0.0);
  for (const Vec3& p : points) mean += DVec3(p);
  mean /= static_cast<double>(std::max<size_t>(points.size(), 1));
  glm::dmat3 c(0.0);
  for (const Vec3& p : points) c += glm::outerProduct(DVec3(p) - mean, DVec3(p) - mean);
  DVec3 axis = glm::normalize(DVec3(0.31, 0.9, 0.3));
  for (int i = 0; i < 40; ++i) {
    const DVec3 next = c * axis;
    const double length = glm::length(next);
    if (length < 1e-12) break;
    axis = next / length;
  }
  return Vec3(axis);
}

// From foot to head; a muscle that lies across runs outward.
Vec3 orient(const Vec3& axis, float middle_x) {
  if (std::abs(axis.y) > 0.3f) return axis.y < 0.0f ? -axis : axis;
  const float outward = middle_x < 0.0f ? -axis.x : axis.x;
  return outward < 0.0f ? -axis : axis;
}

// Towards a harmonic function between the fixed ends.
void relax(std::vector<float>& f, const std::vector<char>& fixed, const Neighbours& neighbours) {
  for (int round = 0; round < rounds; ++round) {
    for (size_t i = 0; i < f.size(); ++i) {
      const uint32_t begin = neighbours.first[i], end = neighbours.first[i + 1];
      if (fixed[i] || begin == end) continue;
      float sum = 0.0f;
      for (uint32_t k = begin; k < end; ++k) sum += f[neighbours.list[k]];
      f[i] += over * (sum / static_cast<float>(end - begin) - f[i]);
    }
  }
}

}  // namespace

void estimate_fibres(Mesh& mesh) {
  const size_t n = mesh.positions.size();
  mesh.fibres.assign(n, Vec3(0.0f)), mesh.along.assign(n, 0.0f);
  if (mesh.triangles.empty()) return;
  const std::vector<uint32_t> place = weld_by_position(mesh);
  const Pieces pieces = find_pieces(mesh);
  std::vector<uint32_t> piece(n, 0);
  for (size_t i = 0; i < mesh.triangles.size(); ++i) piece[mesh.triangles[i]] = pieces.of_triangle[i / 3];
  std::vector<std::vector<Vec3>> points(pieces.count);
  std::vector<size_t> triangles(pieces.count, 0);
  for (size_t i = 0; i < n; ++i) points[piece[i]].push_back(mesh.positions[i]);
  for (const uint32_t p : pieces.of_triangle) ++triangles[p];
  const float middle_x = mesh.bounds().centre().x;
  const Vec3 whole = orient(longest_axis(mesh.positions), middle_x);
  std::vector<Vec3> axis(pieces.count, whole);
  std::vector<std::pair<float, float>> range(pieces.count, {1e30f, -1e30f});
  for (size_t p = 0; p < pieces.count; ++p) {
    if (triangles[p] >= fewest_triangles) axis[p] = orient(longest_axis(points[p]), middle_x);
    for (const Vec3& q : points[p]) {
      const float s = glm::dot(q, axis[p]);
      range[p].first = std::min(range[p].first, s), range[p].second = std::max(range[p].second, s);
    }
  }
  // The start: position along the axis. Relaxed to a function between the two ends that bends with the shape.
  std::vector<float>& f = mesh.along;
  std::vector<char> fixed(n, 0);
  for (size_t i = 0; i < n; ++i) {
    const auto [lo, hi] = range[piece[i]];
    f[i] = hi > lo ? (glm::dot(mesh.positions[i], axis[piece[i]]) - lo) / (hi - lo) : 0.5f;
    fixed[i] = f[i] < end_share || f[i] > 1.0f - end_share;
  }
  relax(f, fixed, neighbours_of(mesh, place));
  for (size_t i = 0; i < n; ++i) f[i] = f[place[i]];
  // Its steepest direction in each triangle, gathered at the vertices.
  for (size_t t = 0; t + 2 < mesh.triangles.size(); t += 3) {
    const uint32_t a = mesh.triangles[t], b = mesh.triangles[t + 1], c = mesh.triangles[t + 2];
    const Vec3 e1 = mesh.positions[b] - mesh.positions[a], e2 = mesh.positions[c] - mesh.positions[a];
    const Vec3 normal = glm::cross(e1, e2);
    const float area2 = glm::dot(normal, normal);
    if (area2 < 1e-12f) continue;
    const Vec3 gradient = ((f[b] - f[a]) * glm::cross(e2, normal) + (f[c] - f[a]) * glm::cross(normal, e1)) / area2;
    const Vec3 share = normalize_or(gradient, Vec3(0.0f)) * std::sqrt(area2);
    for (const uint32_t v : {a, b, c}) mesh.fibres[place[v]] += share;
  }
  for (size_t i = 0; i < n; ++i) {
    if (place[i] != i) mesh.fibres[i] = mesh.fibres[place[i]];
  }
  for (size_t i = 0; i < n; ++i) {
    const Vec3& normal = mesh.normals[i];
    // The axis has its say where the field is flat (ends, crumbs) or would run back.
    Vec3 d = normalize_or(mesh.fibres[i], Vec3(0.0f));
    if (fixed[place[i]] || glm::dot(d, axis[piece[i]]) < 0.0f) d = 0.3f * d + axis[piece[i]];
    d -= normal * glm::dot(d, normal);
    mesh.fibres[i] = normalize_or(d, axis[piece[i]]);
  }
}

}  // namespace palpate
