#include "motion/body_rig.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>
#include <utility>

#include "anatomy/ray_index.h"
#include "core/parallel.h"

namespace palpate::motion {
namespace {

PackedWeights pack(const SegmentWeights& weights) {
  PackedWeights out{};
  for (size_t s = 0; s < segment_count; ++s) out[s] = static_cast<uint16_t>(std::lround(weights[s] * 65535.0f));
  return out;
}

// Keeps its volume: closed flesh. Bones stay stiff anyhow, and the skin's solid is the whole trunk.
bool keeps_volume(const anatomy::Structure& s) {
  return s.closed && s.volume_mm3 > 0.0 && segment_of(s.info.id) < 0 && s.info.tissue != anatomy::Tissue::skin &&
         s.info.tissue != anatomy::Tissue::bone;
}

// Volume by surface: a quarter of the thickness of a rod, half of that of a sheet.
float mean_depth_mm(const anatomy::Structure& s) {
  double area = 0.0;
  const anatomy::PackedMesh& mesh = s.levels.front();
  for (size_t i = 0; i + 2 < mesh.indices.size(); i += 3) {
    const Vec3 a = mesh.vertices[mesh.indices[i]].position;
    area += 0.5 * static_cast<double>(glm::length(glm::cross(mesh.vertices[mesh.indices[i + 1]].position - a,
                                                             mesh.vertices[mesh.indices[i + 2]].position - a)));
  }
  return area > 0.0 ? static_cast<float>(s.volume_mm3 / area) : 0.0f;
}

// Far from rest in every way that the joints have.
std::vector<Posture> trial_postures() {
  std::vector<Posture> out(5, Posture{});
  out[0][lumbar_flexion] = 36.0f, out[0][thoracic_flexion] = 12.0f;
  out[0][hip_flexion_left] = 112.0f, out[0][hip_flexion_right] = 60.0f;
  out[1][lumbar_flexion] = -26.0f, out[1][thoracic_flexion] = -10.0f;
  out[1][hip_flexion_left] = -12.0f, out[1][hip_flexion_right] = 30.0f;
  out[2][lumbar_side_bend] = 15.0f, out[2][thoracic_side_bend] = 11.0f, out[2][lumbar_rotation] = 5.0f;
  out[2][rib_lift] = 8.0f;
  out[2][hip_flexion_left] = 60.0f, out[2][hip_rotation_left] = -40.0f, out[2][hip_abduction_left] = 26.0f;
  out[3][lumbar_side_bend] = -15.0f, out[3][lumbar_flexion] = 20.0f, out[3][thoracic_rotation] = 10.0f;
  out[3][hip_flexion_right] = 98.0f, out[3][hip_rotation_right] = -40.0f, out[3][hip_abduction_right] = 26.0f;
  out[4][lumbar_flexion] = 32.0f, out[4][hip_flexion_left] = 112.0f, out[4][hip_flexion_right] = 112.0f;
  return out;
}

}  // namespace

namespace {

// At a sharp edge, as where the picture's end is cut flat, vertices of several normals stand on one place. They would
// part, each along its own: there flesh neither swells nor thins.
void hold_edges(std::span<const anatomy::PackedVertex> vertices, std::vector<PackedFlesh>& flesh) {
  const auto place = [&](uint32_t i) {
    const Vec3& p = vertices[i].position;
    return std::tuple(p.x, p.y, p.z);
  };
  const auto normal = [&](uint32_t i) { return std::pair(vertices[i].normal[0], vertices[i].normal[1]); };
  std::vector<uint32_t> order(vertices.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return place(a) < place(b); });
  for (size_t first = 0; first < order.size();) {
    size_t last = first + 1;
    bool sharp = false;
    for (; last < order.size() && place(order[last]) == place(order[first]); ++last)
      sharp = sharp || normal(order[last]) != normal(order[first]);
    for (size_t i = first; i < last && sharp; ++i) flesh[order[i]].half = 0;
    first = last;
  }
}

}  // namespace

