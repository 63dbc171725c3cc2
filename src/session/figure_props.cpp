#include "session/figure_props.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "motion/root_motion.h"

namespace palpate::session {
namespace {

// Lengths and radii, mm: segment lengths after R. Drillis and R. Contini, "Body segment parameters", 1966 (shares of
// stature, from memory) for 1.76 m; radii are design estimates.
constexpr float k_thigh = motion::thigh_mm, k_shank = 433.0f, k_foot = 190.0f, k_upper_arm = 327.0f, k_forearm = 257.0f,
                k_hand = 150.0f;
constexpr Vec3 k_shoulder(182.0f, 470.0f, 18.0f), k_neck(0.0f, 520.0f, 22.0f), k_head(0.0f, 668.0f, 42.0f);

struct Ball {
  Vec3 centre;
  float radius;
};

class Shape {
 public:
  // A skin over a run of balls: rings across it, half spheres at its ends.
  void limb(const std::vector<Ball>& balls) {
    constexpr int around = 28, cap = 7;
    std::vector<Ball> rings;  // radius across, centre along
    std::vector<Vec3> tangent;
    const Vec3 first = normalize_or(balls[1].centre - balls[0].centre, Vec3(0, 1, 0));
    const Vec3 last = normalize_or(balls.back().centre - balls[balls.size() - 2].centre, Vec3(0, 1, 0));
    for (int i = 0; i <= cap; ++i) {
      const float a = static_cast<float>(i) / cap * std::numbers::pi_v<float> / 2.0f;
      rings.push_back({balls[0].centre - first * (balls[0].radius * std::cos(a)), balls[0].radius * std::sin(a)});
      tangent.push_back(first);
    }
    for (size_t i = 1; i + 1 < balls.size(); ++i) {
      rings.push_back(balls[i]);
      tangent.push_back(normalize_or(balls[i + 1].centre - balls[i - 1].centre, first));
    }
    for (int i = cap; i >= 0; --i) {
      const float a = static_cast<float>(i) / cap * std::numbers::pi_v<float> / 2.0f;
      rings.push_back(
          {balls.back().centre + last * (balls.back().radius * std::cos(a)), balls.back().radius * std::sin(a)});
      tangent.push_back(last);
    }
    const uint32_t base = static_cast<uint32_t>(points_.size());
    Vec3 side = std::abs(first.x) < 0.8f ? Vec3(1, 0, 0) : Vec3(0, 0, 1);
    for (size_t r = 0; r < rings.size(); ++r) {
      side = normalize_or(side - tangent[r] * glm::dot(side, tangent[r]), Vec3(1, 0, 0));
      const Vec3 other = glm::cross(tangent[r], side);
      for (int k = 0; k < around; ++k) {
        const float a = 2.0f * std::numbers::pi_v<float> * static_cast<float>(k) / around;
        points_.push_back(rings[r].centre + (side * std::cos(a) + other * std::sin(a)) * rings[r].radius);
      }
    }
    for (uint32_t r = 0; r + 1 < rings.size(); ++r)
      for (uint32_t k = 0; k < around; ++k) {
        const uint32_t a = base + r * around + k, b = base + r * around + (k + 1) % around;
        quad(a, b, b + around, a + around);
      }
  }

  // A slab with softly rounded edges: `half` along the axes' columns.
  void slab(const Vec3& centre, const Mat3& axes, const Vec3& half, float round) {
    constexpr int n = 12;
    const uint32_t base = static_cast<uint32_t>(points_.size());
    const Vec3 core = half - Vec3(round);
    for (int i = 0; i <= n; ++i)
      for (int j = 0; j < 2 * n; ++j) {
        const float up = std::numbers::pi_v<float> * (static_cast<float>(i) / n - 0.5f);
        const float turn = 2.0f * std::numbers::pi_v<float> * (static_cast<float>(j) + 0.5f) / (2 * n);
        const Vec3 n3(std::cos(up) * std::cos(turn), std::cos(up) * std::sin(turn), std::sin(up));
        points_.push_back(centre + axes * (n3 * round + core * glm::sign(n3)));
      }
    for (uint32_t i = 0; i < n; ++i)
      for (uint32_t j = 0; j < 2 * n; ++j) {
        const uint32_t a = base + i * 2 * n + j, b = base + i * 2 * n + (j + 1) % (2 * n);
        quad(a, b, b + 2 * n, a + 2 * n);
      }
  }

