#include "motion/hand_placement.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <glm/gtc/matrix_transform.hpp>

namespace palpate::motion {
namespace {

constexpr int halvings = 11;                     // finer than a twentieth of a degree
constexpr float flattest_scale = -0.8f;          // of bent fingers that stretch out of the way
constexpr float comfortable_extension = -55.0f;  // of the wrist, degrees
constexpr float pad_sink_mm = 1.0f;              // soft pads flatten against the skin by this much
constexpr float rolling_turn_deg = 24.0f;        // elbows apart while thumbs and fingers roll a fold
constexpr float thenar_sink_mm = 1.5f;           // the ball of the thumb by this much

/// Largest value in [lo, hi] for which `fits`; `lo` where none does. `fits` turns from true to false once.
template <class Fits>
float largest(float lo, float hi, const Fits& fits) {
  if (fits(hi)) return hi;
  for (int i = 0; i < halvings; ++i) {
    const float middle = 0.5f * (lo + hi);
    (fits(middle) ? lo : hi) = middle;
  }
  return lo;
}

Mat3 frame_of(const Vec3& first, const Vec3& second) {
  const Vec3 a = glm::normalize(first);
  const Vec3 b = normalize_or(second - a * glm::dot(second, a), Vec3(0, 1, 0));
  return {a, b, glm::cross(a, b)};
}

class Solver {
 public:
  Solver(const technique::Contact& contact, const Grip& grip, const HandPoses& poses, const SkinDistance& skin,
         const Ground& ground, bool left)
      : contact_(contact), grip_(grip), sizes_(poses.sizes), skin_(skin), ground_(ground) {
    hand_.mesh = grip.mesh;
    hand_.left = left;
    hand_.pose = poses.pose(grip.pose);
    hand_.lift_mm = contact.lift_mm;
  }

  HandPlacement solve(float depth) {
    normal_ = skin_.empty() ? contact_.normal : skin_.normal(contact_.position_mm, grip_.averaging_mm);
    target_ = contact_.position_mm - depth * normal_;
    if (grip_.conform == Conform::tips && grip_.across) target_ += 0.35f * contact_.fold_mm * normal_;
    aim();
    // Wrist, tilt and height depend on each other a little: twice is enough.
    for (int round = 0; round < 2; ++round) {
      bend_wrist();
      tilt();
      settle();
    }
    const HandPose held = hand_.pose;
    conform(held);
    // Solved fingers have carried the load away from where it belongs: bring it back, along the skin.
    for (int round = 0; round < 2 && grip_.conform == Conform::tips; ++round) {
      recentre();
      settle();
      conform(held);
    }
    if (const float sunk = thumb_sunk_mm(); sunk > 0.5f) {
      shift(sunk * normal_);
      conform(held);
    }
    rise();
    return hand_;
  }

 private:
  // --- where the hand is held

  Vec3 mirrored(Vec3 v) const {
    if (hand_.left) v.x = -v.x;
    return v;
  }

  Vec3 heading() const {
    const Vec3 side = glm::cross(normal_, contact_.direction);
    const bool rolls = contact_.action == "skin-roll";
    if (grip_.across && !rolls) {
      const float medial = contact_.side == anatomy::Side::left ? -1.0f : 1.0f;
      return side.x * medial < 0.0f ? -side : side;
    }
    const float own_side = hand_.left ? -1.0f : 1.0f,
                body_side = glm::clamp(-contact_.position_mm.x / 60.0f, -1.0f, 1.0f);
    const float beside = (grip_.second == Second::beside || rolls ? own_side : body_side) * contact_.direction.y;
    const float turn = glm::radians(rolls ? rolling_turn_deg : grip_.turn_deg) * beside;
    return std::cos(turn) * contact_.direction + std::sin(turn) * side;
  }

  void aim() {
    hand_.frames = bone_frames(sizes_, hand_.pose);
    const Mat4& bone = hand_.frames[static_cast<size_t>(grip_.load_bone)];
    const Mat3 turn(bone);
    load_ = mirrored(Vec3(bone * Vec4(grip_.load_point, 1.0f)));
    const Mat3 from = frame_of(mirrored(turn * grip_.load_normal), mirrored(turn * grip_.heading));
    const Mat3 to = frame_of(-normal_, heading());
    const Mat3 rotation = to * glm::transpose(from);
    hand_.to_body = Mat4(rotation);
    hand_.to_body[3] = Vec4(target_ - rotation * load_, 1.0f);
  }

