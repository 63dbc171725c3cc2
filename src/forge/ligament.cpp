// Ligaments of the spine: each runs between named places of the bones, reaches a little into them and is then cut by
// them, so that its ends fit.

#include <algorithm>
#include <cmath>

#include "anatomy/ray_index.h"
#include "forge/ligament_shape.h"
#include "forge/membrane.h"
#include "forge/sheet_relief.h"
#include "forge/spine.h"

namespace palpate::forge {

namespace {

constexpr const char* code = "ligament,ligament_shape,membrane,net_mesh,sheet_relief,fibres,spine";
constexpr int l4 = 7, l5 = 8;

Piece supraspinous(const Bench& b) {
  const int last = b.figure("ligament.supraspinous_below_l4") > 0.5f ? l5 : l4;
  const float half = 0.5f * b.figure("ligament.supraspinous_width"),
              thick = 0.5f * b.figure("ligament.supraspinous_thickness");
  const Vec3 back(0, 0, 1);
  // Its hind face lies just under the fascia, which is knitted into it: between the spinous tips and there it fills the
  // midline, deeper where the tips lie deeper.
  const Volume& form = b.input("fascia_form").volume;
  constexpr float under_fascia = 1.8f, into_bone = 1.6f, deepest = 5.0f;  // mm
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
  put(last == l5 ? end + Vec3(0, 0, -0.5f) : glm::mix(way.back(), end, 0.55f), last == l5 ? 0.8f : 0.25f);
  return finished_ligament(
      b, Blend(sweep(stations, {2.4f, 2.0f, 4, true})), spine_bones(0, level_count), {{spline(way, 4), 0, 0}},
      0.8f * b.figure("bone.voxel"),
      "A cord over the spinous tips, 6 mm wide, ending below L4 as in most people (ligaments.csv), its hind face "
      "under the fascia (design estimate); "
      "--set ligament.supraspinous_below_l4=1 carries it on to the sacrum.");
}

Piece interspinous(const Bench& b) {
  const float thick = b.figure("ligament.interspinous_thickness");
  std::vector<FlatLigament> parts;
  for (int level = 0; level < level_count; ++level) {
    const std::string above = bone_id(level), below = bone_id(level + 1);
    const bool sacral = level + 1 == level_count;
    const Vec3 high_root = b.site(above, "spinous_root_lower"), high_tip = b.site(above, "spinous_lower");
    const Vec3 low_root = b.site(below, "spinous_root_upper"),
               low_tip = b.site(below, sacral ? "median_sacral_crest_s1" : "spinous_upper");
    // A left and a right leaf; fibres rise backward from the spine below to the one above.
    for (const float side : {1.0f, -1.0f}) {
      LigamentRows rows;
      for (const float u : {0.0f, 0.25f, 0.5f, 0.75f, 1.0f}) {
        const Vec3 aside(side * 0.18f * thick, 0, 0);
        const Vec3 low = glm::mix(low_root, low_tip, (sacral ? 0.75f : 0.9f) * u) + aside,
                   high = glm::mix(high_root, high_tip, u + 0.45f * u * (1.0f - u)) + aside;
        const Vec3 up = normalize_or(high - low, Vec3(0, 1, 0));
        rows.push_back({low - 3.0f * up, glm::mix(low, high, 0.5f) + Vec3(0, 0, 1.2f * (1.0f - u) - 2.6f * u * u * u),
                        high + 3.0f * up});
      }
      parts.push_back({rows, 0.56f * thick, 2.2f, 0.4f, Vec3(side, 0, 0),
                       above + (side > 0.0f ? "interspinous left" : "interspinous right")});
    }
  }
  return flat_ligament(b, parts, spine_bones(0, level_count),
                       "Two leaves between neighbouring spinous processes, 3.6 mm thick together, fibres rising "
                       "backward (Mahato 2013); outline between the bones' own borders.");
}

Piece flavum(const Bench& b) {
  std::vector<FlatLigament> parts;
  const float thick = b.figure("ligament.flavum_thickness"), half = b.figure("ligament.flavum_half_width");
  for (int level = 0; level < level_count; ++level) {
    const std::string above = bone_id(level), below = bone_id(level + 1);
    const Vec3 high = b.site(above, "lamina_inner_low"), low = b.site(below, "lamina_upper_edge");
    for (const float side : {1.0f, -1.0f}) {
      LigamentRows rows;
      for (const float u : {0.03f, 0.35f, 0.68f, 1.0f}) {
        // From the front of the upper lamina to the upper edge of the lower one; the two halves meet at an angle.
        const Vec3 out(side * u * half, 0, 9.0f * std::pow(u, 1.4f));
        const Vec3 from = high + out + Vec3(0, 1.5f * u, 0), to = low + out + Vec3(0, 2.0f * u, 0);
        rows.push_back(
            {from + Vec3(0, 5.0f, -0.5f), glm::mix(from, to, 0.4f) + Vec3(0, 0, 0.6f), to - Vec3(0, 2.5f, 0)});
      }
      parts.push_back(
          {rows, thick, 2.0f, 0.4f, Vec3(0, 0, -1), above + (side > 0.0f ? "flavum left" : "flavum right")});
    }
  }
  return flat_ligament(b, parts, spine_bones(0, level_count),
                       "Two plates a level from the front of the lamina above to the edge of the lamina below, 3.5 mm "
                       "thick, 13 mm wide each (ligaments.csv).");
}

Piece anterior_longitudinal(const Bench& b) {
  const float half = 0.5f * b.figure("ligament.anterior_width"), thick = b.figure("ligament.anterior_thickness");
  std::vector<anatomy::RayIndex> under;
  std::vector<Vec3> way;
  for (int level = 0; level < level_count; ++level) {
    under.emplace_back(b.input(bone_id(level)).mesh), under.emplace_back(b.input(disc_id(level)).mesh);
    for (const Plate& plate : {upper_plate(b, level), lower_plate(b, level)})
      way.push_back(placed(plate.frame, Vec3(0, 0, plate.half_depth + 1.5f)));
  }
  under.emplace_back(b.input("sacrum").mesh);
  const Vec3 promontory = b.site("sacrum", "sacral_promontory");
  way.push_back(promontory);
  way.push_back(glm::mix(promontory, b.input("sacrum").lines.at("front")[10], 0.8f));
  way.front().y -= 1.0f;
  const std::vector<Vec3> line = spline(way, 4);
  Membrane m;
  m.nu = 2 * (line.size() / 2) + 1, m.nv = 23;
  for (size_t j = 0; j < m.nv; ++j)
    for (size_t i = 0; i < m.nu; ++i) {
      const float v = 2.0f * static_cast<float>(j) / static_cast<float>(m.nv - 1) - 1.0f;
      const Vec3 at = line[std::min(i, line.size() - 1)];
      // Its borders wave: bundles leave it for the bodies.
      const float wide = half * (1.0f + 0.16f * noise(Vec3(0.3f, at.y / 15.0f, v > 0.0f ? 0.2f : 4.2f), 5u));
      const Vec3 from(v * wide, at.y, at.z + 40.0f);
      float near = 90.0f;
      for (const auto& index : under)
        if (const auto hit = index.first_hit(from, Vec3(0, 0, -1), 0.0f, near)) near = std::min(near, hit->distance);
      MembraneKnot knot;
      knot.at = Vec3(from.x, from.y, std::max(from.z - near, at.z - 9.0f));
      const float border = 1.0f - std::pow(std::abs(v), 3.0f);
      knot.thick = 0.2f + (thick - 0.2f) * border;
      knot.relief = 0.5f * std::min(1.0f, 2.0f * border) * furrow((v + 1.0f) * half, at.y, 2.5f, 5u);
      m.knots.push_back(knot);
    }
  // Stretched over the waists of the bodies, never into them.
  for (int round = 0; round < 4; ++round) {
    const std::vector<MembraneKnot> old = m.knots;
    for (size_t j = 0; j < m.nv; ++j)
      for (size_t i = 1; i + 1 < m.nu; ++i) {
        const size_t k = j * m.nu + i;
        m.knots[k].at.z = std::max(old[k].at.z, 0.5f * (old[k - 1].at.z + old[k + 1].at.z));
      }
  }
  face(m, Vec3(0, 0, 1));
  for (MembraneKnot& knot : m.knots) knot.at += (0.5f * knot.thick + 0.15f) * knot.out;
  Piece piece;
  piece.mesh = mesh_of(m, 5);
  piece.provenance =
      "A band 23 mm wide and 2 mm thick over the fronts of bodies and discs, laid on their own surfaces "
      "(ligaments.csv); borders and bundles by design estimate.";
  return piece;
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
}

}  // namespace palpate::forge