  render::Prop prop(render::PropStyle style, float opacity, uint64_t revision) const {
    anatomy::Mesh mesh;
    mesh.positions = points_, mesh.triangles = triangles_;
    anatomy::compute_normals(mesh);
    auto vertices = std::make_shared<std::vector<anatomy::PackedVertex>>(points_.size());
    for (size_t i = 0; i < points_.size(); ++i) {
      anatomy::PackedVertex v{};
      v.position = points_[i];
      anatomy::pack_normal(mesh.normals[i], v.normal);
      v.occlusion = 255;
      (*vertices)[i] = v;
    }
    render::Prop out;
    out.indices = std::make_shared<const std::vector<uint32_t>>(triangles_);
    out.parts.push_back({0, static_cast<uint32_t>(triangles_.size()), style});
    out.vertices = std::move(vertices);
    out.opacity = opacity;
    out.revision = revision;
    return out;
  }

  float lowest(const Vec3& down) const {
    float low = -1e9f;
    for (const Vec3& p : points_) low = std::max(low, glm::dot(p, down));
    return low;
  }
  bool empty() const { return points_.empty(); }

 private:
  void quad(uint32_t a, uint32_t b, uint32_t c, uint32_t d) { triangles_.insert(triangles_.end(), {a, b, c, a, c, d}); }
  std::vector<Vec3> points_;
  std::vector<uint32_t> triangles_;
};

glm::quat about(const Vec3& axis, float degrees) {
  return glm::angleAxis(glm::radians(degrees), axis);
}

// Knee, ankle and toes from the thigh's own motion.
void add_leg(Shape& shape, const motion::BodyRig& rig, const motion::SegmentMotions& moved, bool left, float knee) {
  const size_t thigh = left ? motion::thigh_left : motion::thigh_right;
  const Vec3 hip = rig.skeleton().centre[thigh];
  const motion::Rigid& t = moved[thigh];
  const float inwards = left ? -18.0f : 18.0f;
  const Vec3 knee_at = hip + Vec3(inwards, -k_thigh, -6.0f);
  const float crop = std::max(rig.atlas().bounds().lo.y - 6.0f, hip.y - 0.55f * k_thigh);
  const Vec3 top = glm::mix(hip, knee_at, (hip.y - crop) / (hip.y - knee_at.y)) + Vec3(0, 0, -8);
  const auto world = [&](const Vec3& p) { return t.point(p); };
  shape.limb({{world(glm::mix(top, knee_at, -0.02f)), 84.0f},
              {world(glm::mix(top, knee_at, 0.2f)), 80.0f},
              {world(glm::mix(top, knee_at, 0.6f)), 64.0f},
              {world(knee_at), 56.0f}});
  // The knee bends backwards.
  const glm::quat bend = t.turn * about({1, 0, 0}, knee);
  const Vec3 from = world(knee_at);
  const auto along = [&](float down, float forward) { return from + bend * Vec3(0.0f, -down, forward); };
  shape.limb({{from, 54.0f},
              {along(0.28f * k_shank, -12.0f), 58.0f},
              {along(0.6f * k_shank, -6.0f), 46.0f},
              {along(k_shank, 0.0f), 35.0f}});
  // Prone, and on hands and knees, the feet lie on their backs: they point on.
  shape.limb({{along(k_shank + 8.0f, -14.0f), 36.0f},
              {along(k_shank + 60.0f, 0.5f * k_foot), 30.0f},
              {along(k_shank + 78.0f, k_foot), 22.0f}});
}

struct Arm {
  Vec3 shoulder, elbow, wrist, tip;
};

// `flexion`: of the shoulder, degrees. On a mat the palm lies flat, fingers towards the head.
Arm arm_of(const motion::Rigid& chest, const motion::Limbs& limbs, float flexion, bool left, bool palm_down) {
  const float out = left ? 1.0f : -1.0f;
  const glm::quat turn =
      chest.turn * about({1, 0, 0}, -flexion) * about({0, 0, 1}, out * limbs[motion::shoulder_abduction]);
  Arm arm;
  arm.shoulder = chest.point({out * k_shoulder.x, k_shoulder.y, k_shoulder.z});
  arm.elbow = arm.shoulder + turn * Vec3(0, -k_upper_arm, 0);
  const glm::quat bend = turn * about({1, 0, 0}, -limbs[motion::elbow_flexion]);
  arm.wrist = arm.elbow + bend * Vec3(0, -k_forearm, 0);
  arm.tip = arm.wrist + (palm_down ? Vec3(0, k_hand, 0) : bend * Vec3(0, -k_hand, 0));
  return arm;
}

// The shoulder's flexion that sets the wrist on the plane dot(p, down) = height; as given where it cannot reach it.
float reach_down(const motion::Rigid& chest, const motion::Limbs& limbs, const Vec3& down, float height) {
  const auto depth = [&](float flexion) { return glm::dot(arm_of(chest, limbs, flexion, true, true).wrist, down); };
  const float asked = limbs[motion::shoulder_flexion];
  float best = asked, error = std::abs(depth(asked) - height);
  for (float flexion = 20.0f; flexion <= 178.0f; flexion += 1.0f) {
    // Of two ways to reach it, the one nearer to what was asked.
    const float off = std::abs(depth(flexion) - height) + 0.2f * std::abs(flexion - asked);
    if (off < error) error = off, best = flexion;
  }
  return best;
}

// Face down on a table: shoulder and elbow as near as can be to what was asked with the hand on the plane
// dot(p, down) = height and the elbow above it.
void reach_table(const motion::Rigid& chest, motion::Limbs& limbs, const Vec3& down, float height) {
  constexpr float elbow_room_mm = 30.0f, per_degree_mm = 0.5f;
  const float shoulder = limbs[motion::shoulder_flexion], elbow = limbs[motion::elbow_flexion];
  motion::Limbs tried = limbs;
  float least = 1e9f;
  for (float flexion = -64.0f; flexion <= 140.0f; flexion += 3.0f) {
    for (float bent = 4.0f; bent <= 146.0f; bent += 3.0f) {
      tried[motion::elbow_flexion] = bent;
      const Arm arm = arm_of(chest, tried, flexion, true, true);
      const float off = std::abs(glm::dot(arm.wrist, down) - height) +
                        2.0f * std::max(0.0f, glm::dot(arm.elbow, down) + elbow_room_mm - height) +
                        per_degree_mm * (std::abs(flexion - shoulder) + std::abs(bent - elbow));
      if (off >= least) continue;
      least = off;
      limbs[motion::shoulder_flexion] = flexion, limbs[motion::elbow_flexion] = bent;
    }
  }
}

void add_arm(Shape& shape, const Arm& arm) {
  shape.limb({{arm.shoulder, 58.0f}, {glm::mix(arm.shoulder, arm.elbow, 0.4f), 50.0f}, {arm.elbow, 40.0f}});
  shape.limb({{arm.elbow, 39.0f}, {glm::mix(arm.elbow, arm.wrist, 0.3f), 42.0f}, {arm.wrist, 27.0f}});
  shape.limb({{arm.wrist, 27.0f}, {glm::mix(arm.wrist, arm.tip, 0.5f), 34.0f}, {arm.tip, 20.0f}});
}

// `breath`: how far the ribs are lifted, 0..1; by how much that widens the schematic chest is a design estimate.
void add_upper_body(Shape& shape, const motion::BodyRig& rig, const motion::Rigid& chest, float nod, float breath) {
  constexpr float wider_mm = 14.0f;
  const float swell = wider_mm * breath;
  const Box3 box = rig.atlas().bounds();
  const float top = box.hi.y - 14.0f, middle = box.centre().z + 6.0f;
  for (const float side : {1.0f, -1.0f}) {
    const auto at = [&](float x, float y, float z) { return chest.point({side * x, y, z}); };
    shape.limb({{at(78, top + 40, middle), 88.0f + swell},
                {at(86, glm::mix(top, k_shoulder.y, 0.5f), middle - 2), 92.0f + swell},
                {at(84, k_shoulder.y - 34, middle - 10), 78.0f}});
    shape.limb({{at(20, k_shoulder.y + 2, 18), 66.0f},
                {at(100, k_shoulder.y + 8, 16), 58.0f},
                {at(k_shoulder.x, k_shoulder.y, k_shoulder.z), 56.0f}});
  }
  shape.limb(
      {{chest.point({0, top + 44, middle}), 92.0f + swell}, {chest.point({0, k_shoulder.y - 40, middle - 4}), 84.0f}});
  const Vec3 neck = chest.point(k_neck);
  const glm::quat turn = chest.turn * about({1, 0, 0}, nod);
  const Vec3 skull = neck + turn * (k_head - k_neck);
  shape.limb({{chest.point(k_neck - Vec3(0, 46, 4)), 60.0f}, {neck, 54.0f}, {glm::mix(neck, skull, 0.45f), 54.0f}});
  shape.limb({{skull - turn * Vec3(0, 34, -12), 68.0f}, {skull, 86.0f}, {skull + turn * Vec3(0, 32, -8), 82.0f}});
}

Mat3 frame_with_down(const Vec3& down) {
  const Vec3 along = std::abs(down.y) < 0.9f ? Vec3(0, 1, 0) : Vec3(0, 0, 1);
  return {glm::cross(along, -down), along, -down};
}

void add_support(Shape& shape, const motion::Position& position, float height) {
  const Vec3& down = position.down;
  const Mat3 axes = frame_with_down(down);
  switch (position.on) {
    case motion::Support::table:
      shape.slab(down * (height + 32.0f) + Vec3(0, -120, 0), axes, {330.0f, 1040.0f, 32.0f}, 26.0f);
      break;
    case motion::Support::mat:
      shape.slab(down * (height + 8.0f) + Vec3(0, 60, 0), axes, {420.0f, 1020.0f, 8.0f}, 7.0f);
      break;
    case motion::Support::chair:
      shape.slab(down * (height + 26.0f) + Vec3(0, 0, 150), axes, {235.0f, 230.0f, 26.0f}, 20.0f);
      break;
    case motion::Support::floor:
      shape.slab(down * (height + 8.0f) + Vec3(0, 0, 60), axes, {420.0f, 420.0f, 8.0f}, 7.0f);
      break;
  }
}

uint64_t revision_of(const motion::Figure& figure, uint64_t seed) {
  uint64_t hash = seed ^ 1469598103934665603u;
  const auto mix = [&](float f) { hash = (hash ^ static_cast<uint64_t>(std::lround(f * 256.0f))) * 1099511628211u; };
  for (const float f : figure.posture) mix(f);
  for (const float f : figure.limbs) mix(f);
  return hash;
}

}  // namespace

// Height of the surface over the pelvis' middle, along `down`: where the position's own figure touches it.
float support_top_mm(const motion::BodyRig& rig, const motion::Position& position) {
  const Box3 body = rig.atlas().bounds();
  const Vec3& down = position.down;
  switch (position.on) {
    case motion::Support::table:
      // Lying, the trunk decides: limbs may hang over the edge or be held up.
      return glm::dot(glm::max(body.lo * down, body.hi * down), Vec3(1.0f));
    case motion::Support::chair:
      return 168.0f;  // under the sitting bones and their flesh; design estimate
    default:
      break;
  }
  Shape legs;
  const motion::SegmentMotions moved = rig.motions(position.rest.posture);
  for (const bool left : {true, false})
    add_leg(legs, rig, moved, left, position.rest.limbs[left ? motion::knee_left : motion::knee_right]);
  return legs.lowest(down);
}

std::vector<render::Prop> figure_props(const motion::BodyRig& rig, const motion::Figure& figure,
                                       const motion::Position* position, const motion::Rigid& root) {
  motion::SegmentMotions moved = rig.motions(figure.posture);
  for (motion::Rigid& r : moved) r = root * r;
  const Box3 body = rig.atlas().bounds();
  if (body.empty() || !rig.skeleton().present[motion::t9]) return {};
  const float height = position ? support_top_mm(rig, *position) : 0.0f;
  motion::Limbs bent = figure.limbs;
  float shoulder = bent[motion::shoulder_flexion];
  // On a mat, and face down on a table with the arms not beside the body, the hands carry.
  constexpr float forward_deg = 45.0f, bent_deg = 40.0f;
  const bool on_mat = position && position->on == motion::Support::mat;
  const bool on_table = position && position->on == motion::Support::table && position->down.z > 0.9f &&
                        (shoulder > forward_deg || bent[motion::elbow_flexion] > bent_deg);
  const bool on_hands = on_mat || on_table;
  if (on_table) {
    reach_table(moved[motion::t9], bent, position->down, height - 26.0f);
    shoulder = bent[motion::shoulder_flexion];
  }
  if (on_mat) shoulder = reach_down(moved[motion::t9], figure.limbs, position->down, height - 26.0f);
  Shape limbs;
  for (const bool left : {true, false}) {
    if (rig.skeleton().present[left ? motion::thigh_left : motion::thigh_right])
      add_leg(limbs, rig, moved, left, figure.limbs[left ? motion::knee_left : motion::knee_right]);
    add_arm(limbs, arm_of(moved[motion::t9], bent, shoulder, left, on_hands));
  }
  add_upper_body(limbs, rig, moved[motion::t9], figure.limbs[motion::neck_flexion],
                 figure.posture[motion::rib_lift] / rig.ranges().ribs.lift);
  std::vector<render::Prop> props;
  props.push_back(limbs.prop(render::PropStyle::ghost, 0.7f, revision_of(figure, 11)));
  if (position) {
    Shape support;
    add_support(support, *position, height);
    props.push_back(support.prop(render::PropStyle::sleeve, 1.0f, revision_of(position->rest, 23)));
  }
  return props;
}

}  // namespace palpate::session
