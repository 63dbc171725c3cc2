#include "app/opacity_fade.h"

#include <algorithm>
#include <cmath>

namespace palpate::app {
namespace {

constexpr double kWholeWay_s = 0.25;    // from hidden to whole: quick enough not to be waited for (design estimate)
constexpr double kLongestStep_s = 0.1;  // a slow machine shows at least a step or two of it

}  // namespace

bool OpacityFade::move(const std::vector<float>& asked, double passed_s) {
  if (shown_.size() != asked.size()) {
    shown_ = asked;
    return false;
  }
  const auto most = static_cast<float>(std::clamp(passed_s, 0.0, kLongestStep_s) / kWholeWay_s);
  bool moving = false;
  for (size_t i = 0; i < asked.size(); ++i) {
    shown_[i] += std::clamp(asked[i] - shown_[i], -most, most);
    moving = moving || shown_[i] != asked[i];
  }
  return moving;
}

}  // namespace palpate::app
