// What lies between and before the muscles: kidneys, aorta, the sciatic and superior cluneal nerves. Places: sites of
// the bones and soft_points.csv; sizes: soft.csv.

#include <algorithm>
#include <cmath>

#include "forge/hull_sheet.h"
#include "forge/net_mesh.h"
#include "forge/spine.h"
#include "forge/tube.h"

namespace palpate::forge {

namespace {

constexpr const char* code = "soft_parts,tube,net_mesh,hull_sheet,spine";

std::string end_of(bool left) {
  return left ? "_left" : "_right";
}

/// Bean-shaped: an ellipsoid, its hilum pressed in from before and the midline.
Piece kidney(const Bench& b, bool left) {
  const auto f = [&](const char* name) { return b.figure(std::string("kidney.") + name); };
  const float side = left ? 1.0f : -1.0f;
  const Vec3 centre(side * f("off_midline"), f(left ? "height_left" : "height_right"), f("z"));
  // The upper pole leans towards the spine and back, along psoas.
  const Vec3 up = glm::normalize(Vec3(-side * f("lean_medial"), 1.0f, -f("lean_back")));
  const Vec3 front = glm::normalize(Vec3(-side * 0.5f, 0.0f, 1.0f) - up * glm::dot(Vec3(-side * 0.5f, 0, 1.0f), up));
  const Vec3 out =
      glm::cross(up, front) * side * (glm::dot(glm::cross(up, front), Vec3(side, 0, 0)) > 0.0f ? side : -side);
  const Mat3 axes(out, up, front);
  const Vec3 half(0.5f * f("breadth"), 0.5f * f("length"), 0.5f * f("thickness"));
  Blend body(ellipsoid(centre, half, axes));
  body.cut(ellipsoid(centre - out * (half.x + 1.0f) + front * 3.0f,
                     Vec3(0.42f * half.x, 0.33f * half.y, 0.55f * half.z), axes),
           9.0f);
  Piece piece;
  piece.volume = Volume::of(roughened(body.field(), 0.5f, 26.0f, left ? 3u : 8u), 1.8f);
  piece.adaptivity = 0.1f;
  piece.provenance =
      "Ellipsoid with its hilum pressed in; 110 x 60 x 40 mm, poles at T12 and L3, the right one lower (as "
      "remembered); "
      "lean and shape by design estimate.";
  return piece;
}

Piece aorta(const Bench& b) {
  const auto f = [&](const char* name) { return b.figure(std::string("aorta.") + name); };
  std::vector<Station> stations;
  const float off = f("off_midline");
  for (int level = 2; level <= 7; ++level) {
    const Vec3 body = b.site(bone_id(level), "body");
    const float radius = 0.5f * glm::mix(f("width_upper"), f("width_lower"), static_cast<float>(level - 2) / 5.0f);
    stations.push_back({Vec3(level == 7 ? 0.4f * off : off, body.y, body.z + f("before_body") + radius), radius, radius,
                        Vec3(0, 0, 1)});
  }
  Blend tube(sweep(stations, {2.0f, 0.0f}));
  const Vec3 fork = stations.back().at;
  const float iliac = 0.5f * f("width_iliac");
  for (const float side : {1.0f, -1.0f})
    tube.add(sweep({{fork + Vec3(side * 2.0f, 4.0f, 0), iliac, iliac, Vec3(0, 0, 1)},
                    {fork + Vec3(side * 13.0f, -17.0f, -1.0f), iliac, iliac, Vec3(0, 0, 1)},
                    {fork + Vec3(side * 22.0f, -38.0f, -4.0f), iliac, iliac, Vec3(0, 0, 1)}},
                   {2.0f, 0.0f}),
             5.0f);
  // Its ends are cut across: a wall round a lumen, not a cap.
  const auto open_end = [&tube](const Vec3& at, const Vec3& out, float radius) {
    tube.cut(half_space(at, -out), 0.4f);
    tube.cut(rounded_cone(at - 7.0f * out, at + 8.0f * out, 0.74f * radius, 0.8f * radius), 0.8f);
  };
  open_end(stations.front().at - Vec3(0, 3.0f, 0), Vec3(0, 1, 0), stations.front().half_width);
  for (const float side : {1.0f, -1.0f})
    open_end(fork + Vec3(side * 20.5f, -34.0f, -3.6f), glm::normalize(Vec3(side * 9.0f, -21.0f, -3.0f)), iliac);
  Piece piece;
  piece.volume = Volume::of(tube.field(), 1.3f);
  piece.adaptivity = 0.15f;
  piece.provenance =
      "Tube before the vertebral bodies, a little to the left, from T11 to its fork at L4 with the beginnings of the "
      "common "
      "iliac arteries; 20 to 17 mm wide (as remembered); course by design estimate.";
  return piece;
}

/// Nerves have no fascicles of their own.
void leave_bare(anatomy::Mesh& mesh) {
  mesh.fibres.clear(), mesh.along.clear(), mesh.tendon.clear(), mesh.fascicle.clear(), mesh.depth.clear();
  anatomy::compute_normals(mesh);
}

/// A flat cord of bundles: grooves run along it and wind a little; its ends are cut across, each bundle a knob of its
/// own. `parting`: how deep a furrow on both flat sides, from a third of the way on, tells two parts apart (share of
/// the thickness).
void add_nerve(anatomy::Mesh& mesh, const std::vector<TubeKnot>& knots, int bundles, float parting = 0.0f) {
  anatomy::Mesh tube;
  const int sides = (parting > 0.0f ? 5 : 4) * bundles;
  add_tube(tube, knots, sides, 4.6f);
  const auto count = static_cast<size_t>(sides), rings = (tube.positions.size() - 2) / count;
  for (size_t ring = 0; ring < rings; ++ring) {
    Vec3 centre(0.0f);
    for (int k = 0; k < sides; ++k) centre += tube.positions[ring * count + static_cast<size_t>(k)];
    centre /= static_cast<float>(sides);
    const float wind = 0.012f * static_cast<float>(ring);
    for (int k = 0; k < sides; ++k) {
      const float turn = static_cast<float>(k) / static_cast<float>(sides);
      const float uneven = 0.6f * std::sin(6.2831853f * (turn * 2.0f + wind)) / static_cast<float>(bundles);
      const float x = (turn + wind + uneven) * static_cast<float>(bundles), part = x - std::floor(x);
      Vec3& p = tube.positions[ring * count + static_cast<size_t>(k)];
      const float down = smoothstep(0.3f, 0.6f, static_cast<float>(ring) / static_cast<float>(rings));
      const float off = (std::cos(6.2831853f * turn) - 0.18f) / 0.2f;
      p = centre + (p - centre) * (1.0f - 0.24f * std::pow(std::abs(2.0f * part - 1.0f), 2.5f) -
                                   parting * down * std::exp(-off * off));
    }
  }
  add_mesh(mesh, tube);
}

/// The roots join before piriformis to a broad flat cord, which leaves the pelvis below that muscle.
Piece sciatic(const Bench& b, bool left) {
  const float side = left ? 1.0f : -1.0f, wide = 0.5f * b.figure("sciatic_nerve.width"),
              thick = 0.5f * b.figure("sciatic_nerve.thickness"), bottom = b.figure("skin.bottom") + 4.0f;
  const auto course = [&](char branch) {
    std::vector<Vec3> points;
    for (const std::string& name : b.names_under("sciatic_nerve")) {
      if (name[0] != branch || name[1] < '0' || name[1] > '9') continue;
      Vec3 p = b.point("sciatic_nerve." + name);
      // The two sides of a person differ a little.
      if (branch == 'p') p += 1.2f * Vec3(whim(name + (left ? "lx" : "rx")), whim(name + (left ? "ly" : "ry")), 0.0f);
      points.emplace_back(side * p.x, std::max(p.y, bottom), p.z);
    }
    return points;
  };
  std::vector<TubeKnot> trunk;
  const std::vector<Vec3> main = course('p');
  for (size_t i = 0; i < main.size(); ++i) {
    // Broad and flat where it leaves the pelvis, rounder down the thigh.
    const float down = static_cast<float>(i) / static_cast<float>(main.size() - 1);
    const float flat = 1.0f - 0.75f * smoothstep(0.1f, 0.6f, down);
    trunk.push_back({main[i], wide * (i == 0 ? 0.6f : 1.0f + 0.22f * flat),
                     (i == 0 ? 0.6f : 1.0f) * thick * (1.0f - 0.3f * flat), Vec3(0, 0.25f * flat, -1)});
  }
  Piece piece;
  // Towards its end the two nerves of the leg that it holds begin to part.
  add_nerve(piece.mesh, trunk, 9, 0.42f);
  // Where the picture cuts it, bundles stand out of the cut.
  const Vec3 last = main.back(), on = normalize_or(last - main[main.size() - 2], Vec3(0, -1, 0));
  for (int k = 0; k < 10; ++k) {
    const float turn = 6.2831853f * static_cast<float>(k) / 7.0f, off = k < 7 ? 0.5f : 0.16f;
    const float girth = 0.17f * wide * (1.0f + 0.2f * whim("bundle" + std::to_string(k)));
    const Vec3 at = last + Vec3(off * wide * std::cos(turn), 0, off * thick * std::sin(turn));
    add_tube(piece.mesh,
             {{at - 1.6f * on, girth, girth, Vec3(0, 0, -1)}, {at + 0.9f * on, girth, girth, Vec3(0, 0, -1)}}, 8, 2.0f);
  }
  int root = 0;
  for (const char branch : {'a', 'b', 'c', 'd'}) {
    std::vector<TubeKnot> knots;
    const std::vector<Vec3> points = course(branch);
    for (size_t i = 0; i < points.size(); ++i) {
      const float along = static_cast<float>(i) / static_cast<float>(std::max<size_t>(points.size() - 1, 1));
      knots.push_back({points[i], wide * (i == 0 ? 0.3f : glm::mix(0.46f, 0.4f, along)),
                       thick * glm::mix(0.75f, 0.6f, along), Vec3(0, 0.2f, -1)});
    }
    // Each root goes on into its own share of the trunk's breadth.
    if (knots.size() < 2) continue;
    const float share = (static_cast<float>(root++) - 1.5f) / 1.5f;
    knots.push_back({main[0] + Vec3(-side * share * 0.4f * wide, share * 0.25f * wide, 0.3f), 0.34f * wide,
                     0.55f * thick, Vec3(0, 0.2f, -1)});
    knots.push_back({glm::mix(main[0], main[1], 0.55f), 0.15f * wide, 0.2f * thick, Vec3(0, 0.2f, -1)});
    add_nerve(piece.mesh, knots, 4);
  }
  leave_bare(piece.mesh);
  piece.provenance =
      "Roots from the lumbosacral trunk and the front foramina S1 to S3 that join before piriformis to a broad flat "
      "cord, "
      "which leaves the pelvis below that muscle and runs between ischial tuberosity and greater trochanter, nearer "
      "the "
      "tuberosity, to the picture's border; 13 x 5 mm (as remembered); course, roots and bundles by design estimate.";
  return piece;
}

Piece cluneal(const Bench& b, bool left) {
  const float side = left ? 1.0f : -1.0f, radius = 0.5f * b.figure("superior_cluneal_nerves.width");
  const Volume& form = b.input("fascia_form").volume;
  Piece piece;
  for (char branch = 'a'; branch <= 'f'; ++branch) {
    std::vector<TubeKnot> knots;
    for (const std::string& name : b.names_under("superior_cluneal_nerves")) {
      if (name[0] != branch || name[1] < '0' || name[1] > '9') continue;
      Vec3 p = b.point("superior_cluneal_nerves." + name);
      if (branch < 'd' && name[1] > '3') p += 2.0f * Vec3(whim(branch + std::string(left ? "l" : "r")), 0.0f, 0.0f);
      const Vec3 on = on_form(form, Vec3(side * p.x, p.y, p.z)), out = form.gradient(on);
      const float thin = radius * (1.0f - 0.09f * static_cast<float>(knots.size()));
      // A branch comes up through the fascia.
      const float above = knots.empty() && branch < 'd' ? -1.4f : radius + 0.4f;
      knots.push_back({on + out * above, thin, thin, out});
    }
    if (knots.size() > 1) add_tube(piece.mesh, knots, 6, 3.5f);
  }
  leave_bare(piece.mesh);
  piece.provenance =
      "Three branches that leave the thoracolumbar fascia and cross the iliac crest 65, 73 and 81 mm off the midline "
      "(Iwanaga "
      "2019; Loubser; Lu 1998: 65.3, 72.1, 81.0), then fan out in the fat of the buttock; width and fan by design "
      "estimate.";
  return piece;
}

}  // namespace

void add_soft_parts(std::vector<Recipe>& list) {
  std::vector<std::string> spine;
  for (int level = 2; level <= 7; ++level) spine.push_back(bone_id(level));
  list.push_back({"abdominal_aorta", spine, code, aorta});
  for (const bool left : {true, false}) {
    list.push_back({"kidney" + end_of(left), {}, code, [left](const Bench& b) { return kidney(b, left); }});
    list.push_back({"sciatic_nerve" + end_of(left), {}, code, [left](const Bench& b) { return sciatic(b, left); }});
    list.push_back({"superior_cluneal_nerves" + end_of(left), {"fascia_form"}, code, [left](const Bench& b) {
                      return cluneal(b, left);
                    }});
  }
}

}  // namespace palpate::forge
