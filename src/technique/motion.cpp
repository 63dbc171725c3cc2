#include "technique/motion.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "technique/ease.h"

namespace palpate::technique {
namespace {

constexpr double tau = 6.283185307179586;
constexpr float light_load = 0.12f;      // of a return that stays on the skin
constexpr float flank_shift_mm = 60.0f;  // how far out a return over the flank swings
constexpr double settle_s = 0.5;         // easing of loads, circles and oscillations at their ends

float value(const Located<float>& given, float otherwise) {
  return given.given ? given.value : otherwise;
}

ChartPoint plus(const ChartPoint& a, const ChartPoint& b, float f = 1.0f) {
  return {a.lateral + f * b.lateral, a.height + f * b.height};
}
ChartPoint times(const ChartPoint& a, float f) {
  return {a.lateral * f, a.height * f};
}
ChartPoint across(const ChartPoint& heading) {
  return {-heading.height, heading.lateral};
}

// 0 -> 1 -> 0 over [0, total], with eased ends.
float envelope(double u, double total, double in_s, double out_s) {
  return static_cast<float>(
      std::min(minimum_jerk(u / std::max(in_s, 1e-6)), minimum_jerk((total - u) / std::max(out_s, 1e-6))));
}

// Direction on the chart that anatomical words mean on one side of the body; `along` is the fibres' (the path's) own.
ChartPoint chart_direction(const Heading& words, anatomy::Side side, const ChartPoint& along) {
  const float sign = side == anatomy::Side::right ? -1.0f : 1.0f;
  const ChartPoint over = across(along);
  const ChartPoint sum{sign * words.lateral + words.along * along.lateral + words.across * over.lateral,
                       words.cranial + words.along * along.height + words.across * over.height};
  const float length = std::hypot(sum.lateral, sum.height);
  return length > 1e-4f ? times(sum, 1.0f / length) : ChartPoint{};
}

// The hand's own lane beside its fellow's.
SkinPath shifted(SkinPath path, float beside_mm) {
  if (beside_mm == 0.0f) return path;
  const SkinPath original = path;
  const size_t last = std::max<size_t>(path.points.size(), 2) - 1;
  for (size_t i = 0; i < path.points.size(); ++i) {
    const double way = static_cast<double>(original.length_mm) * static_cast<double>(i) / static_cast<double>(last);
    path.points[i] = plus(path.points[i], across(original.heading(way)), beside_mm);
  }
  return path;
}

/// glide, strip and skin-roll: out loaded, back lifted or light, again.
class Stroke : public Motion {
 public:
  Stroke(const Action& a, const HandPart& part, SkinPath path)
      : side_(part.side), back_(a.back), fold_(value(a.fold_mm, 0.0f)) {
    path_ = std::move(path);
    const double length = std::max(1.0, static_cast<double>(path_.length_mm)),
                 speed = 10.0 * static_cast<double>(value(a.speed_cm_s, 10.0f));
    out_ = StrokeProfile(length, speed);
    const double way_back = back_ == Return::light_over_the_flank ? length * 1.25 : length;
    back_s_ = std::max(0.8, travel_time_s(way_back, 450.0));
    lift_ = value(a.lift_mm, 35.0f);
    repeat_ = std::max(1, a.repeat.given ? a.repeat.value : 1);
    const double cycle = out_.duration_s() + back_s_;
    delay_ = a.rhythm == Rhythm::alternate && part.second ? 0.5 * cycle : 0.0;
    duration_ = delay_ + repeat_ * cycle - back_s_;
    hand_over_hand_ = a.rhythm == Rhythm::alternate && a.side != BodySide::both;
  }

  Pose at(double u) const override {
    u = std::clamp(u - delay_, 0.0, duration_ - delay_);
    const double cycle = out_.duration_s() + back_s_;
    const int pass = std::min(repeat_ - 1, static_cast<int>(u / cycle));
    const double v = u - pass * cycle;
    return v <= out_.duration_s() ? outward(v, pass) : homeward((v - out_.duration_s()) / back_s_);
  }

