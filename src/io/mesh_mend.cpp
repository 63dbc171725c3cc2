#include "io/mesh_mend.h"

#include <fmt/format.h>
#include <meshoptimizer.h>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>
#include <vector>

#include "io/bucket_sort.h"

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

// Joins vertices at the same place: foreign normals and seams are not kept, so that shading and simplification see one
// surface.
void join_places(Mesh& m) {
  m = Mesh{std::move(m.positions), {}, {}, {}, {}, {}, {}, std::move(m.triangles)};
  join_equal(m);
}

// The same three corners a second time (double-sided exports, doubled faces): the first stays.
size_t drop_doubled(Mesh& m) {
  struct Key {
    uint32_t a, b, c, triangle;
  };
  std::vector<Key> keys;
  keys.reserve(m.triangle_count());
  for (size_t t = 0; t < m.triangle_count(); ++t) {
    uint32_t v[3] = {m.triangles[3 * t], m.triangles[3 * t + 1], m.triangles[3 * t + 2]};
    std::sort(v, v + 3);
    keys.push_back({v[0], v[1], v[2], static_cast<uint32_t>(t)});
  }
  bucket_sort(
      keys, m.positions.size(), [](const Key& k) { return k.a; },
      [](const Key& x, const Key& y) { return std::tie(x.b, x.c, x.triangle) < std::tie(y.b, y.c, y.triangle); });
  std::vector<char> drop(m.triangle_count(), 0);
  size_t dropped = 0;
  for (size_t i = 1; i < keys.size(); ++i) {
    if (keys[i].a == keys[i - 1].a && keys[i].b == keys[i - 1].b && keys[i].c == keys[i - 1].c)
      drop[keys[i].triangle] = 1, ++dropped;
  }
  if (dropped == 0) return 0;
  size_t kept = 0;
  for (size_t t = 0; t < drop.size(); ++t) {
    if (drop[t]) continue;
    for (size_t k = 0; k < 3; ++k) m.triangles[kept++] = m.triangles[3 * t + k];
  }
  m.triangles.resize(kept);
  return dropped;
}

void turn(Mesh& m, size_t t) {
  std::swap(m.triangles[3 * t + 1], m.triangles[3 * t + 2]);
}

// One connected piece after the triangles agree with their neighbours.
struct Piece {
  Box3 box;
  double volume = 0.0, area = 0.0;  ///< volume about the middle of the box
  double turned_area = 0.0;
  size_t triangles = 0, turned = 0;
  bool open = false;
};

class Orientation {
 public:
  explicit Orientation(Mesh& m) : m_(m) {}

  // Walks over edges that two triangles share and turns those that run against their neighbour; then the lesser part of
  // each piece counts as the turned one, and closed pieces (and open shells that clearly bulge) are made to face
  // outward.
  std::vector<std::string> run() {
    link();
    walk();
    measure();
    std::vector<std::string> done;
    size_t turned = 0, inside_out = 0, shells = 0, closed = 0;
    std::vector<char> flip(pieces_.size(), 0);
    for (size_t p = 0; p < pieces_.size(); ++p) {
      const Piece& piece = pieces_[p];
      closed += !piece.open;
      const bool bulges = std::abs(piece.volume) > open_bulge * std::pow(piece.area, 1.5);
      const bool outward = piece.volume >= 0.0 || (piece.open && !bulges) || (!piece.open && is_cavity(p));
      // Thin open sheets have no outside: they keep the way that most of their triangles faced.
      const bool sheet = piece.open && !bulges;
      const bool most_turned = piece.turned_area > 0.5 * piece.area;
      flip[p] = sheet ? most_turned : !outward;
      const bool whole = flip[p] ? piece.turned < piece.triangles / 2 : most_turned;
      if (whole && !sheet) piece.open ? ++shells : ++inside_out;
      turned += std::min(piece.turned, piece.triangles - piece.turned);
    }
    for (size_t t = 0; t < m_.triangle_count(); ++t) {
      if ((turned_[t] != 0) != (flip[piece_[t]] != 0)) turn(m_, t);
    }
    if (inside_out > 0)
      done.push_back(pieces_.size() == 1
                         ? "was inside out: turned"
                         : fmt::format("{} of {} closed pieces were inside out: turned", inside_out, closed));
    if (shells > 0)
      done.push_back(fmt::format("{} open {} inside out: turned", shells, shells == 1 ? "shell was" : "shells were"));
    if (turned > 0) done.push_back(fmt::format("{} triangles turned to agree with their neighbours", turned));
    return done;
  }

