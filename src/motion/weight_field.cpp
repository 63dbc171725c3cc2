#include "motion/weight_field.h"

#include <algorithm>
#include <cmath>

#include "anatomy/ray_index.h"
#include "core/parallel.h"
#include "motion/rib_motion.h"

namespace palpate::motion {
namespace {

constexpr float cell = 7.0f;              // mm: the gap between two neighbouring spinous processes is wider
constexpr int most_cells = 3'000'000;     // a body of any size stays within half a second and 150 MB
constexpr int sweeps = 90;                // with over-relaxation: changes below a thousandth at this size
constexpr float over_relaxation = 1.75f;  // of successive over-relaxation; 1 < w < 2

constexpr size_t values = segment_count + 3;
using Node = std::array<float, values>;  // shares, then the way that breath takes the node

enum class Kind : uint8_t { outside, free, bone };

struct Grid {
  Vec3 origin{0.0f};
  float step = cell;
  int nx = 0, ny = 0, nz = 0;
  size_t count() const { return static_cast<size_t>(nx) * static_cast<size_t>(ny) * static_cast<size_t>(nz); }
  size_t at(int x, int y, int z) const {
    return (static_cast<size_t>(z) * static_cast<size_t>(ny) + static_cast<size_t>(y)) * static_cast<size_t>(nx) +
           static_cast<size_t>(x);
  }
  Vec3 node(int x, int y, int z) const {
    return origin + step * Vec3(static_cast<float>(x), static_cast<float>(y), static_cast<float>(z));
  }
  /// Nearest node of a place inside the grid.
  size_t near(const Vec3& p) const {
    const Vec3 q = (p - origin) / step + 0.5f;
    return at(std::clamp(static_cast<int>(q.x), 0, nx - 1), std::clamp(static_cast<int>(q.y), 0, ny - 1),
              std::clamp(static_cast<int>(q.z), 0, nz - 1));
  }
};

void mark_inside_skin(const Grid& grid, const anatomy::RayIndex& skin, std::vector<Kind>& kind) {
  const float depth = grid.step * static_cast<float>(grid.nz + 2);
  parallel_for(static_cast<size_t>(grid.ny), 1, [&](size_t begin, size_t end) {
    for (size_t y = begin; y < end; ++y) {
      for (int x = 0; x < grid.nx; ++x) {
        // A hair off the lattice: rays through vertices and along edges would count twice.
        const Vec3 from = grid.node(x, static_cast<int>(y), 0) + Vec3(0.013f, 0.017f, -grid.step);
        const auto hits = skin.all_hits(from, Vec3(0, 0, 1), 0.0f, depth);
        for (size_t h = 0; h + 1 < hits.size(); h += 2) {
          for (int z = 0; z < grid.nz; ++z) {
            const float at = grid.step * static_cast<float>(z + 1);
            if (at >= hits[h].distance && at <= hits[h + 1].distance) {
              Kind& k = kind[grid.at(x, static_cast<int>(y), z)];
              if (k == Kind::outside) k = Kind::free;
            }
          }
        }
      }
    }
  });
}

void mark_near_structures(const Grid& grid, const anatomy::Atlas& atlas, std::vector<Kind>& kind) {
  constexpr int reach = 3;
  for (const anatomy::Structure& s : atlas.structures) {
    for (const anatomy::PackedVertex& v : s.levels.back().vertices) {
      const Vec3 q = (v.position - grid.origin) / grid.step;
      for (int dz = -reach; dz <= reach; ++dz)
        for (int dy = -reach; dy <= reach; ++dy)
          for (int dx = -reach; dx <= reach; ++dx) {
            const int x = static_cast<int>(q.x) + dx, y = static_cast<int>(q.y) + dy, z = static_cast<int>(q.z) + dz;
            if (x < 0 || y < 0 || z < 0 || x >= grid.nx || y >= grid.ny || z >= grid.nz) continue;
            Kind& k = kind[grid.at(x, y, z)];
            if (k == Kind::outside) k = Kind::free;
          }
    }
  }
}

// Values grow outwards from the nodes that have one, a ring a turn, each the mean of its neighbours'.
void spread(const Grid& grid, std::vector<Node>& nodes, std::vector<uint8_t>& known, int rings) {
  for (int ring = 0; ring < rings; ++ring) {
    std::vector<uint8_t> next = known;
    bool grew = false;
    for (int z = 0; z < grid.nz; ++z)
      for (int y = 0; y < grid.ny; ++y)
        for (int x = 0; x < grid.nx; ++x) {
          const size_t here = grid.at(x, y, z);
          if (known[here]) continue;
          Node sum{};
          int count = 0;
          const auto take = [&](int ax, int ay, int az) {
            if (ax < 0 || ay < 0 || az < 0 || ax >= grid.nx || ay >= grid.ny || az >= grid.nz) return;
            const size_t there = grid.at(ax, ay, az);
            if (!known[there]) return;
            for (size_t s = 0; s < values; ++s) sum[s] += nodes[there][s];
            ++count;
          };
          take(x - 1, y, z), take(x + 1, y, z), take(x, y - 1, z), take(x, y + 1, z), take(x, y, z - 1),
              take(x, y, z + 1);
          if (count == 0) continue;
          for (size_t s = 0; s < values; ++s) nodes[here][s] = sum[s] / static_cast<float>(count);
          next[here] = 1;
          grew = true;
        }
    known.swap(next);
    if (!grew) return;
  }
}

// Successive over-relaxation, nodes of one colour at a time so that threads do not disturb the result.
void relax(const Grid& grid, const std::vector<Kind>& kind, std::vector<Node>& nodes) {
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    for (int colour = 0; colour < 2; ++colour) {
      parallel_for(static_cast<size_t>(grid.nz), 2, [&](size_t begin, size_t end) {
        for (size_t zz = begin; zz < end; ++zz) {
          const int z = static_cast<int>(zz);
          for (int y = 0; y < grid.ny; ++y)
            for (int x = (y + z + colour) & 1; x < grid.nx; x += 2) {
              const size_t here = grid.at(x, y, z);
              if (kind[here] != Kind::free) continue;
              Node sum{};
              float count = 0.0f;
              const auto take = [&](bool inside, size_t there) {
                if (!inside || kind[there] == Kind::outside) return;
                for (size_t s = 0; s < values; ++s) sum[s] += nodes[there][s];
                count += 1.0f;
              };
              const size_t row = static_cast<size_t>(grid.nx), slab = row * static_cast<size_t>(grid.ny);
              take(x > 0, here - 1), take(x + 1 < grid.nx, here + 1), take(y > 0, here - row),
                  take(y + 1 < grid.ny, here + row), take(z > 0, here - slab), take(z + 1 < grid.nz, here + slab);
              if (count == 0.0f) continue;
              for (size_t s = 0; s < values; ++s) nodes[here][s] += over_relaxation * (sum[s] / count - nodes[here][s]);
            }
        }
      });
    }
  }
}

}  // namespace

