#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "core/error.h"
#include "session/branches.h"
#include "session/commands.h"
#include "session/saved_views.h"
#include "session/session.h"

using namespace palpate;
using namespace palpate::session;

namespace {

SavedView rich_view() {
  SavedView kept;
  kept.name = "Quadratus, \"the corner\"";
  kept.view.camera.position_mm = {1.5f, -20.25f, -800};
  kept.view.camera.target_mm = {0, 100, 3};
  kept.view.opacity = {{"skin", 0.25f}, {"subcutaneous_fat", 0.0f}};
  kept.view.hidden = {"rib_12_left", "vertebra_l3"};
  kept.view.isolated = {"quadratus_lumborum_left"};
  kept.view.ghost_others = true;
  kept.view.peel = 1.5f;
  kept.view.selected = "quadratus_lumborum_left";
  kept.view.whole = {"vertebra_l3"};
  kept.view.shown = {{"view.xray", 0.5}, {"view.style", std::string("plate")}};
  kept.view.section = SectionChoice{};
  kept.view.section->kind = "across the hand";
  kept.view.section->offset_mm = -12.0f;
  kept.view.section->side = -1;
  kept.view.section->through_mm = Vec3(1, 2, 3);
  return kept;
}

}  // namespace

TEST_CASE("kept views come back from their file as they were") {
  std::vector<Problem> problems;
  const std::vector<SavedView> again =
      read_views(write_views({rich_view(), SavedView{"Plain", {}}}), "views.yaml", problems);
  CHECK(problems.empty());
  REQUIRE(again.size() == 2);
  const SavedView wanted = rich_view();
  CHECK(again[0].name == wanted.name);
  CHECK(again[0].view.camera.position_mm == wanted.view.camera.position_mm);
  CHECK(again[0].view.camera.target_mm == wanted.view.camera.target_mm);
  CHECK(again[0].view.opacity == wanted.view.opacity);
  CHECK(again[0].view.hidden == wanted.view.hidden);
  CHECK(again[0].view.isolated == wanted.view.isolated);
  CHECK(again[0].view.ghost_others);
  CHECK(again[0].view.peel == 1.5f);
  CHECK(again[0].view.selected == wanted.view.selected);
  CHECK(again[0].view.whole == wanted.view.whole);
  CHECK(again[0].view.section == wanted.view.section);
  CHECK(again[0].view.shown == wanted.view.shown);
  CHECK_FALSE(again[1].view.section);
}

TEST_CASE("a file edited by hand: what is wrong is told with its place, what is good is kept") {
  std::vector<Problem> problems;
  const auto views = read_views(
      "- name: A\n  peel: lots\n  colour: red\n- peel: 2\n  settings:\n    view.xray: 7\n    window.theme: dark\n",
      "views.yaml", problems);
  REQUIRE(views.size() == 2);
  CHECK(views[1].view.peel == 2.0f);
  CHECK(views[1].name == "View 1");
  CHECK(views[1].view.shown.empty());
  REQUIRE(problems.size() == 4);
  CHECK(problems[0].line == 2);
  CHECK(problems[1].line == 3);
  CHECK(problems[2].line == 6);
  CHECK(problems[3].line == 7);
  CHECK_THROWS_AS(read_views("name: A\n", "views.yaml", problems), Error);

  const auto file = std::filesystem::temp_directory_path() / "palpate_test_views" / "views.yaml";
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file) << "- [broken";
  problems.clear();
  CHECK(ViewsFile(file).load(problems).empty());
  CHECK(problems.size() == 1);
  CHECK(std::filesystem::exists(file.string() + ".broken"));  // nobody's work is written over
  ViewsFile(file).save({rich_view()});
  CHECK(ViewsFile(file).load(problems).size() == 1);
  std::filesystem::remove_all(file.parent_path());
}

TEST_CASE("keeping, showing, renaming and forgetting; showing can be undone") {
  Session session;
  auto document = std::make_shared<Document>();
  auto atlas = std::make_shared<anatomy::Atlas>();
  anatomy::Structure skin;
  skin.info.id = "skin";
  atlas->structures.push_back(skin);
  document->atlas = atlas;
  session.show(document, false);
  CHECK_FALSE(run_command(session, "view.kept_next"));
  session.set_opacity("skin", 0.3f);
  session.change("view.explode", 0.5);
  CHECK(run_command(session, "view.keep"));
  session.show_everything();
  session.change("view.explode", 0.0);
  session.change("view.xray", 1.0);
  CHECK(run_command(session, "view.kept_next"));
  CHECK(session.view().opacity.at("skin") == 0.3f);
  CHECK(session.settings.number("view.explode") == 0.5);
  CHECK(session.settings.number("view.xray") == 0.0);  // as it was when the view was kept
  session.undo();
  CHECK(session.view().opacity.empty());
  CHECK(session.settings.number("view.explode") == 0.0);
  CHECK(session.settings.number("view.xray") == 1.0);
  session.rename_kept_view(0, "Glass");
  CHECK(session.saved_views[0].name == "Glass");
  session.keep_view();
  CHECK(session.saved_views[1].name == "View 1");
  session.forget_kept_view(0);
  CHECK(session.saved_views.size() == 1);
}

TEST_CASE("branches: systems by tissue, regions by where the middle lies") {
  anatomy::Atlas atlas;
  anatomy::Structure muscle;
  muscle.info.tissue = anatomy::Tissue::muscle;
  muscle.bounds.add(Vec3(0, 60, 0));
  muscle.bounds.add(Vec3(0, 90, 0));
  CHECK(branch_name("system", branch_of(atlas, muscle, "system")) == "Muscles");
  CHECK(branch_name("region", branch_of(atlas, muscle, "region")) == "Lumbar");
  muscle.bounds.add(Vec3(0, 300, 0));
  muscle.bounds.add(Vec3(0, -40, 0));
  CHECK(branch_name("region", branch_of(atlas, muscle, "region")) == "Whole back");
  muscle.info.layer = 4;
  CHECK(branch_of(atlas, muscle, "layer") == 4);
}
