#include "forge/territory.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/error.h"
#include "core/parallel.h"
#include "forge/borders.h"

namespace palpate::forge {

namespace {

/// What the shape of a muscle needs to know of a place.
struct Around {
  float own = 1e6f, own_second = 1e6f;
  float swollen = 1e6f;  ///< distance to the own bellies swollen by what they fill; tips and tendons stay slim
  float belly = 1.0f;    ///< 1 in the belly of the nearest own strand, 0 in its tendon
  float grip = 0.0f;     ///< 1 where that strand holds on to its bone
  float taken = -1e6f;   ///< > 0 where a neighbour has it: distance into its flesh, or over the plane half-way to it
};

/// Where a strand holds on to its bone it has the right of way so far from its end; and it stays slim, mm.
constexpr float way_mm = 18.0f, grip_mm = 14.0f;
/// So near to its path a place is a strand's own whatever presses on it: its flesh is never torn apart, mm.
constexpr float core_mm = 3.4f, core_claim = 5.0f;
/// Short slips are slim over no more than this share of their length at each end.
constexpr float grip_share = 0.33f;
/// A tip is made so much stouter that sampling does not lose it, mm.
constexpr float stouter = 0.7f;

Around look(const StrandIndex& index, const Territory& t, const std::vector<uint8_t>& mine, const Vec3& p) {
  Around out;
  const StrandIndex::Near near = index.near(p);
  const auto standing = [&](const OnStrand& s) { return t.standing.empty() ? Standing() : t.standing[s.strand]; };
  const auto claim = [&](const OnStrand& s) {
    const Standing of = standing(s);
    const float core = core_claim * smoothstep(core_mm, 0.5f * core_mm, s.off);
    return of.claim + core + (s.along < 0.5f ? of.at_origin : of.at_insertion) * index.grip(s, way_mm);
  };
  const auto grip = [&](const OnStrand& s) { return standing(s).slim ? index.grip(s, grip_mm, grip_share) : 0.0f; };
  const auto belly = [&](const OnStrand& s) { return 1.0f - index.strands()[s.strand].tendon(s.along); };
  // Reach less claim of the strand that wants the place most: of those whose flesh is there, or of any. Both sides of a
  // border must count the same strands, or both would have the place.
  float wish = 1e6f, wish_flesh = 1e6f;
  bool found = false;
  for (size_t i = 0; i < near.found; ++i) {
    const OnStrand& s = near.at[i];
    if (!mine[s.strand]) continue;
    if (!found) {
      out.own = s.reach, out.belly = belly(s), out.grip = index.grip(s, grip_mm, grip_share), found = true;
    } else if (out.own_second > 1e5f) {
      out.own_second = s.reach;
    }
    wish = std::min(wish, s.reach - claim(s));
    const float fill = t.fill * std::max(belly(s), t.tendon_fill) * (1.0f - grip(s));
    if (s.reach < fill + stouter * grip(s) + t.gap) wish_flesh = std::min(wish_flesh, s.reach - claim(s));
    out.swollen = std::min(out.swollen, s.reach - fill);
  }
  if (wish_flesh < 1e5f) wish = wish_flesh;
  // Not among the near ones: at least that much farther away.
  if (!found) wish = out.own = out.swollen = (near.found ? near.at[0].reach : 0.0f) + 14.0f;
  if (out.own > 30.0f) return out;
  for (size_t i = 0; i < near.found; ++i) {
    const OnStrand& s = near.at[i];
    if (mine[s.strand]) continue;
    const float gap = standing(s).apart * t.gap;
    const float half_way = 0.5f * (wish - s.reach + claim(s) + gap);
    if (half_way <= out.taken) continue;
    const float fill = t.rival_fill ? t.rival_fill(s.strand, p, belly(s)) : t.fill * belly(s);
    const float flesh = glm::mix(fill, stouter, grip(s));
    out.taken = std::max(out.taken, std::min(half_way, flesh + gap - s.reach));
  }
  return out;
}

/// Only the connected parts of the surface of at least `least_mm2`.
void drop_crumbs(anatomy::Mesh& mesh, float least_mm2) {
  std::vector<uint32_t> parent(mesh.positions.size());
  std::iota(parent.begin(), parent.end(), 0u);
  const auto root = [&](uint32_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  };
  for (size_t c = 0; c + 2 < mesh.triangles.size(); c += 3)
    for (size_t k = 1; k < 3; ++k) {
      const uint32_t a = root(mesh.triangles[c]), b = root(mesh.triangles[c + k]);
      parent[std::max(a, b)] = std::min(a, b);
    }
  std::vector<float> area(parent.size(), 0.0f);
  for (size_t c = 0; c + 2 < mesh.triangles.size(); c += 3) {
    const Vec3 &a = mesh.positions[mesh.triangles[c]], &b = mesh.positions[mesh.triangles[c + 1]],
               &d = mesh.positions[mesh.triangles[c + 2]];
    area[root(mesh.triangles[c])] += 0.5f * glm::length(glm::cross(b - a, d - a));
  }
  anatomy::Mesh kept;
  std::vector<uint32_t> place(parent.size(), ~0u);
  for (const uint32_t v : mesh.triangles) {
    if (area[root(v)] < least_mm2) continue;
    if (place[v] == ~0u) {
      place[v] = static_cast<uint32_t>(kept.positions.size());
      kept.positions.push_back(mesh.positions[v]), kept.normals.push_back(mesh.normals[v]);
    }
    kept.triangles.push_back(place[v]);
  }
  mesh = std::move(kept);
}

/// Coarse cells of a box that lie so far from the muscle's own strands that nothing of it can be there.
class FarCells {
 public:
  FarCells(const StrandIndex& own, const Box3& box, float reach) : lo_(box.lo - Vec3(side)) {
    size_ = glm::ivec3(glm::ceil((box.size() + 2.0f * side) / side));
    far_.assign(static_cast<size_t>(size_.x) * static_cast<size_t>(size_.y * size_.z), 0);
    parallel_for(far_.size(), 64, [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end; ++i) {
        const int k = static_cast<int>(i);
        const Vec3 at(static_cast<float>(k % size_.x), static_cast<float>((k / size_.x) % size_.y),
                      static_cast<float>(k / (size_.x * size_.y)));
        const StrandIndex::Near near = own.near(lo_ + side * (at + 0.5f));
        far_[i] = near.found > 0 && near.at[0].reach > reach + 0.87f * side;
      }
    });
  }
  bool operator()(const Vec3& p) const {
    const glm::ivec3 at(glm::floor((p - lo_) / side));
    if (glm::any(glm::lessThan(at, glm::ivec3(0))) || glm::any(glm::greaterThanEqual(at, size_))) return true;
    return far_[static_cast<size_t>(at.x + size_.x * (at.y + size_.y * at.z))] != 0;
  }