BodyRig::BodyRig(std::shared_ptr<const anatomy::Atlas> atlas, std::shared_ptr<const JointRanges> ranges)
    : atlas_(std::move(atlas)),
      ranges_(std::move(ranges)),
      skeleton_(make_skeleton(*atlas_, *ranges_)),
      field_(*atlas_, skeleton_, ranges_->ribs),
      soft_(atlas_->structures.size()) {
  for (const anatomy::Structure& s : atlas_->structures) {
    const int segment = segment_of(s.info.id);
    if (segment < 0 || !skeleton_.present[static_cast<size_t>(segment)]) continue;
    if (const auto turn = rib_turn(s, ranges_->ribs)) ribs_.emplace(s.info.id, *turn);
  }
  std::vector<PoseBlock> trials;
  for (const Posture& posture : trial_postures()) trials.push_back(block(posture));
  parallel_for(soft_.size(), 1, [&](size_t begin, size_t end) {
    for (size_t s = begin; s < end; ++s) {
      if (keeps_volume(atlas_->structures[s])) soft_[s] = choose_soft(s, trials);
    }
  });
}

// The coarsest level whose answer keeps the finest mesh's volume in far-off postures, with four segments a vertex where
// they will do: thin sheets need a fine one.
std::unique_ptr<const SoftVolume> BodyRig::choose_soft(size_t s, const std::vector<PoseBlock>& trials) const {
  constexpr double k_error = 0.008;  // of 0.03 that may be lost at most
  const auto& levels = atlas_->structures[s].levels;
  const anatomy::RayIndex surface(levels.front());  // levels keep places of the finest, so rays leave its surface
  // Levels share one block of vertices where they can.
  std::span<const anatomy::PackedVertex> block;
  std::vector<PackedWeights> shares;
  std::vector<PackedFlesh> flesh;
  const auto soft_of = [&](size_t level, size_t segments) {
    const auto& mesh = levels[level];
    if (mesh.vertices.data() != block.data() || mesh.vertices.size() > block.size()) {
      block = mesh.vertices;
      shares = weights(s, block), flesh = flesh_under(s, &surface, block);
    }
    return std::make_unique<const SoftVolume>(mesh.vertices, mesh.indices, shares, flesh, segments);
  };
  auto finest = soft_of(0, segment_count);
  if (finest->rest() <= 0.0) return nullptr;
  std::vector<VolumeCubic> truth;
  for (const PoseBlock& pose : trials) truth.push_back(finest->posed(pose));
  const auto good = [&](const SoftVolume& soft) {
    if (soft.rest() <= 0.0) return false;
    for (size_t i = 0; i < trials.size(); ++i) {
      const double left = at(truth[i], static_cast<double>(soft.bulge(trials[i]))) / finest->rest() - 1.0;
      if (std::abs(left) >= k_error) return false;
    }
    return true;
  };
  for (size_t level = levels.size(); level-- > 0;) {
    if (level + 1 < levels.size() && levels[level].indices.data() == levels[level + 1].indices.data()) continue;
    for (const size_t segments : {size_t{4}, size_t{segment_count}}) {
      if (auto soft = soft_of(level, segments); good(*soft)) return soft;
    }
  }
  return finest;
}

PoseBlock BodyRig::block(const Posture& posture, const Rigid& root) const {
  const SegmentMotions moved = motions(posture);
  PoseBlock out;
  for (size_t s = 0; s < segment_count; ++s) out[s] = to_dual(root * moved[s]);
  const JointSpan span = span_of(*ranges_, rib_lift);
  out.breath = std::clamp(posture[rib_lift], span.lo, span.hi) / span.hi;
  return out;
}

std::vector<PackedWeights> BodyRig::weights(size_t structure, std::span<const anatomy::PackedVertex> vertices) const {
  const int bone = segment_of(atlas_->structures[structure].info.id);
  if (bone >= 0) {
    SegmentWeights whole{};
    whole[static_cast<size_t>(bone)] = 1.0f;
    return std::vector<PackedWeights>(vertices.size(), pack(whole));
  }
  std::vector<PackedWeights> out(vertices.size());
  parallel_for(vertices.size(), 1024, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) out[i] = pack(field_.at(vertices[i].position));
  });
  return out;
}