 private:
  Pose outward(double v, int pass) const {
    Pose p;
    const double way = out_.at(v), total = out_.duration_s(), f = v / total;
    p.at = path_.at(way);
    p.heading = path_.heading(way);
    const float floor_load = back_ == Return::lifted ? 0.0f : light_load;
    const float start = pass > 0 ? floor_load : 0.0f, end = pass + 1 < repeat_ ? floor_load : 0.0f;
    const float in = static_cast<float>(minimum_jerk(f / 0.15)),
                out = static_cast<float>(minimum_jerk((1.0 - f) / 0.15));
    p.load = f < 0.5 ? glm::mix(start, 1.0f, in) : glm::mix(end, 1.0f, out);
    p.fold_mm = fold_ * std::min(in, out);
    p.slide = times(p.heading, 4.0f * std::min(in, out));
    p.done = static_cast<float>(way / std::max(1.0, out_.length_mm));
    p.phase = f < 0.15 ? Phase::press : f > 0.85 ? Phase::release : Phase::stroke;
    return p;
  }

  Pose homeward(double f) const {
    Pose p;
    const double eased = minimum_jerk(f), way = (1.0 - eased) * out_.length_mm;
    p.at = path_.at(way);
    p.heading = path_.heading(way);
    const float bow = static_cast<float>(std::sin(0.5 * tau * eased));
    const ChartPoint outwards{side_ == anatomy::Side::right ? -1.0f : 1.0f, 0.0f};
    if (back_ == Return::light_over_the_flank) p.at = plus(p.at, outwards, flank_shift_mm * bow);
    if (hand_over_hand_) p.at = plus(p.at, outwards, 30.0f * bow);
    if (back_ == Return::lifted) {
      p.lift_mm = lift_ * bow * bow;
      p.phase = Phase::lifted;
    } else {
      p.load = light_load;
      p.phase = Phase::stroke;
    }
    p.done = static_cast<float>(way / std::max(1.0, out_.length_mm));
    return p;
  }

  anatomy::Side side_;
  Return back_;
  float fold_ = 0.0f, lift_ = 0.0f;
  StrokeProfile out_;
  double back_s_ = 1.0, delay_ = 0.0;
  int repeat_ = 1;
  bool hand_over_hand_ = false;
};

/// Everything that goes on for a time on a spot or slowly along a line: the base's place wanders from one end to the
/// other and back.
class Wandering : public Motion {
 protected:
  Wandering(const Action& a, SkinPath path, double default_rate, double default_s) {
    path_ = std::move(path);
    rate_ = a.rate_Hz.given ? static_cast<double>(a.rate_Hz.value) : default_rate;
    duration_ = a.duration_s.given ? static_cast<double>(a.duration_s.value)
                : a.repeat.given   ? a.repeat.value / rate_
                                   : default_s;
    duration_ = std::max(duration_, 2.2 * settle_s);
    const double length = static_cast<double>(path_.length_mm);
    // One way at least; more ways to and fro at a hand's calm 4 cm/s when the time allows.
    ways_ = length > 1.0 ? std::max(1, static_cast<int>(duration_ * 40.0 / length / 1.875)) : 1;
  }
  double way_at(double u) const {
    const double x = std::clamp(u / duration_, 0.0, 1.0) * ways_;
    const int leg = std::min(static_cast<int>(x), ways_ - 1);
    const double f = minimum_jerk(x - leg);
    return static_cast<double>(path_.length_mm) * (leg % 2 == 0 ? f : 1.0 - f);
  }
  Pose base(double u) const {
    Pose p;
    const double way = way_at(u);
    p.at = path_.at(way);
    p.heading = path_.heading(way);
    p.done = static_cast<float>(std::clamp(u / duration_, 0.0, 1.0));
    p.phase = Phase::stroke;
    return p;
  }
  double rate_ = 1.0;
  int ways_ = 1;
};

/// Both hands circle in opposite turns; a hand lifts and rolls the tissue on the inward half of its circle.
class Knead : public Wandering {
 public:
  Knead(const Action& a, const HandPart& part, SkinPath path)
      : Wandering(a, std::move(path), 1.0, 12.0),
        radius_(value(a.radius_mm, 16.0f)),
        fold_(value(a.fold_mm, 15.0f)),
        phase_(part.second ? 0.5 : 0.0),
        turn_(part.second ? -1.0f : 1.0f),
        beside_(part.second ? -1.0f : 1.0f) {
    beside_ *= std::abs(part.beside_mm);
  }
  Pose at(double u) const override {
    Pose p = base(u);
    const float on = envelope(u, duration_, settle_s, settle_s);
    const double turn = tau * (rate_ * u + phase_);
    const float grip = static_cast<float>(0.5 - 0.5 * std::cos(turn));  // 0 open .. 1 lifted most
    const float smooth_grip = grip * grip * (3.0f - 2.0f * grip);
    const ChartPoint over = across(p.heading);
    const float r = radius_ * on;
    p.at = plus(p.at, p.heading, beside_);
    p.at = plus(p.at, over, turn_ * r * static_cast<float>(std::cos(turn)));
    p.at = plus(p.at, p.heading, 0.6f * r * static_cast<float>(std::sin(turn)));
    p.fold_mm = fold_ * smooth_grip * on;
    p.load = on * (0.35f + 0.65f * smooth_grip);
    p.slide = times(over, -turn_ * 0.3f * r * static_cast<float>(std::cos(turn)));
    p.phase = smooth_grip > 0.5f ? Phase::lift : Phase::press;
    return p;
  }

