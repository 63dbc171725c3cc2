#include "tissue/body_index.h"

#include <algorithm>
#include <cmath>
#include <mutex>

#include "core/parallel.h"
#include "tissue/vertex_depth.h"

namespace palpate::tissue {
namespace {

using anatomy::Tissue;

// Enough to place a layer within a fraction of a millimetre; finer levels only cost building time.
constexpr size_t enough_triangles = 60000;

const anatomy::PackedMesh& level_for_rays(const anatomy::Structure& structure) {
  for (const anatomy::PackedMesh& level : structure.levels) {
    if (level.triangle_count() <= enough_triangles) return level;
  }
  return structure.levels.back();
}

bool ray_meets(const Box3& box, const Vec3& origin, const Vec3& direction, float far_mm) {
  float near = 0.0f, far = far_mm;
  for (int k = 0; k < 3; ++k) {
    if (std::abs(direction[k]) < 1e-12f) {
      if (origin[k] < box.lo[k] || origin[k] > box.hi[k]) return false;
      continue;
    }
    const float a = (box.lo[k] - origin[k]) / direction[k], b = (box.hi[k] - origin[k]) / direction[k];
    near = std::max(near, std::min(a, b)), far = std::min(far, std::max(a, b));
  }
  return near <= far;
}

// Meshes of other people are often open: a wall that faces the ray and the next one that faces away enclose flesh all
// the same. Sheets of fascia are one wall.
bool is_far_wall(Tissue tissue, const anatomy::RayHit& here, const anatomy::RayHit& next) {
  constexpr float thickest_mm = 60.0f;
  const bool solid = tissue != Tissue::fascia && tissue != Tissue::skin;
  return solid && here.front && !next.front && next.distance - here.distance < thickest_mm;
}

}  // namespace

struct BodyIndex::Entry {
  std::once_flag once, depths_once;
  anatomy::RayIndex rays;
  std::vector<float> depths;
};

BodyIndex::BodyIndex(std::shared_ptr<const anatomy::Atlas> atlas)
    : atlas_(std::move(atlas)), entries_(new Entry[std::max<size_t>(atlas_->structures.size(), 1)]) {
  bounds_ = atlas_->bounds();
}
BodyIndex::~BodyIndex() = default;

const anatomy::RayIndex& BodyIndex::rays(size_t structure) const {
  Entry& entry = entries_[structure];
  std::call_once(entry.once, [&] { entry.rays = anatomy::RayIndex(level_for_rays(atlas_->structures[structure])); });
  return entry.rays;
}

const std::vector<float>& BodyIndex::depths(size_t structure) const {
  Entry& entry = entries_[structure];
  std::call_once(entry.depths_once, [&] {
    const anatomy::PackedMesh& mesh = atlas_->structures[structure].levels.front();
    const anatomy::Structure* skin = atlas_->find("skin");
    if (!skin) return;
    const auto skin_index = static_cast<size_t>(skin - atlas_->structures.data());
    entry.depths = skin_index == structure ? std::vector<float>(mesh.vertices.size(), 0.0f)
                                           : vertex_depths(mesh, rays(skin_index));
  });
  return entry.depths;
}

void BodyIndex::prepare() const {
  parallel_for(atlas_->structures.size(), 1, [&](size_t begin, size_t end) {
    for (size_t s = begin; s < end; ++s) rays(s);
  });
}

Vec3 BodyIndex::fibre_at(size_t structure, const anatomy::RayHit& hit) const {
  const anatomy::PackedMesh& mesh = level_for_rays(atlas_->structures[structure]);
  const auto corner = [&](size_t k) {
    return anatomy::unpack_fibre(mesh.vertices[mesh.indices[3 * size_t{hit.triangle} + k]].fibre);
  };
  return normalize_or((1.0f - hit.u - hit.v) * corner(0) + hit.u * corner(1) + hit.v * corner(2), Vec3(0.0f));
}

std::vector<BodyIndex::Span> BodyIndex::through(const Vec3& origin, const Vec3& direction, float far_mm) const {
  std::vector<Span> spans;
  for (size_t s = 0; s < atlas_->structures.size(); ++s) {
    const anatomy::Structure& structure = atlas_->structures[s];
    if (!ray_meets(structure.bounds, origin, direction, far_mm)) continue;
    const auto hits = rays(s).all_hits(origin, direction, 0.0f, far_mm);
    for (size_t i = 0; i < hits.size(); ++i) {
      if (structure.closed && !hits[i].front) continue;
      Span span{static_cast<int>(s), hits[i].distance, hits[i].distance, fibre_at(s, hits[i])};
      if (structure.closed) {
        span.leave_mm = far_mm;
        if (i + 1 < hits.size()) span.leave_mm = hits[++i].distance;
      } else if (i + 1 < hits.size() && is_far_wall(structure.info.tissue, hits[i], hits[i + 1])) {
        span.leave_mm = hits[++i].distance;
      }
      spans.push_back(span);
    }
  }
  std::stable_sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.enter_mm < b.enter_mm; });
  return spans;
}

