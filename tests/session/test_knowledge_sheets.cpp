#include <doctest/doctest.h>

#include <memory>

#include "session/commands.h"
#include "session/document.h"
#include "session/knowledge_entries.h"
#include "session/lesson.h"
#include "session/screening.h"
#include "session/session.h"

using namespace palpate;
using namespace palpate::session;
using knowledge::ScreenKind;

namespace {

std::shared_ptr<knowledge::Library> small_library() {
  auto library = std::make_shared<knowledge::Library>();
  library->screening = {{"skin", "Wound", "Leave out.", ScreenKind::contraindication, "on the area", "text"},
                        {"numb", "Numb skin", "No heat.", ScreenKind::contraindication, "heat", "text"},
                        {"rule", "Agree on a word", "Stop.", ScreenKind::rule, "whole session", "text"},
                        {"fever", "Fever", "Another day.", ScreenKind::contraindication, "whole session", "text"},
                        {"fall", "A fall", "Doctor.", ScreenKind::red_flag, "whole session", "text"},
                        {"cauda", "Numb between the legs", "Emergency.", ScreenKind::red_flag, "emergency", "text"}};
  library->points.resize(1);
  library->points[0].id = "ql";
  library->points[0].name = "Quadratus lumborum, upper";
  library->points[0].structure = "quadratus_lumborum";
  library->points[0].location.rule = "below the last rib";
  library->points[0].contested = true;
  library->points[0].source = "a manual";
  library->starting_states = {{"desk",
                               "A day at the desk",
                               "Hours of sitting.",
                               {{"psoas_major", 0.5, "hip bent"}},
                               knowledge::Basis::design_estimate,
                               "chosen"}};
  library->causes = {{"sitting", "Sitting long", "Still postures tire.", "desk", {}, "teaching"}};
  return library;
}

std::shared_ptr<Document> document_with(std::shared_ptr<const knowledge::Library> library) {
  auto document = std::make_shared<Document>();
  document->library = std::move(library);
  return document;
}

}  // namespace

TEST_CASE("questions before a session: emergencies first, then red flags, whole session, heat, the area, rules") {
  const auto library = small_library();
  std::string order;
  for (const knowledge::Screening* question : screening_in_order(*library)) order += question->id + ' ';
  CHECK(order == "cauda fall fever numb skin rule ");
  CHECK(question_count(*library) == 5);
}

TEST_CASE("a tick is remembered in the session, and red flags are told apart") {
  Session session;
  CHECK(ticked(session, false).empty());
  session.show(document_with(small_library()), false);
  session.screen_ticks = {"skin", "fall"};
  CHECK(ticked(session, false).size() == 2);
  REQUIRE(ticked(session, true).size() == 1);
  CHECK(ticked(session, true).front()->then == "Doctor.");
  session.show(document_with(small_library()), false);
  CHECK(ticked(session, true).size() == 1);
  CHECK(Session().screen_ticks.empty());
}

TEST_CASE("a lesson heats when it lays a warm thing on") {
  Document document;
  CHECK_FALSE(lesson_heats(document));
  auto lesson = std::make_shared<Lesson>();
  lesson->scene.steps.resize(1);
  lesson->scene.steps[0].actions.resize(1);
  lesson->scene.steps[0].actions[0].kind = technique::ActionKind::press;
  document.lesson = lesson;
  CHECK_FALSE(lesson_heats(document));
  lesson->scene.steps[0].actions[0].kind = technique::ActionKind::heat;
  CHECK(lesson_heats(document));
}

TEST_CASE("the sheet before a session knows which exercises the open lesson asks for") {
  const knowledge::Screening canal{"narrow_canal", "?", "no", knowledge::ScreenKind::contraindication,
                                   "exercises",    "",  {}},
      brittle{"brittle_bending", "?", "no", knowledge::ScreenKind::contraindication, "exercises", "", {}},
      leg{"leg_pain_outwards", "?", "stop", knowledge::ScreenKind::rule, "exercises", "", {}};
  const auto with_pose = [](const char* pose) {
    auto lesson = std::make_shared<Lesson>();
    technique::Step step;
    step.actions.emplace_back();
    step.actions.back().pose = pose;
    lesson->scene.steps.push_back(step);
    Document document;
    document.lesson = lesson;
    return document;
  };
  const Document press_up = with_pose("press_up"), knees = with_pose("double_knee_to_chest"), none = with_pose("");
  CHECK(why_for_lesson(canal, press_up) == "this lesson bends the back backwards");
  CHECK(why_for_lesson(canal, knees).empty());
  CHECK(why_for_lesson(brittle, knees) == "this lesson bends the back forwards");
  CHECK(why_for_lesson(brittle, press_up).empty());
  CHECK(why_for_lesson(leg, press_up) == "this lesson moves the body");
  CHECK(why_for_lesson(leg, none).empty());
  CHECK(part_of(canal) == ScreenPart::exercises);
  CHECK(part_of(leg) == ScreenPart::always);
}

TEST_CASE("the sheets open and close by their commands") {
  Session session;
  for (const auto& [id, overlay] :
       {std::pair{"safety.screen", Overlay::screening}, std::pair{"help.knowledge", Overlay::knowledge}}) {
    REQUIRE(run_command(session, id));
    CHECK(session.overlay == overlay);
    REQUIRE(run_command(session, "structure.deselect"));
    CHECK(session.overlay == Overlay::none);
  }
}

TEST_CASE("what is known tells muscles, tension and sources") {
  const auto library = small_library();
  const auto causes = knowledge_entries(KnowledgeTab::causes, *library, nullptr);
  REQUIRE(causes.size() == 1);
  REQUIRE(causes[0].tense.size() == 1);
  CHECK(causes[0].tense[0].name == "Psoas major");
  CHECK(causes[0].tense[0].tension == doctest::Approx(0.5));
  CHECK(causes[0].rows.back().text == "design estimate: chosen");
  const auto points = knowledge_entries(KnowledgeTab::points, *library, nullptr);
  REQUIRE(points.size() == 1);
  CHECK(points[0].contested);
  CHECK(points[0].standing == "unverified, from memory");
  CHECK(knowledge_entries(KnowledgeTab::doctor, *library, nullptr).size() == 2);
}

TEST_CASE("search forgives slips, and drops what fits only with slips when something fits") {
  std::vector<KnowledgeEntry> entries(3);
  entries[0].title = "Warm back";
  entries[0].text = "The kidneys lie deep.";
  entries[1].title = "Kidney";
  entries[2].title = "Kindly hands";
  CHECK(search_entries(entries, " ").size() == 3);
  const auto exact = search_entries(entries, "kidney");
  REQUIRE(exact.size() == 2);
  CHECK(exact[0].title == "Kidney");
  REQUIRE_FALSE(search_entries(entries, "kidny").empty());
  CHECK(search_entries(entries, "kidny")[0].title == "Kidney");
  CHECK(search_entries(entries, "zygapophysis").empty());
}