  void shift(const Vec3& by) { hand_.to_body[3] += Vec4(by, 0.0f); }

  Vec3 to_body(const Vec3& hand_point) const { return Vec3(hand_.to_body * Vec4(mirrored(hand_point), 1.0f)); }

  // --- how far parts of it are from the ground

  float clearance(const FleshCone& cone) const {
    // A fist bears with the backs of its fingers, where the flesh is squeezed out.
    const float fuller = grip_.mesh == "fist" ? 1.12f : 1.0f;
    float least = 1e9f;
    for (const float t : {0.0f, 0.33f, 0.67f, 1.0f})
      least = std::min(
          least, ground_(to_body(glm::mix(cone.a, cone.b, t))) - fuller * glm::mix(cone.radius_a, cone.radius_b, t));
    return least;
  }

  float phalanx_clearance(const Mat4& frame, const FingerSizes& size, size_t k) const {
    const bool last = k == 2;
    const float length = size.lengths[k] - (last ? size.radii[3] : 0.0f);
    float least = 1e9f;
    for (const float t : {0.2f, 0.4f, 0.6f, 0.8f, 1.0f}) {
      const Vec3 p = to_body(Vec3(frame * Vec4(0, t * length, 0, 1)));
      least = std::min(least, ground_(p) - 1.07f * glm::mix(size.radii[k], size.radii[k + 1], t));
    }
    return least;
  }

  bool load_on_thumb() const { return grip_.load_bone >= thumb_metacarpal && grip_.load_bone < forearm_bone; }

  enum class Part { palm, forearm, whole_hand };
  float clearance(Part part) const {
    const bool arm = grip_.mesh == "arm";
    float least = 1e9f;
    for (const FleshCone& cone : flesh(sizes_, hand_.frames, arm ? 262.0f : 190.0f, arm ? 0.0f : 7.0f)) {
      const bool finger = cone.bone >= first_phalanx && cone.bone < thumb_metacarpal;
      const bool thumb = cone.bone >= thumb_metacarpal + (load_on_thumb() ? 0 : 1) && cone.bone < forearm_bone;
      // The wrist itself lies as low as the palm: only what comes after it must rise.
      const bool free_arm = cone.bone == forearm_bone && (arm || cone.near_end > 30.0f);
      const bool palm = !finger && !thumb && !free_arm;
      const bool wanted = part == Part::forearm ? free_arm : part == Part::palm ? palm : !free_arm;
      if (wanted) least = std::min(least, clearance(cone));
    }
    return least;
  }

  void with_wrist(float flexion, float deviation) {
    hand_.pose.wrist_flexion = limits::wrist_flexion.clamp(flexion);
    hand_.pose.wrist_deviation = limits::wrist_deviation.clamp(deviation);
    hand_.frames = bone_frames(sizes_, hand_.pose);
  }

  /// The least extension (or deviation, for the edge of the hand) that lifts forearm and sleeve off the body.
  void bend_wrist() {
    if (grip_.mesh == "arm") return;
    const float flexion = hand_.pose.wrist_flexion, deviation = hand_.pose.wrist_deviation;
    const bool sideways =
        std::abs((Mat3(hand_.frames[static_cast<size_t>(grip_.load_bone)]) * grip_.load_normal).x) > 0.7f;
    const float end =
        sideways ? limits::wrist_deviation.hi - deviation : std::max(0.0f, flexion - comfortable_extension);
    const auto bend = [&](float by) {
      sideways ? with_wrist(flexion, deviation + by) : with_wrist(flexion - by, deviation);
    };
    const float kept = largest(0.0f, end, [&](float slack) {
      bend(end - slack);
      return clearance(Part::forearm) > 5.0f;
    });
    bend(end - kept);
  }

