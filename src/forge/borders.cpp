#include "forge/borders.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "core/parallel.h"

namespace palpate::forge {

namespace {

using anatomy::Mesh;

/// No cut nearer to the end of an edge than this share of it: no slivers.
constexpr float least_share = 0.12f;

class Cutter {
 public:
  Cutter(const Mesh& mesh, const StrandIndex& own) : in_(mesh), near_(mesh.positions.size()) {
    parallel_for(near_.size(), 512, [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end; ++i) near_[i] = own.near(mesh.positions[i]);
    });
  }

  Mesh cut() {
    for (size_t c = 0; c + 2 < in_.triangles.size(); c += 3) triangle(&in_.triangles[c]);
    return std::move(out_);
  }

 private:
  using Key = std::array<uint32_t, 3>;  ///< corners that a place lies between, in order; the last ones repeat

  uint32_t owner(uint32_t vertex) const { return near_[vertex].at[0].strand; }

  float reach(uint32_t vertex, uint32_t strand, float otherwise) const {
    const StrandIndex::Near& near = near_[vertex];
    for (size_t k = 0; k < near.found; ++k)
      if (near.at[k].strand == strand) return near.at[k].reach;
    return otherwise;
  }

  /// The vertex of a place for a fascicle, made at the first call.
  uint32_t place(const Key& key, uint32_t fascicle, const Vec3& position, const Vec3& normal) {
    const auto [at, fresh] = made_.emplace(std::pair{key, fascicle}, static_cast<uint32_t>(out_.positions.size()));
    if (fresh) {
      out_.positions.push_back(position), out_.normals.push_back(normal);
      out_.fascicle.push_back(static_cast<float>(fascicle));
    }
    return at->second;
  }
  uint32_t corner(uint32_t v, uint32_t fascicle) {
    return place({v, v, v}, fascicle, in_.positions[v], in_.normals[v]);
  }
  /// Where both fascicles are equally near, on the edge between two corners.
  uint32_t crossing(uint32_t a, uint32_t b, uint32_t fascicle) {
    if (a > b) std::swap(a, b);
    const uint32_t of_a = owner(a), of_b = owner(b);
    const float at_a = reach(a, of_b, near_[a].at[0].reach + 1.0f) - near_[a].at[0].reach;
    const float at_b = reach(b, of_a, near_[b].at[0].reach + 1.0f) - near_[b].at[0].reach;
    const float t = glm::clamp(at_a / std::max(at_a + at_b, 1e-6f), least_share, 1.0f - least_share);
    return place({a, b, b}, fascicle, glm::mix(in_.positions[a], in_.positions[b], t),
                 normalize_or(glm::mix(in_.normals[a], in_.normals[b], t), in_.normals[a]));
  }
  void add(uint32_t a, uint32_t b, uint32_t c) { out_.triangles.insert(out_.triangles.end(), {a, b, c}); }

  void triangle(const uint32_t* v) {
    const std::array<uint32_t, 3> of = {owner(v[0]), owner(v[1]), owner(v[2])};
    if (of[0] == of[1] && of[1] == of[2]) return add(corner(v[0], of[0]), corner(v[1], of[0]), corner(v[2], of[0]));
    for (size_t k = 0; k < 3; ++k) {
      const uint32_t a = v[k], b = v[(k + 1) % 3], c = v[(k + 2) % 3];
      const uint32_t alone = of[k], both = of[(k + 1) % 3];
      if (both != of[(k + 2) % 3] || alone == both) continue;
      add(corner(a, alone), crossing(a, b, alone), crossing(a, c, alone));
      const uint32_t ab = crossing(a, b, both), ac = crossing(a, c, both);
      add(ab, corner(b, both), corner(c, both));
      return add(ab, corner(c, both), ac);
    }
    // Three fascicles meet.
    Key key = {v[0], v[1], v[2]};
    std::sort(key.begin(), key.end());
    const Vec3 middle = (in_.positions[key[0]] + in_.positions[key[1]] + in_.positions[key[2]]) / 3.0f;
    const Vec3 normal =
        normalize_or(in_.normals[key[0]] + in_.normals[key[1]] + in_.normals[key[2]], in_.normals[key[0]]);
    for (size_t k = 0; k < 3; ++k) {
      const uint32_t a = v[k], b = v[(k + 1) % 3], c = v[(k + 2) % 3];
      const uint32_t centre = place(key, of[k], middle, normal);
      add(corner(a, of[k]), crossing(a, b, of[k]), centre);
      add(corner(a, of[k]), centre, crossing(a, c, of[k]));
    }
  }

  const Mesh& in_;
  std::vector<StrandIndex::Near> near_;
  std::map<std::pair<Key, uint32_t>, uint32_t> made_;
  Mesh out_;
};

}  // namespace

void cut_at_borders(Mesh& mesh, const StrandIndex& own) {
  mesh = Cutter(mesh, own).cut();
}

}  // namespace palpate::forge
