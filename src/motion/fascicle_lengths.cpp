#include "motion/fascicle_lengths.h"

#include <algorithm>
#include <cmath>

#include "core/parallel.h"

namespace palpate::motion {
namespace {

constexpr float k_step_deg = 1.0f;  // either way: the curve of a length is straight over so little

PackedWeights wholly(int segment) {
  PackedWeights out{};
  out[static_cast<size_t>(segment)] = 65535;
  return out;
}

PackedWeights pack(const SegmentWeights& weights) {
  PackedWeights out{};
  for (size_t s = 0; s < segment_count; ++s) out[s] = static_cast<uint16_t>(std::lround(weights[s] * 65535.0f));
  return out;
}

// An end is on its bone and goes with it, whatever the field says about the place.
PackedWeights end_weights(const BodyRig& rig, const std::string& bone, const Vec3& at) {
  const int segment = segment_of(bone);
  if (segment >= 0 && rig.skeleton().present[static_cast<size_t>(segment)]) return wholly(segment);
  return pack(rig.weights_at(at));
}

float arm_between(const MeasuredFascicle& fascicle, const PoseBlock& less, const PoseBlock& more, float degrees) {
  if (degrees <= 0.0f) return 0.0f;
  return (FascicleLengths::length_mm(fascicle, less) - FascicleLengths::length_mm(fascicle, more)) /
         glm::radians(degrees);
}

// Postures one step either way, as far as the joint's range lets them, and the degrees between.
struct Step {
  Posture less{}, more{};
  float degrees = 0.0f;
};
Step step_about(const JointRanges& ranges, const Posture& at, int joint) {
  Step step;
  step.less = step.more = at;
  step.less[static_cast<size_t>(joint)] -= k_step_deg;
  step.more[static_cast<size_t>(joint)] += k_step_deg;
  step.less = clamped(ranges, step.less), step.more = clamped(ranges, step.more);
  step.degrees = step.more[static_cast<size_t>(joint)] - step.less[static_cast<size_t>(joint)];
  return step;
}

}  // namespace

FascicleLengths::FascicleLengths(std::shared_ptr<const BodyRig> rig) : rig_(std::move(rig)) {
  const auto& structures = rig_->atlas().structures;
  for (size_t s = 0; s < structures.size(); ++s) {
    first_.push_back(all_.size());
    for (size_t i = 0; i < structures[s].fascicles.size(); ++i) {
      const anatomy::Fascicle& from = structures[s].fascicles[i];
      if (from.path.size() < 2) continue;
      MeasuredFascicle made;
      made.structure = s, made.index = i, made.points = from.path, made.rest_mm = from.length_mm();
      for (const Vec3& p : made.points) {
        made.weights.push_back(pack(rig_->weights_at(p)));
        made.breath.push_back(rig_->breath_at(p));
      }
      made.weights.front() = end_weights(*rig_, from.origin, made.points.front());
      made.weights.back() = end_weights(*rig_, from.insertion, made.points.back());
      made.breath.front() = rig_->breath_at(made.points.front(), from.origin);
      made.breath.back() = rig_->breath_at(made.points.back(), from.insertion);
      all_.push_back(std::move(made));
    }
  }
  first_.push_back(all_.size());
  std::array<Step, joint_count> steps;
  std::array<PoseBlock, joint_count> less, more;
  for (int j = 0; j < joint_count; ++j) {
    const size_t i = static_cast<size_t>(j);
    steps[i] = step_about(rig_->ranges(), {}, j);
    less[i] = rig_->block(steps[i].less), more[i] = rig_->block(steps[i].more);
  }
  parallel_for(all_.size(), 16, [&](size_t begin, size_t end) {
    for (size_t f = begin; f < end; ++f) {
      for (size_t j = 0; j < joint_count; ++j)
        all_[f].arm_mm[j] = arm_between(all_[f], less[j], more[j], steps[j].degrees);
    }
  });
}

std::span<const MeasuredFascicle> FascicleLengths::of(size_t structure) const {
  if (structure + 1 >= first_.size()) return {};
  return std::span(all_).subspan(first_[structure], first_[structure + 1] - first_[structure]);
}

float FascicleLengths::length_mm(const MeasuredFascicle& fascicle, const PoseBlock& pose) {
  float sum = 0.0f;
  Vec3 before(0.0f);
  for (size_t i = 0; i < fascicle.points.size(); ++i) {
    const Vec3 at = blend(pose, fascicle.weights[i]).point(fascicle.points[i] + pose.breath * fascicle.breath[i]);
    if (i > 0) sum += glm::distance(before, at);
    before = at;
  }
  return sum;
}

float FascicleLengths::arm_mm(const MeasuredFascicle& fascicle, Joint joint, const Posture& at) const {
  const Step step = step_about(rig_->ranges(), at, joint);
  return arm_between(fascicle, rig_->block(step.less), rig_->block(step.more), step.degrees);
}

float FascicleLengths::level_arm_mm(const MeasuredFascicle& fascicle, int segment, int axis) const {
  const Skeleton& skeleton = rig_->skeleton();
  const size_t moved = static_cast<size_t>(segment);
  const auto turned = [&](float degrees) {
    const DualQuaternion still = to_dual({});
    const DualQuaternion turn =
        to_dual(turn_about(skeleton.centre[moved], glm::angleAxis(glm::radians(degrees), skeleton.axes[moved][axis])));
    PoseBlock pose;
    pose.fill(still);
    // Everything above goes with a level of the spine; a hip carries its thigh alone.
    const bool spine = segment < thigh_left;
    for (int s = segment; s <= (spine ? static_cast<int>(t9) : segment); ++s) pose[static_cast<size_t>(s)] = turn;
    return pose;
  };
  return arm_between(fascicle, turned(-k_step_deg), turned(k_step_deg), 2.0f * k_step_deg);
}

LengthCurve length_curve(const FascicleLengths& lengths, const MeasuredFascicle& fascicle, Joint joint,
                         const Posture& at, int samples) {
  LengthCurve curve;
  const JointSpan span = span_of(lengths.rig().ranges(), joint);
  for (int i = 0; i < samples; ++i) {
    Posture posture = at;
    const float share = samples > 1 ? static_cast<float>(i) / static_cast<float>(samples - 1) : 0.5f;
    posture[joint] = glm::mix(span.lo, span.hi, share);
    curve.angle_deg.push_back(posture[joint]);
    curve.length_mm.push_back(FascicleLengths::length_mm(fascicle, lengths.rig().block(posture)));
  }
  return curve;
}

}  // namespace palpate::motion