WeightField::WeightField(const anatomy::Atlas& atlas, const Skeleton& skeleton, const RibRange& ribs) {
  const Box3 box = atlas.bounds().grown(2.0f * cell);
  if (box.empty() || !skeleton.present[pelvis]) return;
  Grid grid;
  const Vec3 size = box.size();
  grid.step = std::max(cell, std::cbrt(size.x * size.y * size.z / static_cast<float>(most_cells)));
  grid.origin = box.lo;
  grid.nx = static_cast<int>(size.x / grid.step) + 2, grid.ny = static_cast<int>(size.y / grid.step) + 2,
  grid.nz = static_cast<int>(size.z / grid.step) + 2;

  std::vector<Kind> kind(grid.count(), Kind::outside);
  std::vector<Node> nodes(grid.count(), Node{});
  for (const anatomy::Structure& s : atlas.structures) {
    const int segment = segment_of(s.info.id);
    if (segment < 0 || !skeleton.present[static_cast<size_t>(segment)]) continue;
    const std::optional<RibTurn> rib = rib_turn(s, ribs);
    for (const anatomy::PackedVertex& v : s.levels.front().vertices) {
      Node& here = nodes[grid.near(v.position)];
      kind[grid.near(v.position)] = Kind::bone;
      here[static_cast<size_t>(segment)] += 1.0f;
      const Vec3 shift = rib ? rib->shift(v.position) : Vec3(0.0f);
      for (int k = 0; k < 3; ++k) here[segment_count + static_cast<size_t>(k)] += shift[k];
    }
  }
  std::vector<uint8_t> known(grid.count(), 0);
  for (size_t i = 0; i < nodes.size(); ++i) {
    if (kind[i] != Kind::bone) continue;
    float sum = 0.0f;
    for (size_t k = 0; k < segment_count; ++k) sum += nodes[i][k];
    for (float& value : nodes[i]) value /= sum;
    known[i] = 1;
  }
  const anatomy::Structure* skin = atlas.find("skin");
  if (skin && skin->closed) {
    mark_inside_skin(grid, anatomy::RayIndex(skin->levels.back()), kind);
  } else {
    mark_near_structures(grid, atlas, kind);
  }
  // A first guess by nearness, then the harmonic solution, then a margin outside for the vertices of the skin itself.
  spread(grid, nodes, known, grid.nx + grid.ny + grid.nz);
  relax(grid, kind, nodes);
  for (size_t i = 0; i < kind.size(); ++i) known[i] = kind[i] != Kind::outside;
  spread(grid, nodes, known, 3);

  origin_ = grid.origin, nx_ = grid.nx, ny_ = grid.ny, nz_ = grid.nz, step_ = grid.step;
  nodes_ = std::move(nodes);
}

WeightField::Node WeightField::read(const Vec3& p) const {
  Node out{};
  const Vec3 q = (p - origin_) / step_;
  const auto split = [](float v, int n, int& i) {
    const float bounded = std::clamp(v, 0.0f, static_cast<float>(n - 1) - 1e-3f);
    i = static_cast<int>(bounded);
    return bounded - static_cast<float>(i);
  };
  int x = 0, y = 0, z = 0;
  const float fx = split(q.x, nx_, x), fy = split(q.y, ny_, y), fz = split(q.z, nz_, z);
  for (int corner = 0; corner < 8; ++corner) {
    const float w = (corner & 1 ? fx : 1.0f - fx) * (corner & 2 ? fy : 1.0f - fy) * (corner & 4 ? fz : 1.0f - fz);
    const Node& node = nodes_[index(x + (corner & 1), y + (corner >> 1 & 1), z + (corner >> 2 & 1))];
    for (size_t s = 0; s < out.size(); ++s) out[s] += w * node[s];
  }
  return out;
}

SegmentWeights WeightField::at(const Vec3& p) const {
  SegmentWeights out{};
  float sum = 0.0f;
  if (!nodes_.empty()) {
    const Node here = read(p);
    for (size_t s = 0; s < segment_count; ++s) out[s] = std::max(here[s], 0.0f), sum += out[s];
  }
  if (sum <= 0.0f) {
    out[pelvis] = 1.0f;
    return out;
  }
  for (float& w : out) w /= sum;
  return out;
}

Vec3 WeightField::breath(const Vec3& p) const {
  if (nodes_.empty()) return Vec3(0.0f);
  const Node here = read(p);
  return {here[segment_count], here[segment_count + 1], here[segment_count + 2]};
}

}  // namespace palpate::motion
