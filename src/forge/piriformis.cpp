// Piriformis: fascicles from the front of the sacrum through the greater sciatic notch to the tip of the greater
// trochanter.

#include "forge/course.h"
#include "forge/territory.h"

namespace palpate::forge {

namespace {

Piece build(const Bench& b, bool left, const std::vector<std::string>& bones) {
  const BackSites s(b, left);
  const std::string hip = s.with_side("hip_bone"), femur = s.with_side("femur");
  const Vec3 notch = b.site(hip, s.with_side("piis")) + s.out(24.0f, -24.0f, 14.0f);
  const Vec3 tip = b.site(femur, "trochanter_tip");
  std::vector<Strand> plan;
  int number = 0;
  for (const char* from : {"front_s2", "front_s3", "front_s3", "front_s4"}) {
    const float rank = static_cast<float>(number++) / 3.0f - 0.5f;  // upper to lower
    Course c;
    c.muscle = "piriformis";
    c.from = s.sacrum(from, Vec3(0, number == 3 ? -7.0f : 0.0f, 0));
    c.to = s.on(femur, tip + s.out(-3.0f, 3.0f - 2.0f * rank, -2.0f));
    const Vec3 up(0, -rank, 0);
    c.via = {glm::mix(c.from.at, notch, 0.4f) + 4.0f * up + Vec3(0, 0, 5.0f), notch + 11.0f * up,
             glm::mix(notch, tip, 0.5f) + 8.0f * up + Vec3(0, 0, -5.0f)};
    c.girth = 5.4f, c.tip_from = 2.6f, c.tip_to = 1.6f;
    c.full_from = 0.25f, c.full_to = 0.6f;
    c.tendon_origin = 0.05f, c.tendon_insertion = 0.3f;
    plan.push_back(laid(c));
  }
  std::vector<const Volume*> solid;
  for (const std::string& id : bones) solid.push_back(&b.input(id).volume);
  for (Strand& strand : plan) keep_out_of(strand, solid);
  Territory t;
  t.muscle = "piriformis";
  t.fill = 1.6f;
  t.voxel = b.figure("muscle.voxel_front");
  t.adaptivity = b.figure("muscle.adaptivity");
  t.seed = left ? 71u : 73u;
  t.clear_of = bones;
  return fill_territory(
      b, StrandIndex(plan, box_of(plan, t.muscle, 8.0f)), t,
      "Fascicles from the front of S2 to S4 through the greater sciatic notch to the tip of the greater "
      "trochanter; 10 (SD 3) mm thick (as remembered); course by design estimate.");
}

}  // namespace

void add_piriformis(std::vector<Recipe>& list) {
  for (const bool left : {true, false}) {
    const std::vector<std::string> bones = {"sacrum", "coccyx", "hip_bone" + end_of(left), "femur" + end_of(left)};
    list.push_back({"piriformis" + end_of(left), bones, "piriformis,territory,borders,course,back_sites,spine",
                    [left, bones](const Bench& b) { return build(b, left, bones); }});
  }
}

}  // namespace palpate::forge
