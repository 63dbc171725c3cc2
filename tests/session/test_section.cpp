#include <doctest/doctest.h>

#include "session/commands.h"
#include "session/section.h"
#include "session/session.h"

using namespace palpate;
using namespace palpate::session;

namespace {

const Vec3 k_behind(0.0f, 100.0f, -900.0f);

/// One block of 100 x 200 x 40 mm about (0, 100, 20).
struct Block {
  std::vector<anatomy::PackedVertex> vertices;
  std::vector<uint32_t> indices{0, 2, 3, 0, 3, 1, 4, 5, 7, 4, 7, 6, 0, 1, 5, 0, 5, 4,
                                2, 6, 7, 2, 7, 3, 0, 4, 6, 0, 6, 2, 1, 3, 7, 1, 7, 5};
  Block() {
    for (int k = 0; k < 8; ++k) {
      anatomy::PackedVertex v{};
      v.position = {k & 1 ? 50.0f : -50.0f, k & 2 ? 200.0f : 0.0f, k & 4 ? 40.0f : 0.0f};
      vertices.push_back(v);
    }
  }
};

std::shared_ptr<Document> block_document() {
  auto block = std::make_shared<Block>();
  auto atlas = std::make_shared<anatomy::Atlas>();
  anatomy::Structure structure;
  structure.info.id = structure.info.name = "block";
  structure.info.tissue = anatomy::Tissue::muscle;
  structure.levels = {{block->vertices, block->indices}};
  for (const auto& v : block->vertices) structure.bounds.add(v.position);
  atlas->structures.push_back(structure);
  atlas->storage = block;
  auto document = std::make_shared<Document>();
  document->atlas = atlas;
  document->cutter = std::make_shared<const SectionCutter>(atlas);
  document->home.position_mm = k_behind;
  document->home.target_mm = {0, 100, 0};
  document->step_marks = {{"one", 0, 10, "a", false}};
  return document;
}

technique::State with_hand() {
  technique::State state;
  technique::Contact contact;
  contact.position_mm = {10, 80, -5};
  contact.direction = {0, 1, 0};
  contact.normal = {0, 0, -1};
  state.contacts = {contact};
  return state;
}

}  // namespace

TEST_CASE("planes lie as their words say and take the eye's half away") {
  for (const auto& [kind, along] :
       {std::pair("axial", Vec3(0, 1, 0)), std::pair("sagittal", Vec3(1, 0, 0)), std::pair("coronal", Vec3(0, 0, 1))}) {
    SectionChoice choice;
    choice.kind = kind;
    choice.offset_mm = 30.0f;
    const Vec3 eye = along * 500.0f;
    const auto plane = section_plane(choice, {}, eye);
    REQUIRE(plane);
    CHECK(glm::distance(plane->normal, along) < 1e-5f);
    CHECK(glm::distance(plane->point_mm, along * 30.0f) < 1e-4f);
    CHECK(section_plane(choice, {}, -eye)->height(-eye) > 0.0f);
    choice.flipped = true;
    CHECK(section_plane(choice, {}, eye)->height(eye) < 0.0f);
    choice.flipped = false, choice.side = -1;  // a fixed half stays, wherever the eye goes
    CHECK(section_plane(choice, {}, eye)->normal == section_plane(choice, {}, -eye)->normal);
  }
  CHECK_FALSE(section_plane({}, {}, k_behind));
}

TEST_CASE("a plane rides with the hand, across its stroke or along it, and goes where the hand is not") {
  SectionChoice choice;
  choice.kind = "across the hand";
  CHECK_FALSE(section_plane(choice, {}, k_behind));
  const technique::State state = with_hand();
  const auto across = section_plane(choice, state, k_behind);
  REQUIRE(across);
  CHECK(std::abs(across->normal.y) == doctest::Approx(1.0f));
  CHECK(across->height({10, 80, -5}) == doctest::Approx(0.0f));
  choice.kind = "along the stroke";
  CHECK(std::abs(section_plane(choice, state, k_behind)->normal.x) == doctest::Approx(1.0f));
}

TEST_CASE("the hand's choice goes before the settings, these before the lesson") {
  technique::State state;
  View view;
  Settings settings;
  CHECK(wanted_section(state, view, settings).kind.empty());
  state.section.plane = "axial";
  state.section.through_mm = Vec3(0, 42, 0);
  CHECK(wanted_section(state, view, settings).kind == "axial");
  CHECK(section_plane(wanted_section(state, view, settings), state, k_behind)->point_mm.y == 42.0f);
  settings.set("section.plane", "coronal");
  CHECK(wanted_section(state, view, settings).kind == "coronal");
  view.section = SectionChoice{};
  view.section->kind = "none";
  CHECK(wanted_section(state, view, settings).kind.empty());
}

TEST_CASE("cutting: areas in cm², exemption, the dent under a contact, nothing done twice") {
  const auto document = block_document();
  std::vector<render::StructureLook> looks(1);
  const anatomy::CutPlane plane{Vec3(0, 100.5f, 0), Vec3(0, 1, 0)};
  const auto cut = document->cutter->cut(plane, looks, {});
  const auto rows = section_rows(*cut);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].area_cm2 == doctest::Approx(40.0));
  CHECK_FALSE(rows[0].open);
  CHECK(document->cutter->cut(plane, looks, {}) == cut);
  looks[0].whole = true;
  CHECK(section_rows(*document->cutter->cut(plane, looks, {})).empty());
  looks[0].whole = false;
  render::ContactPatch thumb;
  thumb.position_mm = {50, 200, 0};  // over a corner, wide enough to move all of it
  thumb.half_length_mm = thumb.half_width_mm = 100.0f;
  thumb.depth_mm = 8.0f;
  CHECK(section_rows(*document->cutter->cut(plane, looks, {thumb}))[0].area_cm2 < 40.0 - 0.5);
}

TEST_CASE("commands: one key goes round the planes, each change can be undone, edge-on turns the body") {
  Session session;
  session.show(block_document(), false);
  const auto shown = [&] { return session.section = wanted_section({}, session.view(), session.settings); };
  for (const char* kind : {"axial", "sagittal", "coronal", "free", "across the hand"}) {
    CHECK(run_command(session, "section.next"));
    CHECK(shown().kind == kind);
  }
  run_command(session, "section.next");
  CHECK(shown().kind.empty());
  CHECK_FALSE(run_command(session, "section.forward"));  // nothing to move
  session.edit_view("turn", {}, [](View& view) { view.camera.position_mm = k_behind; });
  session.set_section("axial");
  shown();
  const auto plane = section_plane(session.section, {}, session.view().camera.position_mm);
  CHECK(plane->height(session.view().camera.position_mm) > 200.0f);  // it was edge-on before
  CHECK(session.view().camera_taken);
  run_command(session, "section.forward");
  CHECK(shown().offset_mm == 5.0f);
  run_command(session, "section.flip");
  CHECK(shown().flipped);
  session.undo(), session.undo();
  CHECK(shown().offset_mm == 0.0f);
  session.undo();
  CHECK(shown().kind.empty());
  CHECK(session.view().camera.position_mm == k_behind);
  session.select("block");
  session.set_section("sagittal");
  shown();
  CHECK(run_command(session, "section.whole"));
  CHECK(whole_structures(session.document(), {}, session.view(), session.settings).contains("block"));
  run_command(session, "structure.show_all");
  CHECK(shown().kind.empty());
}
