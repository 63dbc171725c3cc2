#include <doctest/doctest.h>

#include "session/camera_control.h"
#include "session/commands.h"
#include "session/figures.h"
#include "session/frame_builder.h"
#include "session/search.h"
#include "session/session.h"

using namespace palpate;
using namespace palpate::session;

namespace {

std::shared_ptr<Document> small_document() {
  auto atlas = std::make_shared<anatomy::Atlas>();
  const char* ids[] = {"skin", "fat", "multifidus_left", "vertebra_l3"};
  for (int layer = 0; layer < 4; ++layer) {
    anatomy::Structure structure;
    structure.info.id = ids[layer];
    structure.info.layer = layer;
    if (layer == 0) structure.info.tissue = anatomy::Tissue::skin;
    structure.bounds.add(Vec3(0, 0, 10.0f * static_cast<float>(layer)));
    structure.bounds.add(Vec3(50, 100, 10.0f * static_cast<float>(layer) + 5.0f));
    atlas->structures.push_back(structure);
  }
  auto document = std::make_shared<Document>();
  document->file = "small.yaml";
  document->atlas = atlas;
  document->step_marks = {{"one", 0, 10, "a", false}, {"two", 10, 25, "b", false}, {"three", 25, 60, "c", false}};
  return document;
}

}  // namespace

TEST_CASE("undo takes back each change of the view, redo brings it again") {
  Session session;
  session.show(small_document(), false);
  session.set_hidden("skin", true);
  session.set_opacity("fat", 0.5f);
  session.set_opacity("fat", 0.25f);  // the same drag
  session.end_gesture();
  session.set_opacity("fat", 0.75f);
  CHECK(session.undo());
  CHECK(session.view().opacity.at("fat") == doctest::Approx(0.25));
  CHECK(session.undo());
  CHECK(session.view().opacity.empty());
  CHECK(session.undo());
  CHECK(session.view().hidden.empty());
  CHECK_FALSE(session.undo());
  CHECK(session.redo());
  CHECK(session.view().hidden.contains("skin"));
  session.select("fat");
  CHECK_FALSE(session.redo());
}

TEST_CASE("whatever changes the view is taken back and brought again, one step each") {
  Session session;
  session.show(small_document(), false);
  const auto frame = [&] { return build_frame(session.document(), {}, session.view(), session.settings, {}); };
  const auto picks = [&](const char* id) { session.select(id), session.end_gesture(); };
  std::vector<render::FrameInput> frames{frame()};
  const auto step = [&](const std::string& what) {
    CHECK(session.undo_stack().undo_name() == what);
    frames.push_back(frame());
    CHECK_FALSE(frames.back() == frames[frames.size() - 2]);
  };
  const auto run = [&](const char* command, const char* what) {
    CAPTURE(command);
    CHECK(run_command(session, command));
    step(what);
  };
  run("structure.peel", "peel");
  run("structure.peel", "peel");
  run("structure.unpeel", "peel");
  picks("fat"), step("select");
  run("structure.hide", "hide");
  picks("vertebra_l3"), step("select");
  run("structure.ghost", "ghost the others");
  run("structure.isolate", "isolate");
  session.set_opacity("vertebra_l3", 0.5f), step("opacity");
  run("structure.show_all", "show all");
  run("view.left", "named view");
  run("view.turn_left", "turn");
  run("view.turn_left", "turn");
  run("view.zoom_in", "zoom");
  run("view.window", "focus window");
  run("view.xray", "x-ray");
  run("view.explode", "explode");
  run("view.style", "style");
  session.change("view.skin_opacity", 0.4), session.change("view.skin_opacity", 0.3), step("skin");  // one drag
  session.end_gesture();
  session.change("view.skin_opacity", 0.2), step("skin");
  session.change("view.skin_opacity", 0.2);  // no change, no step
  for (size_t i = frames.size() - 1; i-- > 0;) {
    CAPTURE(session.undo_stack().undo_name());
    CHECK(session.undo());
    CHECK(frame() == frames[i]);
  }
  CHECK_FALSE(session.undo());
  for (size_t i = 1; i < frames.size(); ++i) {
    CAPTURE(session.undo_stack().redo_name());
    CHECK(session.redo());
    CHECK(frame() == frames[i]);
  }
  CHECK_FALSE(session.redo());
}

TEST_CASE("what is shown beside isolated structures joins them") {
  Session session;
  session.show(small_document(), false);
  session.isolate({"fat"}, false);
  CHECK_FALSE(is_shown(session.view(), "skin"));
  session.set_hidden("skin", false);
  CHECK(is_shown(session.view(), "skin"));
  CHECK(is_shown(session.view(), "fat"));
  CHECK_FALSE(is_shown(session.view(), "vertebra_l3"));
  session.set_hidden("skin", true);
  CHECK_FALSE(is_shown(session.view(), "skin"));
}

TEST_CASE("isolating twice shows everything again") {
  Session session;
  session.show(small_document(), false);
  session.set_hidden("fat", true);
  session.isolate({"fat"}, true);
  CHECK(session.view().ghost_others);
  CHECK_FALSE(session.view().hidden.contains("fat"));
  session.isolate({"fat"}, true);
  CHECK(session.view().isolated.empty());
}

TEST_CASE("peel stays between nothing and the deepest layer") {
  Session session;
  session.show(small_document(), false);
  session.set_peel(99);
  CHECK(session.view().peel == 3.0f);
  session.set_peel(-1);
  CHECK(session.view().peel == 0.0f);
}