  size_t open_edges() const { return open_edges_; }
  size_t piece_count() const { return pieces_.size(); }

 private:
  // An open shell whose volume about its middle is more than this share of area^1.5 bulges (a ball has 0.094).
  static constexpr double open_bulge = 0.02;
  static constexpr size_t most_pieces_for_hollows = 500;  // testing each against each takes its time

  struct HalfEdge {
    uint64_t key;
    uint32_t triangle;
    bool forward;
  };

  void link() {
    const size_t n = m_.triangle_count();
    std::vector<HalfEdge> edges;
    edges.reserve(3 * n);
    for (size_t t = 0; t < n; ++t) {
      for (size_t k = 0; k < 3; ++k) {
        const uint64_t a = m_.triangles[3 * t + k], b = m_.triangles[3 * t + (k + 1) % 3];
        edges.push_back({a < b ? a << 32 | b : b << 32 | a, static_cast<uint32_t>(t), a < b});
      }
    }
    bucket_sort(
        edges, m_.positions.size(), [](const HalfEdge& e) { return e.key >> 32; },
        [](const HalfEdge& x, const HalfEdge& y) { return x.key != y.key ? x.key < y.key : x.triangle < y.triangle; });
    neighbours_.assign(3 * n, Link{});
    std::vector<uint8_t> used(n, 0);
    open_.assign(n, 0);
    for (size_t i = 0; i < edges.size();) {
      size_t j = i;
      while (j < edges.size() && edges[j].key == edges[i].key) ++j;
      if (j - i == 1) open_[edges[i].triangle] = 1, ++open_edges_;
      if (j - i == 2) {
        const uint32_t a = edges[i].triangle, b = edges[i + 1].triangle;
        const bool against = edges[i].forward == edges[i + 1].forward;
        if (used[a] < 3 && used[b] < 3 && a != b)
          neighbours_[3 * a + used[a]++] = {b, against}, neighbours_[3 * b + used[b]++] = {a, against};
      } else if (j - i > 2) {
        for (size_t k = i; k < j; ++k) tangled_.push_back({edges[i].triangle, edges[k].triangle});
      }
      i = j;
    }
  }

  void walk() {
    const size_t n = m_.triangle_count();
    turned_.assign(n, 0), piece_.assign(n, ~0u);
    uint32_t count = 0;
    std::vector<uint32_t> stack;
    for (uint32_t seed = 0; seed < n; ++seed) {
      if (piece_[seed] != ~0u) continue;
      piece_[seed] = count, stack = {seed};
      while (!stack.empty()) {
        const uint32_t t = stack.back();
        stack.pop_back();
        for (size_t k = 0; k < 3; ++k) {
          const Link& link = neighbours_[3 * t + k];
          if (link.triangle == ~0u || piece_[link.triangle] != ~0u) continue;
          piece_[link.triangle] = count;
          turned_[link.triangle] = static_cast<char>(turned_[t] ^ (link.against ? 1 : 0));
          stack.push_back(link.triangle);
        }
      }
      ++count;
    }
    pieces_.resize(count);
  }

  void measure() {
    const size_t n = m_.triangle_count();
    for (size_t t = 0; t < n; ++t) {
      Piece& p = pieces_[piece_[t]];
      for (size_t k = 0; k < 3; ++k) p.box.add(m_.positions[m_.triangles[3 * t + k]]);
      p.open = p.open || open_[t];
    }
    for (const auto& [a, b] : tangled_) pieces_[piece_[a]].open = pieces_[piece_[b]].open = true;
    for (size_t t = 0; t < n; ++t) {
      Piece& p = pieces_[piece_[t]];
      const DVec3 middle(p.box.centre());
      const DVec3 a = DVec3(m_.positions[m_.triangles[3 * t]]) - middle;
      const DVec3 b = DVec3(m_.positions[m_.triangles[3 * t + 1]]) - middle;
      const DVec3 c = DVec3(m_.positions[m_.triangles[3 * t + 2]]) - middle;
      const double volume = glm::dot(a, glm::cross(b, c)) / 6.0, area = 0.5 * glm::length(glm::cross(b - a, c - a));
      p.volume += turned_[t] ? -volume : volume;
      p.area += area, ++p.triangles;
      if (turned_[t]) p.turned_area += area, ++p.turned;
    }
  }

