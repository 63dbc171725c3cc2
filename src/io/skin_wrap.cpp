#include "io/skin_wrap.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace palpate {
namespace {

constexpr float below_trochanter_mm = 90.0f, above_top_mm = 60.0f, widest_mm = 230.0f;
constexpr float level_mm = 26.0f;  // from one thoracic spinous process to the next
constexpr float slice_mm = 10.0f;

// The convex hull of points (x, z), counter-clockwise (Andrew's monotone chain).
std::vector<Vec2> hull_of(std::vector<Vec2> points) {
  std::sort(points.begin(), points.end(),
            [](const Vec2& a, const Vec2& b) { return a.x != b.x ? a.x < b.x : a.y < b.y; });
  points.erase(std::unique(points.begin(), points.end()), points.end());
  if (points.size() < 3) return {};
  const auto turns_right = [](const Vec2& o, const Vec2& a, const Vec2& b) {
    return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x) <= 0.0f;
  };
  std::vector<Vec2> hull;
  const auto half = [&](auto begin, auto end) {
    const size_t first = hull.size();
    for (auto it = begin; it != end; ++it) {
      while (hull.size() >= first + 2 && turns_right(hull[hull.size() - 2], hull.back(), *it)) hull.pop_back();
      hull.push_back(*it);
    }
    hull.pop_back();  // the first of the other half
  };
  half(points.begin(), points.end());
  half(points.rbegin(), points.rend());
  return hull;
}

// How a body whose surfaces are only walls is made solid: a disc in every slice, `share` of the hull of what lies
// within `reach_mm` of it, evened out over `smooth` slices to both sides.
struct Filling {
  float trunk_mm;  ///< from here up one disc a slice, below one a limb
  float share, reach_mm;
  int smooth;
};

constexpr size_t directions = 72;
using Outline = std::array<float, directions>;  ///< distances from a middle to the hull

Vec2 direction(size_t k) {
  const float a = 6.2831853f * static_cast<float>(k) / directions;
  return {std::cos(a), std::sin(a)};
}

// `middle` must lie in the hull, or the distances are 0.
Outline outline_of(const std::vector<Vec2>& hull, const Vec2& middle) {
  Outline out{};
  for (size_t k = 0; k < directions && !hull.empty(); ++k) {
    float nearest = 1e9f;
    for (size_t i = 0; i < hull.size(); ++i) {
      const Vec2 &a = hull[i], &b = hull[(i + 1) % hull.size()];
      const Vec2 outward(b.y - a.y, a.x - b.x);
      const float facing = glm::dot(outward, direction(k));
      if (facing > 1e-6f) nearest = std::min(nearest, glm::dot(outward, a - middle) / facing);
    }
    out[k] = std::max(nearest, 0.0f);
  }
  return out;
}

void add_disc(anatomy::Mesh& soup, const Outline& outline, const Vec2& middle, float height, float share) {
  const auto first = static_cast<uint32_t>(soup.positions.size());
  soup.positions.emplace_back(middle.x, height, middle.y);
  for (uint32_t k = 0; k < directions; ++k) {
    const Vec2 p = middle + share * outline[k] * direction(k);
    soup.positions.emplace_back(p.x, height, p.y);
    soup.triangles.insert(soup.triangles.end(), {first, first + 1 + k, first + 1 + (k + 1) % uint32_t{directions}});
  }
}

Vec2 middle_of(const std::vector<Vec2>& hull) {
  Vec2 middle(0.0f);
  for (const Vec2& p : hull) middle += p / static_cast<float>(std::max<size_t>(hull.size(), 1));
  return middle;
}

void fill_inside(anatomy::Mesh& soup, float low, float high, const Filling& filling) {
  const std::vector<Vec3> points = soup.positions;
  std::vector<std::pair<float, std::vector<Vec2>>> trunk;
  for (float y = low + slice_mm; y <= high - slice_mm; y += slice_mm) {
    std::vector<Vec2> all, left, right;
    for (const Vec3& p : points) {
      if (std::abs(p.y - y) > filling.reach_mm) continue;
      all.emplace_back(p.x, p.z);
      (p.x > 0.0f ? left : right).emplace_back(p.x, p.z);
    }
    if (y >= filling.trunk_mm) {
      trunk.emplace_back(y, hull_of(std::move(all)));
      continue;
    }
    for (const auto& hull : {hull_of(std::move(left)), hull_of(std::move(right))}) {
      const Vec2 middle = middle_of(hull);
      if (!hull.empty()) add_disc(soup, outline_of(hull, middle), middle, y, filling.share);
    }
  }
  std::erase_if(trunk, [](const auto& slice) { return slice.second.empty(); });
  if (trunk.empty()) return;
  Vec2 middle(0.0f);
  for (const auto& slice : trunk) middle += middle_of(slice.second) / static_cast<float>(trunk.size());
  std::vector<Outline> outlines;
  for (const auto& slice : trunk) outlines.push_back(outline_of(slice.second, middle));
  const int last = static_cast<int>(trunk.size()) - 1;
  for (int i = 0; i <= last; ++i) {
    Outline even{};
    for (int j = i - filling.smooth; j <= i + filling.smooth; ++j) {
      const Outline& one = outlines[static_cast<size_t>(std::clamp(j, 0, last))];
      for (size_t k = 0; k < directions; ++k) even[k] += one[k] / static_cast<float>(2 * filling.smooth + 1);
    }
    add_disc(soup, even, middle, trunk[static_cast<size_t>(i)].first, filling.share);
  }
}

