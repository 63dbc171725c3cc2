#include "anatomy/section.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

namespace palpate::anatomy {
namespace {

constexpr size_t k_run = 64;         // triangles of one box
constexpr float k_rounding = 1e-3f;  // mm: boxes are asked with other roundings than their triangles

/// Where one edge crosses the plane. The key comes from the positions of the edge's ends, so that both triangles of the
/// edge have the same one even where their vertices are doubled.
struct Crossing {
  uint64_t key = 0;
  Vec3 point{0.0f};
};
/// The cut through one triangle, directed so that solid tissue lies on its left.
struct Piece {
  Crossing from, to;
};

/// Every bit of `value` reaches every bit of the result: bodies are symmetric, and signs must not cancel out.
uint64_t mixed(uint64_t hash, uint64_t value) {
  hash = (hash + 0x9e3779b97f4a7c15u) ^ value;
  hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9u;
  hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebu;
  return hash ^ (hash >> 31);
}

uint64_t hash_of(const Vec3& p) {
  // +0 and -0 are one place.
  const auto bits = [](float x) { return static_cast<uint64_t>(std::bit_cast<uint32_t>(x + 0.0f)); };
  return mixed(mixed(0, bits(p.x) | bits(p.y) << 32), bits(p.z));
}

bool before(const Vec3& a, const Vec3& b) {
  return a.x != b.x ? a.x < b.x : a.y != b.y ? a.y < b.y : a.z < b.z;
}

Crossing cross_edge(Vec3 a, float height_a, Vec3 b, float height_b) {
  if (before(b, a)) std::swap(a, b), std::swap(height_a, height_b);
  return {mixed(hash_of(a), hash_of(b)), glm::mix(a, b, height_a / (height_a - height_b))};
}

bool meets(const Box3& box, const CutPlane& plane, float slack) {
  const Vec3 half = 0.5f * box.size();
  return std::abs(plane.height(box.centre())) <= glm::dot(half, glm::abs(plane.normal)) + slack + k_rounding;
}

bool overlap(const Box3& a, const Box3& b) {
  return glm::all(glm::lessThanEqual(a.lo, b.hi)) && glm::all(glm::lessThanEqual(b.lo, a.hi));
}

void cut_triangle(const std::array<Vec3, 3>& p, const CutPlane& plane, std::vector<Piece>& pieces) {
  const std::array<float, 3> h{plane.height(p[0]), plane.height(p[1]), plane.height(p[2])};
  const int above = (h[0] > 0.0f ? 1 : 0) | (h[1] > 0.0f ? 2 : 0) | (h[2] > 0.0f ? 4 : 0);
  if (above == 0 || above == 7) return;
  // The cut runs from the edge that comes down, in the triangle's own turn, to the edge that goes up.
  const auto edge = [&](size_t a, size_t b) { return cross_edge(p[a], h[a], p[b], h[b]); };
  const auto add = [&](size_t up, size_t down) {
    pieces.push_back({edge(down, (down + 1) % 3), edge(up, (up + 1) % 3)});
  };
  switch (above) {
    case 1:
      add(2, 0);
      break;
    case 2:
      add(0, 1);
      break;
    case 4:
      add(1, 2);
      break;
    case 3:
      add(2, 1);
      break;
    case 6:
      add(0, 2);
      break;
    default:
      add(1, 0);
      break;  // 5
  }
}

/// Joins pieces end to beginning. What does not come back to its beginning stays open.
std::vector<Outline> chain(const std::vector<Piece>& pieces) {
  std::vector<uint32_t> by_start(pieces.size());
  for (uint32_t i = 0; i < by_start.size(); ++i) by_start[i] = i;
  const auto start = [&](uint32_t i) { return pieces[i].from.key; };
  std::sort(by_start.begin(), by_start.end(),
            [&](uint32_t a, uint32_t b) { return std::pair(start(a), a) < std::pair(start(b), b); });
  std::vector<bool> used(pieces.size(), false);
  const auto next_of = [&](uint64_t key) -> int64_t {
    auto at = std::lower_bound(by_start.begin(), by_start.end(), key,
                               [&](uint32_t i, uint64_t wanted) { return start(i) < wanted; });
    for (; at != by_start.end() && start(*at) == key; ++at) {
      if (!used[*at]) return *at;
    }
    return -1;
  };
  // Open lines are begun where nothing leads to, or they would be found in two halves.
  std::vector<uint64_t> ends;
  ends.reserve(pieces.size());
  for (const Piece& piece : pieces) ends.push_back(piece.to.key);
  std::sort(ends.begin(), ends.end());
  std::vector<uint32_t> order;
  order.reserve(pieces.size());
  for (const bool loose : {true, false}) {
    for (const uint32_t i : by_start) {
      if (!std::binary_search(ends.begin(), ends.end(), start(i)) == loose) order.push_back(i);
    }
  }
  std::vector<Outline> outlines;
  for (const uint32_t first : order) {
    if (used[first]) continue;
    Outline line;
    line.closed = false;
    int64_t at = first;
    while (at >= 0) {
      const Piece& piece = pieces[static_cast<size_t>(at)];
      used[static_cast<size_t>(at)] = true;
      line.points_mm.push_back(piece.from.point);
      if (piece.to.key == pieces[first].from.key) {
        line.closed = true;
        break;
      }
      at = next_of(piece.to.key);
      if (at < 0) line.points_mm.push_back(piece.to.point);
    }
    if (line.points_mm.size() > (line.closed ? 2u : 1u)) outlines.push_back(std::move(line));
  }
  return outlines;
}

void measure(Section& section, const CutPlane& plane) {
  DVec3 centre(0.0);
  const DVec3 normal(plane.normal), origin(plane.point_mm);
  for (const Outline& line : section.outlines) {
    if (!line.closed) {
      ++section.open_ends;
      continue;
    }
    for (size_t i = 0; i < line.points_mm.size(); ++i) {
      const DVec3 a = DVec3(line.points_mm[i]) - origin,
                  b = DVec3(line.points_mm[(i + 1) % line.points_mm.size()]) - origin;
      const double twice = glm::dot(normal, glm::cross(a, b));
      section.area_mm2 += 0.5 * twice;
      centre += twice * (a + b) / 6.0;
    }
  }
  if (std::abs(section.area_mm2) > 1e-9) section.centre_mm = Vec3(origin + centre / section.area_mm2);
  section.area_mm2 = std::abs(section.area_mm2);
}

}  // namespace

std::pair<Vec3, Vec3> plane_axes(const CutPlane& plane) {
  const Vec3 n = plane.normal;
  const Vec3 x = normalize_or(glm::cross(std::abs(n.y) < 0.9f ? Vec3(0, 1, 0) : Vec3(0, 0, -1), n), Vec3(1, 0, 0));
  return {x, glm::cross(n, x)};
}

MeshSlicer::MeshSlicer(const PackedMesh& mesh) : mesh_(mesh) {
  const size_t count = mesh.triangle_count();
  boxes_.resize((count + k_run - 1) / k_run);
  for (size_t t = 0; t < count; ++t) {
    for (size_t k = 0; k < 3; ++k) boxes_[t / k_run].add(mesh.vertices[mesh.indices[3 * t + k]].position);
  }
  for (const Box3& box : boxes_) bounds_.add(box);
}

Section MeshSlicer::cut(const CutPlane& plane, const Displacement* displaced) const {
  Section section;
  if (boxes_.empty()) return section;
  const float slack = displaced ? displaced->most_mm : 0.0f;
  if (!meets(bounds_, plane, slack)) return section;
  std::vector<Piece> pieces;
  for (size_t run = 0; run < boxes_.size(); ++run) {
    const bool moves = displaced && overlap(boxes_[run], displaced->where);
    if (!meets(boxes_[run], plane, moves ? slack : 0.0f)) continue;
    const size_t end = std::min(mesh_.triangle_count(), (run + 1) * k_run);
    for (size_t t = run * k_run; t < end; ++t) {
      std::array<Vec3, 3> p;
      for (size_t k = 0; k < 3; ++k) {
        p[k] = mesh_.vertices[mesh_.indices[3 * t + k]].position;
        if (moves) p[k] = displaced->move(p[k]);
      }
      cut_triangle(p, plane, pieces);
    }
  }
  section.outlines = chain(pieces);
  measure(section, plane);
  return section;
}

Vec3 inner_point(const Section& section, const CutPlane& plane) {
  const auto [x, y] = plane_axes(plane);
  const Vec3 origin = plane.point_mm;
  const auto flat = [&, x = x, y = y](const Vec3& p) { return Vec2(glm::dot(p - origin, x), glm::dot(p - origin, y)); };
  float low = std::numeric_limits<float>::max(), high = -low;
  for (const Outline& line : section.outlines) {
    for (const Vec3& p : line.points_mm) {
      if (line.closed) low = std::min(low, flat(p).y), high = std::max(high, flat(p).y);
    }
  }
  Vec3 best = section.centre_mm;
  float widest = 0.0f;
  for (int row = 1; row <= 5; ++row) {
    const float height = glm::mix(low, high, static_cast<float>(row) / 6.0f);
    std::vector<std::pair<float, int>> crossings;  // where, and which way the outline goes there
    for (const Outline& line : section.outlines) {
      for (size_t i = 0; line.closed && i < line.points_mm.size(); ++i) {
        const Vec2 a = flat(line.points_mm[i]), b = flat(line.points_mm[(i + 1) % line.points_mm.size()]);
        if ((a.y > height) != (b.y > height))
          crossings.emplace_back(glm::mix(a.x, b.x, (height - a.y) / (b.y - a.y)), b.y > a.y ? 1 : -1);
      }
    }
    std::sort(crossings.begin(), crossings.end());
    int winding = 0;
    for (size_t i = 0; i + 1 < crossings.size(); ++i) {
      winding += crossings[i].second;
      const float from = crossings[i].first, to = crossings[i + 1].first;
      // The stretches nearer the middle are preferred: a label there points at the bulk.
      const float score = (to - from) * (row == 3 ? 1.15f : 1.0f);
      if (winding == 0 || score <= widest) continue;
      widest = score;
      best = origin + x * (0.5f * (from + to)) + y * height;
    }
  }
  return best;
}

bool holds(const Section& section, const CutPlane& plane, const Vec3& point_mm) {
  const auto [x, y] = plane_axes(plane);
  int winding = 0;
  for (const Outline& line : section.outlines) {
    if (!line.closed) continue;
    for (size_t i = 0; i < line.points_mm.size(); ++i) {
      const Vec3 da = line.points_mm[i] - point_mm, db = line.points_mm[(i + 1) % line.points_mm.size()] - point_mm;
      const Vec2 a(glm::dot(da, x), glm::dot(da, y)), b(glm::dot(db, x), glm::dot(db, y));
      if ((a.y > 0.0f) == (b.y > 0.0f)) continue;
      const float side = a.x * b.y - a.y * b.x;
      if (b.y > 0.0f ? side > 0.0f : side < 0.0f) winding += b.y > 0.0f ? 1 : -1;
    }
  }
  return winding != 0;
}

}  // namespace palpate::anatomy
