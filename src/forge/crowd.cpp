#include "forge/crowd.h"

#include <algorithm>
#include <cmath>

#include "core/parallel.h"

namespace palpate::forge {

namespace {

constexpr float zone_mm = 40.0f;         // so far from an end its path gives way
constexpr float full_mm = 20.0f;         // and up to here by all it needs
constexpr float tip_mm = 2.0f;           // half the room that a tip wants for itself
constexpr float farthest_mm = 7.0f;      // no place of a path moves farther,
constexpr float farthest_end_mm = 4.5f;  // and no end
constexpr float bone_room_mm = 2.2f;     // the middle of a tip above the bone that it runs along, 4 mm off its end
constexpr int rounds = 24;

/// A point of a path near an end on bone.
struct Place {
  size_t strand, point;
  float share;  ///< of what it needs that it moves by: 1 near the end, 0 at the edge of the zone
};

/// Nearest place of a path; `way`: direction there.
struct Nearest {
  Vec3 at{0.0f}, way{0.0f};
  float girth = 0.0f, distance = 1e6f;
};

Nearest nearest_on(const Strand& strand, const Vec3& p) {
  Nearest best;
  const std::vector<Vec3>& path = strand.fascicle.path;
  for (size_t k = 0; k + 1 < path.size(); ++k) {
    const Vec3 way = path[k + 1] - path[k];
    const float t = glm::clamp(glm::dot(p - path[k], way) / std::max(glm::dot(way, way), 1e-6f), 0.0f, 1.0f);
    const Vec3 at = path[k] + t * way;
    const float distance = glm::length(p - at);
    if (distance < best.distance) best = {at, way, glm::mix(strand.girth[k], strand.girth[k + 1], t), distance};
  }
  return best;
}

/// Places of a strand that give way: those near an end that holds on to bone with flesh of its own.
std::vector<Place> places_of(const std::vector<Strand>& strands, size_t s) {
  const anatomy::Fascicle& f = strands[s].fascicle;
  const bool begins = !f.origin_cut && strands[s].girth.front() > 0.0f;
  const bool ends = !f.insertion_cut && strands[s].girth.back() > 0.0f;
  const float whole = f.length_mm();
  std::vector<Place> out;
  float sum = 0.0f;
  for (size_t k = 0; k < f.path.size(); ++k) {
    if (k > 0) sum += glm::length(f.path[k] - f.path[k - 1]);
    const float off = std::min(begins ? sum : 1e6f, ends ? whole - sum : 1e6f);
    if (off < zone_mm) out.push_back({s, k, smoothstep(zone_mm, full_mm, off)});
  }
  return out;
}

void onto_surface(Vec3& p, const Volume& bone) {
  for (int i = 0; i < 4; ++i) p -= bone.sample(p) * bone.gradient(p);
}

}  // namespace

void part_crowded_ends(std::vector<Strand>& strands, const std::map<std::string, const Volume*>& bones) {
  std::vector<Place> places;
  for (size_t s = 0; s < strands.size(); ++s) {
    const std::vector<Place> own = places_of(strands, s);
    places.insert(places.end(), own.begin(), own.end());
  }
  const std::vector<Strand> before = strands;
  std::vector<Box3> boxes(strands.size());
  for (size_t s = 0; s < strands.size(); ++s) {
    for (const Vec3& p : strands[s].fascicle.path) boxes[s].add(p);
    boxes[s] = boxes[s].grown(farthest_mm + 2.0f * tip_mm);
  }
  std::vector<std::vector<Vec3>> by(strands.size());
  for (int round = 0; round < rounds; ++round) {
    for (size_t s = 0; s < strands.size(); ++s) by[s].assign(strands[s].fascicle.path.size(), Vec3(0.0f));
    parallel_for(places.size(), 16, [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end; ++i) {
        const Place& place = places[i];
        const Strand& own = strands[place.strand];
        const Vec3& p = own.fascicle.path[place.point];
        const float room = std::min(own.girth[place.point], tip_mm);
        Vec3 push(0.0f);
        for (size_t o = 0; o < strands.size(); ++o) {
          if (o == place.strand || strands[o].muscle == own.muscle) continue;
          const Box3& box = boxes[o];
          if (glm::any(glm::lessThan(p, box.lo)) || glm::any(glm::greaterThan(p, box.hi))) continue;
          const Nearest other = nearest_on(strands[o], p);
          const float lack = room + std::min(other.girth, tip_mm) - other.distance;
          if (lack <= 0.0f) continue;
          // Where one lies upon the other, sideways: each to its own hand.
          Vec3 away = normalize_or(p - other.at, Vec3(place.strand < o ? 1.0f : -1.0f, 0, 0));
          away = normalize_or(
              away - other.way * (glm::dot(away, other.way) / std::max(glm::dot(other.way, other.way), 1e-6f)), away);
          push += 0.5f * lack * away;
        }
        by[place.strand][place.point] = 0.6f * place.share * push;
      }
    });
    for (const Place& place : places) {
      const std::vector<Vec3>& moves = by[place.strand];
      std::vector<Vec3>& path = strands[place.strand].fascicle.path;
      const size_t k = place.point;
      // Neighbours on the path go along, so that it stays smooth.
      Vec3 move = 0.5f * moves[k];
      move += 0.25f * moves[k > 0 ? k - 1 : k] + 0.25f * moves[std::min(k + 1, path.size() - 1)];
      const Vec3& first = before[place.strand].fascicle.path[k];
      Vec3 off = path[k] + move - first;
      const bool at_end = k == 0 || k + 1 == path.size();
      const float length = glm::length(off);
      const float most = at_end ? farthest_end_mm : farthest_mm * std::max(place.share, 0.05f);
      if (length > most) off *= most / length;
      path[k] = first + off;
      const anatomy::Fascicle& f = strands[place.strand].fascicle;
      if (at_end) {
        const auto own = bones.find(k == 0 ? f.origin : f.insertion);
        if (own != bones.end()) onto_surface(path[k], *own->second);
        continue;
      }
      const float off_end = std::min(glm::length(path[k] - path.front()), glm::length(path[k] - path.back()));
      for (const auto& [id, bone] : bones) {
        const float room = std::min(0.55f * off_end, bone_room_mm);
        const float lack = std::min(room, 2.5f * bone->voxel_mm()) - bone->sample(path[k]);
        if (lack > 0.0f) path[k] += 0.5f * lack * bone->gradient(path[k]);
      }
    }
  }
}

}  // namespace palpate::forge