  BoneFrames stretched() const {
    HandPose flat = hand_.pose;
    for (FingerPose& f : flat.fingers) f = scaled(f, flattest_scale);
    return bone_frames(sizes_, flat);
  }
  float stretched_fingers_clearance() const {
    const BoneFrames frames = stretched();
    float least = 1e9f;
    for (int i = 0; i < finger_count; ++i)
      for (int k = 0; k < 3; ++k)
        least = std::min(least, phalanx_clearance(frames[static_cast<size_t>(phalanx_bone(i, k))],
                                                  sizes_.fingers[static_cast<size_t>(i)], static_cast<size_t>(k)));
    return least;
  }
  Vec3 deepest_stretched_tip() const {
    const BoneFrames frames = stretched();
    Vec3 deepest(0.0f);
    float least = 1e9f;
    for (int i = 0; i < finger_count; ++i) {
      const Vec3 tip = to_body(Vec3(frames[static_cast<size_t>(phalanx_bone(i, 2))] * Vec4(0, 14, 0, 1)));
      if (const float over = ground_(tip); over < least) least = over, deepest = tip;
    }
    return deepest;
  }

  /// Turns the hand about its load so that what bears no load stays above the skin.
  void tilt() {
    const bool arm = grip_.mesh == "arm";
    tilt(to_body(arm ? Vec3(0, 60, 0) : load_on_thumb() ? Vec3(-10, 40, 0) : Vec3(0, 6, 0)));
    // Beside a steep flank the outer fingers need a turn of their own.
    if (grip_.conform == Conform::hang && !clear_of_skin()) tilt(deepest_stretched_tip());
  }

  bool clear_of_skin() {
    if (grip_.mesh == "arm") return clearance(Part::whole_hand) > 4.0f;
    if (clearance(Part::forearm) <= 4.0f) return false;
    const bool bears_with_palm = grip_.conform == Conform::drape || grip_.conform == Conform::rigid;
    if (!bears_with_palm && clearance(Part::palm) <= 1.0f) return false;
    // Fingers that hang can stretch out of the way, but no further than that.
    return grip_.conform != Conform::hang || stretched_fingers_clearance() > 1.0f;
  }

  /// About the load, so that `raised` goes up; no further than needed.
  void tilt(const Vec3& raised) {
    const Vec3 load = Vec3(hand_.to_body * Vec4(load_, 1.0f));
    const Vec3 axis = normalize_or(glm::cross(raised - load, normal_), Vec3(0.0f));
    if (axis == Vec3(0.0f)) return;
    const Mat4 level = hand_.to_body;
    const auto turn = [&](float degrees) {
      const Mat4 about = glm::translate(Mat4(1.0f), load) * glm::rotate(Mat4(1.0f), glm::radians(degrees), axis) *
                         glm::translate(Mat4(1.0f), -load);
      hand_.to_body = about * level;
    };
    constexpr float most = 35.0f;
    const float slack = largest(0.0f, most, [&](float left) {
      turn(most - left);
      return clear_of_skin();
    });
    turn(most - slack);
  }

  float bearing_clearance() const {
    if (grip_.mesh == "arm") {
      const Mat4& arm = hand_.frames[forearm_bone];
      float least = clearance(Part::forearm) + pad_sink_mm;
      const Vec3 bend(0.89f, 0, 0.45f), point = Vec3(0, -281, 0) - bend * 21.0f;
      least = std::min(least, ground_(to_body(Vec3(arm * Vec4(point, 1)))) - 15.0f + pad_sink_mm);
      // The inner knob of the elbow and the flesh behind it.
      const Vec3 inner = Vec3(0, -262, 0) + glm::cross(bend, Vec3(0, 1, 0)) * 29.0f;
      least = std::min(least, ground_(to_body(Vec3(arm * Vec4(inner, 1)))) - 18.0f + pad_sink_mm);
      return std::min(least, clearance(Part::whole_hand));
    }
    if (grip_.mesh == "fist" || grip_.conform == Conform::rigid) return clearance(Part::whole_hand) + pad_sink_mm;
    if (load_on_thumb())
      return std::min(
          phalanx_clearance(hand_.frames[static_cast<size_t>(grip_.load_bone)], sizes_.thumb, 2) + pad_sink_mm,
          clearance(Part::palm));
    if (grip_.conform == Conform::drape) return clearance(Part::palm) + 1.5f;
    const float palm = clearance(Part::palm);
    return grip_.conform == Conform::hang ? palm + 1.5f : palm - 1.0f;
  }

