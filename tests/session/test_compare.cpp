#include <doctest/doctest.h>

#include "../unit/synthetic_back.h"
#include "io/scene_file.h"
#include "session/compare.h"
#include "session/evaluate.h"
#include "session/lesson.h"
#include "session/session.h"

using namespace palpate;
using namespace palpate::session;

namespace {

/// The guided lesson on a back made of formulas.
std::shared_ptr<const Document> opened() {
  static const std::shared_ptr<const Document> made = [] {
    auto document = std::make_shared<Document>();
    document->atlas = test::synthetic_back();
    document->library = std::make_shared<knowledge::Library>(test::library());
    document->body = std::make_shared<tissue::BodyIndex>(document->atlas);
    document->skin = technique::make_skin_surface(*document->atlas);
    auto lesson = std::make_shared<Lesson>();
    std::vector<Problem> problems;
    const auto file = std::filesystem::path(PALPATE_SOURCE_DIR) / "scenes" / "guided" / "what_the_hand_does.yaml";
    lesson->scene = *read_scene(file, test::catalogue(), test::library(), problems);
    lesson->timeline = std::make_shared<technique::Timeline>(
        technique::make_timeline(lesson->scene, *document->atlas, *document->library, problems, document->skin));
    tissue::Lesson input;
    input.key = "test";
    input.duration_s = static_cast<double>(lesson->timeline->duration_s);
    input.at = [timeline = lesson->timeline](double t) { return technique::sample(*timeline, t); };
    input.starting_state = lesson->scene.starting_state;
    lesson->history = tissue::bake(document->body, input, *document->library, {});
    document->lesson = lesson;
    return document;
  }();
  return made;
}

}  // namespace

TEST_CASE("what a comparison may be asked for") {
  CHECK(comparison_from("before")->kind == Beside::before);
  CHECK(comparison_from("2x")->kind == Beside::force);
  CHECK(comparison_from("0.5x")->factor == doctest::Approx(0.5));
  CHECK_FALSE(comparison_from("40x"));
  CHECK_FALSE(comparison_from("0x"));
  CHECK(comparison_from("scenes/a.yaml")->kind == Beside::lesson);
  CHECK(comparison_from("2xy.yaml")->kind == Beside::lesson);
}

TEST_CASE("twice the force presses twice as hard, at the same places and times") {
  const auto document = opened();
  const auto other = with_force(*document, 2.0);
  REQUIRE(other->lesson);
  CHECK(other->lesson->timeline->duration_s == document->lesson->timeline->duration_s);
  CHECK(other->lesson->history->key() != document->lesson->history->key());
  int compared = 0;
  for (double t = 0.5; t < static_cast<double>(document->lesson->timeline->duration_s); t += 3.0) {
    const auto once = technique::sample(*document->lesson->timeline, t);
    const auto twice = technique::sample(*other->lesson->timeline, t);
    REQUIRE(once.contacts.size() == twice.contacts.size());
    for (size_t i = 0; i < once.contacts.size(); ++i) {
      CHECK(once.contacts[i].position_mm == twice.contacts[i].position_mm);
      CHECK(twice.contacts[i].force_N == doctest::Approx(2.0f * once.contacts[i].force_N));
      ++compared;
    }
  }
  CHECK(compared > 20);
}

TEST_CASE("before is the tension of the beginning, under the look of now") {
  const auto document = opened();
  Comparison before;
  before.kind = Beside::before;
  const Settings settings = comparison_settings(Settings{}, before);
  CHECK(settings.text("field.show") == "tension");
  CHECK(comparison_settings(Settings{}, Comparison{}).text("field.show") == "lesson");
  const double late = 0.95 * static_cast<double>(document->lesson->timeline->duration_s);
  const Moment now = evaluate(*document, {}, settings, late), start = evaluate(*document, {}, settings, 0.0);
  const Moment shown = moment_before(*document, now, {}, settings);
  REQUIRE(now.field);
  REQUIRE(shown.field);
  REQUIRE(start.field);
  CHECK(shown.state.time_s == now.state.time_s);
  CHECK(shown.patches.size() == now.patches.size());
  CHECK(shown.field->revision != now.field->revision);
  int same = 0;
  for (size_t s = 0; s < shown.field->values.size() && s < start.field->values.size(); ++s) {
    if (!shown.field->values[s] || !start.field->values[s]) continue;
    CHECK(*shown.field->values[s] == *start.field->values[s]);
    ++same;
  }
  MESSAGE(same, " structures carry tension before");
}

TEST_CASE("titles tell the sides apart, and a new document ends the comparison") {
  const auto document = opened();
  Comparison force;
  force.kind = Beside::force;
  force.factor = 0.5;
  CHECK(other_side(document, force) != document);
  CHECK(force.right == "0.5 times the force");
  Comparison before;
  before.kind = Beside::before;
  CHECK(other_side(document, before) == document);
  CHECK(before.left == "Before");
  Session session;
  session.compare = before;
  session.show(document, false);
  CHECK(session.compare.kind == Beside::nothing);
}
