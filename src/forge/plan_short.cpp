// The short muscles between neighbouring vertebrae: interspinales, medial and lateral intertransversarii, rotatores.

#include <cmath>

#include "forge/deep_plan.h"

namespace palpate::forge {

namespace {

/// Radius at both ends as a share of the girth, and the share of the slip that is tendon at each.
struct Ends {
  float tip = 0.7f, tendon = 0.16f;
};
constexpr Ends pointed{0.4f, 0.26f};

Course between(const std::string& muscle, const Hold& from, const Hold& to, float girth, const Vec3& bulge = Vec3(0.0f),
               const Ends& ends = {}) {
  Course c;
  c.muscle = muscle;
  c.from = from, c.to = to;
  c.via = {0.5f * (from.at + to.at) + bulge};
  c.girth = girth;
  c.tip_from = c.tip_to = ends.tip * girth;
  c.full_from = 0.35f, c.full_to = 0.65f;
  c.tendon_origin = c.tendon_insertion = ends.tendon;
  c.step = 5.0f;
  return c;
}

}  // namespace

void plan_short(Strands& plan, const BackSites& s) {
  const Bench& b = s.bench();
  const auto girth = [&](const char* muscle, int level) {
    return b.figure("short_muscles." + std::string(muscle)) * (1.0f + 0.04f * whim(muscle + std::to_string(level)));
  };
  for (int level = 3; level < level_count; ++level) {  // T12 to L5, each to the next below
    const bool last = level + 1 == level_count;
    for (const float front : {4.0f, 8.5f, 13.0f}) {
      const Hold above = s.vertebra(level, "spinous_lower", Vec3(2.6f, 0.0f, front));
      // On the sacrum the upper edge of the first crest takes the place of a spinous process.
      const Vec3 crest = last ? glm::mix(b.site("sacrum", "median_sacral_crest_s1"),
                                         b.site("sacrum", "spinous_root_upper"), front / 15.0f) +
                                    s.out(2.6f, 1.0f, 0.0f)
                              : b.site(bone_id(level + 1), "spinous_upper") + s.out(2.6f, 0.0f, front);
      const Hold below = s.on(bone_id(level + 1), crest);
      plan.push_back(
          laid(between("interspinales_lumborum", above, below, girth("interspinales", level), s.out(0.9f, 0, 0))));
    }
    if (level >= 4 && !last) {
      plan.push_back(laid(between("intertransversarii_mediales_lumborum",
                                  s.vertebra(level, "accessory", Vec3(-0.5f, -2.0f, -1.0f)),
                                  s.vertebra(level + 1, "mamillary", Vec3(1.0f, 1.0f, 0.5f)),
                                  girth("intertransversarii_mediales", level), s.out(2.4f, 0, -2.6f), pointed)));
      const Vec3 tip = b.site(bone_id(level), s.with_side("transverse")),
                 root = b.site(bone_id(level), s.with_side("accessory")),
                 tip_below = b.site(bone_id(level + 1), s.with_side("transverse")),
                 root_below = b.site(bone_id(level + 1), s.with_side("accessory"));
      for (const float out : {0.45f, 0.68f, 0.9f}) {
        const Vec3 down(0, -5.0f, 1.0f), up(0, 5.0f, 2.0f);
        plan.push_back(
            laid(between("intertransversarii_laterales_lumborum", s.on(bone_id(level), glm::mix(root, tip, out) + down),
                         s.on(bone_id(level + 1), glm::mix(root_below, tip_below, out) + up),
                         girth("intertransversarii_laterales", level))));
      }
    }
    // From the mamillary process to the lamina of the vertebra above, at the base of its spinous process.
    if (level >= 3 && !last) {
      const Vec3 lamina = b.site(bone_id(level), s.with_side("lamina"));
      plan.push_back(laid(between("rotatores_lumborum", s.vertebra(level + 1, "mamillary", Vec3(-2.5f, 1.0f, -0.5f)),
                                  s.on(bone_id(level), lamina + s.out(-2.0f, -7.0f, -2.0f)), girth("rotatores", level),
                                  Vec3(0, 0, -2.6f), pointed)));
    }
  }
}

}  // namespace palpate::forge
