#include "motion/skin_distance.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/parallel.h"

namespace palpate::motion {
namespace {

constexpr float unknown = 1e9f;

/// Hands each node the nearest surface point of its neighbours, in eight sweeps (Danielsson's vector distance).
class Sweeper {
 public:
  Sweeper(std::vector<Vec3>& nearest, std::vector<float>& distance, int nx, int ny, int nz)
      : nearest_(nearest), distance_(distance), n_{nx, ny, nz} {}

  template <class Place>
  void run(const Place& place) {
    for (int corner = 0; corner < 8; ++corner) {
      const std::array<int, 3> step{corner & 1 ? 1 : -1, corner & 2 ? 1 : -1, corner & 4 ? 1 : -1};
      sweep(step, place);
    }
  }

 private:
  template <class Place>
  void sweep(const std::array<int, 3>& step, const Place& place) {
    const auto first = [&](size_t k) { return step[k] > 0 ? 0 : n_[k] - 1; };
    const auto inside = [&](size_t k, int v) { return v >= 0 && v < n_[k]; };
    for (int z = first(2); inside(2, z); z += step[2])
      for (int y = first(1); inside(1, y); y += step[1])
        for (int x = first(0); inside(0, x); x += step[0]) {
          const Vec3 p = place(x, y, z);
          const size_t i = index(x, y, z);
          if (inside(0, x - step[0])) take(i, index(x - step[0], y, z), p);
          if (inside(1, y - step[1])) take(i, index(x, y - step[1], z), p);
          if (inside(2, z - step[2])) take(i, index(x, y, z - step[2]), p);
        }
  }
  size_t index(int x, int y, int z) const {
    return (static_cast<size_t>(z) * static_cast<size_t>(n_[1]) + static_cast<size_t>(y)) * static_cast<size_t>(n_[0]) +
           static_cast<size_t>(x);
  }
  void take(size_t i, size_t from, const Vec3& p) {
    if (distance_[from] >= unknown) return;
    const float d = glm::length(p - nearest_[from]);
    if (d < distance_[i]) distance_[i] = d, nearest_[i] = nearest_[from];
  }

