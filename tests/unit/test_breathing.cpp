// Breath: when it goes in and out in a lesson, and what it does to ribs and flesh.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "ball_body.h"
#include "bundled_rig.h"
#include "io/catalogue_file.h"
#include "io/scene_file.h"
#include "motion/fascicle_lengths.h"
#include "motion/posed_check.h"
#include "synthetic_back.h"
#include "technique/breathing.h"
#include "technique/cue.h"

using namespace palpate;
using namespace palpate::test;
namespace fs = std::filesystem;

namespace {

technique::Timeline timeline_of(const std::string& step) {
  std::vector<Problem> problems;
  const std::string text =
      "palpate: 1\ntitle: T\nsummary: S\nfamily: stretching\nclient: supine\nsteps:\n  - name: N\n    say: a\n"
      "    say-professional: b\n    for: 60 s\n" +
      step;
  const auto scene = parse_scene(text, "t.yaml", catalogue(), library(), problems);
  for (const Problem& p : problems) MESSAGE(p.message);
  REQUIRE(scene);
  return technique::make_timeline(*scene, *synthetic_back(), library(), problems);
}

// A slanting rod on each side, its head at the spine, among the bones of balls.
std::shared_ptr<const motion::BodyRig> ribbed_rig() {
  anatomy::RawAtlas raw = ball_bones();
  for (const float side : {1.0f, -1.0f}) {
    anatomy::Mesh rod = sphere(40, 20, 1.0f, {0, 0, 0});
    for (Vec3& p : rod.positions)
      p = Vec3(side * (75.0f + 65.0f * p.x), 295.0f - 22.0f * p.x + 5.0f * p.y, -10.0f + 5.0f * p.z);
    anatomy::compute_normals(rod);
    raw.structures.push_back(part(side > 0 ? "rib_10_left" : "rib_10_right", rod));
  }
  return std::make_shared<const motion::BodyRig>(bake_in_memory(raw),
                                                 std::make_shared<motion::JointRanges>(poses().ranges));
}

}  // namespace

TEST_CASE("one breath: in for two fifths, out for the rest, smooth at both turns") {
  CHECK(technique::breath_wave(0.0) == doctest::Approx(0.0));
  CHECK(technique::breath_wave(technique::breath_turn) == doctest::Approx(1.0));
  CHECK(technique::breath_wave(1.7) == doctest::Approx(technique::breath_wave(0.7)));
  for (double phase = 0.0; phase < 1.0; phase += 0.001)
    CHECK(std::abs(technique::breath_wave(phase + 0.001) - technique::breath_wave(phase)) < 0.006);
  CHECK(technique::find_breath("none") == nullptr);
  // Quiet breathing moves the chest less than a third as far as deep breathing (Kaneko and Horie 2012).
  CHECK(technique::find_breath("quiet")->depth > 0.05f);
  CHECK(technique::find_breath("quiet")->depth < 0.33f * technique::find_breath("deep")->depth);
}

TEST_CASE("a step breathes when it says so, never jumps, and everybody is breathed out between the steps") {
  const auto still = timeline_of("    do:\n      - wait: {for: 50 s}\n");
  for (double t = 0.0; t < 60.0; t += 0.7) CHECK(technique::sample(still, t).breath == 0.0f);
  const auto quiet = timeline_of("    breathing: quiet\n    do:\n      - wait: {for: 50 s}\n");
  int turns = 0;
  float most = 0.0f, before = 0.0f;
  bool in = true;
  for (double t = 0.0; t <= 60.0; t += 0.02) {
    const technique::State s = technique::sample(quiet, t);
    CHECK(std::abs(s.breath - before) < 0.01f);
    if (in && !s.breathing_in) ++turns;
    in = s.breathing_in;
    before = s.breath, most = std::max(most, s.breath);
    CHECK(s.breathing == "quiet");
  }
  CHECK(turns == doctest::Approx(13).epsilon(0.1));
  CHECK(most == doctest::Approx(technique::find_breath("quiet")->depth).epsilon(0.02));
  CHECK(technique::sample(quiet, 0.0).breath == 0.0f);
  CHECK(technique::sample(quiet, 60.0).breath < 1e-3f);
}

TEST_CASE("contract and relax: effort first without moving, then the breath goes out while the stretch is entered") {
  const auto rounds = timeline_of(
      "    breathing: deep\n    technique: muscle_energy\n    do:\n      - stretch: {pose: contract_relax_hamstrings, "
      "effort: 7 "
      "s, ramp: 4 s, hold: 12 s, release: 3 s, repeat: 2}\n");
  for (const double round : {0.0, 26.0}) {
    for (double t = round + 1.5; t < round + 5.5; t += 0.5) {
      const technique::State s = technique::sample(rounds, t);
      CHECK(s.effort > 0.9f);
      CHECK(s.pose_amount == 0.0f);
      CHECK(technique::cue_at(rounds, t).hold_left_s == doctest::Approx(round + 7.0 - t));
    }
    const technique::State out = technique::sample(rounds, round + 9.0);
    CHECK(out.effort == 0.0f);
    CHECK(out.pose_amount > 0.3f);
    CHECK(!out.breathing_in);
    CHECK(technique::sample(rounds, round + 7.1).breath > technique::sample(rounds, round + 11.0).breath);
    CHECK(technique::sample(rounds, round + 14.0).pose_amount == doctest::Approx(1.0f));
  }
}

TEST_CASE("an exercise breathes out towards its full pose and in on the way back") {
  const auto cat = timeline_of(
      "    breathing: deep\n    technique: cat_cow\n    do:\n      - exercise: {pose: cat_cow, rate: 6 /min, repeat: "
      "5}\n");
  for (double t = 10.0; t < 39.0; t += 0.5) {
    const technique::State s = technique::sample(cat, t);
    CHECK(s.breath == doctest::Approx(technique::find_breath("deep")->depth * (1.0f - s.pose_amount)).epsilon(0.02));
  }
}

