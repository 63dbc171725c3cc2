// What lies between and before the muscles: kidneys, aorta, the sciatic and superior cluneal nerves. Places: sites of
// the bones and soft_points.csv; sizes: soft.csv.

#include <algorithm>
#include <cmath>

#include "forge/hull_sheet.h"
#include "forge/spine.h"
#include "forge/tube.h"

namespace palpate::forge {

namespace {

constexpr const char* code = "soft_parts,tube,hull_sheet,spine";

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

Piece sciatic(const Bench& b, bool left) {
  const float side = left ? 1.0f : -1.0f, wide = 0.5f * b.figure("sciatic_nerve.width"),
              thick = 0.5f * b.figure("sciatic_nerve.thickness"), bottom = b.figure("skin.bottom") + 4.0f;
  std::vector<TubeKnot> knots;
  for (const std::string& name : b.names_under("sciatic_nerve")) {
    if (name[0] != 'p') continue;
    Vec3 p = b.point("sciatic_nerve." + name);
    // The two sides of a person differ a little.
    p += 1.2f * Vec3(whim(name + (left ? "lx" : "rx")), whim(name + (left ? "ly" : "ry")), 0.0f);
    knots.push_back(
        {Vec3(side * p.x, std::max(p.y, bottom), p.z), wide * (knots.empty() ? 0.6f : 1.0f), thick, Vec3(0, 0, -1)});
  }
  Piece piece;
  add_tube(piece.mesh, knots, 10, 5.0f);
  leave_bare(piece.mesh);
  piece.provenance =
      "Flat cord from below piriformis between the ischial tuberosity and the greater trochanter, nearer the "
      "tuberosity, to the lower border of gluteus maximus, where it is cut off; 13 x 5 mm (as remembered); course by "
      "design estimate.";
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
      knots.push_back({on + out * (radius + 0.4f), thin, thin, out});
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
