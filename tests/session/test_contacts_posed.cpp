// Contacts keep to the moving skin; sections and picks find the posed body; on the bundled atlas.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>

#include "io/catalogue_file.h"
#include "render/pick.h"
#include "session/evaluate.h"
#include "session/frame_builder.h"
#include "session/lesson.h"
#include "session/open.h"
#include "session/posture.h"
#include "session/screening.h"
#include "session/section.h"

using namespace palpate;
using namespace palpate::session;
namespace fs = std::filesystem;

namespace {

std::shared_ptr<const Document> open_lesson(const char* file) {
  static std::shared_ptr<const Document> before;  // the atlas and its rig are made once
  const fs::path glb = fs::path(PALPATE_BINARY_DIR) / "lumbar.glb";
  if (!fs::exists(glb)) return nullptr;
  OpenRequest request;
  request.inputs = {fs::path(PALPATE_SOURCE_DIR) / "scenes" / file};
  request.reuse = before;
  return before = open_document(request);
}

}  // namespace

TEST_CASE("contacts of the posture lessons stay within 1 mm of the posed skin at every moment") {
  size_t seen = 0;
  for (const char* file :
       {"stretching/tense_and_let_go.yaml", "stretching/hips_front_and_back.yaml", "stretching/knees_to_the_chest.yaml",
        "stretching/sitting_back.yaml", "deep_tissue/side_of_the_waist.yaml"}) {
    const auto document = open_lesson(file);
    if (!document) {
      MESSAGE("skipped: no lumbar.glb in the build folder");
      return;
    }
    const size_t skin = static_cast<size_t>(document->atlas->index_of("skin"));
    const View view;
    const Settings settings;
    std::shared_ptr<const render::BodyPosture> of;
    anatomy::RayIndex posed;
    for (double t = 0.0; t < static_cast<double>(document->lesson->timeline->duration_s); t += 1.5) {
      const Moment moment = evaluate(*document, view, settings, t);
      const auto& picture = moment.posed.picture;
      for (const technique::Contact& c : moment.state.contacts) {
        if (c.lift_mm > 0.0f || c.force_N <= 0.0f) continue;
        Vec3 at = c.position_mm;
        if (picture) at = carried(*picture, at);
        if (!picture || picture != of || posed.empty()) {
          posed = anatomy::RayIndex(picture ? picture->meshes->mesh(skin, 0)
                                            : document->atlas->structures[skin].levels.front());
          of = picture;
        }
        const auto near = posed.nearest(at, 50.0f);
        REQUIRE_MESSAGE(near, file, " at ", t, " s");
        CHECK_MESSAGE(near->distance <= 1.0f, file, " at ", t, " s: ", near->distance, " mm off the posed skin");
        ++seen;
      }
    }
  }
  CHECK(seen >= 8);
}

TEST_CASE("a section of the posed body is cut where the picture shows it, and a pick tells the place at rest") {
  const auto document = open_lesson("mobility/cat_and_cow.yaml");
  if (!document) return;
  const auto rig = document->mover->rig();
  motion::Posture bent{};
  bent[motion::lumbar_flexion] = 30.0f;
  const auto posture = make_posture(rig, bent, {}, {}, nullptr);
  // Across the body at L1: the plane rides with the flesh, and cuts about as much muscle as it does at rest.
  SectionChoice choice;
  choice.kind = "axial";
  choice.through_mm = document->atlas->landmarks.at("vertebral_body_l1");
  const auto rest_plane = section_plane(choice, {}, Vec3(0, 2000, 0));
  const auto plane = posed_plane(choice, {}, Vec3(0, 2000, 0), posture.get());
  REQUIRE(plane);
  CHECK(glm::dot(plane->normal, rest_plane->normal) < 0.95f);
  const std::vector<render::StructureLook> looks(document->atlas->structures.size());
  const auto rest = document->cutter->cut(*rest_plane, looks, {});
  const auto cut = document->cutter->cut(*plane, looks, {}, posture.get());
  const size_t bone = static_cast<size_t>(document->atlas->index_of("vertebra_l1"));
  REQUIRE(!cut->sections[bone].empty());
  CHECK(cut->sections[bone].open_ends == 0);
  CHECK(cut->sections[bone].area_mm2 == doctest::Approx(rest->sections[bone].area_mm2).epsilon(0.08));
  // From above, a ray through the posed spinous process of L3 meets the bone where it is now.
  std::vector<render::StructureLook> only(looks);
  for (size_t i = 0; i < only.size(); ++i)
    only[i].opacity = document->atlas->structures[i].info.id == "vertebra_l3" ? 1.0f : 0.0f;
  const Vec3 tip = document->atlas->landmarks.at("spinous_process_l3");
  const Vec3 now = carried(*posture, tip);
  CHECK(glm::distance(now, tip) > 5.0f);
  render::Picker picker(document->atlas);
  const auto pick = picker.pick_ray(only, {now + Vec3(0, 0, -300), Vec3(0, 0, 1)}, 0.5f, nullptr, posture);
  REQUIRE(pick);
  CHECK(glm::distance(pick->point_mm, now) < 6.0f);
  CHECK(glm::distance(pick->rest_mm, tip) < 6.0f);
}

TEST_CASE("scrubbing is exact: a posture reached by playing is the one reached by a jump, breath and bulges with it") {
  const auto document = open_lesson("stretching/the_straight_leg.yaml");
  if (!document) return;
  const View view;
  const Settings settings;
  Moment before;
  size_t compared = 0;
  for (double t = 9.0; t < 30.0; t += 0.5) {
    Moment played = evaluate(*document, view, settings, t, {&before, 0.25});
    const Moment jumped = evaluate(*document, view, settings, t);
    REQUIRE(static_cast<bool>(played.posed.picture) == static_cast<bool>(jumped.posed.picture));
    if (played.posed.picture) {
      const auto &a = *played.posed.picture, &b = *jumped.posed.picture;
      CHECK(a.joints == b.joints);
      CHECK(a.segments.breath == b.segments.breath);
      for (size_t s = 0; s < motion::segment_count; ++s) {
        CHECK(a.segments[s].real == b.segments[s].real);
        CHECK(a.segments[s].dual == b.segments[s].dual);
      }
      for (size_t s = 0; s < document->atlas->structures.size(); s += 7) CHECK(a.bulges->of(s) == b.bulges->of(s));
      ++compared;
    }
    before = std::move(played);
  }
  CHECK(compared > 30);
}

TEST_CASE("in a lesson that moves the body the questions about exercises follow the red flags, rules stay last") {
  const auto document = open_lesson("mobility/press_up.yaml");
  if (!document) return;
  const auto rows = screening_for(*document);
  size_t first = 0;
  while (first < rows.size() && part_of(*rows[first]) == ScreenPart::red_flag) ++first;
  REQUIRE(first + 1 < rows.size());
  CHECK(part_of(*rows[first]) == ScreenPart::exercises);
  CHECK(rows.size() == screening_in_order(*document->library).size());
  for (size_t i = 0; i < rows.size(); ++i)
    CHECK((part_of(*rows[i]) == ScreenPart::always) == (i >= question_count(*document->library)));
  bool narrow = false, brittle = false;
  for (const knowledge::Screening* q : rows) {
    if (q->id == "narrow_canal") narrow = !why_for_lesson(*q, *document).empty();
    if (q->id == "brittle_bending") brittle = !why_for_lesson(*q, *document).empty();
  }
  CHECK(narrow);
  CHECK(!brittle);
  const auto massage = open_lesson("swedish/kneading.yaml");
  CHECK(part_of(*screening_for(*massage)[first]) != ScreenPart::exercises);
}