 private:
  static constexpr float side = 5.0f;  // mm
  Vec3 lo_;
  glm::ivec3 size_{0};
  std::vector<uint8_t> far_;
};

Piece finished(const Bench& b, const Field& field, const Territory& t, const FarCells& far) {
  // Where neighbours share out a room the field jumps. Held within the band, every voxel of the box is stored with its
  // own sign, and no jump can leave a hole.
  const float most = 2.9f * t.voxel;
  const Field held{[&field, &far, most](const Vec3& p) { return far(p) ? most : glm::clamp(field(p), -most, most); },
                   field.box()};
  Piece piece;
  piece.volume = Volume::of(held, t.voxel).redistanced();
  piece.volume = piece.volume.blurred(1);
  for (const float share : {1.0f, 0.3f, 0.0f}) {
    piece.mesh = piece.volume.mesh(share * t.adaptivity);
    drop_crumbs(piece.mesh, t.least_piece);
    if (piece.mesh.triangles.empty())
      throw Error("forge recipe " + b.id(), "nothing is left of the muscle", "check its slips and its room");
    if (anatomy::find_defects(piece.mesh).sound()) return piece;
  }
  piece.volume = piece.volume.redistanced().blurred(1);
  piece.mesh = piece.volume.mesh(0.0f);
  drop_crumbs(piece.mesh, t.least_piece);
  return piece;
}

}  // namespace

Box3 box_of(const std::vector<Strand>& strands, const std::string& muscle, float by) {
  Box3 box;
  for (const Strand& s : strands) {
    if (s.muscle != muscle) continue;
    for (size_t i = 0; i < s.fascicle.path.size(); ++i)
      box.add(Box3{s.fascicle.path[i], s.fascicle.path[i]}.grown(std::max(s.girth[i], 0.0f)));
  }
  return box.grown(by);
}

