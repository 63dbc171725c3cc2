// The upper femur: ball, neck, trochanters, crest between them, the beginning of the shaft.

#include "forge/spine.h"

namespace palpate::forge {

namespace {

Piece build(const Bench& b, float side) {
  const auto at = [&](const char* name) {
    const Vec3 p = b.point(std::string("femur.") + name);
    return Vec3(side * p.x, p.y, p.z);
  };
  const auto thick = [&](const char* name) { return b.figure(std::string("femur.") + name + ".thick"); };
  const Vec3 mirror(side, 1, 1);
  const Vec3 head = b.point("hip_bone.hip_centre") * mirror, neck = at("neck_end"), tip = at("trochanter_tip"),
             flank = at("trochanter_side");
  const Vec3 lesser = at("lesser"), s1 = at("shaft_1"), s2 = at("shaft_2"), s3 = at("shaft_3"), s4 = at("shaft_4");
  const Vec3 along = glm::normalize(neck - head), up(0, 1, 0);
  Blend bone(sweep({{head + along * 8.0f, 14.5f, 17.0f, up},
                    {head + along * 24.0f, 13.2f, 16.2f, up},
                    {glm::mix(head, neck, 0.72f), 14.0f, 18.5f, up},
                    {neck, 15.0f, 21.0f, up}},
                   {2.1f, 6.0f, 5, true}));
  bone.add(sphere(head, 0.5f * b.figure("hip_bone.hip_centre.thick") - 0.2f), 5.0f);
  bone.add(sweep({{neck + Vec3(side * 2.0f, 8.0f, 0), 14.0f, 17.0f, Vec3(0, 0, 1)},
                  {s1, 0.5f * thick("shaft_1"), 14.5f, Vec3(0, 0, 1)},
                  {s2, 0.5f * thick("shaft_2"), 14.5f, Vec3(0, 0, 1)},
                  {s3, 0.5f * thick("shaft_3"), 14.5f, Vec3(0, 0, 1)},
                  {s4, 0.5f * thick("shaft_4"), 14.5f, Vec3(0, 0, 1)}},
                 {2.1f, 8.0f, 6, true}),
           12.0f);
  // Greater trochanter: a broad quadrangular block leaning inward at the top over a pit.
  bone.add(rounded_box(flank + Vec3(side * -11.5f, -3.0f, -1.0f), Vec3(11.5f, 19.0f, 16.5f), 10.0f), 9.0f);
  bone.add(rounded_cone(flank + Vec3(side * -9.5f, 2.0f, -5.0f), tip + Vec3(side * -1.0f, -7.0f, 0), 10.5f, 7.5f),
           7.0f);
  bone.add(rounded_cone(flank + Vec3(side * -9.0f, 2.0f, 6.0f), tip + Vec3(side * 2.0f, -13.0f, 12.0f), 9.0f, 6.5f),
           7.0f);
  bone.add(rounded_cone(s1 + Vec3(side * -8.0f, -4.0f, -6.0f), lesser + Vec3(side * 2.0f, 0, 1.0f), 10.0f, 5.0f), 8.0f);
  bone.add(rounded_cone(tip + Vec3(side * -1.0f, -9.0f, -4.0f), lesser + Vec3(side * 6.0f, 6.0f, 0), 5.5f, 4.5f), 7.0f);
  bone.add(rounded_cone(flank + Vec3(side * -14.0f, -38.0f, -9.0f), s2 + Vec3(side * 4.0f, 5.0f, -12.5f), 3.2f, 2.2f),
           9.0f);
  bone.add(rounded_cone(s2 + Vec3(side * 3.0f, -5.0f, -13.5f), s4 + Vec3(side * 1.0f, 0, -14.0f), 2.4f, 2.8f), 6.0f);
  bone.cut(ellipsoid(tip + Vec3(side * -12.5f, -7.0f, -10.0f), Vec3(3.5f, 7.0f, 4.0f)), 10.0f);
  bone.cut(ellipsoid(head + Vec3(side * -22.5f, -7.0f, -5.0f), Vec3(4.0f, 4.5f, 4.5f)), 2.0f);
  bone.keep(half_space(s4 + Vec3(0, 4.0f, 0), Vec3(0, -1, 0)), 1.5f);
  Piece piece;
  piece.volume =
      Volume::of(roughened(bone.field(), b.figure("bone.noise_height"), b.figure("bone.noise_wavelength"), 71u),
                 b.figure("bone.voxel"))
          .largest_piece();
  piece.adaptivity = b.figure("bone.adaptivity");
  const std::string end = side > 0.0f ? "_left" : "_right";
  piece.landmarks["greater_trochanter" + end] = flank;
  piece.landmarks["lesser_trochanter" + end] = lesser;
  piece.landmarks["femoral_head" + end] = head;
  piece.sites["trochanter_tip"] = tip;
  piece.sites["gluteal_tuberosity_upper"] = flank + Vec3(side * -8.0f, -44.0f, -13.0f);
  piece.sites["gluteal_tuberosity_lower"] = s2 + Vec3(side * 4.0f, -10.0f, -15.0f);
  piece.provenance =
      "Ball, neck, trochanters and shaft from published sizes and angles (pelvis_points.csv); outlines are design "
      "estimates. Cut off below the lesser trochanter.";
  return piece;
}

}  // namespace

void add_femurs(std::vector<Recipe>& list) {
  for (const float side : {1.0f, -1.0f})
    list.push_back({side > 0 ? "femur_left" : "femur_right", {}, "femur,spine", [side](const Bench& b) {
                      return build(b, side);
                    }});
}

}  // namespace palpate::forge
