#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cmath>

#include "io/knowledge_file.h"
#include "slab_body.h"
#include "tissue/answer.h"

using namespace palpate;
using namespace palpate::tissue;
using doctest::Approx;

namespace {

const knowledge::Library& library() {
  static const knowledge::Library lib = read_knowledge(std::string(PALPATE_SOURCE_DIR) + "/assets/knowledge");
  return lib;
}
const Properties& properties() {
  static const Properties p = make_properties(library());
  return p;
}
const std::shared_ptr<const BodyIndex>& slab() {
  static const auto body = std::make_shared<const BodyIndex>(test::slab_body());
  return body;
}

technique::Contact thumb(float x, float y, float force_N) {
  technique::Contact c;
  c.tool = "thumb", c.hand = "right", c.action = "press", c.phase = technique::Phase::hold;
  c.position_mm = {x, y, 0.0f};
  c.force_N = force_N, c.area_cm2 = 3.0f, c.half_length_mm = 10.7f, c.half_width_mm = 8.9f;
  c.pressure_kPa = force_N / c.area_cm2 * 10.0f;
  return c;
}

technique::State one(const technique::Contact& c, const std::string& technique) {
  technique::State s;
  s.technique = technique, s.contacts = {c};
  return s;
}

/// Half a minute of slow strokes up and down beside the spine, then rest.
Lesson strokes(double duration_s) {
  Lesson lesson{"strokes", duration_s, {}, "stress_guarding"};
  lesson.at = [duration_s](double t) {
    technique::Contact c = thumb(40.0f, static_cast<float>(40.0 * std::sin(0.4 * t)), 60.0f);
    c.tool = "palm", c.action = "glide", c.phase = technique::Phase::stroke, c.speed_cm_s = 8.0f;
    c.area_cm2 = 60.0f, c.half_length_mm = 55.0f, c.half_width_mm = 35.0f, c.pressure_kPa = 10.0f;
    technique::State s = one(c, "effleurage_deep");
    if (t > 0.6 * duration_s) s.contacts.clear();
    s.time_s = static_cast<float>(t), s.duration_s = static_cast<float>(duration_s);
    return s;
  };
  return lesson;
}

}  // namespace

TEST_CASE("the stack runs from skin to bone with the depths and thicknesses of the body") {
  const Stack stack = stack_under(*slab(), thumb(40, 10, 30), properties(), {});
  REQUIRE(stack.layers.size() == 5);
  const char* ids[] = {"skin", "subcutaneous_fat", "thoracolumbar_fascia_posterior_deep", "erector_left",
                       "vertebra_l3"};
  const double depth[] = {0.0, 2.2, 14.0, 14.6, 44.0}, thick[] = {2.2, 11.8, 0.6, 29.4, 16.0};
  for (size_t i = 0; i < 5; ++i) {
    CHECK(stack.layers[i].structure == ids[i]);
    CHECK(stack.layers[i].depth_mm == Approx(depth[i]).epsilon(1e-4));
    CHECK(stack.layers[i].thickness_mm == Approx(thick[i]).epsilon(1e-3));
  }
  CHECK(stack.base_mm == Approx(44.0).epsilon(1e-4));
  CHECK(stack.layers.back().compression_percent == 0.0);
  double given = 0.0;
  for (const StackLayer& l : stack.layers) given += l.compression_percent / 100.0 * l.thickness_mm;
  CHECK(stack.dent_mm == Approx(given));
  CHECK(stack.layers[0].stress_kPa > stack.layers[3].stress_kPa);
}

TEST_CASE(
    "more force presses deeper but never flat; a tense muscle gives way less; an elbow peaks at 1.5 times the mean") {
  const auto dent_at = [&](float force) { return stack_under(*slab(), thumb(40, 0, force), properties(), {}).dent_mm; };
  CHECK(dent_at(10) < dent_at(30));
  CHECK(dent_at(30) < dent_at(60));
  CHECK(dent_at(5000) < 0.65 * 44.0);
  const Stack tense = stack_under(*slab(), thumb(40, 0, 30), properties(), {}, [](int, double) { return 1.0; });
  CHECK(tense.dent_mm < dent_at(30));
  technique::Contact elbow = thumb(40, 0, 30);
  elbow.tool = "elbow";
  const Stack round = stack_under(*slab(), elbow, properties(), {});
  CHECK(round.peak_kPa == Approx(1.5 * round.pressure_kPa));
}

