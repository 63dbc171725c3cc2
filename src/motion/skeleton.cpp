#include "motion/skeleton.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace palpate::motion {
namespace {

constexpr std::array<std::string_view, segment_count> segment_names = {
    "pelvis",       "vertebra_l5",  "vertebra_l4",  "vertebra_l3", "vertebra_l2", "vertebra_l1",
    "vertebra_t12", "vertebra_t11", "vertebra_t10", "vertebra_t9", "femur_left",  "femur_right"};

struct JointWords {
  std::string_view name, title;
};
constexpr std::array<JointWords, joint_count> joint_words = {{
    {"lumbar_flexion", "Lumbar flexion"},
    {"lumbar_side_bend", "Lumbar side bend"},
    {"lumbar_rotation", "Lumbar rotation"},
    {"thoracic_flexion", "Thoracic flexion"},
    {"thoracic_side_bend", "Thoracic side bend"},
    {"thoracic_rotation", "Thoracic rotation"},
    {"hip_flexion_left", "Hip flexion, left"},
    {"hip_flexion_right", "Hip flexion, right"},
    {"hip_abduction_left", "Hip abduction, left"},
    {"hip_abduction_right", "Hip abduction, right"},
    {"hip_rotation_left", "Hip rotation, left"},
    {"hip_rotation_right", "Hip rotation, right"},
    {"rib_lift", "Ribs lifted (breath)"},
}};

bool lumbar(const LevelRange& level) {
  return level.moves <= l1;
}

enum class Way { flexion, extension, side_bend, rotation };
float amount(const LevelRange& level, Way way) {
  switch (way) {
    case Way::flexion:
      return level.flexion;
    case Way::extension:
      return level.extension;
    case Way::side_bend:
      return level.side_bend;
    default:
      return level.rotation;
  }
}

// Of the lumbar levels, or of the thoracic ones (T12/L1 counts as thoracic: it moves T12).
float sum_of(const JointRanges& ranges, bool of_lumbar, Way way) {
  float sum = 0.0f;
  for (const LevelRange& level : ranges.levels) {
    if (lumbar(level) == of_lumbar) sum += amount(level, way);
  }
  return sum;
}

// The level's part of a regional angle: as its range is to that of the region.
float share(const JointRanges& ranges, const LevelRange& level, float angle, Way up, Way down) {
  const Way way = angle >= 0.0f ? up : down;
  const float whole = sum_of(ranges, lumbar(level), way);
  return whole > 0.0f ? angle * amount(level, way) / whole : 0.0f;
}

const Vec3* landmark(const anatomy::Atlas& atlas, const std::string& id) {
  const auto found = atlas.landmarks.find(id);
  return found == atlas.landmarks.end() ? nullptr : &found->second;
}

// Middle of the front of a vertebra: its body. Arch and processes lie behind, so only the foremost half counts.
bool body_centre(const anatomy::Atlas& atlas, int segment, Vec3& centre) {
  const std::string id(segment_names[static_cast<size_t>(segment)]);
  if (const Vec3* at = landmark(atlas, "vertebral_body_" + id.substr(id.find('_') + 1))) {
    centre = *at;
    return true;
  }
  const anatomy::Structure* bone = atlas.find(id);
  if (!bone) return false;
  Box3 front;
  const float middle = 0.45f * bone->bounds.lo.z + 0.55f * bone->bounds.hi.z;
  for (const anatomy::PackedVertex& v : bone->levels.front().vertices) {
    if (v.position.z > middle) front.add(v.position);
  }
  if (front.empty()) return false;
  centre = front.centre();
  return true;
}

// Centre of the ball at the upper inner end of a femur: least squares sphere through the innermost upper points.
bool femoral_head(const anatomy::Atlas& atlas, bool left, Vec3& centre) {
  if (const Vec3* at = landmark(atlas, left ? "femoral_head_left" : "femoral_head_right")) {
    centre = *at;
    return true;
  }
  const anatomy::Structure* bone = atlas.find(left ? "femur_left" : "femur_right");
  if (!bone) return false;
  const Box3& box = bone->bounds;
  const float inner = left ? box.lo.x : box.hi.x;
  glm::dmat4 a(0.0);
  glm::dvec4 b(0.0);
  for (const anatomy::PackedVertex& v : bone->levels.front().vertices) {
    if (std::abs(v.position.x - inner) > 24.0f || v.position.y < box.hi.y - 70.0f) continue;
    const glm::dvec4 row(DVec3(v.position), 1.0);
    a += glm::outerProduct(row, row);
    b += row * glm::dot(DVec3(v.position), DVec3(v.position));
  }
  if (std::abs(glm::determinant(a)) < 1e-6) return false;
  centre = Vec3(0.5 * DVec3(glm::inverse(a) * b));
  return true;
}

Mat3 frame_along(const Vec3& up) {
  const Vec3 y = normalize_or(up, Vec3(0, 1, 0));
  const Vec3 x = normalize_or(Vec3(1, 0, 0) - y * y.x, Vec3(1, 0, 0));
  return {x, y, glm::cross(x, y)};
}

glm::quat turn(const Mat3& axes, int axis, float degrees) {
  return glm::angleAxis(glm::radians(degrees), axes[axis]);
}

}  // namespace

