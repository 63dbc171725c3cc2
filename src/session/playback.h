#pragma once
// Where a lesson stands and how it moves on. Plain arithmetic on time: no clock of its own.

#include <string>
#include <vector>

namespace palpate::session {

/// One step of the open lesson, as the timeline and the step list show it.
struct StepMark {
  std::string name;
  double begin_s = 0.0, end_s = 0.0;
  std::string technique;  ///< id
  bool greyed = false;    ///< needs something the open atlas lacks
};

enum class Loop { off, step, lesson };

class Playback {
 public:
  Playback() = default;
  explicit Playback(std::vector<StepMark> steps) : steps_(std::move(steps)) {}

  const std::vector<StepMark>& steps() const { return steps_; }
  double duration_s() const { return steps_.empty() ? 0.0 : steps_.back().end_s; }
  double time_s() const { return time_s_; }
  bool playing() const { return playing_; }
  /// Index of the step at the present time; -1 without steps.
  int step() const;
  int step_at(double time_s) const;

  /// Starts over from the beginning when the lesson has ended.
  void play();
  void pause() { playing_ = false; }
  void toggle() { playing_ ? pause() : play(); }
  /// Clamped to the lesson; keeps playing or pausing as it was.
  void seek(double time_s);
  /// The step before: to the start of this one when more than 1.5 s of it have passed.
  void previous_step();
  /// To the start of the next step; to the end of the lesson from the last one.
  void next_step();
  void go_to_step(int index);
  /// One picture forward or back at 30 a second; pauses.
  void step_frame(int frames);
  /// Moves on by `dt_s` of real time at `speed`. With `pause_between`, stops just before the next step begins.
  void advance(double dt_s, double speed, Loop loop, bool pause_between);

 private:
  std::vector<StepMark> steps_;
  double time_s_ = 0.0;
  bool playing_ = false;
};

}  // namespace palpate::session
