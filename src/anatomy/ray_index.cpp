#include "anatomy/ray_index.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace palpate::anatomy {
namespace {

constexpr uint32_t leaf_size = 4;

// Slab test; `inverse` may hold infinities. Returns the entry distance, or infinity on a miss.
float enter_box(const Box3& box, const Vec3& origin, const Vec3& inverse, float near, float far) {
  const Vec3 a = (box.lo - origin) * inverse, b = (box.hi - origin) * inverse;
  const Vec3 lo = glm::min(a, b), hi = glm::max(a, b);
  const float t0 = std::max({near, lo.x, lo.y, lo.z}), t1 = std::min({far, hi.x, hi.y, hi.z});
  return t0 <= t1 * 1.0000004f ? t0 : std::numeric_limits<float>::infinity();
}

float squared_distance(const Box3& box, const Vec3& p) {
  const Vec3 d = glm::max(glm::max(box.lo - p, p - box.hi), Vec3(0.0f));
  return glm::dot(d, d);
}

// Double precision inside: neighbours along a shared edge then agree on who is hit.
bool hit_triangle(const Vec3* corner, const Vec3& origin, const Vec3& direction, float near, float far, RayHit& hit) {
  const DVec3 a(corner[0]), e1 = DVec3(corner[1]) - a, e2 = DVec3(corner[2]) - a, d(direction);
  const DVec3 p = glm::cross(d, e2);
  const double det = glm::dot(e1, p);
  if (std::abs(det) < 1e-14) return false;
  const DVec3 s = DVec3(origin) - a;
  const double u = glm::dot(s, p) / det;
  if (u < -1e-9 || u > 1.0 + 1e-9) return false;
  const DVec3 q = glm::cross(s, e1);
  const double v = glm::dot(d, q) / det;
  if (v < -1e-9 || u + v > 1.0 + 1e-9) return false;
  const double t = glm::dot(e2, q) / det;
  if (t < near || t > far) return false;
  hit.distance = static_cast<float>(t);
  hit.u = static_cast<float>(u), hit.v = static_cast<float>(v);
  hit.front = det > 0.0;
  return true;
}

// Closest point on a triangle (Ericson, Real-Time Collision Detection, 5.1.5): by Voronoi region of its corners and edges.
Vec3 closest_on_triangle(const Vec3* t, const Vec3& p, float& v, float& w) {
  const Vec3 ab = t[1] - t[0], ac = t[2] - t[0], ap = p - t[0];
  const float d1 = glm::dot(ab, ap), d2 = glm::dot(ac, ap);
  v = w = 0.0f;
  if (d1 <= 0.0f && d2 <= 0.0f) return t[0];
  const Vec3 bp = p - t[1];
  const float d3 = glm::dot(ab, bp), d4 = glm::dot(ac, bp);
  if (d3 >= 0.0f && d4 <= d3) return v = 1.0f, t[1];
  const float vc = d1 * d4 - d3 * d2;
  if (vc <= 0.0f && d1 >= 0.0f && d3 <= 0.0f) return v = d1 / (d1 - d3), t[0] + v * ab;
  const Vec3 cp = p - t[2];
  const float d5 = glm::dot(ab, cp), d6 = glm::dot(ac, cp);
  if (d6 >= 0.0f && d5 <= d6) return w = 1.0f, t[2];
  const float vb = d5 * d2 - d1 * d6;
  if (vb <= 0.0f && d2 >= 0.0f && d6 <= 0.0f) return w = d2 / (d2 - d6), t[0] + w * ac;
  const float va = d3 * d6 - d5 * d4;
  if (va <= 0.0f && d4 - d3 >= 0.0f && d5 - d6 >= 0.0f) {
    w = (d4 - d3) / ((d4 - d3) + (d5 - d6)), v = 1.0f - w;
    return t[1] + w * (t[2] - t[1]);
  }
  const float sum = va + vb + vc;
  if (sum == 0.0f) return t[0];
  v = vb / sum, w = vc / sum;
  return t[0] + v * ab + w * ac;
}

}  // namespace