std::optional<float> BodyIndex::first_deep(const Vec3& origin, const Vec3& direction, float far_mm) const {
  std::optional<float> nearest;
  for (size_t s = 0; s < atlas_->structures.size(); ++s) {
    const anatomy::Structure& structure = atlas_->structures[s];
    const Tissue t = structure.info.tissue;
    if (t != Tissue::fascia && t != Tissue::muscle && t != Tissue::bone && t != Tissue::tendon && t != Tissue::ligament)
      continue;
    const float limit = nearest.value_or(far_mm);
    if (!ray_meets(structure.bounds, origin, direction, limit)) continue;
    if (const auto hit = rays(s).first_hit(origin, direction, 0.0f, limit)) nearest = hit->distance;
  }
  return nearest;
}

std::optional<float> BodyIndex::fat_under(const Vec3& place, const Vec3& direction, float skin_mm) const {
  constexpr float far = 90.0f, most_fat = 70.0f;
  for (size_t s = 0; s < atlas_->structures.size(); ++s) {
    const anatomy::Structure& structure = atlas_->structures[s];
    if (structure.info.tissue != Tissue::fat || !structure.closed) continue;
    if (!ray_meets(structure.bounds, place, direction, far)) continue;
    const auto enter = rays(s).first_hit(place, direction, 0.0f, 15.0f);
    if (!enter || !enter->front) continue;
    const auto leave = rays(s).first_hit(place, direction, enter->distance + 0.2f, far);
    if (leave && !leave->front && leave->distance - enter->distance < most_fat)
      return leave->distance - enter->distance;
  }
  const auto deep = first_deep(place, direction, far);
  if (!deep) return std::nullopt;
  return std::max(0.0f, *deep - skin_mm);
}

std::optional<float> BodyIndex::skin_z(float x, float y) const {
  const Vec3 origin(x, y, bounds_.lo.z - 1.0f), into(0.0f, 0.0f, 1.0f);
  const float far = bounds_.size().z + 2.0f;
  std::optional<float> any;
  for (size_t s = 0; s < atlas_->structures.size(); ++s) {
    const anatomy::Structure& structure = atlas_->structures[s];
    const bool skin = structure.info.tissue == Tissue::skin;
    if (!skin && any) continue;
    if (!ray_meets(structure.bounds, origin, into, far)) continue;
    const auto hit = rays(s).first_hit(origin, into, 0.0f, far);
    if (hit && skin) return origin.z + hit->distance;
    if (hit) any = origin.z + hit->distance;
  }
  return any;
}

double BodyIndex::fat_at_l3_mm(double skin_mm, double otherwise) const {
  const auto mark = atlas_->landmarks.find("spinous_process_l3");
  if (mark == atlas_->landmarks.end()) return otherwise;
  double sum = 0.0;
  int count = 0;
  for (const float side : {-1.0f, 1.0f}) {
    const float x = mark->second.x + side * 45.0f, y = mark->second.y;
    const auto z = skin_z(x, y);
    if (!z) continue;
    const auto fat = fat_under({x, y, *z}, {0.0f, 0.0f, 1.0f}, static_cast<float>(skin_mm));
    if (fat && *fat > 0.5f) sum += double{*fat}, ++count;
  }
  return count ? sum / count : otherwise;
}

}  // namespace palpate::tissue