TEST_CASE("the fat setting changes depth, stress and compression of what lies below") {
  CHECK(slab()->fat_at_l3_mm(2.2, 0.0) == Approx(11.8).epsilon(1e-3));
  const Stack thin = stack_under(*slab(), thumb(40, 10, 30), properties(), {11.8});
  const Stack thick = stack_under(*slab(), thumb(40, 10, 30), properties(), {23.6});
  const Stack asis = stack_under(*slab(), thumb(40, 10, 30), properties(), {});
  CHECK(thin.layers[3].stress_kPa == Approx(asis.layers[3].stress_kPa).epsilon(1e-3));
  CHECK(thick.layers[1].thickness_mm == Approx(23.6).epsilon(1e-3));
  CHECK(thick.layers[3].depth_mm == Approx(14.6 + 11.8).epsilon(1e-3));
  CHECK(thick.layers[3].stress_kPa < thin.layers[3].stress_kPa);
}

TEST_CASE("fibre angle: along, across, between, and none where fibres run into the depth") {
  const Vec3 n(0, 0, -1);
  CHECK(*fibre_angle_deg({0, 1, 0}, {0, -1, 0}, n) == Approx(0.0).epsilon(1e-3));
  CHECK(*fibre_angle_deg({0, 1, 0}, {1, 0, 0}, n) == Approx(90.0));
  CHECK(*fibre_angle_deg(glm::normalize(Vec3(1, 1, 0.4f)), {0, 1, 0}, n) == Approx(45.0).epsilon(1e-3));
  CHECK_FALSE(fibre_angle_deg({0, 0.3f, 0.954f}, {0, 1, 0}, n));
  CHECK_FALSE(fibre_angle_deg({0, 0, 0}, {0, 1, 0}, n));
  const Stack stack = stack_under(*slab(), thumb(40, 10, 30), properties(), {});
  REQUIRE(stack.layers[3].fibre_angle_deg);
  CHECK(*stack.layers[3].fibre_angle_deg < 2.0);
  CHECK_FALSE(stack.layers[0].fibre_angle_deg);
}

TEST_CASE("cautions: none, near, over, forbidden, each with reason and gentler way") {
  const auto state_of = [&](const technique::State& s, const std::string& zone) {
    for (const CautionAnswer& a : judge_contacts(slab()->atlas(), s, library())) {
      if (a.zone != zone) continue;
      CHECK(a.basis == "design estimate");
      CHECK(a.reason.empty() == false);
      CHECK((a.state == CautionState::none) == (a.reason == "no rule touched"));
      CHECK((a.state == CautionState::none) == a.gentler.empty());
      return std::string(to_string(a.state));
    }
    return std::string("absent");
  };
  technique::Contact palm = thumb(60, 40, 60);
  palm.area_cm2 = 120, palm.pressure_kPa = 5, palm.half_length_mm = 78, palm.half_width_mm = 49, palm.action = "glide";
  CHECK(state_of(one(palm, "effleurage_deep"), "kidney_left") == "none");
  CHECK(state_of(one(thumb(62, 40, 8), "acupressure"), "kidney_left") == "near");  // 27 of 30 kPa
  CHECK(state_of(one(thumb(62, 40, 30), "acupressure"), "kidney_left") == "over");
  CHECK(state_of(one(thumb(62, 40, 30), "acupressure"), "kidney_right") == "none");
  technique::Contact tap = thumb(62, 40, 5);
  tap.action = "tap", tap.pressure_kPa = 2;
  CHECK(state_of(one(tap, "tapotement"), "kidney_left") == "forbidden");
  tap.lift_mm = 20, tap.pressure_kPa = 0;  // between two blows it stays forbidden
  CHECK(state_of(one(tap, "tapotement"), "kidney_left") == "forbidden");
  tap.position_mm = {60, -60, 0};
  CHECK(state_of(one(tap, "tapotement"), "kidney_left") == "none");
  CHECK(state_of(one(thumb(0, 20, 30), "acupressure"), "spinous_process") == "over");
  CHECK(state_of(one(thumb(20, 20, 30), "acupressure"), "spinous_process") == "near");  // at its edge with too much
  CHECK(state_of(one(thumb(50, 20, 30), "acupressure"), "spinous_process") == "none");
}

TEST_CASE("a whole lesson is judged by its worst moment") {
  const auto at = [](double t) {
    technique::State s = one(thumb(62, 40, t < 5.0 ? 8.0f : 30.0f), "acupressure");
    s.step = t < 5.0 ? 0 : 1;
    return s;
  };
  const auto found = judge_lesson(slab()->atlas(), at, 10.0, library());
  REQUIRE(found.size() >= 1);
  CHECK(found[0].answer.zone == "kidney_left");
  CHECK(found[0].answer.state == CautionState::over);
  CHECK(found[0].time_s == Approx(5.0));
  CHECK(found[0].step == 1);
}

