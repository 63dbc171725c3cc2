// The hip bone: a thick sheet for the wing, rods for the ischium and pubis, a ball cut out for the hip joint; what
// faces the sacrum is cut by it.

#include <cmath>

#include "forge/spine.h"

namespace palpate::forge {

namespace {

class Places {
 public:
  Places(const Bench& b, float side) : b_(b), side_(side) {}
  Vec3 operator()(const std::string& name) const {
    const Vec3 p = b_.point("hip_bone." + name);
    return {side_ * p.x, p.y, p.z};
  }
  float thick(const std::string& name) const { return b_.figure("hip_bone." + name + ".thick"); }
  Vec3 dir(float x, float y, float z) const { return glm::normalize(Vec3(side_ * x, y, z)); }
  Vec3 off(float x, float y, float z) const { return Vec3(side_ * x, y, z); }

 private:
  const Bench& b_;
  float side_;
};

Field wing(const Places& at) {
  std::vector<SheetKnot> knots;
  for (const char* row : {"crest_", "upper_", "lower_", "base_"})
    for (int i = 0; i < 8; ++i) {
      const std::string name = row + std::to_string(i);
      knots.push_back({at(name), at.thick(name)});
    }
  return sheet(knots, 8, 6);
}

/// The crest's two lips and the flat between them.
Field crest(const Places& at, std::vector<Vec3>& line) {
  std::vector<Station> stations;
  for (int i = 0; i < 8; ++i) {
    const std::string n = std::to_string(i);
    const Vec3 p = at("crest_" + n), up = glm::normalize(p - at("upper_" + n));
    stations.push_back({p - up * 3.4f, 0.48f * at.thick("crest_" + n), 4.6f, up});
    line.push_back(p + up * 2.4f);
  }
  line = spline(line, 6);
  return sweep(stations, {3.2f, 3.0f, 6, true});
}

Field rod(const Places& at, std::initializer_list<const char*> names, float flat, const Vec3& up,
          float exponent = 2.2f) {
  std::vector<Station> stations;
  for (const char* name : names)
    stations.push_back({at(name), 0.5f * flat * at.thick(name), 0.5f * at.thick(name), up});
  return sweep(stations, {exponent, 4.0f, 6, true});
}

void add_pubis(Blend& bone, const Places& at) {
  bone.add(rod(at, {"ramus_4", "ramus_5", "ramus_6", "ramus_7"}, 0.8f, at.dir(0, 1, 0.3f)), 9.0f);
  const Vec3 top = at("pubis_top"), low = at("pubis_low"), axis = glm::normalize(top - low);
  const Vec3 front = glm::normalize(glm::cross(Vec3(1, 0, 0), axis));
  const Mat3 axes(Vec3(1, 0, 0), axis, front);
  bone.add(rounded_box(0.5f * (top + low) + at.off(5.0f, 0, 0), Vec3(9.0f, 0.5f * glm::length(top - low) + 1.0f, 6.4f),
                       5.0f, axes),
           10.0f);
  bone.add(ellipsoid(at("tubercle"), Vec3(5.0f, 4.0f, 4.2f)), 5.0f);
  bone.add(rounded_cone(at("tubercle"), at("ramus_5") + at.off(2.0f, 6.0f, -4.0f), 2.6f, 2.2f), 4.5f);
}

/// The smooth plate between the pelvis and the socket, from the arcuate line down to the obturator foramen.
Field inner_plate(const Places& at) {
  const Vec3 hip = at("hip_centre");
  const struct {
    float x, y, z, thick;
  } rows[] = {{-19, 22, 22, 9},  {-22, 34, 0, 9},   {-25, 42, -20, 10}, {-27, 46, -29, 10},
              {-24, 4, 20, 6},   {-29, 8, 0, 6},    {-31, 14, -20, 8},  {-32, 20, -31, 8},
              {-23, -15, 14, 6}, {-27, -17, -1, 7}, {-25, -14, -18, 9}, {-26, -2, -30, 8}};
  std::vector<SheetKnot> knots;
  for (const auto& r : rows) knots.push_back({hip + at.off(r.x, r.y, r.z), r.thick});
  return sheet(knots, 4, 5);
}

void add_ischium(Blend& bone, const Places& at) {
  bone.add(
      rod(at, {"ischium_1", "ischium_2", "ischium_3", "ischium_4", "ischium_5"}, 0.72f, at.dir(0.25f, 0.2f, 0.95f)),
      13.0f);
  bone.add(rod(at, {"ischium_5", "ramus_1", "ramus_2", "ramus_3"}, 0.56f, at.dir(0.62f, 0.5f, 0.2f), 2.4f), 9.0f);
  // The spine is a flat beak between the two sciatic notches.
  const Vec3 spine = at("ischial_spine");
  bone.add(sweep({{spine + at.off(23, -9, 11), 5.0f, 13.0f, Vec3(0, 1, 0)},
                  {spine + at.off(12, -5, 6), 3.6f, 9.0f, Vec3(0, 1, 0)},
                  {spine + at.off(4, -1, 1.5f), 2.6f, 4.6f, Vec3(0, 1, 0)},
                  {spine, 2.0f, 2.4f, Vec3(0, 1, 0)}},
                 {2.2f, 1.6f, 5, true}),
           6.0f);
  // Tuberosity: a rough cushion behind and below, parted by a cross ridge.
  bone.add(ellipsoid(at("ischium_3") + at.off(-1.0f, -2.0f, -6.0f), Vec3(10.5f, 15.0f, 8.0f),
                     Mat3(at.dir(1, 0, 0.1f), at.dir(-0.25f, 0.95f, -0.15f),
                          glm::cross(at.dir(1, 0, 0.1f), at.dir(-0.25f, 0.95f, -0.15f)))),
           6.0f);
  bone.add(ellipsoid(at("ischium_4") + at.off(0, -4.0f, 0), Vec3(11.0f, 8.5f, 14.0f)), 6.0f);
}

/// Low ridges on the outer face, between the origins of the three gluteal muscles.
void add_gluteal_lines(Blend& bone, const Places& at) {
  const auto outer = [&](const char* place, float x, float y, float z) {
    return at(place) + at.dir(0.85f, 0.25f, -0.45f) * (0.5f * at.thick(place) - 1.8f) + at.off(x, y, z);
  };
  const auto line = [&](std::vector<Vec3> places) {
    std::vector<Station> stations;
    for (const Vec3& p : places) stations.push_back({p, 1.1f, 1.1f, Vec3(0, 1, 0)});
    bone.add(sweep(stations, {2.0f, 1.0f, 6, true}), 7.0f);
  };
  // Posterior: from the crest 50 mm in front of the PSIS to the notch.
  line({outer("crest_5", 0, -4, 2), outer("upper_5", 1, 0, 2), outer("lower_5", 0, 2, 0)});
  // Anterior: from the crest 35 mm behind the ASIS, arching back to the notch.
  line({outer("crest_1", 0, -6, -4), outer("upper_2", 0, 4, 0), outer("upper_3", 0, 0, 4), outer("upper_4", 0, -12, 2),
        outer("lower_4", 0, -6, -6), outer("base_4", 0, 6, -4)});
  // Inferior: from above the AIIS, 18 mm over the rim of the socket.
  line({outer("lower_0", 2, -4, -2), outer("base_1", 3, 14, -2), outer("base_2", 3, 15, -2),
        outer("base_3", 3, 12, -2)});
}

void cut_hip_joint(Blend& bone, const Places& at, float radius) {
  const Vec3 centre = at("hip_centre"), mouth = at.dir(0.66f, -0.66f, 0.28f);
  bone.cut(sphere(centre, radius), 1.2f);
  bone.cut(rounded_cone(centre, centre + mouth * 40.0f, radius, radius + 1.0f), 1.6f);
  // Acetabular fossa and the notch below it.
  bone.cut(ellipsoid(centre + at.dir(-0.75f, -0.35f, -0.1f) * 16.0f, Vec3(14.0f, 14.0f, 13.0f)), 1.6f);
  bone.cut(rounded_cone(centre + at.off(-12.0f, -18.0f, 6.0f), centre + at.off(2.0f, -36.0f, 14.0f), 9.0f, 10.0f),
           3.0f);
}

Field hip_field(const Bench& b, float side, std::vector<Vec3>& line) {
  const Places at(b, side);
  const Vec3 hip = at("hip_centre"), mouth = at.dir(0.66f, -0.66f, 0.28f);
  Blend bone(wing(at));
  bone.add(crest(at, line), 15.0f);
  // Wall of the acetabulum: a bowl, then the buttress that runs up and back to the sacro-iliac joint.
  bone.add(cut(sphere(hip - mouth * 2.5f, 31.8f), half_space(hip + mouth * 5.0f, -mouth), 1.6f), 11.0f);
  bone.add(rounded_cone(at.off(79, -74, 12), at.off(61, -38, -26), 10.5f, 7.5f), 14.0f);
  bone.add(inner_plate(at), 7.0f);
  // Hind column: from the sciatic buttress behind the socket down into the ischium.
  bone.add(sweep({{hip + at.off(-16, 42, -25), 9.0f, 10.0f, at.dir(0.3f, 0, 1)},
                  {hip + at.off(-19, 22, -30), 8.0f, 10.0f, at.dir(0.3f, 0, 1)},
                  {hip + at.off(-15, -4, -31), 9.0f, 10.0f, at.dir(0.3f, 0, 1)},
                  {hip + at.off(-15, -28, -33), 10.0f, 10.0f, at.dir(0.3f, 0, 1)}},
                 {2.3f, 6.0f, 5, true}),
           8.0f);
  add_ischium(bone, at);
  add_pubis(bone, at);
  // Arcuate line into the pecten.
  bone.add(sweep({{at.off(57, -46, -16), 1.8f, 2.0f, Vec3(0, 1, 0)},
                  {at.off(66, -64, 8), 1.8f, 2.0f, Vec3(0, 1, 0)},
                  {at.off(68, -80, 34), 1.8f, 2.0f, Vec3(0, 1, 0)},
                  {at("ramus_5") + at.off(2, 3, -3), 1.8f, 2.0f, Vec3(0, 1, 0)}},
                 {2.0f, 3.0f, 6, true}),
           9.0f);
  bone.add(ellipsoid(at("asis"), Vec3(6.0f, 7.5f, 6.5f)), 7.0f);
  bone.add(ellipsoid(at("aiis"), Vec3(6.5f, 9.0f, 6.5f)), 8.0f);
  bone.add(
      ellipsoid(at("psis"), Vec3(6.5f, 11.0f, 7.0f),
                Mat3(at.dir(1, 0, 0.4f), at.dir(0, 1, 0.25f), glm::cross(at.dir(1, 0, 0.4f), at.dir(0, 1, 0.25f)))),
      7.0f);
  bone.add(ellipsoid(at("piis"), Vec3(4.5f, 6.0f, 5.5f)), 6.0f);
  bone.add(ellipsoid(at.off(128, 16, 46), Vec3(8.5f, 7.0f, 10.0f)), 7.0f);
  add_gluteal_lines(bone, at);
  cut_hip_joint(bone, at, 0.5f * at.thick("hip_centre") + 2.0f);
  // Flat face at the symphysis; 4.5 mm between the two.
  bone.keep(half_space(Vec3(side * 2.25f, -120, 50), Vec3(-side, 0, 0)), 2.0f);
  bone.cut(grown(b.input("sacrum").volume.field(), 1.4f), 1.0f);
  return roughened(bone.field(), b.figure("bone.noise_height"), b.figure("bone.noise_wavelength"), 57u);
}

Piece build(const Bench& b, float side) {
  Piece piece;
  std::vector<Vec3> line;
  const Field field = hip_field(b, side, line);
  piece.volume = Volume::of(field, b.figure("bone.voxel")).largest_piece();
  piece.adaptivity = b.figure("bone.adaptivity");
  const Places at(b, side);
  const std::string end = side > 0.0f ? "_left" : "_right";
  Vec3 top = line[0], outer = line[0];
  for (const Vec3& p : line) {
    if (p.y > top.y) top = p;
    if (std::abs(p.x) > std::abs(outer.x)) outer = p;
  }
  piece.landmarks["asis" + end] = at("asis") + at.off(2.0f, -1.0f, 6.0f);
  piece.landmarks["psis" + end] = at("psis") + at.off(0, 0, -7.0f);
  piece.landmarks["piis" + end] = at("piis") + at.off(0, -3.0f, -4.0f);
  piece.landmarks["iliac_crest_top" + end] = top;
  piece.landmarks["iliac_tubercle" + end] = outer + at.off(6.0f, -3.0f, 0);
  piece.landmarks["ischial_tuberosity" + end] = at("ischium_4") + at.off(0, -13.0f, 1.0f);
  for (const char* name :
       {"ischial_spine", "aiis", "tubercle", "hip_centre", "ischium_3", "ischium_4", "pubis_top", "ramus_2"})
    piece.sites[name] = at(name);
  for (const char* name : {"crest_4", "crest_5", "crest_6", "crest_7", "upper_5", "upper_6"})
    piece.sites[name] = at(name);
  piece.lines["iliac_crest"] = line;
  piece.provenance =
      "Breadths, tilts, hip centre, notch, symphysis and thicknesses from published series (pelvis_points.csv); the "
      "wing's course between them is a design estimate.";
  return piece;
}

}  // namespace

void add_hip_bones(std::vector<Recipe>& list) {
  for (const float side : {1.0f, -1.0f})
    list.push_back(
        {side > 0 ? "hip_bone_left" : "hip_bone_right", {"sacrum"}, "hip_bone,spine", [side](const Bench& b) {
           return build(b, side);
         }});
}

}  // namespace palpate::forge
