#include "session/practice.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "technique/track.h"

namespace palpate::session {
namespace {

// Limits of the scores, all design estimates: within a thumb's breadth of the line is full, a hand's breadth is
// nothing.
constexpr double kPathFull_mm = 5.0, kPathNone_mm = 45.0;
constexpr double kSpeedNone = 2.5;                    ///< this much faster or slower scores 0
constexpr double kEvenFull = 0.15, kEvenNone = 0.85;  ///< coefficient of variation
constexpr double kPathPart = 0.4, kSpeedPart = 0.25, kRhythmPart = 0.15, kDirectionPart = 0.2;
constexpr double kPauseBack_s = 0.6;  ///< least time of a way back
constexpr int kBins = 8;

double between(double value, double full, double none) {
  return 100.0 * std::clamp((none - value) / (none - full), 0.0, 1.0);
}

double length_of(const std::vector<Vec3>& line) {
  double sum = 0.0;
  for (size_t i = 1; i < line.size(); ++i) sum += static_cast<double>(glm::length(line[i] - line[i - 1]));
  return sum;
}

struct OnLine {
  double away_mm = 1e30, way_mm = 0.0;
};

OnLine nearest(const std::vector<Vec3>& line, const Vec3& at) {
  OnLine best;
  double before = 0.0;
  for (size_t i = 1; i < line.size(); ++i) {
    const Vec3 a = line[i - 1], d = line[i] - a;
    const float length2 = glm::dot(d, d);
    const float u = length2 > 0.0f ? std::clamp(glm::dot(at - a, d) / length2, 0.0f, 1.0f) : 0.0f;
    const double away = static_cast<double>(glm::length(a + u * d - at)), length = std::sqrt(double{length2});
    if (away < best.away_mm) best = {away, before + static_cast<double>(u) * length};
    before += length;
  }
  return best;
}

/// Mean distance of points spread evenly over `line` from `other`.
double mean_away(const std::vector<Vec3>& line, const std::vector<Vec3>& other) {
  constexpr int parts = 24;
  const double whole = length_of(line);
  double sum = 0.0, walked = 0.0;
  size_t i = 1;
  int counted = 0;
  for (int k = 0; k <= parts; ++k) {
    const double want = whole * k / parts;
    while (i + 1 < line.size() && walked + static_cast<double>(glm::length(line[i] - line[i - 1])) < want)
      walked += static_cast<double>(glm::length(line[i] - line[i - 1])), ++i;
    const double piece = static_cast<double>(glm::length(line[i] - line[i - 1]));
    const float u = piece > 0.0 ? static_cast<float>(std::clamp((want - walked) / piece, 0.0, 1.0)) : 0.0f;
    sum += nearest(other, glm::mix(line[i - 1], line[i], u)).away_mm;
    ++counted;
  }
  return sum / counted;
}

/// Coefficient of variation of the speed between the soft ends of the stroke.
double unevenness(const std::vector<TraceSample>& samples) {
  const double begin = samples.front().t_s, length = samples.back().t_s - begin;
  if (length <= 0.0) return 1.0;
  std::vector<double> way(kBins, 0.0);
  for (size_t i = 1; i < samples.size(); ++i) {
    const double middle = 0.5 * (samples[i].t_s + samples[i - 1].t_s);
    const double u = ((middle - begin) / length - 0.1) / 0.8;
    if (u < 0.0 || u >= 1.0) continue;
    way[static_cast<size_t>(u * kBins)] += static_cast<double>(glm::length(samples[i].at_mm - samples[i - 1].at_mm));
  }
  double mean = 0.0, spread = 0.0;
  for (const double w : way) mean += w / kBins;
  for (const double w : way) spread += (w - mean) * (w - mean) / kBins;
  return mean > 0.0 ? std::sqrt(spread) / mean : 1.0;
}

std::string advice_for(const TraceScore& s, const TraceTarget& target) {
  const double least = std::min({s.path, s.speed, s.rhythm, s.direction});
  if (least >= 80.0) return "Good. Now with your eyes on the body instead of the line.";
  if (least == s.direction) return "Go with the arrow; the way back is lifted.";
  if (least == s.path) return fmt::format("Keep to the line: {:.0f} mm beside it on average.", s.away_mm);
  if (least == s.speed) {
    return fmt::format("{}: {:.0f} cm/s, wanted are {:.0f}.",
                       s.mean_speed_cm_s > target.speed_cm_s ? "Slower" : "Faster", s.mean_speed_cm_s,
                       target.speed_cm_s);
  }
  return "Even out the speed: begin softly, then keep it.";
}

bool is_stroke(const technique::Action& action) {
  using technique::ActionKind;
  return action.kind == ActionKind::glide || action.kind == ActionKind::strip || action.kind == ActionKind::skin_roll;
}

}  // namespace

double TraceTarget::length_mm() const {
  return length_of(line_mm);
}

double TraceTarget::stroke_s() const {
  return speed_cm_s > 0.0 ? 0.1 * length_mm() / speed_cm_s : 0.0;
}

std::optional<TraceTarget> trace_target(const technique::Timeline& timeline, int step) {
  if (!timeline.scene) return std::nullopt;
  const auto& steps = timeline.scene->steps;
  for (size_t s = static_cast<size_t>(std::max(step, 0)); s < steps.size(); ++s) {
    for (const auto& track : timeline.tracks) {
      for (const technique::Piece& piece : track->pieces) {
        if (piece.step != s || !piece.action || !is_stroke(*piece.action) || piece.trace.points_mm.size() < 2) continue;
        TraceTarget target;
        target.line_mm = piece.trace.points_mm;
        target.speed_cm_s = static_cast<double>(piece.action->speed_cm_s.value);
        target.name = steps[s].name;
        const int repeat = std::max(1, piece.action->repeat.value);
        const double whole = (piece.end - piece.start - piece.travel_s) / repeat;
        target.period_s = std::max(whole, target.stroke_s() + kPauseBack_s);
        return target;
      }
    }
  }
  return std::nullopt;
}

std::optional<TraceScore> score_trace(const TraceTarget& target, const std::vector<TraceSample>& samples) {
  if (samples.size() < 3 || target.line_mm.size() < 2 || target.speed_cm_s <= 0.0) return std::nullopt;
  std::vector<Vec3> drawn;
  for (const TraceSample& sample : samples) drawn.push_back(sample.at_mm);
  const double way = length_of(drawn), seconds = samples.back().t_s - samples.front().t_s;
  if (way < 0.1 * target.length_mm() || seconds <= 0.0) return std::nullopt;
  TraceScore score;
  score.away_mm = 0.5 * (mean_away(drawn, target.line_mm) + mean_away(target.line_mm, drawn));
  score.path = between(score.away_mm, kPathFull_mm, kPathNone_mm);
  score.mean_speed_cm_s = 0.1 * way / seconds;
  score.speed = between(std::abs(std::log(score.mean_speed_cm_s / target.speed_cm_s)), 0.0, std::log(kSpeedNone));
  score.unevenness = unevenness(samples);
  score.rhythm = between(score.unevenness, kEvenFull, kEvenNone);
  double forward = 0.0, back = 0.0;
  for (size_t i = 1; i < drawn.size(); ++i) {
    const double step = nearest(target.line_mm, drawn[i]).way_mm - nearest(target.line_mm, drawn[i - 1]).way_mm;
    (step >= 0.0 ? forward : back) += std::abs(step);
  }
  const double moved = forward + back;
  score.backwards = moved > 0.0 ? back / moved : 1.0;
  score.direction = 100.0 * std::clamp(1.0 - 2.0 * score.backwards, 0.0, 1.0);
  score.total =
      kPathPart * score.path + kSpeedPart * score.speed + kRhythmPart * score.rhythm + kDirectionPart * score.direction;
  score.advice = advice_for(score, target);
  return score;
}

std::optional<double> score_rhythm(const std::vector<double>& starts_s) {
  if (starts_s.size() < 3) return std::nullopt;
  std::vector<double> gaps;
  for (size_t i = 1; i < starts_s.size(); ++i) gaps.push_back(starts_s[i] - starts_s[i - 1]);
  double mean = 0.0, spread = 0.0;
  for (const double gap : gaps) mean += gap / static_cast<double>(gaps.size());
  for (const double gap : gaps) spread += (gap - mean) * (gap - mean) / static_cast<double>(gaps.size());
  return mean > 0.0 ? between(std::sqrt(spread) / mean, 0.05, 0.5) : 0.0;
}

std::optional<Vec3> ghost_at(const TraceTarget& target, double t_s) {
  if (target.period_s <= 0.0 || target.line_mm.size() < 2) return std::nullopt;
  const double u = std::fmod(std::max(t_s, 0.0), target.period_s) / std::max(target.stroke_s(), 1e-6);
  if (u > 1.0) return std::nullopt;
  double want = u * target.length_mm();
  for (size_t i = 1; i < target.line_mm.size(); ++i) {
    const double piece = static_cast<double>(glm::length(target.line_mm[i] - target.line_mm[i - 1]));
    if (want <= piece || i + 1 == target.line_mm.size()) {
      const float v = piece > 0.0 ? static_cast<float>(std::clamp(want / piece, 0.0, 1.0)) : 0.0f;
      return glm::mix(target.line_mm[i - 1], target.line_mm[i], v);
    }
    want -= piece;
  }
  return target.line_mm.back();
}

}  // namespace palpate::session