// Where only bones are, the mounds of the buttocks: from the trochanters to the midline and a hand's breadth behind
// them (design estimates).
void add_buttock(anatomy::Mesh& soup, const Vec3& trochanter) {
  constexpr uint32_t around = 24, rows = 16;
  const Vec3 centre(0.48f * trochanter.x, trochanter.y + 35.0f, trochanter.z - 25.0f);
  const Vec3 radii(0.55f * std::abs(trochanter.x), 105.0f, 45.0f);
  const auto first = static_cast<uint32_t>(soup.positions.size());
  for (uint32_t r = 0; r <= rows; ++r) {
    for (uint32_t a = 0; a < around; ++a) {
      const float v = 3.1415927f * static_cast<float>(r) / rows, u = 6.2831853f * static_cast<float>(a) / around;
      soup.positions.push_back(centre +
                               radii * Vec3(std::sin(v) * std::sin(u), std::cos(v), std::sin(v) * std::cos(u)));
    }
  }
  const auto at = [&](uint32_t r, uint32_t a) { return first + r * around + a % around; };
  for (uint32_t r = 0; r < rows; ++r) {
    for (uint32_t a = 0; a < around; ++a)
      soup.triangles.insert(soup.triangles.end(),
                            {at(r, a), at(r + 1, a), at(r + 1, a + 1), at(r, a), at(r + 1, a + 1), at(r, a + 1)});
  }
}

}  // namespace

bool lacks_skin(const anatomy::Atlas& atlas) {
  if (!atlas.landmarks.contains("sacral_base") || atlas.find("skin")) return false;
  const auto spinous = std::count_if(atlas.landmarks.begin(), atlas.landmarks.end(),
                                     [](const auto& m) { return m.first.starts_with("spinous_process_"); });
  const bool skin = std::any_of(atlas.structures.begin(), atlas.structures.end(),
                                [](const anatomy::Structure& s) { return s.info.tissue == anatomy::Tissue::skin; });
  return spinous >= 3 && !skin;
}

SkinWrap plan_skin_wrap(const anatomy::Atlas& atlas) {
  float low = -160.0f, high = 260.0f, trochanter = -120.0f;
  for (const auto& [id, p] : atlas.landmarks) {
    if (id.starts_with("greater_trochanter_")) low = p.y - below_trochanter_mm, trochanter = p.y;
  }
  // As far up as hands reach from T9, also where the column found ends lower.
  float missing_mm = 0.0f;
  for (const char* level : {"t9", "t10", "t11", "t12", "l1", "l2", "l3"}) {
    const auto found = atlas.landmarks.find(std::string("spinous_process_") + level);
    if (found == atlas.landmarks.end()) {
      missing_mm += level_mm;
      continue;
    }
    high = std::max(high, found->second.y + missing_mm + above_top_mm);
    break;
  }
  SkinWrap wrap;
  size_t muscles = 0;
  for (const anatomy::Structure& s : atlas.structures) {
    if (s.info.tissue == anatomy::Tissue::other) continue;  // arms and heads that nobody named
    muscles += s.info.tissue == anatomy::Tissue::muscle;
    size_t k = 0;  // a level of detail is close enough for a wrap
    while (k + 1 < s.levels.size() && s.levels[k].triangle_count() > 4000) ++k;
    const anatomy::PackedMesh& mesh = s.levels[k];
    std::vector<uint32_t> number(mesh.vertices.size(), ~0u);
    for (size_t t = 0; t + 2 < mesh.indices.size(); t += 3) {
      bool inside = true;
      for (size_t c = 0; c < 3; ++c) {
        const Vec3& p = mesh.vertices[mesh.indices[t + c]].position;
        inside = inside && p.y > low && p.y < high && std::abs(p.x) < widest_mm;
      }
      if (!inside) continue;
      for (size_t c = 0; c < 3; ++c) {
        uint32_t& n = number[mesh.indices[t + c]];
        if (n == ~0u) {
          n = static_cast<uint32_t>(wrap.soup.positions.size());
          wrap.soup.positions.push_back(mesh.vertices[mesh.indices[t + c]].position);
        }
        wrap.soup.triangles.push_back(n);
      }
    }
  }
  constexpr size_t fewest_muscles = 10;
  const bool bare = muscles < fewest_muscles;
  // Muscles give the shape and need only be solid inside; bones alone need what bridges waist and flank.
  fill_inside(wrap.soup, low, high,
              bare ? Filling{trochanter - 10.0f, 0.96f, 55.0f, 5} : Filling{trochanter + 40.0f, 0.6f, 12.0f, 0});
  for (const auto& [id, p] : atlas.landmarks) {
    if (bare && id.starts_with("greater_trochanter_")) add_buttock(wrap.soup, p);
  }
  if (bare) wrap.cover_mm = 14.0f;
  wrap.provenance = fmt::format(
      "made, not in the source: wrapped round {}, hollows up to {:.0f} mm bridged, {:.0f} mm of skin and fat added "
      "(design estimates)",
      bare ? "the bones, their hull and mounds for buttocks" : "muscles and bones", 2.0f * wrap.closing_mm,
      wrap.cover_mm);
  return wrap;
}

}  // namespace palpate