TEST_CASE("a lesson's history is the same by look-up and by playing from the start") {
  const auto history = bake(slab(), strokes(40.0), library(), {});
  for (const double t : {0.0, 0.04, 3.0, 7.77, 20.05, 24.0, 39.99, 40.0, 50.0}) {
    const Moment a = history->at(t), b = history->played_from_start(t);
    double worst = 0.0;
    const auto compare = [&](const std::vector<float>& x, const std::vector<float>& y) {
      REQUIRE(x.size() == y.size());
      for (size_t i = 0; i < x.size(); ++i) worst = std::max(worst, double{std::abs(x[i] - y[i])});
    };
    compare(a.relief, b.relief), compare(a.muscle_flow, b.muscle_flow), compare(a.skin_flow, b.skin_flow);
    compare(a.temperature_C, b.temperature_C), compare(a.injury, b.injury);
    CAPTURE(t);
    CHECK(worst <= 1e-6);
  }
  const auto again = bake(slab(), strokes(40.0), library(), {});
  CHECK(again->at(17.3).relief == history->at(17.3).relief);
  CHECK(again->key() == history->key());
  CHECK(history_key(*slab(), strokes(41.0), {}) != history->key());
  CHECK(history_key(*slab(), strokes(40.0), {20.0}) != history->key());
}

TEST_CASE("tension falls while worked, stays under its cap and comes back with its time constant") {
  Lesson still = strokes(400.0);
  still.at = [](double t) {
    technique::State s;
    if (t < 120.0) s = one(thumb(40, 0, 40), "trigger_point_pressure_release");
    s.time_s = static_cast<float>(t);
    return s;
  };
  still.key = "still";
  const auto history = bake(slab(), still, library(), {});
  const auto worst = [&](double t) {
    const Moment m = history->at(t);
    return double{*std::max_element(m.relief.begin(), m.relief.end())};
  };
  CHECK(worst(0.0) == 0.0);
  CHECK(worst(60.0) > 0.02);
  CHECK(worst(120.0) > worst(60.0));
  CHECK(worst(120.0) < 0.15);
  CHECK(worst(121.0 + 120.0) == Approx(worst(121.0) * std::exp(-1.0)).epsilon(1e-3));
}

TEST_CASE(
    "the answer holds fields by structure, evidence with badge and source, and does not depend on what was asked "
    "before") {
  const Lesson lesson = strokes(40.0);
  const auto history = bake(slab(), lesson, library(), {});
  const technique::State state = lesson.at(20.0);
  const Answer a = answer(*slab(), *history, state, library(), {}, {"posture"});
  answer(*slab(), *history, lesson.at(3.0), library(), {});
  const Answer b = answer(*slab(), *history, state, library(), {}, {"posture"});
  REQUIRE(a.contacts.size() == 1);
  CHECK(a.contacts[0].dent.depth_mm > 1.0f);
  const MeanMax left = a.fields.at("tension").by_structure.at("erector_left");
  const MeanMax right = a.fields.at("tension").by_structure.at("erector_right");
  CHECK(right.mean == Approx(0.5).epsilon(1e-3));  // stress guarding, not worked
  CHECK(left.mean < right.mean);
  CHECK(left.mean > 0.5 * 0.85);
  CHECK(a.fields.at("temperature").by_structure.at("skin").mean == Approx(33.5).epsilon(0.03));
  CHECK(a.fields.at("perfusion").by_structure.at("skin").max > 1.15);
  CHECK(a.fields.at("pressure").by_structure.at("erector_left").max >
        a.fields.at("pressure").by_structure.at("erector_right").max);
  CHECK(a.fields.at("stretch").by_structure.empty());
  REQUIRE(a.evidence.size() >= 4);
  CHECK(a.evidence.back().id == "posture");
  for (const EvidenceAnswer& e : a.evidence) CHECK_FALSE(e.source.empty());
  for (const auto& [name, field] : a.fields) {
    for (const auto& [id, value] : field.by_structure) {
      CAPTURE(id);
      CHECK(std::isfinite(value.mean));
      CHECK(value.mean <= value.max + 1e-9);
      CHECK(value.mean == b.fields.at(name).by_structure.at(id).mean);
    }
  }
}

TEST_CASE("a vertex field is smooth, has one value a vertex, and leaves what it cannot know empty") {
  const Lesson lesson = strokes(40.0);
  const auto history = bake(slab(), lesson, library(), {});
  const auto state = lesson.at(20.0);
  const VertexField tension = vertex_field(*slab(), *history, state, library(), {}, "tension");
  const auto& structures = slab()->atlas().structures;
  REQUIRE(tension.values.size() == structures.size());
  CHECK_FALSE(tension.values[0]);
  REQUIRE(tension.values[3]);
  CHECK(tension.values[3]->size() == structures[3].levels[0].vertices.size());
  const float lowest = *std::min_element(tension.values[3]->begin(), tension.values[3]->end());
  const float highest = *std::max_element(tension.values[3]->begin(), tension.values[3]->end());
  CHECK(lowest < highest - 0.02f);
  CHECK(highest <= 0.5f + 1e-5f);
  std::vector<bool> only(structures.size(), false);
  only[4] = true;
  const VertexField one_only = vertex_field(*slab(), *history, state, library(), {}, "tension", only);
  CHECK_FALSE(one_only.values[3]);
  CHECK(one_only.values[4]);
  CHECK_THROWS_AS(vertex_field(*slab(), *history, state, library(), {}, "joy"), Error);
}