 private:
  float radius_, fold_;
  double phase_;
  float turn_, beside_;
};

/// Circular friction: small circles, the skin carried along.
class Circle : public Wandering {
 public:
  Circle(const Action& a, const HandPart& part, SkinPath path)
      : Wandering(a, std::move(path), 1.0, 10.0),
        radius_(value(a.radius_mm, 10.0f)),
        turn_(part.side == anatomy::Side::right ? -1.0f : 1.0f),
        ramp_(std::max(settle_s, static_cast<double>(value(a.ramp_s, 0.0f)))) {}
  Pose at(double u) const override {
    Pose p = base(u);
    const float on = envelope(u, duration_, ramp_, settle_s);
    const double turn = tau * rate_ * u;
    const ChartPoint offset{turn_ * radius_ * on * static_cast<float>(std::sin(turn)),
                            radius_ * on * static_cast<float>(std::cos(turn) - 1.0)};
    p.at = plus(p.at, offset);
    p.slide = times(offset, 0.8f);
    p.load = on;
    p.phase = on < 1.0f ? (u < 0.5 * duration_ ? Phase::press : Phase::release) : Phase::stroke;
    return p;
  }

 private:
  float radius_, turn_;
  double ramp_;
};

/// cross-fibre and vibrate: to and fro along one direction.
class Oscillation : public Wandering {
 public:
  Oscillation(const Action& a, const HandPart& part, SkinPath path, float default_amplitude, double default_rate)
      : Wandering(a, std::move(path), default_rate, 10.0),
        amplitude_(value(a.amplitude_mm, default_amplitude)),
        words_(a.direction),
        side_(part.side),
        sign_(part.second && a.rhythm == Rhythm::alternate ? -1.0f : 1.0f),
        ramp_(std::max(settle_s, static_cast<double>(value(a.ramp_s, 0.0f)))) {}
  Pose at(double u) const override {
    Pose p = base(u);
    const float on = envelope(u, duration_, ramp_, settle_s);
    ChartPoint line = chart_direction(words_, side_, p.heading);
    if (line.lateral == 0.0f && line.height == 0.0f) line = across(p.heading);
    const ChartPoint offset = times(line, sign_ * on * amplitude_ * static_cast<float>(std::sin(tau * rate_ * u)));
    p.at = plus(p.at, offset);
    p.slide = times(offset, 0.8f);
    p.load = on;
    p.phase = on < 1.0f ? (u < 0.5 * duration_ ? Phase::press : Phase::release) : Phase::stroke;
    return p;
  }