std::string_view segment_name(int segment) {
  return segment_names[static_cast<size_t>(segment)];
}

int segment_of(std::string_view id) {
  if (id == "sacrum" || id == "coccyx" || id.starts_with("hip_bone")) return pelvis;
  for (int s = 1; s < segment_count; ++s) {
    if (id == segment_names[static_cast<size_t>(s)]) return s;
  }
  if (id.starts_with("vertebra_t") || id.starts_with("sternum") || id.starts_with("scapula")) return t9;
  if (!id.starts_with("rib_")) return -1;
  const std::string_view number = id.substr(4, id.find('_', 4) - 4);
  return number == "12" ? t12 : number == "11" ? t11 : number == "10" ? t10 : t9;
}

std::string_view joint_name(int joint) {
  return joint_words[static_cast<size_t>(joint)].name;
}
std::string_view joint_title(int joint) {
  return joint_words[static_cast<size_t>(joint)].title;
}
int joint_of(std::string_view name) {
  for (int j = 0; j < joint_count; ++j) {
    if (joint_name(j) == name) return j;
  }
  return -1;
}

JointSpan span_of(const JointRanges& ranges, int joint) {
  const HipRange& hip = ranges.hip;
  const auto both = [](float v) { return JointSpan{-v, v}; };
  switch (joint) {
    case lumbar_flexion:
    case thoracic_flexion: {
      const bool low = joint == lumbar_flexion;
      return {-sum_of(ranges, low, Way::extension), sum_of(ranges, low, Way::flexion)};
    }
    case lumbar_side_bend:
    case thoracic_side_bend:
      return both(sum_of(ranges, joint == lumbar_side_bend, Way::side_bend));
    case lumbar_rotation:
    case thoracic_rotation:
      return both(sum_of(ranges, joint == lumbar_rotation, Way::rotation));
    case hip_flexion_left:
    case hip_flexion_right:
      return {-hip.extension, hip.flexion};
    case hip_abduction_left:
    case hip_abduction_right:
      return {-hip.adduction, hip.abduction};
    case rib_lift:
      return {0.0f, ranges.ribs.lift};
    default:
      return {-hip.outward, hip.inward};
  }
}

Posture clamped(const JointRanges& ranges, Posture posture) {
  for (int j = 0; j < joint_count; ++j) {
    const JointSpan span = span_of(ranges, j);
    float& angle = posture[static_cast<size_t>(j)];
    angle = std::isfinite(angle) ? std::clamp(angle, span.lo, span.hi) : 0.0f;
  }
  return posture;
}