  /// Height at which the bearing part just touches. Parts that only must not sink (tips) lift, but never lower.
  void settle() {
    const bool may_sink = !(grip_.conform == Conform::tips);
    for (int i = 0; i < 4; ++i) {
      const float free = bearing_clearance();
      if (free > 0.0f && !may_sink) return;
      shift(-std::min(free, 40.0f) * normal_);
    }
  }

  void recentre() {
    const Vec3 off = target_ - hand_.in_body(grip_.load_bone, grip_.load_point);
    shift(off - normal_ * glm::dot(off, normal_));
  }

  // --- fingers

  void conform(const HandPose& held) {
    for (size_t i = 0; i < held.fingers.size(); ++i) hand_.pose.fingers[i] = held.fingers[i];
    hand_.pose.thumb = held.thumb;
    if (grip_.conform == Conform::drape) drape();
    if (grip_.conform == Conform::tips || grip_.conform == Conform::hang) reach();
    if (grip_.conform == Conform::tips) reach_thumb();
  }

  static FingerPose scaled(const FingerPose& rest, float by) {
    return {rest.spread, limits::knuckle.clamp(rest.knuckle * by), limits::middle.clamp(rest.middle * by),
            limits::tip.clamp(rest.tip * by)};
  }

  Mat4 phalanx_frame(int finger, int k) {
    hand_.frames = bone_frames(sizes_, hand_.pose);
    return hand_.frames[static_cast<size_t>(phalanx_bone(finger, k))];
  }

  /// Smallest room of a finger's bones from `from` on, each against what it may sink.
  float finger_room(int finger, size_t from) {
    hand_.frames = bone_frames(sizes_, hand_.pose);
    constexpr std::array<float, 3> wanted{1.2f, 0.2f, -pad_sink_mm};
    float least = 1e9f;
    for (size_t k = from; k < 3; ++k)
      least = std::min(least,
                       phalanx_clearance(hand_.frames[static_cast<size_t>(phalanx_bone(finger, static_cast<int>(k)))],
                                         sizes_.fingers[static_cast<size_t>(finger)], k) -
                           wanted[k]);
    return least;
  }

  void drape() {
    for (int i = 0; i < finger_count; ++i) {
      FingerPose& f = hand_.pose.fingers[static_cast<size_t>(i)];
      f.middle = 0.0f, f.tip = -8.0f;
      f.knuckle = largest(limits::knuckle.lo, 48.0f, [&](float v) { return f.knuckle = v, finger_room(i, 0) >= 0.0f; });
      f.middle = largest(limits::middle.lo, 46.0f, [&](float v) { return f.middle = v, finger_room(i, 1) >= 0.0f; });
      f.tip = largest(limits::tip.lo, 30.0f, [&](float v) { return f.tip = v, finger_room(i, 2) >= 0.0f; });
    }
    couple();
    ThumbPose& t = hand_.pose.thumb;
    t.knuckle = 0.0f, t.tip = -12.0f;
    t.palmar = largest(limits::thumb_palmar.lo, 45.0f, [&](float v) { return t.palmar = v, thumb_room(0) >= 0.0f; });
    t.knuckle = largest(limits::thumb_knuckle.lo, 50.0f, [&](float v) { return t.knuckle = v, thumb_room(1) >= 0.0f; });
    t.tip = largest(limits::thumb_tip.lo, 60.0f, [&](float v) { return t.tip = v, thumb_room(2) >= 0.0f; });
    hand_.frames = bone_frames(sizes_, hand_.pose);
  }

  /// Fingers bend alike: none more than a little beyond its neighbours. One that would sink when straightened stays.
  void couple() {
    constexpr float most = 22.0f;
    auto& f = hand_.pose.fingers;
    for (int round = 0; round < 3; ++round)
      for (size_t i = 0; i < f.size(); ++i) {
        const FingerPose before = f[i];
        for (const size_t j : {i - 1, i + 1}) {
          if (j >= f.size()) continue;
          f[i].knuckle = std::min(f[i].knuckle, f[j].knuckle + most);
          f[i].middle = std::min(f[i].middle, f[j].middle + most);
          f[i].tip = std::min(f[i].tip, f[j].tip + most);
        }
        if (grip_.conform == Conform::hang && finger_room(static_cast<int>(i), 0) < 0.0f) f[i] = before;
      }
  }

