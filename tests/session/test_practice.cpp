#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "session/practice.h"

using namespace palpate;
using namespace palpate::session;

namespace {

/// A straight stroke of 20 cm at 10 cm/s.
TraceTarget straight() {
  TraceTarget target;
  for (int i = 0; i <= 20; ++i) target.line_mm.push_back({0.0f, 10.0f * static_cast<float>(i), 0.0f});
  target.speed_cm_s = 10.0;
  target.period_s = 3.0;
  return target;
}

/// Samples of a stroke along y: `way(u)` in mm for u = 0..1 of `seconds`, `beside` mm off the line.
template <class Way>
std::vector<TraceSample> traced(double seconds, float beside, Way&& way) {
  std::vector<TraceSample> samples;
  for (int i = 0; i <= 100; ++i)
    samples.push_back({0.01 * seconds * i, Vec3(beside, static_cast<float>(way(0.01 * i)), 0.0f)});
  return samples;
}

double steady(double u) {
  return 200.0 * u;
}

}  // namespace

TEST_CASE("a stroke traced as wanted scores all but full") {
  const auto score = score_trace(straight(), traced(2.0, 0.0f, steady));
  REQUIRE(score);
  CHECK(score->path == doctest::Approx(100.0));
  CHECK(score->speed == doctest::Approx(100.0).epsilon(0.01));
  CHECK(score->rhythm == doctest::Approx(100.0));
  CHECK(score->direction == doctest::Approx(100.0));
  CHECK(score->total > 99.0);
  CHECK(score->mean_speed_cm_s == doctest::Approx(10.0).epsilon(0.01));
}

TEST_CASE("each fault costs its own score") {
  const TraceTarget target = straight();
  SUBCASE("25 mm beside the line: half the path, nothing else") {
    const auto score = score_trace(target, traced(2.0, 25.0f, steady));
    REQUIRE(score);
    CHECK(score->away_mm == doctest::Approx(25.0).epsilon(0.001));
    CHECK(score->path == doctest::Approx(50.0).epsilon(0.01));
    CHECK(score->direction == doctest::Approx(100.0));
    CHECK(score->advice.find("25 mm") != std::string::npos);
  }
  SUBCASE("twice too fast and twice too slow cost the same") {
    const auto fast = score_trace(target, traced(1.0, 0.0f, steady)),
               slow = score_trace(target, traced(4.0, 0.0f, steady));
    REQUIRE(fast);
    REQUIRE(slow);
    CHECK(fast->speed == doctest::Approx(100.0 * (1.0 - std::log(2.0) / std::log(2.5))));
    CHECK(slow->speed == doctest::Approx(fast->speed));
    CHECK(fast->advice.substr(0, 6) == "Slower");
    CHECK(slow->advice.substr(0, 6) == "Faster");
  }
  SUBCASE("against the stroke: no direction left") {
    const auto score = score_trace(target, traced(2.0, 0.0f, [](double u) { return 200.0 * (1.0 - u); }));
    REQUIRE(score);
    CHECK(score->direction == doctest::Approx(0.0));
    CHECK(score->backwards == doctest::Approx(1.0));
    CHECK(score->path == doctest::Approx(100.0));
  }
  SUBCASE("a quarter of the way back costs half the direction") {
    // 3/4 of the way forward, 1/4 back.
    const auto score = score_trace(target, traced(2.0, 0.0f, [](double u) {
                                     return u < 0.75 ? 200.0 * u / 0.75 : 200.0 - 200.0 * (u - 0.75) / 0.75;
                                   }));
    REQUIRE(score);
    CHECK(score->backwards == doctest::Approx(0.25).epsilon(0.02));
    CHECK(score->direction == doctest::Approx(50.0).epsilon(0.05));
  }
  SUBCASE("stop and go is uneven") {
    const auto even = score_trace(target, traced(2.0, 0.0f, steady));
    const auto jerky =
        score_trace(target, traced(2.0, 0.0f, [](double u) {
                      return 200.0 * (std::floor(4.0 * u) + std::min(1.0, 4.0 * std::fmod(4.0 * u, 1.0))) / 4.0;
                    }));
    REQUIRE(even);
    REQUIRE(jerky);
    CHECK(jerky->unevenness > 0.5);
    CHECK(jerky->rhythm < 0.5 * even->rhythm);
  }
  SUBCASE("half the line is not the line") {
    const auto score = score_trace(target, traced(1.0, 0.0f, [](double u) { return 100.0 * u; }));
    REQUIRE(score);
    CHECK(score->path < 90.0);
    CHECK(score->speed == doctest::Approx(100.0).epsilon(0.01));
  }
}

TEST_CASE("what is too short to judge is not judged") {
  CHECK_FALSE(score_trace(straight(), {}));
  CHECK_FALSE(score_trace(straight(), {{0.0, Vec3(0.0f)}, {0.1, Vec3(0.0f, 50.0f, 0.0f)}}));
  CHECK_FALSE(score_trace(straight(), traced(0.5, 0.0f, [](double u) { return 15.0 * u; })));
}

TEST_CASE("rhythm is the evenness of beginnings") {
  CHECK_FALSE(score_rhythm({0.0, 3.0}));
  CHECK(*score_rhythm({0.0, 3.0, 6.0, 9.0}) == doctest::Approx(100.0));
  CHECK(*score_rhythm({0.0, 1.0, 6.0}) == doctest::Approx(0.0));
  CHECK(*score_rhythm({0.0, 3.0, 5.5, 9.0}) < 100.0);
  CHECK(*score_rhythm({0.0, 3.0, 5.5, 9.0}) > 50.0);
}

TEST_CASE("the ghost goes the line at the wanted speed and is away on its way back") {
  const TraceTarget target = straight();
  CHECK(target.length_mm() == doctest::Approx(200.0));
  CHECK(target.stroke_s() == doctest::Approx(2.0));
  CHECK(ghost_at(target, 0.5)->y == doctest::Approx(50.0f));
  CHECK(ghost_at(target, 1.9)->y == doctest::Approx(190.0f));
  CHECK_FALSE(ghost_at(target, 2.5));
  CHECK(ghost_at(target, 3.5)->y == doctest::Approx(50.0f));
}