LevelAngles level_angles(const JointRanges& ranges, const LevelRange& level, const Posture& posture) {
  const size_t first = lumbar(level) ? lumbar_flexion : thoracic_flexion;
  LevelAngles out;
  out.flexion = share(ranges, level, posture[first], Way::flexion, Way::extension);
  out.side_bend = share(ranges, level, posture[first + 1], Way::side_bend, Way::side_bend);
  out.rotation = share(ranges, level, posture[first + 2], Way::rotation, Way::rotation);
  // Never further than the level goes: a spine already turned to its end takes no more from the side bend.
  out.rotation = std::clamp(out.rotation + level.coupled_rotation * out.side_bend, -level.rotation, level.rotation);
  return out;
}

Skeleton make_skeleton(const anatomy::Atlas& atlas, const JointRanges& ranges) {
  Skeleton skeleton;
  skeleton.axes.fill(Mat3(1.0f));
  Vec3 below(0.0f);
  bool has_below = atlas.find("sacrum") != nullptr;
  if (const Vec3* base = landmark(atlas, "sacral_base")) below = *base;
  skeleton.present[pelvis] = has_below;
  if (!has_below) skeleton.missing.push_back("The spine does not move: the atlas has no sacrum to stand on.");
  for (int s = l5; s <= t9; ++s) {
    Vec3 at(0.0f);
    const bool found = has_below && body_centre(atlas, s, at);
    if (!found && has_below) {
      skeleton.missing.push_back(
          fmt::format("The spine moves below {} only: the atlas lacks that bone.", segment_name(s)));
    }
    has_below = found;
    if (!found) continue;
    const size_t i = static_cast<size_t>(s);
    skeleton.axes[i] = frame_along(at - below);
    // The sacral base is the end-plate itself; elsewhere the disc lies half way.
    const float share = s == l5 ? 0.2f : 0.5f;
    skeleton.centre[i] = glm::mix(below, at, share) - skeleton.axes[i][1] * ranges.centre_down_mm -
                         skeleton.axes[i][2] * ranges.centre_back_mm;
    skeleton.present[i] = true;
    below = at;
  }
  for (const bool left : {true, false}) {
    const size_t i = left ? thigh_left : thigh_right;
    skeleton.present[i] = skeleton.present[pelvis] && femoral_head(atlas, left, skeleton.centre[i]);
    if (!skeleton.present[i])
      skeleton.missing.push_back(
          fmt::format("The {} hip does not move: the atlas lacks its femur or the sacrum.", left ? "left" : "right"));
  }
  return skeleton;
}

SegmentMotions move_segments(const Skeleton& skeleton, const JointRanges& ranges, const Posture& wanted) {
  const Posture posture = clamped(ranges, wanted);
  SegmentMotions motions;
  Rigid carried;
  for (int s = l5; s <= t9; ++s) {
    const size_t i = static_cast<size_t>(s);
    const auto level =
        std::find_if(ranges.levels.begin(), ranges.levels.end(), [s](const LevelRange& row) { return row.moves == s; });
    if (skeleton.present[i] && level != ranges.levels.end()) {
      const LevelAngles a = level_angles(ranges, *level, posture);
      const Mat3& axes = skeleton.axes[i];
      carried = carried * turn_about(skeleton.centre[i], turn(axes, 0, a.flexion) * turn(axes, 2, -a.side_bend) *
                                                             turn(axes, 1, a.rotation));
    }
    motions[i] = carried;
  }
  for (const bool left : {true, false}) {
    const size_t i = left ? thigh_left : thigh_right;
    if (!skeleton.present[i]) continue;
    const float out = left ? 1.0f : -1.0f;
    const size_t side = left ? 0 : 1;
    const Mat3& axes = skeleton.axes[i];
    motions[i] = turn_about(skeleton.centre[i], turn(axes, 0, -posture[hip_flexion_left + side]) *
                                                    turn(axes, 2, out * posture[hip_abduction_left + side]) *
                                                    turn(axes, 1, -out * posture[hip_rotation_left + side]));
  }
  return motions;
}

}  // namespace palpate::motion