TEST_CASE("a pack warms skin most and deep muscle hardly, and too hot a stone raises the heat guard") {
  const auto laid = [](float temperature, double seconds, float scale) {
    Lesson lesson{"laid" + std::to_string(temperature), seconds, {}, ""};
    lesson.at = [=](double t) {
      technique::Contact c = thumb(40, 0, 15);
      c.tool = "heat_pack", c.action = "heat", c.area_cm2 = 300, c.half_length_mm = 80, c.half_width_mm = 60;
      c.pressure_kPa = 0.5f, c.temperature_C = temperature;
      technique::State s = one(c, "heat_pack");
      s.time_s = static_cast<float>(t), s.time_scale = scale;
      return s;
    };
    return lesson;
  };
  const Lesson mild = laid(41.0f, 40.0, 30.0f);
  const auto history = bake(slab(), mild, library(), {});
  const auto temperature = [&](double t) {
    return answer(*slab(), *history, mild.at(t), library(), {}).fields.at("temperature");
  };
  const FieldAnswer after = temperature(40.0), before = temperature(0.0);
  const double skin = after.by_structure.at("skin").max - before.by_structure.at("skin").max;
  const double muscle = after.by_structure.at("erector_left").mean - before.by_structure.at("erector_left").mean;
  CHECK(skin > 3.0);
  CHECK(muscle < 0.5 * skin);
  const auto heat_state = [&](const Lesson& l, double t) {
    const auto h = bake(slab(), l, library(), {});
    return answer(*slab(), *h, l.at(t), library(), {}).caution.back();
  };
  CHECK(heat_state(mild, 40.0).state == CautionState::none);
  const CautionAnswer hot = heat_state(laid(55.0f, 40.0, 10.0f), 40.0);
  CHECK(hot.zone == "skin_heat");
  CHECK(hot.state == CautionState::over);
  CHECK_FALSE(hot.gentler.empty());
  CHECK_FALSE(hot.limit_kPa);
}

TEST_CASE("baking tells its progress and can be stopped") {
  std::atomic<bool> cancel{false};
  float last = 0.0f;
  Progress progress;
  progress.cancel = &cancel;
  progress.report = [&](float f, std::string_view) {
    CHECK(f >= last);
    last = f;
    if (f > 0.5f) cancel = true;
  };
  CHECK_THROWS_AS(bake(slab(), strokes(60.0), library(), {}, progress), Error);
  CHECK(last < 1.0f);
}

TEST_CASE("a trigger point held shows where pain is commonly described, fully once it is held") {
  technique::Contact c = thumb(-75, 5, 30);  // right: the outer lower point of quadratus lumborum, 75 mm beside L4
  auto atlas = std::make_shared<anatomy::Atlas>(*test::slab_body());
  atlas->landmarks["spinous_process_l4"] = {0, 0, 6};
  const auto body = std::make_shared<const BodyIndex>(atlas);
  const auto history = bake_nothing(body, library(), "taut_band", {});
  const Answer held = answer(*body, *history, one(c, "trigger_point_pressure_release"), library(), {});
  REQUIRE_FALSE(held.referrals.empty());
  CHECK(held.referrals[0].point == "ql_superficial_caudal");
  CHECK(held.referrals[0].strength == 1.0);
  CHECK(held.referrals[0].contested);
  CHECK(answer(*body, *history, one(c, "effleurage_light"), library(), {}).referrals.empty());
}

TEST_CASE("open walls that face each other enclose flesh, as a closed mesh does; sheets of fascia stay sheets") {
  auto atlas = std::make_shared<anatomy::Atlas>(*test::slab_body());
  for (anatomy::Structure& s : atlas->structures) s.closed = false;
  const BodyIndex open(atlas);
  const auto thickness = [&](const BodyIndex& body, const std::string& id) {
    for (const auto& span : body.through({30, 5, -5}, {0, 0, 1}, 100.0f)) {
      const auto& structure = body.atlas().structures[static_cast<size_t>(span.structure)];
      if (structure.info.id == id) return span.leave_mm - span.enter_mm;
    }
    return -1.0f;
  };
  CHECK(thickness(*slab(), "erector_left") > 25.0f);
  CHECK(thickness(open, "erector_left") == doctest::Approx(thickness(*slab(), "erector_left")));
  CHECK(thickness(open, "thoracolumbar_fascia_posterior_deep") == 0.0f);
}