RayIndex::RayIndex(const PackedMesh& mesh) {
  corners_.reserve(mesh.indices.size());
  for (const uint32_t i : mesh.indices) corners_.push_back(mesh.vertices[i].position);
  build();
}

RayIndex::RayIndex(const Mesh& mesh) {
  corners_.reserve(mesh.triangles.size());
  for (const uint32_t i : mesh.triangles) corners_.push_back(mesh.positions[i]);
  build();
}

void RayIndex::build() {
  const uint32_t count = static_cast<uint32_t>(corners_.size() / 3);
  order_.resize(count);
  std::iota(order_.begin(), order_.end(), 0u);
  if (count == 0) return;
  std::vector<Vec3> centre(count);
  for (uint32_t i = 0; i < count; ++i) centre[i] = (corners_[3 * i] + corners_[3 * i + 1] + corners_[3 * i + 2]) / 3.0f;

  struct Task {
    uint32_t first, count, parent;
    bool right;
  };
  std::vector<Task> stack{{0, count, 0, false}};
  nodes_.reserve(count);
  while (!stack.empty()) {
    const Task task = stack.back();
    stack.pop_back();
    const uint32_t index = static_cast<uint32_t>(nodes_.size());
    if (task.right) nodes_[task.parent].first = index;
    Node& node = nodes_.emplace_back();
    Box3 centres;
    for (uint32_t i = task.first; i < task.first + task.count; ++i) {
      const uint32_t t = order_[i];
      for (int k = 0; k < 3; ++k) node.box.add(corners_[3 * t + static_cast<uint32_t>(k)]);
      centres.add(centre[t]);
    }
    if (task.count <= leaf_size) {
      node.first = task.first, node.count = task.count;
      continue;
    }
    const Vec3 extent = centres.size();
    const int axis = extent.x >= extent.y && extent.x >= extent.z ? 0 : extent.y >= extent.z ? 1 : 2;
    const uint32_t half = task.count / 2;
    const auto begin = order_.begin() + task.first;
    std::nth_element(begin, begin + half, begin + task.count, [&](uint32_t a, uint32_t b) {
      return centre[a][axis] != centre[b][axis] ? centre[a][axis] < centre[b][axis] : a < b;
    });
    stack.push_back({task.first + half, task.count - half, index, true});  // pushed first, so the left child follows its parent
    stack.push_back({task.first, half, index, false});
  }
  std::vector<Vec3> sorted(corners_.size());
  for (uint32_t i = 0; i < count; ++i) {
    for (uint32_t k = 0; k < 3; ++k) sorted[3 * i + k] = corners_[3 * order_[i] + k];
  }
  corners_ = std::move(sorted);
}

std::optional<RayHit> RayIndex::first_hit(const Vec3& origin, const Vec3& direction, float near, float far) const {
  if (nodes_.empty()) return std::nullopt;
  const Vec3 inverse = 1.0f / direction;
  std::optional<RayHit> best;
  struct Waiting {
    uint32_t node;
    float enter;
  };
  Waiting stack[64];
  int top = 0;
  stack[top++] = {0, enter_box(nodes_[0].box, origin, inverse, near, far)};
  while (top > 0) {
    const auto [at, enter] = stack[--top];
    if (enter > far) continue;  // what was hit meanwhile lies before it
    const Node& node = nodes_[at];
    if (node.count > 0) {
      for (uint32_t i = node.first; i < node.first + node.count; ++i) {
        RayHit hit;
        if (hit_triangle(&corners_[3 * i], origin, direction, near, far, hit)) {
          if (best && hit.distance >= best->distance) continue;
          hit.triangle = order_[i];
          best = hit, far = hit.distance;
        }
      }
      continue;
    }
    const float left = enter_box(nodes_[at + 1].box, origin, inverse, near, far);
    const float right = enter_box(nodes_[node.first].box, origin, inverse, near, far);
    const Waiting first{at + 1, left}, second{node.first, right};
    const bool left_first = left <= right;
    if ((left_first ? right : left) <= far) stack[top++] = left_first ? second : first;
    if ((left_first ? left : right) <= far) stack[top++] = left_first ? first : second;
  }
  return best;
}

