// Ligaments of the pelvis: from L5 to the ilium, across the sacro-iliac joint, from the sacrum to the ischium.

#include <algorithm>
#include <cmath>
#include <optional>

#include "anatomy/ray_index.h"
#include "forge/ligament_shape.h"
#include "forge/spine.h"

namespace palpate::forge {

namespace {

constexpr const char* code = "ligament_pelvis,ligament_shape,membrane,net_mesh,sheet_relief,fibres,spine";
constexpr int l4 = 7, l5 = 8;

Piece iliolumbar(const Bench& b, float side) {
  const std::string end = side_name(side), hip = "hip_bone" + end;
  const float thick = b.figure("ligament.iliolumbar_thickness");
  const Vec3 tip5 = b.site(bone_id(l5), "transverse" + end), tip4 = b.site(bone_id(l4), "transverse" + end);
  const Vec3 crest5 = b.site(hip, "crest_5"), crest6 = b.site(hip, "crest_6"), tuber = b.site(hip, "upper_6");
  const Vec3 in(-side * 3.0f, 0, 0);
  // A band as rows between two short lines, its middle sagging a little.
  const auto rows = [](const std::vector<Vec3>& from, const std::vector<Vec3>& to) {
    LigamentRows out;
    for (size_t k = 0; k < from.size(); ++k)
      out.push_back({beyond(to[k], from[k], 2.0f), glm::mix(from[k], to[k], 0.5f) + Vec3(0, -0.8f, 0),
                     beyond(from[k], to[k], 1.5f)});
    return out;
  };
  const auto off = [&](float x, float y, float z) { return Vec3(side * x, y, z); };
  // Front band: a fan to the front of the iliac tuberosity; hind band: narrower, to the crest; a slip from L4.
  const Vec3 front = glm::mix(tuber, crest5, 0.45f) + in, hind = glm::mix(crest5, crest6, 0.55f) + in;
  const Vec3 root = tip5 + off(-5.0f, -2.0f, 2.0f);
  const std::vector<FlatLigament> parts = {
      {rows({root + off(-2, -4.5f, 1), root + off(0, 0, 1), root + off(3, 4.0f, 0)},
            {front + off(-6, -11.0f, 3), front + off(-1, 0, 1), front + off(2, 9.0f, 0)}),
       0.85f * thick, 2.2f, 0.5f, Vec3(side * 0.2f, -0.3f, 1), "iliolumbar front" + end},
      {rows({tip5 + off(-3, -3.0f, -1), tip5 + off(-1, 0, -1.5f), tip5 + off(0, 3.5f, -1)},
            {hind + off(-2, -6.0f, -1), hind, hind + off(3, 6.0f, 1)}),
       0.85f * thick, 2.2f, 0.5f, Vec3(0, 0.3f, -1), "iliolumbar hind" + end},
      {rows({tip4 + off(-2, -2.0f, 0), tip4 + off(-0.5f, -1.0f, 0), tip4},
            {crest5 + in + off(-5, -5.0f, -2), crest5 + in + off(0, -1.0f, 0), crest5 + in + off(5, 3.0f, 2)}),
       0.4f * thick, 1.8f, 0.4f, Vec3(0, 0, -1), "iliolumbar slip" + end}};
  return flat_ligament(b, parts, {bone_id(l4), bone_id(l5), "sacrum", hip},
                       "Front and hind band from the tip of L5 to iliac tuberosity and crest (Basadonna 1996), with a "
                       "slip from L4; sizes in ligaments.csv.");
}

/// A point a share of the way along a broken line.
Vec3 share_of(const std::vector<Vec3>& line, float t) {
  const float x = glm::clamp(t, 0.0f, 1.0f) * static_cast<float>(line.size() - 1);
  const size_t i = std::min(static_cast<size_t>(x), line.size() - 2);
  return glm::mix(line[i], line[i + 1], x - static_cast<float>(i));
}

/// Bundles in two plies that run a little across each other, from the crests of the sacrum up and outward.
Piece posterior_sacroiliac(const Bench& b, float side) {
  const std::string end = side_name(side), hip = "hip_bone" + end;
  const float thick = b.figure("ligament.posterior_sacroiliac_thickness");
  const Vec3 psis = b.site(hip, "psis" + end), piis = b.site(hip, "piis" + end), crest = b.site(hip, "crest_7"),
             tuber = b.site(hip, "crest_6");
  const auto crest_of = [&](const char* level) {
    return b.site("sacrum", std::string("lateral_crest_") + level + end);
  };
  const auto inner_of = [&](const char* level) {
    return b.site("sacrum", std::string("intermediate_crest_") + level + end);
  };
  const Vec3 in(-side * 4.0f, 0, 0), down = glm::mix(psis, piis, 0.35f);
  const auto between = [&](const char* level) { return glm::mix(inner_of(level), crest_of(level), 0.68f); };
  const std::vector<Vec3> sacral = {between("s1") + Vec3(0, 5.0f, 0), between("s1") + Vec3(0, -3.0f, 0),
                                    glm::mix(between("s1"), between("s2"), 0.6f), between("s2"),
                                    glm::mix(between("s3"), between("s4"), 0.3f)};
  const std::vector<Vec3> iliac = {glm::mix(crest, tuber, 0.75f) + 2.0f * in + Vec3(0, -4.0f, 0),
                                   glm::mix(crest, tuber, 0.35f) + 1.6f * in, crest + in + Vec3(0, -3.0f, 0),
                                   psis + 0.7f * in + Vec3(0, 2.0f, 4.0f),
                                   glm::mix(psis, piis, 0.85f) + 0.3f * in + Vec3(0, 0, 4.0f)};
  const anatomy::RayIndex sacrum(b.input("sacrum").mesh), ilium(b.input(hip).mesh);
  const auto on = [](const anatomy::RayIndex& bone, const Vec3& p) {
    const auto near = bone.nearest(p, 20.0f);
    return near ? near->point : p;
  };
  const auto row = [&](const Vec3& off, const Vec3& towards, float bow) {
    const Vec3 from = on(sacrum, off), to = on(ilium, towards), back(0, 0, -bow);
    return std::vector<Vec3>{from, glm::mix(from, to, 0.35f) + back, glm::mix(from, to, 0.7f) + back, to};
  };
  LigamentRows deep, outer, late;
  for (int k = 0; k <= 6; ++k) {
    const float t = static_cast<float>(k) / 6.0f;
    // The deep ply runs more level, the outer one steeper.
    deep.push_back(row(share_of(sacral, t) + Vec3(0, 0, 2.0f), share_of(iliac, t + 0.03f) + Vec3(0, 0, 5.0f), 0.2f));
    outer.push_back(row(share_of(sacral, t) + Vec3(0, 1.5f * (1.0f - t), 0),
                        share_of(iliac, t * 0.98f) + Vec3(0, 2.5f, 3.0f) * (1.0f - t), 1.4f - 1.0f * (1.0f - t)));
  }
  for (int k = 0; k <= 3; ++k) {
    const float t = static_cast<float>(k) / 3.0f;
    late.push_back(row(glm::mix(crest_of("s3") + Vec3(side, 3.0f, 0), crest_of("s4") + Vec3(side, -2.0f, 0), t),
                       glm::mix(psis, down, 0.3f + 0.6f * t) + Vec3(side * (1.5f * t - 2.5f), 0, 0), 1.8f));
  }
  const Vec3 behind(-side * 0.3f, 0, -1);
  return flat_ligament(
      b,
      {{deep, thick, 3.8f, 1.2f, behind, "short deep" + end},
       {outer, 0.85f * thick, 3.6f, 1.3f, behind, "short outer" + end},
       {late, 0.8f * thick, 2.3f, 0.5f, behind, "long" + end}},
      {"sacrum", hip},
      "Short bundles in two plies from the intermediate and lateral crests S1 to S3 to the iliac tuberosity and the "
      "posterior superior spine, and the long ones from that spine to the third and fourth segments (Moore 2010); "
      "bundles and outline by design estimate.");
}

/// Across the two bones at one height and depth: where the sacrum ends and where the hip bone begins.
struct Cleft {
  Vec3 sacral, iliac;
  float wide = 0.0f;
};
std::optional<Cleft> cleft_at(const anatomy::RayIndex& sacrum, const anatomy::RayIndex& hip, float side, float y,
                              float z) {
  const Vec3 from(side * 8.0f, y, z), out(side, 0, 0);
  const auto exits = sacrum.all_hits(from, out, 0.0f, 90.0f);
  if (exits.empty()) return {};
  const float leaves = exits.back().distance;
  const auto enters = hip.first_hit(from, out, leaves, 120.0f);
  if (!enters) return {};
  return Cleft{from + leaves * out, from + enters->distance * out, enters->distance - leaves};
}

/// Short cords that fill the cleft between the rough faces behind the joint.
Piece interosseous(const Bench& b, float side) {
  const std::string end = side_name(side), hip_id = "hip_bone" + end;
  const anatomy::RayIndex sacrum(b.input("sacrum").mesh), hip(b.input(hip_id).mesh);
  const float joint = b.figure("ligament.interosseous_from"), widest = b.figure("ligament.interosseous_widest"),
              thick = b.figure("ligament.interosseous_cord");
  Blend shape;
  std::vector<FibrePath> fibres;
  int number = 0;
  float hind = -20.0f;  // where the joint ends behind
  for (float y = -13.0f; y > -62.0f; y -= 5.0f) {
    for (float z = 0.0f; z > -72.0f; z -= 1.5f)
      if (const auto c = cleft_at(sacrum, hip, side, y, z); c && c->wide < joint) hind = z;
    for (float z = -10.0f; z > -72.0f; z -= 4.6f) {
      // The same jitter on both sides: what differs are the bones.
      const std::string name = "interosseous" + std::to_string(number++);
      const auto here = cleft_at(sacrum, hip, side, y + 0.8f * whim(name + "y"), z + 0.8f * whim(name + "z"));
      // Not at the free border of the cleft: posterior ligaments lie there.
      const auto behind = cleft_at(sacrum, hip, side, y, z - 4.0f), below = cleft_at(sacrum, hip, side, y - 5.0f, z);
      if (z > hind || !here || !behind || !below || here->wide < joint || here->wide > widest) continue;
      // Neighbouring cords cross: some rise outward, some fall.
      const Vec3 slant(0, 2.6f * whim(name + "a"), 1.6f * whim(name + "b"));
      const Vec3 a = beyond(here->iliac, here->sacral, 1.2f) - slant,
                 z_end = beyond(here->sacral, here->iliac, 1.2f) + slant;
      const float girth = thick * (1.0f + 0.22f * whim(name + "g"));
      shape.add(cord(a, z_end, 1.3f * girth, girth, Vec3(0, 0.4f, -1), Vec3(0, 0.4f * whim(name + "s"), 0)), 0.5f);
      fibres.push_back({{a, z_end}, 0.0f, 0.0f});
    }
  }
  return finished_ligament(
      b, shape, {"sacrum", hip_id}, fibres, b.figure("bone.voxel"),
      "Short cords between the rough faces of sacrum and ilium behind the joint, wherever the cleft "
      "is narrower than a limit (ligaments.csv); their number, girth and slant by design estimate.");
}

Piece sacrotuberous(const Bench& b, float side) {
  const std::string end = side_name(side), hip = "hip_bone" + end;
  const float thick = b.figure("ligament.sacrotuberous_thickness"), wide = b.figure("ligament.sacrotuberous_width");
  const auto border = [&](const char* level) { return b.site("sacrum", std::string("lateral_border_") + level + end); };
  const Vec3 tuber = b.site(hip, "ischium_3"), low = b.site(hip, "ischium_4");
  // Origins from the hind spines of the ilium down the border of the sacrum to the coccyx; at the tuberosity the rows
  // have crossed over: what came from the ilium ends furthest out and forward.
  const Vec3 from[] = {b.site(hip, "piis" + end) + Vec3(side * 1.0f, 1.0f, -1.0f),
                       glm::mix(border("s3"), border("s4"), 0.4f) + Vec3(0, 0, -4.0f),
                       border("s5") + Vec3(0, 1.0f, -1.0f), b.site("coccyx", "side" + end)};
  const Vec3 inner(-side * 1.0f, 0, 0);
  const Vec3 to[] = {tuber + Vec3(-side * 4.0f, 4.0f, -9.0f), tuber + Vec3(-side * 8.0f, 1.0f, -6.0f),
                     glm::mix(tuber, low, 0.6f) + Vec3(-side * 11.0f, 0, -4.0f),
                     low + Vec3(-side * 12.0f, -3.0f, 3.0f)};
  const Vec3 waist = glm::mix(0.5f * (from[1] + from[2]), 0.5f * (to[1] + to[2]), 0.58f) + Vec3(0, 0, -2.0f);
  const Vec3 across = normalize_or(from[3] - from[0], Vec3(0, -1, 0));
  std::vector<std::vector<Vec3>> rows;
  for (int i = 0; i < 4; ++i) {
    const float u = static_cast<float>(i) / 3.0f - 0.5f;
    const Vec3 middle = waist + across * (u * wide) + inner;
    const Vec3 a = beyond(middle, from[i], 3.0f), z = beyond(middle, to[i], 2.0f);
    rows.push_back({a, glm::mix(from[i], middle, 0.5f), middle, glm::mix(middle, to[i], 0.55f), z});
  }
  const FlatLigament flat{rows, 1.15f * thick, 2.6f, 0.55f, Vec3(side * 0.3f, 0, -1), "sacrotuberous" + end};
  return flat_ligament(
      b, {flat}, {"sacrum", "coccyx", hip},
      "A twisted band from the hind iliac spines, the border of S3 to S5 and the coccyx to the ischial "
      "tuberosity, 24 mm wide at its waist and 3.5 mm thick (systematic review 2019).");
}

Piece sacrospinous(const Bench& b, float side) {
  const std::string end = side_name(side), hip = "hip_bone" + end;
  const float thick = b.figure("ligament.sacrospinous_thickness");
  const Vec3 spine = b.site(hip, "ischial_spine");
  const auto border = [&](const char* level) { return b.site("sacrum", std::string("lateral_border_") + level + end); };
  const Vec3 from[] = {glm::mix(border("s4"), border("s5"), 0.2f), border("s5"),
                       glm::mix(border("s5"), b.site("coccyx", "side" + end), 0.8f),
                       b.site("coccyx", "side" + end) + Vec3(-side * 3.0f, -8.0f, 4.0f)};
  std::vector<std::vector<Vec3>> rows;
  for (int i = 0; i < 4; ++i) {
    const Vec3 to = spine + Vec3(side * 2.0f, 4.0f - 2.6f * static_cast<float>(i), 1.5f);
    const Vec3 a = beyond(to, from[i] + Vec3(0, 0, 2.0f), 2.5f);
    rows.push_back({a, glm::mix(a, to, 0.5f) + Vec3(0, 0, 0.8f), beyond(a, to, 2.5f)});
  }
  const FlatLigament flat{rows, 1.2f * thick, 2.2f, 0.45f, Vec3(0, 0, -1), "sacrospinous" + end};
  return flat_ligament(b, {flat}, {"sacrum", "coccyx", hip},
                       "A triangle from the border of S4, S5 and the coccyx to the ischial spine; 2.6 mm thick (Liu "
                       "2020 gives 2), breadths design estimates.");
}

}  // namespace

void add_pelvic_ligaments(std::vector<Recipe>& list) {
  for (const float side : {1.0f, -1.0f}) {
    const std::string end = side_name(side), hip = "hip_bone" + end;
    const auto add = [&](const char* base, std::vector<std::string> inputs, Piece (*make)(const Bench&, float)) {
      list.push_back({base + end, std::move(inputs), code, [make, side](const Bench& b) { return make(b, side); }});
    };
    add("iliolumbar_ligament", {bone_id(l4), bone_id(l5), "sacrum", hip}, iliolumbar);
    add("posterior_sacroiliac_ligament", {"sacrum", hip}, posterior_sacroiliac);
    add("interosseous_sacroiliac_ligament", {"sacrum", hip}, interosseous);
    add("sacrotuberous_ligament", {"sacrum", "coccyx", hip}, sacrotuberous);
    add("sacrospinous_ligament", {"sacrum", "coccyx", hip}, sacrospinous);
  }
}

}  // namespace palpate::forge
