#include "motion/muscle_action.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace palpate::motion {
namespace {

struct TurnWords {
  std::string_view positive, negative;
};
constexpr std::array<TurnWords, joint_count> turn_words = {{
    {"bends the low back forwards", "bends the low back backwards"},
    {"bends the low back to the left", "bends the low back to the right"},
    {"turns the low back to the left", "turns the low back to the right"},
    {"bends the chest forwards", "bends the chest backwards"},
    {"bends the chest to the left", "bends the chest to the right"},
    {"turns the chest to the left", "turns the chest to the right"},
    {"lifts the left thigh forwards", "draws the left thigh backwards"},
    {"lifts the right thigh forwards", "draws the right thigh backwards"},
    {"draws the left thigh outwards", "draws the left thigh inwards"},
    {"draws the right thigh outwards", "draws the right thigh inwards"},
    {"turns the left thigh inwards", "turns the left thigh outwards"},
    {"turns the right thigh inwards", "turns the right thigh outwards"},
    {"lifts the lower ribs (breathing in)", "draws the lower ribs down (breathing out)"},
}};

float mean_arm(std::span<const MeasuredFascicle> fascicles, int joint) {
  float sum = 0.0f;
  for (const MeasuredFascicle& f : fascicles) sum += f.arm_mm[static_cast<size_t>(joint)];
  return fascicles.empty() ? 0.0f : sum / static_cast<float>(fascicles.size());
}

// cm²: what a section across all fibres would show.
float section_cm2(const anatomy::Structure& structure, std::span<const MeasuredFascicle> fascicles) {
  float sum = 0.0f;
  for (const MeasuredFascicle& f : fascicles) sum += f.rest_mm;
  if (sum <= 0.0f) return 0.0f;
  const float mean_mm = sum / static_cast<float>(fascicles.size());
  return static_cast<float>(structure.volume_mm3) / mean_mm / 100.0f;
}

void make_shares(std::vector<MuscleShare>& team) {
  std::stable_sort(team.begin(), team.end(),
                   [](const MuscleShare& a, const MuscleShare& b) { return a.share > b.share; });
  float whole = 0.0f;
  for (const MuscleShare& m : team) whole += m.share;
  for (MuscleShare& m : team) m.share = whole > 0.0f ? m.share / whole : 0.0f;
}

}  // namespace

std::string_view words_of(const JointTurn& turn) {
  const TurnWords& words = turn_words[static_cast<size_t>(turn.joint)];
  return turn.positive ? words.positive : words.negative;
}

std::vector<MuscleTurn> turns_of(const FascicleLengths& lengths, size_t structure, float least_mm) {
  std::vector<MuscleTurn> turns;
  for (int j = 0; j < joint_count; ++j) {
    const float arm = mean_arm(lengths.of(structure), j);
    if (std::abs(arm) >= least_mm) turns.push_back({{j, arm > 0.0f}, std::abs(arm)});
  }
  std::stable_sort(turns.begin(), turns.end(),
                   [](const MuscleTurn& a, const MuscleTurn& b) { return a.arm_mm > b.arm_mm; });
  return turns;
}

TurnTeam team_of(const FascicleLengths& lengths, const JointTurn& turn) {
  constexpr float k_least_mm = 2.0f;  // less than that is within what the model can tell; design estimate
  TurnTeam team;
  const auto& structures = lengths.rig().atlas().structures;
  for (size_t s = 0; s < structures.size(); ++s) {
    const auto fascicles = lengths.of(s);
    const float arm = mean_arm(fascicles, turn.joint) * (turn.positive ? 1.0f : -1.0f);
    if (std::abs(arm) < k_least_mm) continue;
    auto& side = arm > 0.0f ? team.movers : team.opponents;
    side.push_back({s, std::abs(arm), section_cm2(structures[s], fascicles) * std::abs(arm)});
  }
  make_shares(team.movers);
  make_shares(team.opponents);
  return team;
}

float played_angle(const JointRanges& ranges, const JointTurn& turn, double time_s, double period_s) {
  const JointSpan span = span_of(ranges, turn.joint);
  const float done = static_cast<float>(0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * time_s / period_s));
  return turn.positive ? glm::mix(span.lo, span.hi, done) : glm::mix(span.hi, span.lo, done);
}

}  // namespace palpate::motion