  /// The largest factor for a finger's joints: half as much again, or, of a nearly straight one, until it is as bent as
  /// fingers that press with their tips.
  static float most_bent(const FingerPose& rest) {
    constexpr float usual = 1.55f, bent_deg = 75.0f;
    return std::max(usual, bent_deg / std::max(rest.knuckle + rest.middle + rest.tip, 1.0f));
  }

  /// Pads to the skin: all three joints by one factor. Where even a stretched finger would sink it curls up instead.
  void reach() {
    for (int i = 0; i < finger_count; ++i) {
      FingerPose& f = hand_.pose.fingers[static_cast<size_t>(i)];
      const FingerPose rest = f;
      const auto fits = [&](float v) { return f = scaled(rest, v), finger_room(i, 0) >= 0.0f; };
      float by = largest(flattest_scale, most_bent(rest), fits);
      if (grip_.conform == Conform::hang && !fits(by)) by = -largest(-2.4f, -0.8f, [&](float v) { return fits(-v); });
      f = scaled(rest, by);
      if (grip_.conform == Conform::tips) bend_ends(i);
    }
    couple();
    hand_.frames = bone_frames(sizes_, hand_.pose);
  }

  /// A finger that lies on a ridge with its root: the outer joints go on until the pad touches.
  void bend_ends(int i) {
    constexpr float more_middle = 30.0f, more_tip = 25.0f;
    FingerPose& f = hand_.pose.fingers[static_cast<size_t>(i)];
    if (finger_room(i, 2) <= 0.5f) return;
    const FingerPose before = f;
    const auto bent = [](const JointRange& range, float from, float by) { return range.clamp(from + by); };
    f.middle = largest(before.middle, bent(limits::middle, before.middle, more_middle),
                       [&](float v) { return f.middle = v, finger_room(i, 1) >= 0.0f; });
    f.tip = largest(before.tip, bent(limits::tip, before.tip, more_tip),
                    [&](float v) { return f.tip = v, finger_room(i, 2) >= 0.0f; });
  }

  /// The ball of the thumb is thicker than its bone, and soft.
  float thenar_clearance() const { return phalanx_clearance(hand_.frames[thumb_metacarpal], sizes_.thumb, 0) - 1.5f; }

  float thumb_room(size_t from) {
    hand_.frames = bone_frames(sizes_, hand_.pose);
    float least = from == 0 ? thenar_clearance() + thenar_sink_mm : 1e9f;
    for (size_t k = std::max<size_t>(from, 1); k < 3; ++k)
      least =
          std::min(least, phalanx_clearance(hand_.frames[static_cast<size_t>(thumb_metacarpal) + k], sizes_.thumb, k) -
                              (k == 2 ? -pad_sink_mm : 0.4f));
    return least;
  }

  /// How deep the thumb of bent fingers lies where it cannot get out of the way: then the hand must rise.
  float thumb_sunk_mm() { return grip_.conform == Conform::tips ? std::max(0.0f, -thumb_room(1)) : 0.0f; }

  void reach_thumb() {
    ThumbPose& t = hand_.pose.thumb;
    const ThumbPose rest = t;
    const auto bend = [&](float by) {
      t.palmar = limits::thumb_palmar.clamp(rest.palmar + 22.0f * (by - 1.0f));
      t.knuckle = limits::thumb_knuckle.clamp(rest.knuckle + 18.0f * (by - 1.0f));
      t.tip = limits::thumb_tip.clamp(rest.tip + 18.0f * (by - 1.0f));
    };
    const float by = largest(-1.2f, 1.5f, [&](float v) { return bend(v), thumb_room(1) >= 0.0f; });
    bend(by);
    hand_.frames = bone_frames(sizes_, hand_.pose);
  }

