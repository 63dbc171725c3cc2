#include "forge/profile.h"

#include <algorithm>
#include <cmath>

namespace palpate::forge {

Profile::Profile(std::vector<std::pair<float, float>> knots) : knots_(std::move(knots)) {
  std::sort(knots_.begin(), knots_.end());
  const size_t n = knots_.size();
  slopes_.assign(n, 0.0f);
  const auto rise = [&](size_t i) {
    return (knots_[i + 1].second - knots_[i].second) / (knots_[i + 1].first - knots_[i].first);
  };
  for (size_t i = 1; i + 1 < n; ++i) {
    const float a = rise(i - 1), b = rise(i);
    if (a * b <= 0.0f) continue;
    const float u = knots_[i].first - knots_[i - 1].first, v = knots_[i + 1].first - knots_[i].first;
    slopes_[i] = 3.0f * (u + v) / ((2.0f * v + u) / a + (v + 2.0f * u) / b);
  }
  if (n > 1) slopes_.front() = rise(0), slopes_.back() = rise(n - 2);
}

float Profile::operator()(float at) const {
  if (knots_.empty()) return 0.0f;
  if (at <= knots_.front().first) return knots_.front().second;
  if (at >= knots_.back().first) return knots_.back().second;
  const auto next = std::upper_bound(knots_.begin(), knots_.end(), at,
                                     [](float a, const std::pair<float, float>& k) { return a < k.first; });
  const size_t i = static_cast<size_t>(next - knots_.begin()) - 1;
  const float h = knots_[i + 1].first - knots_[i].first, t = (at - knots_[i].first) / h;
  const float t2 = t * t, t3 = t2 * t;
  return (2 * t3 - 3 * t2 + 1) * knots_[i].second + (t3 - 2 * t2 + t) * h * slopes_[i] +
         (-2 * t3 + 3 * t2) * knots_[i + 1].second + (t3 - t2) * h * slopes_[i + 1];
}

}  // namespace palpate::forge