 private:
  float amplitude_;
  Heading words_;
  anatomy::Side side_;
  float sign_;
  double ramp_;
};

/// press and shear-hold: sink in, (drag,) hold, come out; again after a breath.
class Press : public Motion {
 public:
  Press(const Action& a, const HandPart& part, SkinPath path)
      : words_(a.direction), side_(part.side), drag_(value(a.drag_mm, 0.0f)) {
    path_ = std::move(path);
    ramp_ = std::max(0.3, static_cast<double>(value(a.ramp_s, 2.0f)));
    drag_s_ = drag_ > 0.0f ? std::max(ramp_, static_cast<double>(drag_) / 10.0) : 0.0;
    hold_ = static_cast<double>(value(a.hold_s, 5.0f));
    release_ = std::max(0.3, static_cast<double>(value(a.release_s, 2.0f)));
    repeat_ = std::max(1, a.repeat.given ? a.repeat.value : 1);
    sign_ = part.second ? -1.0f : 1.0f;
    beside_ = part.beside_mm;
    duration_ = repeat_ * once() + (repeat_ - 1) * pause_s;
  }
  Pose at(double u) const override {
    const int turn = std::min(repeat_ - 1, static_cast<int>(u / (once() + pause_s)));
    const double v = u - turn * (once() + pause_s);
    Pose p;
    p.heading = path_.heading(0.0);
    ChartPoint line = chart_direction(words_, side_, {0.0f, 1.0f});
    if (drag_ > 0.0f && line.lateral == 0.0f && line.height == 0.0f) line = {0.0f, 1.0f};
    // Hands that draw apart point where they pull to.
    if (drag_ > 0.0f) p.heading = times(line, sign_);
    p.at = plus(path_.at(0.0), line, sign_ * std::abs(beside_) * (drag_ > 0.0f ? 1.0f : 0.0f));
    if (drag_ <= 0.0f) p.at = plus(p.at, {0.0f, 1.0f}, beside_);
    const double into_hold = ramp_ + drag_s_, out_at = into_hold + hold_;
    p.load = static_cast<float>(std::min(minimum_jerk(v / ramp_), minimum_jerk((out_at + release_ - v) / release_)));
    if (drag_ > 0.0f) {
      const double pull =
          std::min(minimum_jerk((v - ramp_) / drag_s_), minimum_jerk((out_at + release_ - v) / release_));
      p.slide = times(line, sign_ * drag_ * static_cast<float>(pull));
      p.at = plus(p.at, p.slide);
    }
    p.done = static_cast<float>(std::clamp((v - into_hold) / std::max(hold_, 1e-3), 0.0, 1.0));
    p.phase = v < into_hold ? Phase::press : v <= out_at ? Phase::hold : v < once() ? Phase::release : Phase::lifted;
    if (v >= once())
      p.lift_mm =
          6.0f * std::pow(static_cast<float>(std::sin(0.5 * tau * std::min(1.0, (v - once()) / pause_s))), 2.0f);
    return p;
  }

 private:
  static constexpr double pause_s = 1.0;
  double once() const { return ramp_ + drag_s_ + hold_ + release_; }
  Heading words_;
  anatomy::Side side_;
  float drag_ = 0.0f, sign_ = 1.0f, beside_ = 0.0f;
  double ramp_ = 1.0, drag_s_ = 0.0, hold_ = 1.0, release_ = 1.0;
  int repeat_ = 1;
};

/// Percussion: a short touch in every period, in the air between.
class Tap : public Wandering {
 public:
  Tap(const Action& a, const HandPart& part, SkinPath path)
      : Wandering(a, std::move(path), 4.0, 8.0),
        lift_(value(a.lift_mm, 25.0f)),
        delay_(part.second ? 0.5 : 0.0),
        beside_(part.beside_mm) {}
  Pose at(double u) const override {
    Pose p = base(u);
    p.at = plus(p.at, p.heading, beside_);
    const float on = envelope(u, duration_, settle_s, settle_s);
    const double turn = rate_ * u + delay_, f = turn - std::floor(turn);
    if (f < touch) {
      p.load = on * static_cast<float>(std::pow(std::sin(0.5 * tau * f / touch), 2.0));
      p.phase = Phase::press;
    } else {
      p.lift_mm = on * lift_ * static_cast<float>(std::pow(std::sin(0.5 * tau * (f - touch) / (1.0 - touch)), 2.0));
      p.phase = Phase::lifted;
    }
    return p;
  }

