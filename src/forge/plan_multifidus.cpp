// Multifidus, five bands from each lumbar vertebra (Macintosh and Bogduk 1986, as the facts tables give it): one from
// the lamina, one from the base of the spinous process, three from the common tendon at its tip.

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/error.h"
#include "forge/deep_plan.h"

namespace palpate::forge {

namespace {

/// Bands that share a mamillary process lie side by side on it, the longer ones farther out: `rank` 0, 1, 2.
Hold mamillary(const BackSites& s, int level, int rank) {
  const float out = static_cast<float>(rank);
  if (level < level_count) return s.vertebra(level, "mamillary", Vec3(2.2f * out - 2.0f, 4.0f * out - 4.0f, -2.0f));
  return s.sacrum("intermediate_crest_s1",
                  rank == 0 ? Vec3(8.0f, -10.0f, -8.0f) : Vec3(4.0f + 4.0f * out, 5.0f - 4.0f * out, -4.0f - out));
}

/// On the hind face of the sacrum, a share of the way from the S1 process to the second place of the intermediate crest
/// (above the first hind foramen), `out` mm to the side.
Hold beside_crest(const BackSites& s, float down, float out) {
  const Vec3 first = s.bench().site("sacrum", s.with_side("intermediate_crest_s1"));
  const Vec3 second = s.bench().site("sacrum", s.with_side("intermediate_crest_s2"));
  return s.on("sacrum", glm::mix(first, second, down) + s.out(out, 0.0f, -4.0f));
}

Hold upper(const BackSites& s, int level, const std::string& band) {
  if (band == "lamina") return s.vertebra(level, "lamina", Vec3(level == 7 ? 4.5f : 1.5f, -1.5f, -3.0f));
  const Hold tip = s.vertebra(level, "spinous_lower", Vec3(2.5f, 0.0f, 0.0f));
  if (band != "base") return tip;
  const Vec3 lamina = s.bench().site(bone_id(level), s.with_side("lamina"));
  return s.on(bone_id(level), glm::mix(tip.at, Vec3(tip.at.x, lamina.y - (level < 8 ? 4.0f : -2.0f), lamina.z), 0.6f));
}

/// Where a band ends: by vertebra (4 = L1 … 8 = L5) and band.
Hold lower(const BackSites& s, int level, const std::string& band) {
  if (band == "lamina") {
    if (level < 7) return mamillary(s, level + 2, 0);
    if (level == 7) return beside_crest(s, 0.34f, 3.0f);
    return beside_crest(s, 0.5f, 1.0f);
  }
  if (band == "base") {
    if (level <= 6) return mamillary(s, level + 3, level == 6 ? 0 : 1);
    if (level == 7) return beside_crest(s, 0.55f, 7.0f);
    return beside_crest(s, 0.8f, 0.5f);
  }
  const int tendon = band[1] - '0';  // t1 … t3, medial to lateral
  switch (level) {
    case 4:
      return tendon == 1   ? mamillary(s, 8, 2)
             : tendon == 2 ? mamillary(s, 9, 2)
                           : s.hip("psis", Vec3(-8.0f, 3.0f, 9.0f));
    case 5:
      return tendon == 1   ? mamillary(s, 9, 1)
             : tendon == 2 ? s.hip("psis", Vec3(-7.0f, -1.0f, 6.0f))
                           : s.hip("psis", Vec3(-6.0f, -16.0f, 2.0f));
    case 6:
      return tendon == 1   ? s.sacrum("lateral_crest_s3", Vec3(-1.0f, 6.0f, -3.0f))
             : tendon == 2 ? s.sacrum("lateral_crest_s2", Vec3(-3.0f, 2.0f, -3.0f))
                           : s.sacrum("lateral_crest_s1", Vec3(0.0f, -3.0f, -4.0f));
    case 7:
      return tendon == 1   ? s.sacrum("intermediate_crest_s4", Vec3(5.0f, 6.0f, -3.0f))
             : tendon == 2 ? s.sacrum("intermediate_crest_s3", Vec3(8.0f, 2.0f, -3.0f))
                           : s.sacrum("intermediate_crest_s2", Vec3(8.0f, -3.0f, -3.0f));
    default:
      return tendon == 1   ? s.sacrum("intermediate_crest_s4", Vec3(-1.0f, 3.0f, -3.0f))
             : tendon == 2 ? s.sacrum("intermediate_crest_s3", Vec3(-0.5f, 3.0f, -3.0f))
                           : s.sacrum("intermediate_crest_s2", Vec3(0.5f, 2.0f, -3.0f));
  }
}

/// "t11" -> 2, "l3" -> 6; above T9 negative.
int level_of(const std::string& name) {
  const int number = std::atoi(name.c_str() + 1);
  return name[0] == 't' ? number - 9 : number + 3;
}

/// The part above the loin: slips named by the vertebrae they join, "t12_l4".
void plan_thoracic(Strands& plan, const BackSites& s, const ErectorMass& mass) {
  for (const SlipFigures& slip : slips_of(s, "multifidus_thoracis")) {
    const size_t bar = slip.name.find('_');
    const int from = level_of(slip.name.substr(0, bar)), to = level_of(slip.name.substr(bar + 1));
    Course c;
    c.muscle = "multifidus_thoracis";
    c.to = s.vertebra(to, "mamillary", Vec3(0, 1.0f, -2.0f));
    c.from_cut = from < 0;
    const float top = s.bench().figure("skin.top") + 8.0f;
    c.from = c.from_cut ? Hold{"vertebra_t9", mass.at(s.side() * slip.across, top, slip.depth)}
                        : s.vertebra(from, "spinous_lower", Vec3(2.0f, 1.0f, 1.0f));
    for (const float t : {0.25f, 0.5f, 0.75f}) {
      const Vec3 straight = glm::mix(c.from.at, c.to.at, t);
      const Vec3 p = mass.at(s.side() * glm::mix(slip.across, slip.across_low, t), straight.y,
                             glm::mix(slip.depth, slip.depth_low, t));
      c.via.push_back(glm::mix(straight, p, 0.5f));
    }
    const float length = glm::length(c.to.at - c.from.at);
    c.girth = slip.girth, c.tip_from = c.from_cut ? slip.girth : 1.6f, c.tip_to = 1.8f;
    c.full_from = c.from_cut ? 0.01f : 0.4f, c.full_to = 0.7f;
    c.tendon_origin = c.from_cut ? 0.0f : std::min(0.3f, 22.0f / length),
    c.tendon_insertion = std::min(0.2f, 9.0f / length);
    plan.push_back(laid(c));
  }
}

}  // namespace

void plan_multifidus(Strands& plan, const BackSites& s, const ErectorMass& mass) {
  plan_thoracic(plan, s, mass);
  for (int level = 4; level < level_count; ++level) {
    const std::string muscle = std::string("multifidus_") + levels[static_cast<size_t>(level)];
    for (const SlipFigures& slip : slips_of(s, muscle)) {
      Course c;
      c.muscle = muscle;
      c.from = upper(s, level, slip.name), c.to = lower(s, level, slip.name);
      const float length = glm::length(c.to.at - c.from.at);
      const float inner = 5.0f;
      for (const float t : {0.2f, 0.4f, 0.6f, 0.8f}) {
        const Vec3 straight = glm::mix(c.from.at, c.to.at, t);
        const float down = glm::mix(slip.depth, slip.depth_low, t);
        const float leaning = mass.multifidus(straight.y) + ErectorMass::lean * down * mass.thick(20.0f, straight.y);
        const float edge = std::max(std::min(leaning, 44.0f) - 1.5f, inner + 1.0f);
        const float share = glm::mix(slip.across, slip.across_low, t);
        const Vec3 p =
            mass.at(s.side() * glm::mix(inner, edge, share), straight.y, glm::mix(slip.depth, slip.depth_low, t));
        c.via.push_back(glm::mix(straight, p, t < 0.3f || t > 0.7f ? 0.55f : 0.85f));
      }
      const bool deep = slip.name == "lamina" || slip.name == "base";
      c.girth = slip.girth;
      c.tip_from = deep ? 2.6f : 1.9f, c.tip_to = deep ? 2.6f : 2.3f;
      c.full_from = deep ? 0.18f : 0.36f, c.full_to = deep ? 0.84f : 0.8f;
      c.tendon_origin = deep ? 0.1f : std::min(0.2f, 15.0f / length),
      c.tendon_insertion = std::min(0.12f, 7.0f / length);
      plan.push_back(laid(c));
    }
  }
}

}  // namespace palpate::forge