TEST_CASE("lifted ribs turn about their heads, up and outwards on both sides, and take the flesh along smoothly") {
  const auto rig = ribbed_rig();
  const motion::RibRange& range = rig->ranges().ribs;
  const motion::PoseBlock in = rig->block(with({{motion::rib_lift, range.lift}}));
  CHECK(in.breath == doctest::Approx(1.0f));
  for (const char* id : {"rib_10_left", "rib_10_right"}) {
    const auto& rib = rig->atlas().structures[static_cast<size_t>(rig->atlas().index_of(id))];
    const size_t s = static_cast<size_t>(rig->atlas().index_of(id));
    const auto shares = rig->shares(s, 0);
    const auto moved = motion::posed_positions(in, rib.levels.front().vertices, shares->weights, shares->flesh);
    size_t head = 0, tip = 0;
    for (size_t i = 0; i < moved.size(); ++i) {
      const auto x = [&](size_t k) { return std::abs(rib.levels.front().vertices[k].position.x); };
      if (x(i) < x(head)) head = i;
      if (x(i) > x(tip)) tip = i;
    }
    const Vec3 head_at = rib.levels.front().vertices[head].position, tip_at = rib.levels.front().vertices[tip].position;
    CHECK(glm::distance(moved[head], head_at) < 2.0f);
    const Vec3 way = moved[tip] - tip_at;
    // Closed form: the bucket part lifts the tip by its distance from the head, the pump part turns it in the plane of
    // front and back, 10 and 7 degrees.
    const float out = std::abs(tip_at.x - head_at.x);
    CHECK(way.y ==
          doctest::Approx(glm::radians(10.0f) * out + glm::radians(7.0f) * (tip_at.z - head_at.z)).epsilon(0.08));
    CHECK(way.x * tip_at.x > 0.0f);  // the tip hangs lower than the head, so lifting it widens the chest
  }
  const Vec3 near = rig->breath_at({138, 273, -10}), far = rig->breath_at({138, 150, -10}),
             low = rig->breath_at({60, -60, 0});
  CHECK(glm::length(near) > 15.0f);
  CHECK(glm::length(far) < 0.75f * glm::length(near));
  CHECK(glm::length(low) < 1.5f);
  CHECK(glm::length(rig->breath_at({0, 200, 0}, "vertebra_l1")) == 0.0f);
  CHECK(glm::distance(rig->carry(in, {138, 150, -10}).point({138, 150, -10}), Vec3(138, 150, -10) + far) < 1e-3f);
}

TEST_CASE("on the bundled body quiet breathing moves the sides of the chest by millimetres, and no bone bends") {
  const auto rig = bundled_rig();
  if (!rig) return;
  const float lift = rig->ranges().ribs.lift, quiet = technique::find_breath("quiet")->depth,
              deep = technique::find_breath("deep")->depth;
  const motion::PoseBlock in = rig->block(with({{motion::rib_lift, quiet * lift}})),
                          deeply = rig->block(with({{motion::rib_lift, deep * lift}}));
  size_t ribs = 0;
  for (size_t s = 0; s < rig->atlas().structures.size(); ++s) {
    const anatomy::Structure& bone = rig->atlas().structures[s];
    if (!motion::rib_turn(bone, rig->ranges().ribs)) continue;
    ++ribs;
    const auto& vertices = bone.levels.front().vertices;
    const auto shares = rig->shares(s, 0);
    const auto moved = motion::posed_positions(in, vertices, shares->weights, shares->flesh),
               far = motion::posed_positions(deeply, vertices, shares->weights, shares->flesh);
    float most = 0.0f;
    for (size_t i = 0; i < moved.size(); ++i) most = std::max(most, glm::distance(moved[i], vertices[i].position));
    // Markers over the lower ribs move 3 to 5 mm in quiet breathing, seated (five subjects; abstract read); free ribs
    // are shorter and do less.
    CHECK_MESSAGE(most > 0.7f, bone.info.id);
    CHECK_MESSAGE(most < 5.0f, bone.info.id);
    for (size_t i = 7; i < moved.size(); i += 97) {
      const float before = glm::distance(vertices[i].position, vertices[0].position);
      CHECK(glm::distance(far[i], far[0]) == doctest::Approx(before).epsilon(0.012));
    }
  }
  CHECK(ribs == 10);
  const motion::PosedCheck check(rig);
  const motion::BoneGain gain = check.deepest_gain(deeply);
  CHECK_MESSAGE(gain.gain_mm <= 1.0f, gain.a, " in ", gain.b);
  for (const motion::VolumeChange& c : check.volume_changes(deeply)) {
    const anatomy::Structure& s = rig->atlas().structures[c.structure];
    if (s.info.tissue == anatomy::Tissue::skin) continue;
    CHECK_MESSAGE(std::abs(c.percent) <= 3.0, s.info.id, " ", c.percent, " %");
  }
  // What pulls the ribs down pulls them down.
  const motion::FascicleLengths lengths(rig);
  for (const char* id :
       {"serratus_posterior_inferior_left", "quadratus_lumborum_left", "iliocostalis_lumborum_pars_thoracis_left"}) {
    const int s = rig->atlas().index_of(id);
    if (s < 0) continue;
    float sum = 0.0f;
    for (const auto& f : lengths.of(static_cast<size_t>(s))) sum += f.arm_mm[motion::rib_lift];
    CHECK_MESSAGE(sum <= 0.0f, id);
  }
}