 private:
  static constexpr double touch = 0.25;  // of the period on the skin
  float lift_;
  double delay_;
  float beside_;
};

/// A warm thing laid down, left, and taken off.
class Laid : public Motion {
 public:
  Laid(const Action& a, SkinPath path) {
    path_ = std::move(path);
    duration_ = static_cast<double>(value(a.hold_s, value(a.duration_s, 20.0f)));
    duration_ = std::max(duration_, 3.0 * settle_s);
  }
  Pose at(double u) const override {
    Pose p;
    p.at = path_.at(0.5 * static_cast<double>(path_.length_mm));
    p.heading = {1.0f, 0.0f};  // the long side lies across the back
    p.load = envelope(u, duration_, settle_s, settle_s);
    p.done = static_cast<float>(std::clamp(u / duration_, 0.0, 1.0));
    p.phase = p.load < 1.0f ? (u < 0.5 * duration_ ? Phase::press : Phase::release) : Phase::hold;
    return p;
  }
};

}  // namespace

std::unique_ptr<Motion> make_motion(const Action& a, const HandPart& part, SkinPath path) {
  switch (a.kind) {
    case ActionKind::glide:
    case ActionKind::strip:
    case ActionKind::skin_roll:
      return std::make_unique<Stroke>(a, part, shifted(std::move(path), part.beside_mm));
    case ActionKind::knead:
      return std::make_unique<Knead>(a, part, std::move(path));
    case ActionKind::circle:
      return std::make_unique<Circle>(a, part, shifted(std::move(path), part.beside_mm));
    case ActionKind::cross_fibre:
      return std::make_unique<Oscillation>(a, part, std::move(path), 8.0f, 2.0);
    case ActionKind::vibrate:
      return std::make_unique<Oscillation>(a, part, shifted(std::move(path), part.beside_mm), 1.5f, 6.0);
    case ActionKind::tap:
      return std::make_unique<Tap>(a, part, std::move(path));
    case ActionKind::heat:
      return std::make_unique<Laid>(a, std::move(path));
    case ActionKind::press:
    case ActionKind::shear_hold:
    case ActionKind::stretch:
    case ActionKind::exercise:
    case ActionKind::wait:
      break;
  }
  return std::make_unique<Press>(a, part, std::move(path));
}

Pose travel(const Pose& from, const Pose& to, double u, double duration_s) {
  Pose p;
  const double x = std::clamp(u / std::max(duration_s, 1e-6), 0.0, 1.0);
  const float f = static_cast<float>(minimum_jerk(x));
  p.at = {glm::mix(from.at.lateral, to.at.lateral, f), glm::mix(from.at.height, to.at.height, f)};
  const float angle_from = std::atan2(from.heading.lateral, from.heading.height);
  float turn = std::atan2(to.heading.lateral, to.heading.height) - angle_from;
  turn = std::remainder(turn, static_cast<float>(tau));
  const float angle = angle_from + f * turn;
  p.heading = {std::sin(angle), std::cos(angle)};
  // A low arc for a short way, a hand's breadth over the body for a long one.
  const float way = std::hypot(to.at.lateral - from.at.lateral, to.at.height - from.at.height);
  const float arc = std::clamp(0.35f * way, 8.0f, 60.0f) * static_cast<float>(std::pow(std::sin(0.5 * tau * x), 2.0));
  p.lift_mm = glm::mix(from.lift_mm, to.lift_mm, f) + arc;
  p.phase = x < 1.0 ? Phase::approach : to.phase;
  return p;
}

}  // namespace palpate::technique
