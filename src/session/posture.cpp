#include "session/posture.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>

#include "core/paths.h"
#include "io/motion_file.h"

namespace palpate::session {

std::shared_ptr<const motion::PoseLibrary> pose_library() {
  static const auto shipped =
      std::make_shared<const motion::PoseLibrary>(read_pose_library(paths::data() / "assets" / "motion"));
  return shipped;
}

std::shared_ptr<const motion::BodyRig> BodyMover::rig() const {
  ready();
  return making_.get();
}

std::shared_ptr<const motion::FascicleLengths> BodyMover::lengths() const {
  const auto of = rig();
  const std::lock_guard lock(mutex_);
  if (!lengths_) lengths_ = std::make_shared<const motion::FascicleLengths>(of);
  return lengths_;
}

bool BodyMover::made() const {
  const std::lock_guard lock(mutex_);
  return making_.valid() && making_.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

bool BodyMover::ready() const {
  const std::lock_guard lock(mutex_);
  if (!making_.valid()) {
    making_ = std::async(std::launch::async, [atlas = atlas_]() -> std::shared_ptr<const motion::BodyRig> {
                return std::make_shared<const motion::BodyRig>(
                    atlas, std::make_shared<const motion::JointRanges>(pose_library()->ranges));
              }).share();
  }
  return making_.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

motion::Figure figure_of(const motion::PoseLibrary& library, const technique::State& state, const std::string& client,
                         const motion::Posture* wanted) {
  motion::Figure figure = library.figure(client, "", 0.0f);
  if (!state.pose.empty())
    figure = motion::blend(figure, library.figure(client, state.pose, state.pose_amount), state.pose_presence);
  figure.posture[motion::rib_lift] += state.breath * library.ranges.ribs.lift;
  if (wanted) figure.posture = motion::clamped(library.ranges, *wanted);
  return figure;
}

bool at_rest(const motion::Posture& posture) {
  return std::all_of(posture.begin(), posture.end(), [](float degrees) { return std::abs(degrees) < 0.01f; });
}

std::shared_ptr<const render::BodyPosture> make_posture(const std::shared_ptr<const motion::BodyRig>& rig,
                                                        const motion::Posture& posture, const motion::Rigid& root,
                                                        const std::vector<bool>& shown,
                                                        const std::shared_ptr<const render::BodyPosture>& before) {
  if (at_rest(posture) && root == motion::Rigid{}) return nullptr;
  if (before && before->rig == rig && before->joints == posture && before->root == root) return before;
  auto made = std::make_shared<render::BodyPosture>();
  made->rig = rig;
  made->joints = posture;
  made->root = root;
  made->segments = rig->block(posture, root);
  const auto bulges = std::make_shared<const motion::Bulges>(rig, made->segments);
  bulges->find(shown);
  made->bulges = bulges;
  made->meshes = std::make_shared<const motion::PosedBody>(rig, made->segments, made->bulges);
  return made;
}

Vec3 carried(const render::BodyPosture& posture, const Vec3& rest_point) {
  return posture.rig->carry(posture.segments, rest_point).point(rest_point);
}

void carry(const render::BodyPosture& posture, render::Marker& marker) {
  const motion::Rigid r = posture.rig->carry(posture.segments, marker.position_mm);
  marker.position_mm = r.point(marker.position_mm);
  marker.normal = r.vector(marker.normal);
}

void carry(const render::BodyPosture& posture, render::Ribbon& ribbon) {
  for (size_t i = 0; i < ribbon.points_mm.size(); ++i) {
    const motion::Rigid r = posture.rig->carry(posture.segments, ribbon.points_mm[i]);
    ribbon.points_mm[i] = r.point(ribbon.points_mm[i]);
    if (i < ribbon.normals.size()) ribbon.normals[i] = r.vector(ribbon.normals[i]);
  }
}

void carry(const render::BodyPosture& posture, render::Prop& prop) {
  if (!prop.vertices) return;
  const motion::Rigid r = posture.rig->carry(posture.segments, prop.anchor_mm);
  auto moved = std::make_shared<std::vector<anatomy::PackedVertex>>(*prop.vertices);
  for (anatomy::PackedVertex& v : *moved) {
    v.position = r.point(v.position);
    anatomy::pack_normal(r.vector(anatomy::unpack_normal(v.normal)), v.normal);
  }
  uint64_t hash = prop.revision;
  for (const float f : {r.turn.x, r.turn.y, r.turn.z, r.turn.w, r.shift.x, r.shift.y, r.shift.z}) {
    uint32_t bits = 0;
    static_assert(sizeof bits == sizeof f);
    std::memcpy(&bits, &f, sizeof bits);
    hash = (hash ^ bits) * 1099511628211u;
  }
  prop.vertices = std::move(moved);
  prop.revision = hash;
}

}  // namespace palpate::session