  // A closed piece that faces inward inside a larger one that faces outward is the wall of a hollow.
  bool is_cavity(size_t inner) const {
    if (pieces_.size() > most_pieces_for_hollows) return false;
    const Piece& small = pieces_[inner];
    for (size_t p = 0; p < pieces_.size(); ++p) {
      const Piece& large = pieces_[p];
      const bool around = p != inner && !large.open && large.volume > -small.volume &&
                          glm::all(glm::lessThan(large.box.lo, small.box.lo)) &&
                          glm::all(glm::greaterThan(large.box.hi, small.box.hi));
      if (around && contains(static_cast<uint32_t>(p), a_corner_of(static_cast<uint32_t>(inner)))) return true;
    }
    return false;
  }

  Vec3 a_corner_of(uint32_t piece) const {
    const auto found = std::find(piece_.begin(), piece_.end(), piece);
    return m_.positions[m_.triangles[3 * static_cast<size_t>(found - piece_.begin())]];
  }

  // Crossings of a ray along +x with the piece.
  bool contains(uint32_t piece, const Vec3& p) const {
    bool inside = false;
    for (size_t t = 0; t < piece_.size(); ++t) {
      if (piece_[t] != piece) continue;
      const Vec3 &a = m_.positions[m_.triangles[3 * t]], &b = m_.positions[m_.triangles[3 * t + 1]],
                 &c = m_.positions[m_.triangles[3 * t + 2]];
      const auto turn2 = [](const Vec3& u, const Vec3& v, const Vec3& w) {
        return (v.y - u.y) * (w.z - u.z) - (v.z - u.z) * (w.y - u.y);
      };
      const float whole = turn2(a, b, c), u = turn2(p, b, c), v = turn2(a, p, c), w = turn2(a, b, p);
      if (whole == 0.0f || u * whole < 0.0f || v * whole < 0.0f || w * whole < 0.0f) continue;
      if ((u * a.x + v * b.x + w * c.x) / whole > p.x) inside = !inside;
    }
    return inside;
  }

  struct Link {
    uint32_t triangle = ~0u;
    bool against = false;
  };
  Mesh& m_;
  std::vector<Link> neighbours_;
  std::vector<std::pair<uint32_t, uint32_t>> tangled_;  ///< triangles on edges of three or more
  std::vector<char> open_, turned_;
  std::vector<uint32_t> piece_;
  std::vector<Piece> pieces_;
  size_t open_edges_ = 0;
};

}  // namespace

Mended mend(Mesh& m, bool keep_vertices) {
  Mended out;
  const Dropped dropped = drop_bad_triangles(m, keep_vertices);
  if (dropped.not_numbers > 0)
    out.done.push_back(fmt::format("{} triangles with corners that are no numbers dropped", dropped.not_numbers));
  if (dropped.without_area > 0)
    out.done.push_back(fmt::format("{} triangles without area dropped", dropped.without_area));
  if (m.triangles.empty()) return out;
  if (keep_vertices) {
    for (Vec3& n : m.normals) {
      if (!finite(n)) n = Vec3(0.0f, 0.0f, 1.0f);
    }
    if (m.normals.empty()) anatomy::compute_normals(m);
    return out;
  }
  join_places(m);
  if (const size_t doubled = drop_doubled(m); doubled > 0)
    out.done.push_back(fmt::format("{} doubled triangles dropped", doubled));
  Orientation orientation(m);
  for (std::string& what : orientation.run()) out.done.push_back(std::move(what));
  out.open_edges = orientation.open_edges(), out.pieces = orientation.piece_count();
  anatomy::compute_normals(m);
  return out;
}

}  // namespace palpate
