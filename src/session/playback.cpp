#include "session/playback.h"

#include <algorithm>
#include <cmath>

namespace palpate::session {
namespace {

constexpr double kFrame_s = 1.0 / 30.0;
/// Pressing "previous" this soon after a step began means the step before it, as on a music player.
constexpr double kPreviousGrace_s = 1.5;

}  // namespace

int Playback::step_at(double time_s) const {
  for (size_t i = 0; i + 1 < steps_.size(); ++i) {
    if (time_s < steps_[i].end_s) return static_cast<int>(i);
  }
  return static_cast<int>(steps_.size()) - 1;
}

int Playback::step() const {
  return step_at(time_s_);
}

void Playback::play() {
  if (steps_.empty()) return;
  if (time_s_ >= duration_s()) time_s_ = 0.0;
  playing_ = true;
}

void Playback::seek(double time_s) {
  time_s_ = std::clamp(std::isfinite(time_s) ? time_s : 0.0, 0.0, duration_s());
}

void Playback::go_to_step(int index) {
  if (steps_.empty()) return;
  seek(steps_[static_cast<size_t>(std::clamp(index, 0, static_cast<int>(steps_.size()) - 1))].begin_s);
}

void Playback::previous_step() {
  const int now = step();
  if (now < 0) return;
  const bool well_in = time_s_ - steps_[static_cast<size_t>(now)].begin_s > kPreviousGrace_s;
  go_to_step(well_in ? now : now - 1);
}

void Playback::next_step() {
  const int now = step();
  if (now < 0) return;
  if (now + 1 == static_cast<int>(steps_.size())) {
    seek(duration_s());
  } else {
    go_to_step(now + 1);
  }
}

void Playback::step_frame(int frames) {
  pause();
  seek(time_s_ + frames * kFrame_s);
}

void Playback::advance(double dt_s, double speed, Loop loop, bool pause_between) {
  if (!playing_ || steps_.empty() || !(dt_s > 0.0)) return;
  const StepMark& now = steps_[static_cast<size_t>(step())];
  double next = time_s_ + dt_s * speed;
  if (loop == Loop::step && next >= now.end_s) {
    const double length = now.end_s - now.begin_s;
    next = length > 0.0 ? now.begin_s + std::fmod(next - now.begin_s, length) : now.begin_s;
  } else if (pause_between && next >= now.end_s && now.end_s < duration_s()) {
    next = now.end_s;
    playing_ = false;
  } else if (next >= duration_s()) {
    playing_ = loop == Loop::lesson;
    next = playing_ && duration_s() > 0.0 ? std::fmod(next, duration_s()) : duration_s();
  }
  time_s_ = next;
}

}  // namespace palpate::session
