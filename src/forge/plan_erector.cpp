// The columns of erector spinae, fascicle by fascicle: thoracic parts from ribs and transverse processes into the
// aponeurosis, lumbar parts from the lumbar transverse and accessory processes to the ilium. Pattern of Macintosh and
// Bogduk (1987, 1991) as the facts tables give it.

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/error.h"
#include "forge/deep_plan.h"

namespace palpate::forge {

namespace {

/// "rib_9" -> 9, "t10_b" -> 10, "l3" -> 3.
int number_in(const std::string& name) {
  const size_t at = name.find_first_of("0123456789");
  return at == std::string::npos ? 0 : std::atoi(name.c_str() + at);
}
bool second(const std::string& name) {
  return name.size() > 2 && name.compare(name.size() - 2, 2, "_b") == 0;
}

/// Everything that does not change from slip to slip.
struct Ground {
  const BackSites& s;
  const ErectorMass& m;
  float crop;

  float longissimus_x(float y, float across, float depth) const {
    // Above the loin spinalis lies between the column and the spinous processes.
    const float leaning = m.multifidus(y) + ErectorMass::lean * depth * m.thick(20.0f, y);
    const float inner = std::max(leaning, 8.5f * smoothstep(120.0f, 165.0f, y)) + 2.0f;
    return glm::mix(inner, std::max(m.split(y) - 2.0f, inner + 2.0f), across);
  }
  float iliocostalis_x(float y, float across) const { return glm::mix(m.split(y) + 2.5f, m.border(y) - 3.5f, across); }
  Vec3 at(float x, float y, float share) const { return m.at(s.side() * x, y, share); }
  Vec3 at_depth(float x, float y, float depth) const { return m.at_depth(s.side() * x, y, depth); }
};

/// Where a thoracic fascicle's tendon ends, through the aponeurosis.
Hold tendon_end(const Ground& g, const std::string& name, bool iliocostal) {
  const int n = number_in(name);
  const bool rib = name.rfind("rib", 0) == 0;
  if (iliocostal) {
    if (n <= 7) return g.s.hip("psis", Vec3(4.0f * static_cast<float>(n - 5), 6.0f, 0));
    return g.s.crest(60.0f + 3.5f * static_cast<float>(n - 8));
  }
  const int upper = rib ? n + 1 : n;  // a rib's tendon lies beside that of the vertebra below
  if (upper <= 5) return g.s.vertebra(7, "spinous_lower", Vec3(2, 4, -3));
  if (upper == 6) return g.s.vertebra(8, "spinous_lower", Vec3(2, 4, -3));
  if (upper <= 9)
    return g.s.sacrum(std::string("median_sacral_crest_s") + std::to_string(upper - 6), Vec3(2.0f, 0, -2.0f));
  if (upper == 10) return g.s.sacrum("lateral_crest_s3", Vec3(-2, 4, -3));
  if (upper == 11) return g.s.sacrum("lateral_crest_s2", Vec3(1, 4, -4));
  return upper == 12 && !rib ? g.s.hip("psis", Vec3(-8.0f, 13.0f, 3.0f)) : g.s.hip("psis", Vec3(-6.0f, 1.0f, 4.0f));
}

Hold upper_hold(const Ground& g, const SlipFigures& slip, bool iliocostal, float x, bool& cut) {
  const int n = number_in(slip.name);
  const bool rib = slip.name.rfind("rib", 0) == 0;
  cut = rib ? n < 8 : n < 9;
  if (!cut) {
    Hold hold = rib ? g.s.rib(n, iliocostal ? 68.0f : 47.0f, Vec3(0, iliocostal ? -4.0f : -2.0f, 0))
                    : g.s.vertebra(n - 9, "transverse", Vec3(-1.5f, -3.0f, -2.5f));
    if (hold.at.y < g.crop - 8.0f) return hold;
    cut = true;
  }
  return {rib ? g.s.with_side("rib_8") : "vertebra_t9", g.at(x, g.crop + 8.0f, slip.depth)};
}

Strand thoracic(const Ground& g, const std::string& muscle, const SlipFigures& slip) {
  const bool iliocostal = muscle[0] == 'i';
  const auto across = [&](float y, float top) {
    const float share = glm::mix(slip.across_low, slip.across, smoothstep(20.0f, std::min(top, 220.0f), y));
    return iliocostal ? g.iliocostalis_x(y, share) : g.longissimus_x(y, share, 0.6f * slip.depth);
  };
  Course c;
  c.muscle = muscle;
  c.from = upper_hold(g, slip, iliocostal, across(g.crop, 400.0f), c.from_cut);
  c.to = tendon_end(g, slip.name, iliocostal);
  const float top = c.from.at.y;
  // Down the column to the place where the aponeurosis takes over, and some way below its edge.
  float joint = 100.0f;
  for (int i = 0; i < 4; ++i) joint = g.m.aponeurosis_edge(across(joint, top));
  joint = std::min(joint, top - 50.0f);
  const float last = std::max(joint - (iliocostal ? 34.0f : 58.0f), c.to.at.y + 26.0f);
  for (float y = top - 20.0f; y > last; y -= 30.0f) {
    // A slip climbs from its deep end to its place in the column.
    const float climb = smoothstep(0.0f, 45.0f, top - y);
    const float share = glm::mix(c.from_cut ? slip.depth : std::max(slip.depth, 0.62f), slip.depth, climb);
    const float low = smoothstep(joint + 40.0f, last, y);
    Vec3 p = g.at(across(y, top), y, glm::mix(share, slip.depth_low, low));
    if (!c.from_cut)
      p = glm::mix(c.from.at + (p - g.at(across(top, top), top, share)), p, smoothstep(0.0f, 52.0f, top - y));
    c.via.push_back(p);
  }
  // The tendon lies in the aponeurosis; low ones of iliocostalis, and that of T12, keep some flesh of their own below.
  const bool rib = slip.name[0] == 'r';
  const bool direct = iliocostal ? number_in(slip.name) >= (rib ? 8 : 9) : !rib && number_in(slip.name) == 12;
  const Vec3 begin = c.via.back();
  for (const float t : {0.3f, 0.6f, 0.85f}) {
    const Vec3 p = glm::mix(begin, c.to.at, t);
    const float roof = g.m.roof(std::abs(p.x), p.y);
    c.via.push_back(g.at_depth(std::abs(p.x), p.y, direct ? roof + 2.4f : glm::mix(roof + 1.0f, 3.0f, t)));
  }
  const float whole = top - c.to.at.y;
  c.girth = slip.girth;
  c.tip_from = c.from_cut ? slip.girth : 2.4f;
  c.tip_to = direct ? 2.3f : -1.6f;
  c.full_from = c.from_cut ? 0.01f : std::min(0.35f, 60.0f / whole);
  c.full_to = glm::clamp((top - joint) / whole, 0.1f, 0.8f);
  c.tendon_origin = c.from_cut ? 0.0f : std::min(0.25f, 26.0f / whole);
  c.tendon_insertion = glm::clamp(1.0f - (top - last) / whole, 0.1f, 0.8f);
  // Below the belly only a thin tendon is left.
  Strand strand = laid(c);
  const float end = (top - last) / whole, begins = c.full_to;
  for (size_t k = 0; k < strand.girth.size(); ++k) {
    const float t = static_cast<float>(k) / static_cast<float>(strand.girth.size() - 1);
    if (t > begins)
      strand.girth[k] = glm::mix(slip.girth, c.tip_to, smoothstep(begins, std::max(end, begins + 0.05f), t));
  }
  return strand;
}

Strand lumbar(const Ground& g, const std::string& muscle, const SlipFigures& slip) {
  const bool iliocostal = muscle[0] == 'i';
  const int level = 3 + number_in(slip.name);
  Course c;
  c.muscle = muscle;
  const float tip = std::abs(g.s.bench().site(bone_id(level), g.s.with_side("transverse")).x);
  const float root = std::abs(g.s.bench().site(bone_id(level), g.s.with_side("accessory")).x);
  if (iliocostal)
    c.from = g.s.vertebra(level, "transverse", second(slip.name) ? Vec3(0.5f, -3, -1.5f) : Vec3(-4.0f, -1, -3.0f));
  else if (second(slip.name))
    c.from = g.s.vertebra(level, "transverse", Vec3(0.55f * (root - tip), -1.0f, -3.0f));
  else
    c.from = g.s.vertebra(level, "accessory", Vec3(4.5f, 1.5f, -2.0f));
  // L1 goes farthest out and back, L5 (L4) stays deepest.
  const float rank = static_cast<float>(number_in(slip.name));
  if (iliocostal)
    c.to = g.s.crest(glm::mix(76.0f, 54.0f, (rank - 1.0f) / 3.0f) + (second(slip.name) ? 4.0f : 0.0f), Vec3(-3, 2, 0));
  else
    c.to = g.s.hip("psis", Vec3(-3.5f + (second(slip.name) ? 2.0f : 0.0f), 18.0f - 5.5f * rank, 1.2f * rank + 0.5f));
  const float top = c.from.at.y, bottom = c.to.at.y, whole = top - bottom;
  for (const float t : {0.2f, 0.4f, 0.6f, 0.8f}) {
    const float y = glm::mix(top, bottom, t), share = glm::mix(slip.across, slip.across_low, t);
    Vec3 p = g.at(
        iliocostal ? g.iliocostalis_x(y, share) : g.longissimus_x(y, share, glm::mix(slip.depth, slip.depth_low, t)), y,
        glm::mix(slip.depth, slip.depth_low, t));
    const Vec3 straight = glm::mix(c.from.at, c.to.at, t);
    c.via.push_back(glm::mix(straight, p, t < 0.3f ? 0.75f : t > 0.7f ? 0.6f : 1.0f));
  }
  c.girth = slip.girth;
  c.tip_from = 2.0f, c.tip_to = iliocostal ? 2.0f : 1.7f;
  c.full_from = std::min(0.45f, 26.0f / whole), c.full_to = iliocostal ? 0.8f : 0.68f;
  c.tendon_origin = std::min(0.2f, 10.0f / whole), c.tendon_insertion = iliocostal ? 0.12f : (rank < 5 ? 0.3f : 0.12f);
  return laid(c);
}

}  // namespace

std::vector<SlipFigures> slips_of(const BackSites& sites, const std::string& muscle) {
  const Bench& b = sites.bench();
  std::vector<SlipFigures> out;
  for (const std::string& name : b.names_under(muscle)) {
    const std::string key = muscle + "." + name + ".";
    // Small parts that share one gutter would differ more than people do.
    const float size = muscle.rfind("multifidus_l", 0) == 0 ? 0.0f : 1.0f;
    const float whimsy = size * whim(key + end_of(sites.left())),
                other = size * whim(name + muscle + end_of(sites.left()));
    out.push_back({name, b.figure(key + "across") + 0.004f * whimsy, b.figure(key + "across_low") + 0.004f * other,
                   b.figure(key + "depth") + 0.004f * other, b.figure(key + "depth_low") + 0.004f * whimsy,
                   b.figure(key + "girth") * (1.0f + 0.004f * whimsy)});
  }
  if (out.empty()) throw Error("slips.csv", "no slip of " + muscle, "add its rows");
  return out;
}

void plan_erector(Strands& plan, const BackSites& sites, const ErectorMass& mass) {
  const Ground g{sites, mass, sites.bench().figure("skin.top")};
  for (const char* muscle : {"longissimus_thoracis_pars_thoracis", "iliocostalis_lumborum_pars_thoracis"})
    for (const SlipFigures& slip : slips_of(sites, muscle)) plan.push_back(thoracic(g, muscle, slip));
  for (const char* muscle : {"longissimus_thoracis_pars_lumborum", "iliocostalis_lumborum_pars_lumborum"})
    for (const SlipFigures& slip : slips_of(sites, muscle)) plan.push_back(lumbar(g, muscle, slip));
}

void plan_spinalis(Strands& plan, const BackSites& sites, const ErectorMass& mass) {
  const Ground g{sites, mass, sites.bench().figure("skin.top")};
  for (const SlipFigures& slip : slips_of(sites, "spinalis_thoracis")) {
    const int level = slip.name[0] == 't' ? number_in(slip.name) - 9 : number_in(slip.name) + 3;
    Course c;
    c.muscle = "spinalis_thoracis";
    c.from = sites.vertebra(level, "spinous_upper", Vec3(2.0f, 1.0f, -2.0f));
    const float top = g.crop + 8.0f, bottom = c.from.at.y;
    c.to = {"vertebra_t9", g.at_depth(slip.across, top, g.m.roof(slip.across, top) + slip.depth)};
    c.to_cut = true;
    for (const float t : {0.07f, 0.15f, 0.4f, 0.7f}) {
      const float y = glm::mix(bottom, top, t);
      const float x = glm::mix(slip.across_low, slip.across, t);
      c.via.push_back(g.at_depth(x, y, g.m.roof(x, y) + glm::mix(slip.depth_low, slip.depth, t)));
    }
    c.girth = slip.girth, c.tip_from = 1.7f, c.tip_to = slip.girth;
    c.full_from = std::min(0.6f, 70.0f / (top - bottom)), c.full_to = 0.99f;
    c.tendon_origin = std::min(0.5f, 46.0f / (top - bottom)), c.tendon_insertion = 0.0f;
    plan.push_back(laid(c));
  }
}

}  // namespace palpate::forge