Vec3 BodyRig::breath_at(const Vec3& rest_point, std::string_view bone) const {
  if (const auto rib = ribs_.find(bone); rib != ribs_.end()) return rib->second.shift(rest_point);
  return segment_of(bone) >= 0 ? Vec3(0.0f) : field_.breath(rest_point);
}

// `surface`: of the structure, or null where it has no thickness to keep.
std::vector<PackedFlesh> BodyRig::flesh_under(size_t structure, const anatomy::RayIndex* surface,
                                              std::span<const anatomy::PackedVertex> vertices) const {
  constexpr float off_the_surface_mm = 0.05f;
  // At the rim of a sheet the ray runs along it: nothing is thicker than four times what volume by surface says.
  constexpr float most_of_mean = 4.0f;
  const float most_mm = surface ? most_of_mean * mean_depth_mm(atlas_->structures[structure]) : 0.0f;
  const auto pack = [](float mm) {
    return static_cast<int16_t>(std::lround(std::clamp(mm / flesh_unit_mm, -32767.0f, 32767.0f)));
  };
  const std::string& id = atlas_->structures[structure].info.id;
  std::vector<PackedFlesh> out(vertices.size());
  parallel_for(vertices.size(), 256, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const Vec3 at = vertices[i].position, breath = breath_at(at, id);
      for (int k = 0; k < 3; ++k) out[i].breath[k] = pack(breath[k]);
      if (!surface) continue;
      const Vec3 inward = -anatomy::unpack_normal(vertices[i].normal);
      if (const auto hit = surface->first_hit(at, inward, off_the_surface_mm, 2.0f * most_mm))
        out[i].half = pack(0.5f * hit->distance);
      else
        out[i].half = pack(most_mm);
    }
  });
  if (surface) hold_edges(vertices, out);
  return out;
}

std::vector<PackedFlesh> BodyRig::flesh(size_t structure, std::span<const anatomy::PackedVertex> vertices) const {
  const anatomy::Structure& s = atlas_->structures[structure];
  if (!keeps_volume(s)) return flesh_under(structure, nullptr, vertices);
  const anatomy::RayIndex surface(s.levels.front());
  return flesh_under(structure, &surface, vertices);
}

std::shared_ptr<const BodyRig::Shares> BodyRig::shares(size_t structure, size_t level) const {
  const std::pair key(structure, level);
  {
    const std::lock_guard lock(shares_mutex_);
    if (const auto known = shares_.find(key); known != shares_.end()) return known->second;
  }
  const auto vertices = atlas_->structures[structure].levels[level].vertices;
  auto made = std::make_shared<Shares>(Shares{weights(structure, vertices), flesh(structure, vertices)});
  const std::lock_guard lock(shares_mutex_);
  return shares_.emplace(key, std::move(made)).first->second;
}

Rigid BodyRig::carry(const PoseBlock& pose, const Vec3& rest_point) const {
  Rigid moved = blend(pose, pack(field_.at(rest_point)));
  if (pose.breath > 0.0f) moved.shift += moved.vector(pose.breath * field_.breath(rest_point));
  return moved;
}

Bulges::Bulges(std::shared_ptr<const BodyRig> rig, const PoseBlock& pose)
    : rig_(std::move(rig)), pose_(pose), found_(rig_->atlas().structures.size()) {
  stiff_ = pose_.breath == 0.0f;
  for (const DualQuaternion& d : pose_) stiff_ = stiff_ && d.real == pose_.front().real && d.dual == pose_.front().dual;
  for (auto& value : found_) value.store(std::nanf(""), std::memory_order_relaxed);
}

float Bulges::of(size_t structure) const {
  if (stiff_ || structure >= found_.size()) return 0.0f;
  std::atomic<float>& known = found_[structure];
  float value = known.load(std::memory_order_relaxed);
  if (std::isnan(value)) known.store(value = rig_->bulge(structure, pose_), std::memory_order_relaxed);
  return value;
}

void Bulges::find(const std::vector<bool>& wanted) const {
  if (stiff_) return;
  parallel_for(std::min(wanted.size(), found_.size()), 1, [&](size_t begin, size_t end) {
    for (size_t s = begin; s < end; ++s) {
      if (wanted[s]) of(s);
    }
  });
}

}  // namespace palpate::motion