Piece fill_territory(const Bench& bench, const StrandIndex& all, const Territory& t, const std::string& provenance) {
  std::vector<uint8_t> mine;
  std::vector<Strand> own;
  for (const Strand& s : all.strands()) {
    mine.push_back(s.muscle == t.muscle);
    if (mine.back()) own.push_back(s);
  }
  if (own.empty()) throw Error("forge recipe " + bench.id(), "no fascicle in the plan", "add its slips");
  const Field flesh{
      [&all, &t, mine](const Vec3& p) {
        const Around a = look(all, t, mine, p);
        if (a.own > 30.0f) return a.own - 12.0f;
        const float reach = smooth_min(a.own, a.own_second, t.blend) - stouter * a.grip;
        // Bellies swell to fill the room; tendons keep their girth.
        float full = std::min(a.swollen, reach);
        if (t.room) full = smooth_max(full, t.room(p), 2.5f);
        float d = smooth_min(full, reach, 2.0f);
        const float between = a.own_second - a.own;
        const float uneven = 0.55f + 0.45f * noise(Vec3(p.y / 38.0f, std::abs(p.x) / 11.0f, p.z / 11.0f), t.seed);
        d += t.groove * uneven * (0.35f + 0.65f * a.belly) * (1.0f - a.grip) * std::exp(-between * between / 2.2f);
        d = smooth_max(d, a.taken, t.seam);
        if (t.lid) d = smooth_max(d, t.lid(p), 0.8f);
        return 0.8f * d;
      },
      box_of(own, t.muscle, t.fill + 2.0f)};
  Blend shape(flesh);
  for (const std::string& id : t.clear_of) {
    const Volume& volume = bench.input(id).volume;
    const Box3 box = volume.box().grown(2.0f);
    if (volume.empty() ||
        !(glm::all(glm::lessThan(box.lo, flesh.box().hi)) && glm::all(glm::lessThan(flesh.box().lo, box.hi))))
      continue;
    shape.cut(grown(volume.field(), t.bone_gap), 1.2f);
  }
  const StrandIndex index(own, flesh.box());
  Piece piece = finished(bench, shape.field(), t, FarCells(index, flesh.box(), t.fill + 4.0f));
  lay_strands(piece.mesh, index);
  piece.strands = std::move(own);
  piece.provenance = provenance;
  return piece;
}

void lay_strands(anatomy::Mesh& mesh, const StrandIndex& own, const Vec3& back) {
  cut_at_borders(mesh, own);
  const size_t n = mesh.positions.size();
  mesh.fibres.resize(n), mesh.along.resize(n), mesh.tendon.resize(n), mesh.depth.resize(n);
  constexpr float steepest = 0.139f;  // sine of 8 degrees: fibres follow the surface no farther from their fascicle
  parallel_for(n, 512, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const StrandIndex::Near near = own.near(mesh.positions[i]);
      const auto mine =
          std::find_if(near.at.begin(), near.at.begin() + static_cast<long>(near.found),
                       [&](const OnStrand& s) { return s.strand == static_cast<uint32_t>(mesh.fascicle[i]); });
      const OnStrand& best = mine == near.at.begin() + static_cast<long>(near.found) ? near.at[0] : *mine;
      Vec3 mean(0.0f);
      float tendon = 0.0f, sum = 0.0f;
      for (size_t k = 0; k < near.found; ++k) {
        const float w = std::exp(-0.7f * (near.at[k].reach - near.at[0].reach));
        mean += w * near.at[k].way, sum += w;
        tendon += w * own.strands()[near.at[k].strand].tendon(near.at[k].along);
      }
      // Towards the mean of the neighbours and into the surface, but never far from the fascicle.
      const Vec3 flat = mean - mesh.normals[i] * glm::dot(mean, mesh.normals[i]);
      const Vec3 wish = normalize_or(flat, best.way);
      Vec3 off = wish - best.way * glm::dot(wish, best.way);
      const float sine = glm::length(off);
      const float allowed = std::min(sine, steepest);
      mesh.fibres[i] =
          sine > 1e-4f ? normalize_or(best.way * std::sqrt(1.0f - allowed * allowed) + off * (allowed / sine), best.way)
                       : best.way;
      mesh.along[i] = best.along;
      mesh.tendon[i] = glm::clamp(tendon / sum, 0.0f, 1.0f);
      mesh.depth[i] = glm::clamp(0.5f - 0.5f * glm::dot(mesh.normals[i], back), 0.0f, 1.0f);
    }
  });
}

}  // namespace palpate::forge
