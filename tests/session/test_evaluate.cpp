#include <doctest/doctest.h>

#include "../unit/synthetic_back.h"
#include "io/scene_file.h"
#include "session/evaluate.h"
#include "session/frame_builder.h"
#include "session/lesson.h"

using namespace palpate;
using namespace palpate::session;

namespace {

/// The guided lesson on a back made of formulas, baked once.
const Document& played() {
  static const std::shared_ptr<const Document> made = [] {
    auto document = std::make_shared<Document>();
    document->atlas = test::synthetic_back();
    document->library = std::make_shared<knowledge::Library>(test::library());
    auto body = std::make_shared<tissue::BodyIndex>(document->atlas);
    document->body = body;
    auto lesson = std::make_shared<Lesson>();
    std::vector<Problem> problems;
    const auto file = std::filesystem::path(PALPATE_SOURCE_DIR) / "scenes" / "guided" / "what_the_hand_does.yaml";
    lesson->scene = *read_scene(file, test::catalogue(), test::library(), problems);
    lesson->timeline = std::make_shared<technique::Timeline>(
        technique::make_timeline(lesson->scene, *document->atlas, *document->library, problems));
    tissue::Lesson input;
    input.key = "test";
    input.duration_s = static_cast<double>(lesson->timeline->duration_s);
    input.at = [timeline = lesson->timeline](double t) { return technique::sample(*timeline, t); };
    lesson->history = tissue::bake(body, input, *document->library, {});
    document->lesson = lesson;
    return document;
  }();
  return *made;
}

}  // namespace

TEST_CASE("a moment is a function of its time: the order of asking does not matter") {
  const Document& document = played();
  const Settings settings;
  const double length = static_cast<double>(document.lesson->timeline->duration_s);
  for (const double part : {0.1, 0.35, 0.62, 0.9}) {
    CAPTURE(part);
    const Moment first = evaluate(document, {}, settings, part * length);
    evaluate(document, {}, settings, 0.99 * length);
    const Moment again = evaluate(document, {}, settings, part * length);
    REQUIRE(first.hands.size() == again.hands.size());
    for (size_t i = 0; i < first.hands.size(); ++i) {
      CHECK(first.hands[i].pressure_kPa == again.hands[i].pressure_kPa);
      CHECK(first.hands[i].stack.size() == again.hands[i].stack.size());
    }
    CHECK((first.field ? first.field->revision : 0) == (again.field ? again.field->revision : 0));
  }
}

TEST_CASE("only what is worked out for a moving picture is known as that") {
  const Document& document = played();
  const Moment clean = evaluate(document, {}, Settings{}, 12.0);
  const Moment moving = evaluate(document, {}, Settings{}, 12.1, {&clean, 0.25});
  CHECK_FALSE(clean.moving);
  CHECK(moving.moving);
  CHECK(moving.fields_time_s == clean.fields_time_s);
  CHECK_FALSE(evaluate(document, {}, Settings{}, 12.1, {&moving, 0.0}).moving);
}

TEST_CASE("every step speaks, and hands read from the skin inwards") {
  const Document& document = played();
  const Settings settings;
  size_t touched = 0;
  for (double t = 0.5; t < static_cast<double>(document.lesson->timeline->duration_s); t += 4.0) {
    const Moment moment = evaluate(document, {}, settings, t);
    CAPTURE(t);
    CHECK(!moment.step_name.empty());
    CHECK(!moment.say.empty());
    for (const HandReading& hand : moment.hands) {
      ++touched;
      CHECK((hand.basis == "published" || hand.basis == "design estimate"));
      REQUIRE(!hand.stack.empty());
      CHECK(hand.stack.front().id == "skin");
      for (size_t i = 1; i < hand.stack.size(); ++i) CHECK(hand.stack[i].depth_mm >= hand.stack[i - 1].depth_mm);
    }
  }
  CHECK(touched > 10);
}

TEST_CASE("the field setting overrules the lesson") {
  const Document& document = played();
  Settings settings;
  settings.set("field.show", "pressure");
  const Moment shown = evaluate(document, {}, settings, 20.0);
  CHECK(shown.state.heatmap == "pressure");
  REQUIRE(shown.field);
  CHECK(shown.field->values.size() == document.atlas->structures.size());
  settings.set("field.show", "none");
  CHECK_FALSE(evaluate(document, {}, settings, 20.0).field);
}

TEST_CASE("hiding the contact area leaves the dent") {
  const Document& document = played();
  Settings settings;
  double t = 0.5;
  while (evaluate(document, {}, settings, t).hands.empty()) t += 1.0;
  const Moment moment = evaluate(document, {}, settings, t);
  settings.set("view.footprints", "off");
  const render::FrameInput frame = build_frame(document, moment, {}, settings, {});
  REQUIRE(!frame.contacts.empty());
  for (size_t i = 0; i < frame.contacts.size(); ++i) {
    CHECK(frame.contacts[i].strength == 0.0f);
    CHECK(frame.contacts[i].depth_mm == moment.patches[i].depth_mm);
  }
}

TEST_CASE(
    "a moving picture keeps what the lesson has done to the tissue for as long as it may, and a resting one asks "
    "anew") {
  const Document& document = played();
  const Settings settings;
  const double at = 0.62 * static_cast<double>(document.lesson->timeline->duration_s);
  const Moment before = evaluate(document, {}, settings, at);
  REQUIRE(before.past);
  const Moment young = evaluate(document, {}, settings, at + 0.1, {&before, 0.25});
  CHECK(young.past == before.past);
  const Moment old = evaluate(document, {}, settings, at + 0.4, {&before, 0.25});
  CHECK(old.past != before.past);
  const Moment exact = evaluate(document, {}, settings, at + 0.1),
               resting = evaluate(document, {}, settings, at + 0.1, {&young, 0.0});
  CHECK(resting.past != young.past);
  REQUIRE(resting.hands.size() == exact.hands.size());
  REQUIRE(young.hands.size() == exact.hands.size());
  for (size_t i = 0; i < exact.hands.size(); ++i) {
    REQUIRE(resting.hands[i].stack.size() == exact.hands[i].stack.size());
    // A tenth of a second changes what lies under a hand by little.
    for (size_t k = 0; k < exact.hands[i].stack.size(); ++k) {
      CHECK(resting.hands[i].stack[k].stress_kPa == exact.hands[i].stack[k].stress_kPa);
      CHECK(young.hands[i].stack[k].stress_kPa == doctest::Approx(exact.hands[i].stack[k].stress_kPa).epsilon(0.05));
    }
  }
}