std::vector<RayHit> RayIndex::all_hits(const Vec3& origin, const Vec3& direction, float near, float far) const {
  std::vector<RayHit> hits;
  if (nodes_.empty()) return hits;
  const Vec3 inverse = 1.0f / direction;
  std::vector<uint32_t> stack{0};
  while (!stack.empty()) {
    const uint32_t at = stack.back();
    stack.pop_back();
    const Node& node = nodes_[at];
    if (enter_box(node.box, origin, inverse, near, far) > far) continue;
    if (node.count == 0) {
      stack.push_back(at + 1), stack.push_back(node.first);
      continue;
    }
    for (uint32_t i = node.first; i < node.first + node.count; ++i) {
      RayHit hit;
      if (!hit_triangle(&corners_[3 * i], origin, direction, near, far, hit)) continue;
      hit.triangle = order_[i];
      hits.push_back(hit);
    }
  }
  std::sort(hits.begin(), hits.end(), [](const RayHit& a, const RayHit& b) {
    return a.distance != b.distance ? a.distance < b.distance : a.triangle < b.triangle;
  });
  // A ray through a shared edge meets two triangles of one surface: same place, same sense.
  const auto twin = [](const RayHit& a, const RayHit& b) { return a.front == b.front && b.distance - a.distance < 1e-4f; };
  hits.erase(std::unique(hits.begin(), hits.end(), twin), hits.end());
  return hits;
}

bool RayIndex::any_hit(const Vec3& origin, const Vec3& direction, float near, float far) const {
  if (nodes_.empty()) return false;
  const Vec3 inverse = 1.0f / direction;
  uint32_t stack[64];
  int top = 0;
  stack[top++] = 0;
  while (top > 0) {
    const uint32_t at = stack[--top];
    const Node& node = nodes_[at];
    if (enter_box(node.box, origin, inverse, near, far) > far) continue;
    if (node.count == 0) {
      stack[top++] = at + 1, stack[top++] = node.first;
      continue;
    }
    for (uint32_t i = node.first; i < node.first + node.count; ++i) {
      RayHit hit;
      if (hit_triangle(&corners_[3 * i], origin, direction, near, far, hit)) return true;
    }
  }
  return false;
}

std::optional<NearestPoint> RayIndex::nearest(const Vec3& point, float within) const {
  if (nodes_.empty()) return std::nullopt;
  float best2 = within * within;
  std::optional<NearestPoint> best;
  uint32_t stack[64];
  int top = 0;
  stack[top++] = 0;
  while (top > 0) {
    const uint32_t at = stack[--top];
    const Node& node = nodes_[at];
    if (squared_distance(node.box, point) > best2) continue;
    if (node.count > 0) {
      for (uint32_t i = node.first; i < node.first + node.count; ++i) {
        float u, v;
        const Vec3 on = closest_on_triangle(&corners_[3 * i], point, u, v);
        const float d2 = glm::dot(on - point, on - point);
        if (d2 < best2 || (!best && d2 <= best2)) best2 = d2, best = NearestPoint{on, 0.0f, order_[i], u, v};
      }
      continue;
    }
    const float left = squared_distance(nodes_[at + 1].box, point), right = squared_distance(nodes_[node.first].box, point);
    if (left <= right) {
      stack[top++] = node.first, stack[top++] = at + 1;
    } else {
      stack[top++] = at + 1, stack[top++] = node.first;
    }
  }
  if (best) best->distance = std::sqrt(best2);
  return best;
}

}  // namespace palpate::anatomy
