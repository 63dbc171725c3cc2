#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "io/scene_file.h"
#include "synthetic_back.h"
#include "technique/cue.h"

using namespace palpate;

namespace {

technique::Timeline timeline_of(const std::string& actions) {
  std::vector<Problem> problems;
  const std::string text =
      "palpate: 1\ntitle: T\nsummary: S\nfamily: swedish\nclient: prone\nsteps:\n  - name: N\n    technique: "
      "petrissage\n"
      "    say: a\n    say-professional: b\n    for: 40 s\n    do:\n" +
      actions;
  const auto scene = parse_scene(text, "t.yaml", test::catalogue(), test::library(), problems);
  REQUIRE(scene);
  return technique::make_timeline(*scene, *test::synthetic_back(), test::library(), problems);
}

}  // namespace

TEST_CASE("the cue beats with the action and never flashes faster than 2.5 times a second") {
  const auto knead = timeline_of(
      "      - knead: {tool: whole_hand, side: left, at: \"spinous_process_l3, 4 cm lateral\", force: 30 N, rate: 45 "
      "/min, for: 20 s}\n");
  int beats = 0;
  double last = 0.0;
  for (double t = 5.0; t < 15.0; t += 0.01) {
    const technique::Cue cue = technique::cue_at(knead, t);
    CHECK(cue.per_minute == doctest::Approx(45.0));
    if (cue.pulse < last - 0.5) ++beats;
    last = cue.pulse;
  }
  CHECK(std::abs(beats - 7.5) <= 1.0);  // ten seconds of 45 a minute
  const auto tap = timeline_of(
      "      - tap: {tool: cupped_hand, side: left, at: \"psis, 6 cm lateral\", force: 10 N, rate: 10 Hz, for: 20 "
      "s}\n");
  beats = 0, last = 0.0;
  for (double t = 5.0; t < 15.0; t += 0.005) {
    const technique::Cue cue = technique::cue_at(tap, t);
    CHECK(cue.per_minute == doctest::Approx(600.0));
    if (cue.pulse < last - 0.5) ++beats;
    last = cue.pulse;
  }
  CHECK(beats <= 26);
  CHECK(beats >= 20);
}

TEST_CASE("a hold counts down, and between actions there is no beat") {
  const auto press = timeline_of(
      "      - press: {tool: thumb, side: left, at: \"spinous_process_l3, 4 cm lateral\", force: 20 N, ramp: 2 s, "
      "hold: 10 s, release: 2 s}\n");
  double longest = 0.0, before = 1e9;
  int holding = 0;
  for (double t = 0.0; t < 40.0; t += 0.1) {
    const technique::Cue cue = technique::cue_at(press, t);
    if (cue.hold_left_s <= 0.0) continue;
    CHECK(cue.hold_s == doctest::Approx(10.0));
    CHECK(cue.hold_left_s < before);
    before = cue.hold_left_s;
    longest = std::max(longest, cue.hold_left_s);
    ++holding;
  }
  CHECK(longest == doctest::Approx(10.0).epsilon(0.02));
  CHECK(std::abs(holding - 100) <= 2);
  CHECK(technique::cue_at(press, 39.0).per_minute == 0.0);
}

TEST_CASE("a step is greyed by what it shows and the atlas lacks, not by a veil that is missing") {
  const auto missing = [](const std::string& share) {
    const auto timeline = timeline_of(
        "      - knead: {tool: whole_hand, side: left, at: \"spinous_process_l3, 4 cm lateral\", force: 30 N, rate: 45 "
        "/min, for: 20 s}\n    layers: {skin: 20 %, subcutaneous_fat: " +
        share + "}\n");
    return timeline.missing.at(0).size();
  };
  CHECK(missing("15 %") == 0);
  CHECK(missing("50 %") == 0);
  CHECK(missing("100 %") == 1);
}
