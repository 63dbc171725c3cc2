#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "../unit/slab_body.h"
#include "../unit/synthetic_back.h"
#include "session/pain.h"
#include "session/palpation.h"
#include "session/session.h"

using namespace palpate;
using namespace palpate::session;

namespace {

std::shared_ptr<const Document> back() {
  static const std::shared_ptr<const Document> made = [] {
    auto document = std::make_shared<Document>();
    document->atlas = test::synthetic_back();
    document->library = std::make_shared<knowledge::Library>(test::library());
    document->body = std::make_shared<tissue::BodyIndex>(document->atlas);
    document->skin = technique::make_skin_surface(*document->atlas);
    return document;
  }();
  return made;
}

std::vector<LessonEntry> one_lesson() {
  LessonEntry lesson;
  lesson.file = "lesson.yaml";
  lesson.title = "A lesson";
  lesson.points = {{"ql_superficial_caudal", "The spot", 2}};
  return {lesson};
}

}  // namespace

TEST_CASE("every region on the atlas leads to muscles, and shares are shares") {
  for (const knowledge::Region& region : test::library().regions) {
    CAPTURE(region.id);
    const PainAnswer answer = pain_answer(test::library(), nullptr, {{region.id, region.name, 1.0}}, {});
    if (answer.muscles.empty()) continue;
    double sum = 0.0;
    for (const PainMuscle& muscle : answer.muscles) {
      CHECK(muscle.share > 0.0);
      sum += muscle.share;
      for (const PainPoint& point : muscle.points) {
        CHECK(point.point->contested);
        CHECK(std::find(point.point->regions.begin(), point.point->regions.end(), region.id) !=
              point.point->regions.end());
      }
    }
    CHECK(sum == doctest::Approx(1.0));
    CHECK(std::is_sorted(answer.muscles.begin(), answer.muscles.end(),
                         [](const auto& a, const auto& b) { return a.share > b.share; }));
  }
}

TEST_CASE("a point counts less for a region that it names later, and a lesson that plays it is found") {
  const PainAnswer hip = pain_answer(test::library(), nullptr, {{"hip_side", "Side of the hip", 1.0}}, one_lesson());
  REQUIRE_FALSE(hip.muscles.empty());
  CHECK(hip.muscles.front().id == "quadratus_lumborum");
  const PainPoint& first = hip.muscles.front().points.front();
  CHECK(first.point->id == "ql_superficial_caudal");
  REQUIRE(first.played.size() == 1);
  CHECK(first.played.front().step == 2);
}

TEST_CASE("a place on the body means the regions round it") {
  const auto document = back();
  const auto crest = point_place(*document, *test::library().point("ql_superficial_caudal"), anatomy::Side::right);
  REQUIRE(crest);
  CHECK(crest->x < 0.0f);
  const auto& landmarks = document->atlas->landmarks;
  REQUIRE(landmarks.contains("spinous_process_l3"));
  technique::ChartPoint at = document->skin->above(landmarks.at("spinous_process_l3"));
  const auto middle = regions_at(*document, document->skin->position(at));
  REQUIRE_FALSE(middle.empty());
  CHECK(middle.front().id == "midline");
  at.lateral = 40.0f;
  const auto aside = regions_at(*document, document->skin->position(at));
  REQUIRE_FALSE(aside.empty());
  CHECK(aside.front().id == "low_back");
  CHECK(aside.front().weight == doctest::Approx(1.0).epsilon(0.02));
  CHECK(regions_at(*document, Vec3(0.0f, 2000.0f, 0.0f)).empty());
}

TEST_CASE("three actions: where it hurts, which point, play") {
  Session session;
  session.show(back(), false);
  take_tool(session, Tool::pain);
  technique::ChartPoint at = back()->skin->above(back()->atlas->landmarks.at("spinous_process_l3"));
  at.lateral = 40.0f;
  ask_pain(session, one_lesson(), back()->skin->position(at), Vec3(0, 0, -1));
  REQUIRE(session.tools.pain.asked);
  const PlayedPoint* played = nullptr;
  for (const PainMuscle& muscle : session.tools.pain.answer.muscles) {
    for (const PainPoint& point : muscle.points)
      if (!point.played.empty()) played = &point.played.front();
  }
  REQUIRE(played);
  play_point(session, *played);
  CHECK(session.tools.kind == Tool::none);
  const auto requests = session.take_requests();
  REQUIRE(requests.size() == 1);
  CHECK(requests.front().kind == RequestKind::open);
  CHECK(requests.front().text == "lesson.yaml");
  auto opened = std::make_shared<Document>(*back());
  opened->file = "lesson.yaml";
  opened->step_marks = {{"a", 0, 10, "", false}, {"b", 10, 20, "", false}, {"The spot", 20, 50, "", false}};
  session.show(opened, false);
  CHECK(session.playback.step() == 2);
  CHECK(session.playback.playing());
}

TEST_CASE("what is asked lies there: straight in, at that depth, and its name is among the choices") {
  // Skin 2.2, fat to 14, fascia 0.6, muscle to 44, bone to 60 mm.
  auto document = std::make_shared<Document>();
  document->atlas = test::slab_body();
  document->library = std::make_shared<knowledge::Library>(test::library());
  document->body = std::make_shared<tissue::BodyIndex>(document->atlas);
  const Vec3 place(20.0f, 10.0f, 0.0f), normal(0.0f, 0.0f, -1.0f);
  std::set<std::string> seen;
  for (uint32_t seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    const auto question = palpation_question(*document, place, normal, seed);
    REQUIRE(question);
    REQUIRE(question->right < question->choices.size());
    const std::string& name = question->choices[question->right];
    CHECK(std::count(question->choices.begin(), question->choices.end(), name) == 1);
    const auto spans = document->body->through(place + 2.0f * normal, -normal, 140.0f);
    const auto depth = static_cast<float>(question->depth_mm) + 2.0f;
    CHECK(std::any_of(spans.begin(), spans.end(), [&](const auto& span) {
      return document->atlas->structures[static_cast<size_t>(span.structure)].info.id == question->structure &&
             span.enter_mm <= depth && depth <= span.leave_mm;
    }));
    seen.insert(question->structure);
    CHECK(palpation_question(*document, place, normal, seed)->choices == question->choices);
  }
  CHECK(seen.size() >= 2);  // muscle and bone are asked for, skin, fat and thin fascia never
  for (const std::string& id : seen) {
    const anatomy::Tissue tissue = document->atlas->find(id)->info.tissue;
    CHECK((tissue == anatomy::Tissue::muscle || tissue == anatomy::Tissue::bone));
  }
  CHECK_FALSE(palpation_question(*document, Vec3(900.0f, 0.0f, 0.0f), normal, 1));
}

TEST_CASE("places to palpate lie on the back") {
  const auto document = back();
  for (uint32_t seed = 1; seed < 30; ++seed) {
    const auto at = palpation_place(*document, seed);
    REQUIRE(at);
    CHECK(std::abs(at->lateral) >= 11.0f);
    CHECK(std::abs(at->lateral) <= 121.0f);
    CHECK(document->skin->normal(*at).z < 0.0f);
  }
}
