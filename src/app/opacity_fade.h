#pragma once
// What is hidden or brought back fades, so that the eye can follow.

#include <vector>

namespace palpate::app {

class OpacityFade {
 public:
  /// Moves what is shown towards what is asked for, by structure. True while it is still on the way.
  bool move(const std::vector<float>& asked, double passed_s);
  /// Shows what is asked for at once next time.
  void reset() { shown_.clear(); }
  const std::vector<float>& shown() const { return shown_; }

 private:
  std::vector<float> shown_;
};

}  // namespace palpate::app
