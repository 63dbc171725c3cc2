#include <doctest/doctest.h>

#include "session/attachments.h"

using namespace palpate;
using namespace palpate::session;

TEST_CASE("fascicle ends are gathered to patches: origins at 0, insertions at 1, nothing between") {
  std::vector<anatomy::PackedVertex> vertices;
  for (int fascicle = 0; fascicle < 3; ++fascicle) {
    for (int k = 0; k <= 255; k += 5) {
      anatomy::PackedVertex v{};
      v.position = {40.0f * static_cast<float>(fascicle), static_cast<float>(k), 0};
      v.fibre = anatomy::pack_fibre({0, 1, 0});
      v.along = static_cast<uint8_t>(k);
      vertices.push_back(v);
    }
  }
  anatomy::Structure muscle;
  muscle.info.tissue = anatomy::Tissue::muscle;
  muscle.levels = {{vertices, {}}};
  const auto ends = attachments_of(muscle);
  REQUIRE(ends.size() == 6);
  for (const Attachment& end : ends) CHECK(end.place_mm.y == doctest::Approx(end.origin ? 0.0f : 255.0f));
  CHECK(attachments_of(muscle, 200.0f).size() == 2);
  render::FrameInput frame;
  render::StructureLook look;
  add_attachments(frame, ends, look);
  CHECK(frame.markers.size() == 6);
  CHECK(frame.labels.size() == 2);
  // They go with the muscle where the body is moved apart, and away with what a cut takes away.
  look.offset_mm = {0, 0, 50};
  render::FrameInput apart;
  add_attachments(apart, ends, look);
  for (const render::Label& label : apart.labels) CHECK(label.anchor_mm.z == 50.0f);
  look.offset_mm = Vec3(0.0f);
  auto cut = std::make_shared<render::SectionCut>();
  cut->plane = {Vec3(0, 100, 0), Vec3(0, 1, 0)};
  render::FrameInput half;
  half.section = cut;
  add_attachments(half, ends, look);
  CHECK(half.markers.size() == 3);
  REQUIRE(half.labels.size() == 1);
  CHECK(half.labels[0].text == "origin");
  muscle.info.tissue = anatomy::Tissue::bone;
  CHECK(attachments_of(muscle).empty());
}