  std::vector<Vec3>& nearest_;
  std::vector<float>& distance_;
  std::array<int, 3> n_;
};

}  // namespace

void SkinDistance::allocate(const Box3& box, float spacing) {
  box_ = box;
  spacing_ = spacing;
  const Vec3 size = box.size() / spacing;
  nx_ = static_cast<int>(std::ceil(size.x)) + 1;
  ny_ = static_cast<int>(std::ceil(size.y)) + 1;
  nz_ = static_cast<int>(std::ceil(size.z)) + 1;
  box_.hi = node(nx_ - 1, ny_ - 1, nz_ - 1);
  values_.assign(static_cast<size_t>(nx_) * static_cast<size_t>(ny_) * static_cast<size_t>(nz_), unknown);
}

Vec3 SkinDistance::node(int x, int y, int z) const {
  return box_.lo + spacing_ * Vec3(static_cast<float>(x), static_cast<float>(y), static_cast<float>(z));
}

SkinDistance::SkinDistance(const std::function<float(const Vec3&)>& distance, const Box3& box, float spacing) {
  allocate(box, spacing);
  for (int z = 0; z < nz_; ++z)
    for (int y = 0; y < ny_; ++y)
      for (int x = 0; x < nx_; ++x) values_[at(x, y, z)] = distance(node(x, y, z));
}

SkinDistance::SkinDistance(const anatomy::RayIndex& skin, const Box3& bounds, float spacing, float reach) {
  if (skin.empty() || bounds.empty()) return;
  Box3 box = bounds.grown(0.5f * reach);
  box.lo.z -= 0.5f * reach;
  allocate(box, spacing);
  std::vector<Vec3> nearest(values_.size(), Vec3(0.0f));
  std::vector<uint8_t> inside(values_.size(), 0);
  parallel_for(static_cast<size_t>(ny_), 4, [&](size_t begin, size_t end) {
    for (size_t row = begin; row < end; ++row)
      for (int x = 0; x < nx_; ++x) {
        const int y = static_cast<int>(row);
        // A hair off the grid, so that no ray runs along an edge.
        const Vec3 from = node(x, y, 0) + Vec3(0.013f, 0.017f, -1.0f);
        const auto hits = skin.all_hits(from, Vec3(0, 0, 1), 0.0f, box_.size().z + 2.0f);
        size_t passed = 0;
        for (int z = 0; z < nz_; ++z) {
          const float way = 1.0f + spacing_ * static_cast<float>(z);
          while (passed < hits.size() && hits[passed].distance < way) ++passed;
          inside[at(x, y, z)] = static_cast<uint8_t>(passed % 2);
        }
        for (const auto& hit : hits) {
          const int low = static_cast<int>((hit.distance - 1.0f) / spacing_);
          for (int z = std::max(0, low - 1); z <= std::min(nz_ - 1, low + 2); ++z) values_[at(x, y, z)] = -1.0f;
        }
      }
  });
  // Nodes near a crossing get their true nearest point; so do the neighbours sideways, for steep flanks.
  std::vector<uint8_t> seed(values_.size(), 0);
  for (int z = 0; z < nz_; ++z)
    for (int y = 0; y < ny_; ++y)
      for (int x = 0; x < nx_; ++x) {
        const size_t i = at(x, y, z);
        const bool differs = (x + 1 < nx_ && inside[i] != inside[at(x + 1, y, z)]) ||
                             (y + 1 < ny_ && inside[i] != inside[at(x, y + 1, z)]) ||
                             (x > 0 && inside[i] != inside[at(x - 1, y, z)]) ||
                             (y > 0 && inside[i] != inside[at(x, y - 1, z)]);
        seed[i] = values_[i] < 0.0f || differs;
      }
  std::fill(values_.begin(), values_.end(), unknown);
  parallel_for(static_cast<size_t>(nz_), 2, [&](size_t begin, size_t end) {
    for (size_t z = begin; z < end; ++z)
      for (int y = 0; y < ny_; ++y)
        for (int x = 0; x < nx_; ++x) {
          const size_t i = at(x, y, static_cast<int>(z));
          if (!seed[i]) continue;
          const Vec3 p = node(x, y, static_cast<int>(z));
          if (const auto hit = skin.nearest(p, 8.0f * spacing_)) nearest[i] = hit->point, values_[i] = hit->distance;
        }
  });
  Sweeper(nearest, values_, nx_, ny_, nz_).run([&](int x, int y, int z) { return node(x, y, z); });
  for (size_t i = 0; i < values_.size(); ++i)
    if (inside[i]) values_[i] = -values_[i];
}

float SkinDistance::operator()(const Vec3& p) const {
  if (values_.empty()) return unknown;
  const Vec3 q = glm::clamp(p, box_.lo, box_.hi), g = (q - box_.lo) / spacing_;
  const int x = std::min(static_cast<int>(g.x), nx_ - 2), y = std::min(static_cast<int>(g.y), ny_ - 2),
            z = std::min(static_cast<int>(g.z), nz_ - 2);
  const float fx = g.x - static_cast<float>(x), fy = g.y - static_cast<float>(y), fz = g.z - static_cast<float>(z);
  const float* v = &values_[at(x, y, z)];
  const size_t dy = static_cast<size_t>(nx_), dz = dy * static_cast<size_t>(ny_);
  const auto along = [fx](const float* w) { return w[0] + fx * (w[1] - w[0]); };
  const auto plane = [&](const float* w) {
    const float a = along(w), b = along(w + dy);
    return a + fy * (b - a);
  };
  const float a = plane(v), b = plane(v + dz);
  return a + fz * (b - a) + glm::length(p - q);
}

Vec3 SkinDistance::normal(const Vec3& p) const {
  const float h = 0.75f * spacing_;
  const auto slope = [&](const Vec3& d) { return (*this)(p + d) - (*this)(p - d); };
  return normalize_or(Vec3(slope({h, 0, 0}), slope({0, h, 0}), slope({0, 0, h})), Vec3(0, 0, -1));
}

Vec3 SkinDistance::normal(const Vec3& p, float radius) const {
  const Vec3 n = normal(p);
  const Vec3 a = normalize_or(glm::cross(n, Vec3(0, 1, 0.01f)), Vec3(1, 0, 0)), b = glm::cross(n, a);
  Vec3 sum = n;
  for (const float share : {0.5f, 1.0f})
    for (int i = 0; i < 8; ++i) {
      const float angle = 0.7853982f * static_cast<float>(i);
      Vec3 q = p + radius * share * (std::cos(angle) * a + std::sin(angle) * b);
      q -= n * (*this)(q);
      sum += normal(q);
    }
  return normalize_or(sum, n);
}

}  // namespace palpate::motion