TEST_CASE("a failed attempt keeps the open document and tells why") {
  Session session;
  session.show(small_document(), false);
  session.playback.seek(12);
  session.report_failure({{"bad.yaml", 3, 1, Severity::error, "unknown key", "unknown-key"}});
  CHECK(session.document().file == "small.yaml");
  CHECK(session.playback.time_s() == 12.0);
  REQUIRE(session.problems().size() == 1);
  CHECK(session.problems()[0].line == 3);
  session.show(small_document(), true);
  CHECK(session.problems().empty());
  CHECK(session.playback.time_s() == 12.0);
}

TEST_CASE("playback: steps, loops, pauses, the end") {
  Playback playback(small_document()->step_marks);
  playback.play();
  playback.advance(4, 2, Loop::off, false);
  CHECK(playback.time_s() == doctest::Approx(8));
  playback.advance(2, 2, Loop::step, false);
  CHECK(playback.time_s() == doctest::Approx(2));
  playback.previous_step();
  CHECK(playback.time_s() == 0.0);
  playback.next_step();
  CHECK(playback.step() == 1);
  playback.seek(14);
  playback.previous_step();
  CHECK(playback.time_s() == 10.0);
  playback.previous_step();
  CHECK(playback.step() == 0);
  playback.seek(9.5);
  playback.advance(1, 1, Loop::off, true);
  CHECK(playback.time_s() == 10.0);
  CHECK_FALSE(playback.playing());
  playback.seek(59);
  playback.play();
  playback.advance(5, 1, Loop::off, false);
  CHECK(playback.time_s() == 60.0);
  CHECK_FALSE(playback.playing());
  playback.play();
  CHECK(playback.time_s() == 0.0);
  playback.seek(58);
  playback.advance(4, 1, Loop::lesson, false);
  CHECK(playback.time_s() == doctest::Approx(2));
  CHECK(playback.playing());
}

TEST_CASE("a lesson's camera: scene words and list ids name the same view, blends end where they say") {
  const Box3 bounds{{-100, -100, -100}, {100, 200, 50}};
  for (const char* name : {"posterior", "left", "right", "anterior"}) {
    CAPTURE(name);
    CHECK(resolve_view(name, bounds, 1.5f).has_value());
  }
  CHECK_FALSE(resolve_view("from the moon", bounds, 1.5f).has_value());
  const auto left = resolve_view("left", bounds, 1.5f);
  CHECK(left->position_mm.x > left->target_mm.x);
  technique::State state;
  state.camera_before.view = "posterior";
  state.camera.view = "left";
  state.camera.look_at_mm = Vec3(0, 50, -90);
  state.camera.zoom = 2;
  state.camera_blend = 1;
  const render::Camera there = lesson_camera(state, bounds, 1.5f);
  CHECK(there.target_mm.y == doctest::Approx(50));
  CHECK(glm::length(there.position_mm - there.target_mm) ==
        doctest::Approx(0.5f * glm::length(left->position_mm - left->target_mm)));
  state.camera_blend = 0;
  CHECK(lesson_camera(state, bounds, 1.5f).position_mm.z < there.target_mm.z);
}

TEST_CASE("turning the body takes the camera from the lesson, a command gives it back") {
  Session session;
  session.show(small_document(), false);
  turn(session, 10, 0);
  CHECK(session.view().camera_taken);
  CHECK(run_command(session, "view.follow"));
  CHECK_FALSE(session.view().camera_taken);
}

TEST_CASE("a tool borrows the camera from the lesson, and leaves one that a hand has taken") {
  Session session;
  session.show(small_document(), false);
  CHECK(run_command(session, "practice.trace"));
  CHECK(session.view().camera_taken);
  CHECK(session.view().camera.position_mm.z < session.view().camera.target_mm.z);  // from behind
  CHECK(run_command(session, "pain.ask"));
  CHECK(run_command(session, "structure.deselect"));
  CHECK_FALSE(session.view().camera_taken);
  turn(session, 10, 0);
  CHECK(run_command(session, "pain.ask"));
  CHECK(run_command(session, "pain.ask"));
  CHECK(session.view().camera_taken);
}

TEST_CASE("figures carry two significant digits") {
  CHECK(two_figures(3.24159) == "3.2");
  CHECK(two_figures(9.96) == "10");
  CHECK(two_figures(123.4) == "120");
  CHECK(two_figures(0.04567) == "0.046");
  CHECK(two_figures(-2.55) == "-2.5");
  CHECK(two_figures(0) == "0");
  CHECK(clock(65.47, true) == "1:05.4");
  CHECK(clock(600) == "10:00");
  CHECK(fibre_words(4) == "along 4°");
  CHECK(fibre_words(87.4) == "across 87°");
  CHECK(fibre_words(-1) == "–");
}

TEST_CASE("search forgives slips and word order") {
  CHECK(match("quadratus", "Quadratus lumborum, left") == 5);
  CHECK(match("lumb quad", "Quadratus lumborum, left") == 4);
  CHECK(match("multifidis", "Multifidus from L1, left") == 1);
  CHECK(match("qaudratus", "Quadratus lumborum, left") == 1);
  anatomy::StructureInfo part;
  part.name = "Longissimus thoracis, lumbar part, left", part.latin = "Longissimus thoracis pars lumborum";
  part.groups = {"longissimus_thoracis", "erector_spinae"};
  CHECK(match_structure("erector spinae", part) == 1);
  CHECK(match_structure("longissimus", part) > match_structure("erector spinae", part));
  CHECK(match_structure("gluteus", part) == 0);
  CHECK(reason_of_match("erector spinae", part) == "part of erector spinae");
  CHECK(reason_of_match("pars lumborum", part) == part.latin);
  CHECK(reason_of_match("longissimus", part).empty());
  CHECK(match("gluteus", "Quadratus lumborum, left") == 0);
  CHECK(match("", "Skin") == 0);
  CHECK(match_any("cutis", {"Skin", "Cutis"}) == 5);
}
