// Ligaments: each runs between named places of the bones, reaches a little into them and is then cut by them, so that
// its ends fit.

#include <algorithm>
#include <cmath>

#include "forge/fibres.h"
#include "forge/spine.h"

namespace palpate::forge {

namespace {

constexpr const char* code = "ligament,fibres,spine";

std::string end_of(float side) {
  return side > 0.0f ? "_left" : "_right";
}
std::string name_of(const char* base, float side) {
  return base + end_of(side);
}

/// Cuts the bones out, samples, meshes and lays the fibres.
Piece finished(const Bench& b, Blend shape, const std::vector<std::string>& bones, const std::vector<FibrePath>& fibres,
               float voxel, const std::string& provenance) {
  for (const std::string& id : bones) shape.cut(grown(b.input(id).volume.field(), 0.1f));
  Piece piece;
  piece.volume = Volume::of(shape.field(), voxel);
  piece.mesh = piece.volume.mesh(b.figure("bone.ligament_adaptivity"));
  if (!anatomy::find_defects(piece.mesh).sound()) piece.mesh = piece.volume.redistanced().blurred().mesh();
  lay_fibres(piece.mesh, fibres);
  std::fill(piece.mesh.tendon.begin(), piece.mesh.tendon.end(), 1.0f);
  piece.provenance = provenance;
  return piece;
}

std::vector<std::string> spine_bones(int first, int last) {
  std::vector<std::string> ids;
  for (int level = first; level <= last; ++level) ids.push_back(bone_id(level));
  return ids;
}

/// A plate through rows of points, each row from origin to insertion; `thick` along the row.
Field band(const std::vector<std::vector<Vec3>>& rows, const std::vector<float>& thick) {
  std::vector<SheetKnot> knots;
  for (const auto& row : rows)
    for (size_t i = 0; i < row.size(); ++i) knots.push_back({row[i], thick[i]});
  return sheet(knots, rows.front().size(), 5);
}
std::vector<FibrePath> paths_of(const std::vector<std::vector<Vec3>>& rows) {
  std::vector<FibrePath> paths;
  for (const auto& row : rows) paths.push_back({spline(row, 5), 0.0f, 0.0f});
  return paths;
}

/// A point a share of the way beyond `to`, seen from `from`, so that an end sinks into its bone.
Vec3 beyond(const Vec3& from, const Vec3& to, float mm) {
  return to + mm * normalize_or(to - from, Vec3(0, 1, 0));
}

constexpr int l4 = 7, l5 = 8;

Piece supraspinous(const Bench& b) {
  const int last = b.figure("ligament.supraspinous_below_l4") > 0.5f ? l5 : l4;
  const float half = 0.5f * b.figure("ligament.supraspinous_width"),
              thick = 0.5f * b.figure("ligament.supraspinous_thickness");
  const Vec3 back(0, 0, 1);
  // Its hind face lies just under the fascia, which is knitted into it: between the spinous tips and there it fills the
  // midline, deeper where the tips lie deeper.
  const Volume& form = b.input("fascia_form").volume;
  constexpr float under_fascia = 1.8f, into_bone = 1.2f, deepest = 3.4f;  // mm
  std::vector<Station> stations;
  std::vector<Vec3> way;
  const auto put = [&](const Vec3& tip, float broad) {
    const float low = std::clamp(-form.sample(tip) + into_bone, under_fascia + 2.0f * thick, 16.0f);
    const float high = std::min(0.5f * (low - under_fascia), deepest);
    Vec3 at = tip;
    for (int i = 0; i < 4; ++i) at.z += form.sample(at) + under_fascia + high;
    stations.push_back({at, broad * half, high, back});
    way.push_back(at);
  };
  const Vec3 first = b.site(bone_id(0), "spinous_upper");
  put(first + Vec3(0, 16, 1.0f), 0.8f);
  for (int level = 0; level <= last; ++level) {
    const Vec3 upper = b.site(bone_id(level), "spinous_upper"), lower = b.site(bone_id(level), "spinous_lower");
    put(upper + Vec3(0, 0, -2.4f), 0.95f);
    put(0.5f * (upper + lower) + Vec3(0, 0, -3.4f), 1.1f);
    put(lower + Vec3(0, 0, -3.0f), 1.0f);
  }
  const Vec3 end = last == l5 ? b.site("sacrum", "median_sacral_crest_s1") : b.site(bone_id(l5), "spinous_upper");
  // Without the variant it frays out between L4 and L5.
  put(last == l5 ? end + Vec3(0, 0, -0.5f) : glm::mix(way.back(), end, 0.55f), last == l5 ? 0.8f : 0.45f);
  return finished(
      b, Blend(sweep(stations, {2.4f, 2.0f, 4, true})), spine_bones(0, level_count), {{spline(way, 4), 0, 0}},
      0.8f * b.figure("bone.voxel"),
      "A cord over the spinous tips, 6 mm wide, ending below L4 as in most people (ligaments.csv), its hind face "
      "under the fascia (design estimate); "
      "--set ligament.supraspinous_below_l4=1 carries it on to the sacrum.");
}

Piece interspinous(const Bench& b) {
  Blend all;
  std::vector<FibrePath> fibres;
  const float thick = b.figure("ligament.interspinous_thickness");
  for (int level = 0; level < level_count; ++level) {
    const std::string above = bone_id(level), below = bone_id(level + 1);
    const bool sacral = level + 1 == level_count;
    const Vec3 high_root = b.site(above, "spinous_root_lower"), high_tip = b.site(above, "spinous_lower");
    const Vec3 low_root = b.site(below, "spinous_root_upper"),
               low_tip = b.site(below, sacral ? "median_sacral_crest_s1" : "spinous_upper");
    std::vector<std::vector<Vec3>> rows;
    for (const float u : {0.05f, 0.4f, 0.75f, 1.0f}) {
      // Fibres rise backward from the spine below to the one above; the sheet is wider than high.
      const Vec3 low = glm::mix(low_root, low_tip, 0.92f * u), high = glm::mix(high_root, high_tip, u);
      const Vec3 up = normalize_or(high - low, Vec3(0, 1, 0));
      rows.push_back({low - 3.0f * up, glm::mix(low, high, 0.5f) + Vec3(0, 0, 1.2f * (1.0f - u)), high + 3.0f * up});
    }
    all.add(band(rows, {thick, 0.75f * thick, thick}));
    for (const FibrePath& path : paths_of(rows)) fibres.push_back(path);
  }
  return finished(b, all, spine_bones(0, level_count), fibres, 0.8f * b.figure("bone.voxel"),
                  "Sheets between neighbouring spinous processes, 3.6 mm thick, fibres rising backward (Mahato 2013); "
                  "outline between the bones' own borders.");
}

Piece flavum(const Bench& b) {
  Blend all;
  std::vector<FibrePath> fibres;
  const float thick = b.figure("ligament.flavum_thickness"), half = b.figure("ligament.flavum_half_width");
  for (int level = 0; level < level_count; ++level) {
    const std::string above = bone_id(level), below = bone_id(level + 1);
    const Vec3 high = b.site(above, "lamina_inner_low"), low = b.site(below, "lamina_upper_edge");
    for (const float side : {1.0f, -1.0f}) {
      std::vector<std::vector<Vec3>> rows;
      for (const float u : {0.06f, 0.38f, 0.72f, 1.0f}) {
        // From the front of the upper lamina to the upper edge of the lower one; the two halves meet at an angle.
        const Vec3 out(side * u * half, 0, 9.0f * std::pow(u, 1.4f));
        const Vec3 from = high + out + Vec3(0, 1.5f * u, 0), to = low + out + Vec3(0, 2.0f * u, 0);
        rows.push_back(
            {from + Vec3(0, 5.0f, -0.5f), glm::mix(from, to, 0.4f) + Vec3(0, 0, 0.6f), to - Vec3(0, 2.5f, 0)});
      }
      all.add(band(rows, {0.8f * thick, thick, thick}));
      for (const FibrePath& path : paths_of(rows)) fibres.push_back(path);
    }
  }
  return finished(
      b, all, spine_bones(0, level_count), fibres, 0.9f * b.figure("bone.voxel"),
      "Two plates a level from the front of the lamina above to the edge of the lamina below, 3.5 mm thick, "
      "13 mm wide each (ligaments.csv).");
}

Piece anterior_longitudinal(const Bench& b) {
  const float half = 0.5f * b.figure("ligament.anterior_width"), thick = b.figure("ligament.anterior_thickness");
  // Everything that lies under it, soft at the edges so that the ligament bridges the waists of the bodies.
  Blend under;
  Box3 box;
  std::vector<Vec3> way;
  // Distances are needed further out than bones keep them, for the fillets.
  const auto keep_near = [&](const std::string& id) { under.add(b.input(id).volume.redistanced(9.0f).field(), 5.0f); };
  for (int level = 0; level < level_count; ++level) {
    keep_near(bone_id(level));
    keep_near(disc_id(level));
    const Plate upper = upper_plate(b, level), lower = lower_plate(b, level);
    for (const Plate& plate : {upper, lower}) way.push_back(placed(plate.frame, Vec3(0, 0, plate.half_depth + 1.5f)));
  }
  keep_near("sacrum");
  const Vec3 promontory = b.site("sacrum", "sacral_promontory");
  for (const Vec3& p : {promontory, glm::mix(promontory, b.input("sacrum").lines.at("front")[10], 0.8f)})
    way.push_back(p);
  for (const Vec3& p : way) box.add(Box3{p, p}.grown(half + 4.0f));
  const Field bed = under.field();
  const std::vector<Vec3> line = spline(way, 4);
  const float top = way.front().y - 1.0f, bottom = way.back().y;
  Blend shape(Field(
      [=](const Vec3& p) {
        // Nearest place of the line: how far across and in front of it.
        float best = 1e9f;
        Vec3 at(0.0f);
        for (size_t i = 0; i + 1 < line.size(); ++i) {
          const Vec3 d = line[i + 1] - line[i];
          const float k = glm::clamp(glm::dot(p - line[i], d) / glm::dot(d, d), 0.0f, 1.0f);
          const Vec3 q = line[i] + k * d;
          if (const float d2 = glm::dot(p - q, p - q); d2 < best) best = d2, at = q;
        }
        // Broader over the discs' edges than over the waists would be truer than straight borders.
        const float wide = half * (1.0f + 0.10f * noise(Vec3(0.3f, p.y / 19.0f, p.x > 0.0f ? 0.2f : 4.2f), 5u));
        const float u = std::abs(p.x) / wide;
        if (u > 1.3f || std::abs(p.z - at.z) > 14.0f)
          return std::max(std::abs(p.x) - wide, std::abs(p.z - at.z) - 12.0f);
        const float cover = thick * std::max(0.0f, 1.0f - u * u * u * u);
        float d = bed(p) - cover;
        d = std::max(d, std::abs(p.x) - wide);
        d = std::max(d, at.z - 9.0f - p.z);
        return std::max({0.9f * d, p.y - top, bottom - p.y});
      },
      box));
  std::vector<std::string> bones = spine_bones(0, level_count);
  for (int level = 0; level < level_count; ++level) bones.push_back(disc_id(level));
  std::vector<FibrePath> fibres;
  for (const float x : {-0.8f, -0.4f, 0.0f, 0.4f, 0.8f}) {
    std::vector<Vec3> path = line;
    for (Vec3& p : path) p.x += x * half;
    fibres.push_back({path, 0, 0});
  }
  Piece piece = finished(b, shape, bones, fibres, 0.8f * b.figure("bone.voxel"),
                         "A band 23 mm wide and 2 mm thick over the fronts of bodies and discs, taken from their own "
                         "surfaces (ligaments.csv).");
  piece.volume = piece.volume.largest_piece();
  return piece;
}

Piece iliolumbar(const Bench& b, float side) {
  const std::string end = end_of(side), hip = name_of("hip_bone", side);
  const float thick = b.figure("ligament.iliolumbar_thickness");
  const Vec3 tip5 = b.site(bone_id(l5), "transverse" + end), tip4 = b.site(bone_id(l4), "transverse" + end);
  const Vec3 crest5 = b.site(hip, "crest_5"), crest6 = b.site(hip, "crest_6"), tuber = b.site(hip, "upper_6");
  const Vec3 in(-side * 3.0f, 0, 0);
  const auto rope = [&](const Vec3& from, const Vec3& to, float broad_from, float broad_to, float deep,
                        const Vec3& up) {
    const Vec3 a = beyond(to, from, 3.0f), z = beyond(from, to, 4.0f);
    return sweep({{a, 0.45f * deep, broad_from, up},
                  {glm::mix(a, z, 0.5f) + Vec3(0, -0.8f, 0), 0.42f * deep, 0.8f * broad_from + 0.1f * broad_to, up},
                  {z, 0.45f * deep, broad_to, up}},
                 {2.3f, 2.0f, 5, true});
  };
  // Front band: a flat fan to the front of the iliac tuberosity; hind band: rounder, to the crest; a slip from L4.
  const Vec3 front = glm::mix(tuber, crest5, 0.45f) + in, hind = glm::mix(crest5, crest6, 0.55f) + in;
  const Vec3 slip = crest5 + in + Vec3(0, -2.0f, 0);
  Blend shape(rope(tip5 + Vec3(-side * 4.0f, -2.0f, 2.0f), front, 4.5f, 9.0f, thick, Vec3(0, 1, 0)));
  shape.add(rope(tip5, hind, 3.6f, 5.5f, thick, Vec3(0, 1, 0.3f)), 2.5f);
  shape.add(rope(tip4, slip, 2.4f, 4.5f, 0.65f * thick, Vec3(side * 0.6f, 0.6f, 0)), 2.0f);
  return finished(b, shape, {bone_id(l4), bone_id(l5), "sacrum", hip},
                  {{{tip5, front}, 0, 0}, {{tip5, hind}, 0, 0}, {{tip4, slip}, 0, 0}}, 0.8f * b.figure("bone.voxel"),
                  "Front and hind band from the tip of L5 to iliac tuberosity and crest (Basadonna 1996), with a slip "
                  "from L4; sizes in ligaments.csv.");
}

Piece posterior_sacroiliac(const Bench& b, float side) {
  const std::string end = end_of(side), hip = name_of("hip_bone", side);
  const float thick = b.figure("ligament.posterior_sacroiliac_thickness");
  const Vec3 psis = b.site(hip, "psis" + end), piis = b.site(hip, "piis" + end), crest = b.site(hip, "crest_7"),
             tuber = b.site(hip, "crest_6");
  const auto crest_of = [&](const char* level) {
    return b.site("sacrum", std::string("lateral_crest_") + level + end);
  };
  const Vec3 down = glm::mix(psis, piis, 0.3f);
  const std::pair<Vec3, Vec3> ways[] = {
      {crest_of("s1"), glm::mix(crest, tuber, 0.45f) + Vec3(-side * 5.0f, 0, 0)},
      {glm::mix(crest_of("s1"), crest_of("s2"), 0.6f), crest + Vec3(-side * 4, 0, -2)},
      {glm::mix(crest_of("s2"), crest_of("s3"), 0.45f), psis + Vec3(-side * 2, 0, 4)},
      {crest_of("s3"), glm::mix(psis, down, 0.5f) + Vec3(0, 0, 3)},
      {crest_of("s4"), down + Vec3(side, -1, 3)}};
  std::vector<std::vector<Vec3>> rows;
  for (const auto& [sacral, iliac] : ways) {
    const Vec3 a = beyond(iliac, sacral, 2.5f), z = beyond(sacral, iliac, 3.0f);
    rows.push_back({z, glm::mix(z, a, 0.35f) + Vec3(0, 0, -1.0f), glm::mix(z, a, 0.7f) + Vec3(0, 0, -0.8f), a});
  }
  return finished(
      b, Blend(band(rows, {thick, 1.1f * thick, thick, 0.8f * thick})), {"sacrum", hip}, paths_of(rows),
      0.8f * b.figure("bone.voxel"),
      "Short bundles from the lateral crest S1 and S2 to the iliac tuberosity and the long one from the PSIS "
      "to the third and fourth segments (Moore 2010); outline a design estimate.");
}

Piece sacrotuberous(const Bench& b, float side) {
  const std::string end = end_of(side), hip = name_of("hip_bone", side);
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
  return finished(b, Blend(band(rows, {0.8f * thick, thick, 1.1f * thick, 1.1f * thick, thick})),
                  {"sacrum", "coccyx", hip}, paths_of(rows), 0.8f * b.figure("bone.voxel"),
                  "A twisted band from the hind iliac spines, the border of S3 to S5 and the coccyx to the ischial "
                  "tuberosity, 24 mm wide at its waist and 3.5 mm thick (systematic review 2019).");
}

Piece sacrospinous(const Bench& b, float side) {
  const std::string end = end_of(side), hip = name_of("hip_bone", side);
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
  return finished(
      b, Blend(band(rows, {thick, thick, 1.1f * thick})), {"sacrum", "coccyx", hip}, paths_of(rows),
      0.8f * b.figure("bone.voxel"),
      "A triangle from the border of S4, S5 and the coccyx to the ischial spine; 2.6 mm thick (Liu 2020 gives "
      "2), breadths design estimates.");
}

}  // namespace

void add_ligaments(std::vector<Recipe>& list) {
  const std::vector<std::string> column = spine_bones(0, level_count);
  std::vector<std::string> under = column;
  under.push_back("fascia_form");
  list.push_back({"supraspinous_ligament", under, code, supraspinous});
  list.push_back({"interspinous_ligament", column, code, interspinous});
  list.push_back({"ligamentum_flavum", column, code, flavum});
  std::vector<std::string> with_discs = column;
  for (int level = 0; level < level_count; ++level) with_discs.push_back(disc_id(level));
  list.push_back({"anterior_longitudinal_ligament", with_discs, code, anterior_longitudinal});
  for (const float side : {1.0f, -1.0f}) {
    const std::string hip = name_of("hip_bone", side);
    const auto add = [&](const char* base, std::vector<std::string> inputs, Piece (*make)(const Bench&, float)) {
      list.push_back(
          {name_of(base, side), std::move(inputs), code, [make, side](const Bench& b) { return make(b, side); }});
    };
    add("iliolumbar_ligament", {bone_id(l4), bone_id(l5), "sacrum", hip}, iliolumbar);
    add("posterior_sacroiliac_ligament", {"sacrum", hip}, posterior_sacroiliac);
    add("sacrotuberous_ligament", {"sacrum", "coccyx", hip}, sacrotuberous);
    add("sacrospinous_ligament", {"sacrum", "coccyx", hip}, sacrospinous);
  }
}

}  // namespace palpate::forge