  /// A hand in the air: up along the normal, its fingers loosen.
  void rise() {
    const float loose = 0.5f * smoothstep(4.0f, 45.0f, contact_.lift_mm);
    if (loose > 0.0f && grip_.mesh == "open") {
      HandPose calm = hand_.pose;
      constexpr std::array<float, finger_count> more{8.0f, 10.0f, 13.0f, 16.0f};
      for (size_t i = 0; i < calm.fingers.size(); ++i) {
        calm.fingers[i].knuckle = limits::knuckle.clamp(calm.fingers[i].knuckle + 1.2f * more[i]);
        calm.fingers[i].middle = limits::middle.clamp(calm.fingers[i].middle + 1.6f * more[i]);
        calm.fingers[i].tip = limits::tip.clamp(calm.fingers[i].tip + 0.9f * more[i]);
      }
      hand_.pose = blend(hand_.pose, calm, loose);
      hand_.frames = bone_frames(sizes_, hand_.pose);
    }
    shift(contact_.lift_mm * normal_);
  }

  const technique::Contact& contact_;
  const Grip& grip_;
  const HandSizes& sizes_;
  const SkinDistance& skin_;
  const Ground& ground_;
  HandPlacement hand_;
  Vec3 normal_{0, 0, -1}, target_{0.0f}, load_{0.0f};
};

/// Two thumbs side by side: each hand on its own side of the pressed line.
technique::Contact beside_the_line(technique::Contact contact, bool left) {
  contact.position_mm += (left ? 8.0f : -8.0f) * glm::cross(contact.normal, contact.direction);
  return contact;
}

/// A placed hand, ready to be asked how far points are from it.
class PlacedFlesh {
 public:
  PlacedFlesh(const HandPlacement& hand, const HandSizes& sizes)
      : to_hand_(glm::inverse(hand.to_body)), left_(hand.left) {
    for (const FleshCone& cone : flesh(sizes, hand.frames, 20.0f, 0.0f))
      cones_.push_back({cone, 0.5f * (cone.a + cone.b),
                        0.5f * glm::length(cone.b - cone.a) + std::max(cone.radius_a, cone.radius_b)});
  }
  float distance(const Vec3& p) const {
    Vec3 q(to_hand_ * Vec4(p, 1.0f));
    if (left_) q.x = -q.x;
    float d = 1e9f;
    for (const Round& round : cones_) {
      const float nearest = d + round.radius;  // a cone wholly further away than what is known cannot be nearer
      const Vec3 from = q - round.middle;
      if (nearest > 0.0f && glm::dot(from, from) > nearest * nearest) continue;
      d = std::min(d, motion::distance(round.cone, q));
    }
    return d;
  }

 private:
  struct Round {
    FleshCone cone;
    Vec3 middle;
    float radius;  ///< of the ball that holds it
  };
  Mat4 to_hand_;
  bool left_;
  std::vector<Round> cones_;
};

}  // namespace

Vec3 HandPlacement::in_body(int bone, const Vec3& local) const {
  Vec3 p(frames[static_cast<size_t>(bone)] * Vec4(local, 1.0f));
  if (left) p.x = -p.x;
  return Vec3(to_body * Vec4(p, 1.0f));
}

HandPlacement place(const technique::Contact& contact, const Grip& grip, const HandPoses& poses,
                    const SkinDistance& skin, const Ground& ground, float depth_mm) {
  const bool left = contact.hand == "left";
  if (grip.second != Second::beside) return Solver(contact, grip, poses, skin, ground, left).solve(depth_mm);
  const technique::Contact own = beside_the_line(contact, left);
  return Solver(own, grip, poses, skin, ground, left).solve(depth_mm);
}

HandPlacement place_second(const technique::Contact& contact, const Grip& grip, const HandPoses& poses,
                           const SkinDistance& skin, const Ground& ground, const HandPlacement& first, float depth_mm) {
  technique::Contact other = contact;
  other.hand = first.left ? "right" : "left";
  if (grip.second == Second::on_top) {
    // Turned a little, its fingers across those below.
    const Vec3 side = glm::cross(contact.normal, contact.direction);
    const float askew = (first.left ? 1.0f : -1.0f) * 0.5f;
    other.direction = glm::normalize(contact.direction + askew * side);
    const PlacedFlesh below(first, poses.sizes);
    const Ground both = [&](const Vec3& p) { return std::min(ground(p), below.distance(p)); };
    return Solver(other, grip, poses, skin, both, !first.left).solve(depth_mm - 26.0f);
  }
  other = beside_the_line(other, !first.left);
  return Solver(other, grip, poses, skin, ground, !first.left).solve(depth_mm);
}

}  // namespace palpate::motion
