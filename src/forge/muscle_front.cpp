// The muscles in front of the transverse processes: quadratus lumborum, psoas major and minor, iliacus. Each room is a
// rod whose sections follow published areas, or what its fascicles need.

#include <algorithm>
#include <cmath>

#include "forge/course.h"
#include "forge/territory.h"

namespace palpate::forge {

namespace {

constexpr const char* plan_code = "muscle_front,back_sites,course,spine";
constexpr const char* code = "muscle_front,territory,borders,course,back_sites,spine";
const Vec3 forward(0, 0, 1);

std::string front_plan(bool left) {
  return "front_plan" + end_of(left);
}

Vec3 transverse(const BackSites& s, int level) {
  return s.bench().site(bone_id(level), s.with_side("transverse"));
}

/// Outline of quadratus lumborum from rib 12 down; areas in mm2 (design profile inside published ranges), lateral
/// border by level.
std::vector<Station> quadratus_rod(const BackSites& s) {
  const float side = s.side();
  std::vector<Station> rod;
  const std::vector<Vec3>& rib = s.bench().input(s.with_side("rib_12")).lines.at("lower_border");
  const Vec3 upper = rib[rib.size() * 45 / 100];
  rod.push_back({upper + Vec3(-side * 4.0f, 2.0f, 5.5f), 20.0f, 3.6f, forward});
  struct Row {
    int level;
    float lateral, area;
  };
  for (const Row& row : {Row{4, 78, 520}, Row{5, 77, 250}, Row{6, 84, 550}, Row{7, 88, 640}}) {
    const Vec3 tip = transverse(s, row.level);
    const float inner = std::abs(tip.x) - 4.0f, half = 0.5f * (row.lateral - inner);
    const float thick = row.area / (2.0f * half * 0.84f);
    rod.push_back(
        {Vec3(side * (inner + half), tip.y - 4.0f, tip.z + 2.0f + 0.5f * thick), half, 0.5f * thick, forward});
  }
  rod.push_back({Vec3(side * 78.0f, 42.0f, 0.0f), 22.0f, 6.5f, Vec3(0, 0.3f, 1)});
  rod.push_back({Vec3(side * 80.0f, 31.0f, -9.0f), 21.0f, 3.4f, Vec3(0, 0.4f, 1)});
  return rod;
}

void plan_quadratus(std::vector<Strand>& plan, const BackSites& s) {
  // Inner lip of the crest, and its lines to the lower border of rib 12 and to the transverse tips, in three layers.
  const auto crest = [&](float x) { return s.crest(x, Vec3(-2.0f, -1.0f, 5.0f)); };
  const auto rib = [&](float x) {
    const std::vector<Vec3>& line = s.bench().input(s.with_side("rib_12")).lines.at("lower_border");
    const Vec3 at = *std::min_element(line.begin(), line.end(), [&](const Vec3& a, const Vec3& b) {
      return std::abs(std::abs(a.x) - x) < std::abs(std::abs(b.x) - x);
    });
    return s.on(s.with_side("rib_12"), at + Vec3(0, -1.0f, 4.5f));
  };
  const auto tip = [&](int level, float down = -1.0f) { return s.vertebra(level, "transverse", Vec3(0, down, 3.0f)); };
  const auto add = [&](const Hold& from, const Hold& to, float girth, float ahead) {
    Course c;
    c.muscle = "quadratus_lumborum";
    c.from = from, c.to = to;
    for (const float t : {0.3f, 0.7f}) c.via.push_back(glm::mix(from.at, to.at, t) + Vec3(0, 0, ahead));
    c.girth = girth, c.tip_from = 3.0f, c.tip_to = 4.0f;
    c.full_from = 0.2f, c.full_to = 0.7f;
    c.tendon_origin = 0.08f, c.tendon_insertion = 0.12f;
    plan.push_back(laid(c));
  };
  add(crest(70), tip(7, 1.0f), 5.0f, 4.0f), add(crest(74), tip(6, -3.0f), 5.2f, 2.0f);
  add(crest(80), tip(5, -3.0f), 5.4f, 2.0f), add(crest(86), tip(4, -3.0f), 5.4f, 2.0f);
  add(crest(72), tip(6), 4.6f, 5.0f), add(crest(80), tip(5), 4.6f, 5.0f);
  add(crest(72), rib(38), 5.0f, 9.0f), add(crest(80), rib(46), 5.2f, 8.0f);
  add(crest(87), rib(52), 5.4f, 6.0f), add(crest(94), rib(58), 5.4f, 4.0f), add(crest(100), rib(70), 5.0f, 2.0f);
}

/// Centre and sections of psoas by level (published moment arms and areas), then round the pelvic brim.
std::vector<Station> psoas_rod(const BackSites& s) {
  const Bench& b = s.bench();
  const float side = s.side();
  std::vector<Station> rod;
  rod.push_back({placed(vertebra_frame(b, 3), Vec3(side * 21.0f, -10.0f, -2.0f)), 5.0f, 8.0f, forward});
  struct Row {
    int level;
    float x, z, area;
  };
  for (const Row& row :
       {Row{4, 27, -3, 920}, Row{5, 33, -2, 640}, Row{6, 41, 0, 1000}, Row{7, 48, 4, 1280}, Row{8, 54, 12, 1240}}) {
    const float r = std::sqrt(row.area / 3.1416f);
    rod.push_back(
        {placed(vertebra_frame(b, row.level), Vec3(side * row.x, 0.0f, row.z)), 0.86f * r, 1.16f * r, forward});
  }
  rod.push_back({Vec3(side * 60, -12, 40), 19, 18, forward});
  rod.push_back({Vec3(side * 70, -55, 62), 16, 14, forward});
  rod.push_back({Vec3(side * 81, -96, 64), 12, 11, forward});
  rod.push_back({Vec3(side * 93, -138, 42), 9, 8, forward});
  return rod;
}

Hold lesser(const BackSites& s, const Vec3& by) {
  const std::string femur = s.with_side("femur");
  return s.on(femur, s.bench().site(femur, s.with_side("lesser_trochanter")) + s.out(by.x, by.y, by.z));
}

void plan_psoas(std::vector<Strand>& plan, const BackSites& s) {
  const std::vector<Station> rod = psoas_rod(s);
  const auto body = [&](int level, float up, float ahead) {
    const Mat4 frame = vertebra_frame(s.bench(), level);
    return s.on(bone_id(level), placed(frame, Vec3(s.side() * 26.0f, up, ahead)));
  };
  const auto root = [&](int level) {
    const Vec3 tip = transverse(s, level);
    const Vec3 accessory = s.bench().site(bone_id(level), s.with_side("accessory"));
    return s.on(bone_id(level), glm::mix(accessory, tip, 0.45f) + Vec3(0, -2.0f, 8.0f));
  };
  struct Row {
    Hold from;
    size_t first;  // station of the rod that it joins
    float x, z;    // its place in the section, shares of the half-axes
  };
  const std::vector<Row> rows = {
      {body(3, -8, 4), 1, -0.15f, 0.72f},   {body(4, 8, 3), 2, 0.30f, 0.62f},     {root(4), 2, 0.66f, 0.30f},
      {body(4, -11, 3), 3, -0.45f, 0.50f},  {root(5), 3, 0.62f, -0.12f},          {body(5, -11, 3), 4, -0.66f, 0.16f},
      {root(6), 4, 0.45f, -0.48f},          {body(6, -11, 3), 5, -0.62f, -0.22f}, {root(7), 5, 0.12f, -0.66f},
      {body(7, -11, 2), 6, -0.40f, -0.58f}, {root(8), 6, 0.0f, -0.15f},           {body(8, 2, 2), 6, -0.10f, 0.22f}};
  for (size_t i = 0; i < rows.size(); ++i) {
    const Row& row = rows[i];
    Course c;
    c.muscle = "psoas_major";
    c.from = row.from;
    c.to = lesser(s, Vec3(-2.0f + row.x, 3.0f + 2.0f * row.x, 4.0f + 2.0f * row.z));
    for (size_t k = row.first; k < rod.size(); ++k) {
      const Station& at = rod[k];
      const Vec3 p = at.at + s.out(row.x * at.half_width, 0, row.z * at.half_height);
      if (p.y > row.from.at.y - 8.0f) continue;
      c.via.push_back(p);
    }
    c.girth = 5.6f, c.tip_from = 2.8f, c.tip_to = 2.5f;
    const float whole = row.from.at.y - c.to.at.y;
    c.full_from = 40.0f / whole, c.full_to = 1.0f - 120.0f / whole;
    c.tendon_origin = 8.0f / whole, c.tendon_insertion = 62.0f / whole;
    c.step = 14.0f;
    plan.push_back(laid(c));
  }
}

void plan_psoas_minor(std::vector<Strand>& plan, const BackSites& s) {
  const std::vector<Station> rod = psoas_rod(s);
  const std::string hip = s.with_side("hip_bone");
  const Vec3 eminence = glm::mix(s.bench().site(hip, "aiis"), s.bench().site(hip, "pubis_top"), 0.42f);
  for (const float inward : {0.0f, 1.0f}) {
    Course c;
    c.muscle = "psoas_minor";
    const Mat4 frame = vertebra_frame(s.bench(), 3 + static_cast<int>(inward));
    c.from = s.on(bone_id(3 + static_cast<int>(inward)),
                  placed(frame, Vec3(s.side() * 20.0f, inward > 0.5f ? 9.0f : -6.0f, 13.0f)));
    c.to = s.on(hip, eminence + s.out(-3.0f * inward, -2.0f * inward, 6.0f));
    for (size_t k = 2; k + 2 < rod.size(); ++k) {
      const Station& at = rod[k];
      c.via.push_back(at.at + s.out((-0.35f - 0.14f * inward) * at.half_width, 0, at.half_height + 2.4f));
    }
    c.girth = 4.2f, c.tip_from = 1.9f, c.tip_to = 1.9f;
    c.full_from = 0.14f, c.full_to = 0.3f;
    c.tendon_origin = 0.03f, c.tendon_insertion = 0.56f;
    c.step = 13.0f;
    Strand strand = laid(c);
    for (size_t i = 0; i < strand.girth.size(); ++i) {
      const float t = static_cast<float>(i) / static_cast<float>(strand.girth.size() - 1);
      if (t > 0.25f) strand.girth[i] = glm::mix(4.2f, 2.0f, smoothstep(0.28f, 0.5f, t));
    }
    plan.push_back(strand);
  }
}

void plan_iliacus(std::vector<Strand>& plan, const BackSites& s) {
  const std::string hip = s.with_side("hip_bone");
  const anatomy::RayIndex wing(s.bench().input(hip).mesh);
  // Places of the fossa, met from the inside of the pelvis, in arcs from the inner lip of the crest down to the brim.
  struct Row {
    float y, z;
  };
  const Row rows[] = {{29, -4}, {32, 10}, {29, 25}, {22, 39}, {10, 51}, {-6, 60}, {-24, 66}, {14, -6}, {17, 8},
                      {14, 22}, {6, 35},  {-8, 47}, {-2, -6}, {0, 8},   {-3, 22}, {-14, 35}, {-17, 6}, {-20, 20}};
  constexpr float last = static_cast<float>(std::size(rows) - 1);
  int number = 0;
  for (const Row& row : rows) {
    const Vec3 from = s.out(40.0f, row.y, row.z);
    const auto hit = wing.first_hit(from, s.out(1, 0, 0), 0.0f, 120.0f);
    if (!hit) continue;
    const Vec3 on = from + s.out(hit->distance, 0, 0);
    Course c;
    c.muscle = "iliacus";
    c.from = {hip, on};
    const float rank = static_cast<float>(number++) / last;
    // What comes from before the hip ends lowest, below the lesser trochanter.
    const float fan = glm::clamp((row.z + 6.0f) / 72.0f, 0.0f, 1.0f);
    c.to = lesser(s, Vec3(2.0f + 5.0f * fan, -3.0f - 9.0f * fan, 7.0f + 2.0f * rank));
    // Over the brim between the hind spine's root and the eminence, outside psoas.
    const Vec3 brim = s.out(84.0f + 15.0f * fan, -64.0f - 6.0f * fan, 71.0f + 7.0f * fan);
    const Vec3 joint = s.out(93.0f + 8.0f * fan, -102.0f, 62.0f + 2.0f * fan);
    const Vec3 neck = s.out(100.0f + 5.0f * fan, -142.0f, 37.0f);
    const Vec3 inward = s.out(-1, 0, 0) + Vec3(0, 0, 0.55f);
    for (const float t : {0.18f, 0.45f, 0.75f}) {
      const float y = glm::mix(on.y, brim.y, t), z = glm::mix(on.z, brim.z, t);
      const auto floor = wing.first_hit(s.out(40.0f, y, z), s.out(1, 0, 0), 0.0f, 120.0f);
      const Vec3 straight = glm::mix(on, brim, t);
      Vec3 p = straight + inward * 5.0f;
      if (floor) p = glm::mix(p, s.out(40.0f + floor->distance - 6.5f, y, z), 1.0f - t);
      c.via.push_back(p);
    }
    c.via.push_back(brim), c.via.push_back(joint), c.via.push_back(neck);
    const float whole = glm::length(on - brim) + 115.0f;
    c.girth = 6.0f, c.tip_from = 2.8f, c.tip_to = 2.2f;
    c.full_from = std::min(0.25f, 20.0f / whole), c.full_to = 1.0f - 95.0f / whole;
    c.tendon_origin = 4.0f / whole, c.tendon_insertion = 42.0f / whole;
    c.step = 13.0f;
    plan.push_back(laid(c));
  }
}

struct Making {
  std::string muscle, provenance;
};

const std::vector<Making>& makings() {
  static const std::vector<Making> all = {
      {"quadratus_lumborum",
       "Three layers of fascicles between crest, transverse tips L1 to L4 and rib 12 (pattern of Phillips 2008 as the "
       "facts tables give it) in a flat rod; sections follow the design areas by level (2.5 to 6.4 cm2) inside "
       "published "
       "ranges; lateral border by design estimate."},
      {"psoas_major",
       "Fascicles from the bodies, their margins at the discs and the transverse processes, T12 to L5 (pattern of "
       "Bogduk "
       "1992 as the facts tables give it), in a rod whose centre and sections follow published moment arms and areas "
       "by "
       "level (3 to 15 cm2), round the pelvic brim to the lesser trochanter."},
      {"psoas_minor",
       "Short belly from T12 and L1 before psoas major and a long flat tendon to the iliopubic eminence; absent in "
       "about "
       "half of people (variant.psoas_minor); course by design estimate."},
      {"iliacus",
       "A fan of fascicles from the iliac fossa, over the brim outside psoas to the lesser trochanter and just below "
       "it; "
       "places on the fossa and thickness by design estimate."}};
  return all;
}

/// The room of a muscle as a field; empty where fascicles alone decide.
Field room_of(const BackSites& s, const std::string& muscle) {
  if (muscle == "quadratus_lumborum") return sweep(quadratus_rod(s), {2.9f, 3.0f});
  if (muscle == "psoas_major") return sweep(psoas_rod(s), {2.1f, 4.0f});
  return {};
}

Piece build(const Bench& b, const Making& making, bool left, const std::vector<std::string>& solids) {
  Piece none;
  if (making.muscle == "psoas_minor" && b.figure("variant.psoas_minor") < 0.5f) {
    none.shown = false;
    return none;
  }
  const BackSites sites(b, left);
  Territory t;
  t.muscle = making.muscle;
  const std::string flesh = "flesh_" + making.muscle;
  t.fill = b.figure(flesh + ".fill"), t.blend = b.figure(flesh + ".blend"), t.groove = b.figure(flesh + ".groove");
  t.adaptivity = b.figure("muscle.adaptivity");
  if (const Field room = room_of(sites, making.muscle); !room.empty()) t.room = room;
  t.voxel = b.figure(making.muscle == "psoas_minor" ? "muscle.voxel_fine" : "muscle.voxel_front");
  t.seed = left ? 31u : 47u;
  t.clear_of = solids;
  const std::vector<Strand>& all = b.input(front_plan(left)).strands;
  return fill_territory(b, StrandIndex(all, box_of(all, making.muscle, t.fill + 4.0f)), t, making.provenance);
}

}  // namespace

void add_front_muscles(std::vector<Recipe>& list) {
  for (const bool left : {true, false}) {
    std::vector<std::string> bones = back_bones(left);
    bones.push_back("femur" + end_of(left));
    list.push_back({front_plan(left), bones, plan_code, [left, bones](const Bench& b) {
                      const BackSites sites(b, left);
                      Piece plan;
                      plan.shown = false;
                      plan_quadratus(plan.strands, sites);
                      plan_psoas(plan.strands, sites);
                      plan_psoas_minor(plan.strands, sites);
                      plan_iliacus(plan.strands, sites);
                      std::vector<const Volume*> solid;
                      for (const std::string& id : bones) solid.push_back(&b.input(id).volume);
                      for (Strand& strand : plan.strands) keep_out_of(strand, solid);
                      return plan;
                    }});
    std::vector<std::string> solids = bones;
    for (int level = 3; level < level_count; ++level) solids.push_back(disc_id(level));
    for (const char* column : {"iliocostalis_lumborum_pars_thoracis", "iliocostalis_lumborum_pars_lumborum",
                               "longissimus_thoracis_pars_thoracis", "longissimus_thoracis_pars_lumborum",
                               "intertransversarii_laterales_lumborum"})
      solids.push_back(column + end_of(left));
    std::vector<std::string> inputs = solids;
    inputs.push_back(front_plan(left));
    for (const Making& making : makings())
      list.push_back({making.muscle + end_of(left), inputs, code,
                      [making, left, solids](const Bench& b) { return build(b, making, left, solids); }});
  }
}

}  // namespace palpate::forge
