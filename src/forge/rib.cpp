// Ribs: flat bars that fall, bend at the angle and twist; the lower border carries the costal groove on ribs 8 to 11.

#include <algorithm>
#include <cmath>

#include "forge/spine.h"

namespace palpate::forge {

namespace {

struct Course {
  std::vector<Vec3> at;
  std::vector<float> tall, thick;
};

Course course(const Bench& b, int number, float side) {
  const std::string id = "rib_" + std::to_string(number);
  const int level = std::max(number - 9, 0);
  const Vec3 origin = Vec3(vertebra_frame(b, level)[3]);
  Course out;
  for (int i = 0; b.has(id + ".p" + std::to_string(i) + ".x"); ++i) {
    const std::string key = id + ".p" + std::to_string(i);
    Vec3 p = b.point(key);
    // No two sides are alike: the free end wanders a few millimetres.
    const float u = static_cast<float>(i) / 8.0f;
    p += 1.2f * u * Vec3(0.4f * whim(key + (side > 0 ? "lx" : "rx")), whim(id + (side > 0 ? "l" : "r")), 0.0f);
    out.at.push_back(origin + Vec3(side * p.x, p.y, p.z));
    out.tall.push_back(b.figure(key + ".tall"));
    out.thick.push_back(b.figure(key + ".thick"));
  }
  return out;
}

Piece build(const Bench& b, int number, float side) {
  const Course c = course(b, number, side);
  const int level = std::max(number - 9, 0);
  const Vec3 middle = Vec3(vertebra_frame(b, level)[3]);
  std::vector<Station> stations, groove;
  for (size_t i = 0; i < c.at.size(); ++i) {
    // The outer face looks backward near the spine and outward and a little upward in front.
    const Vec3 out = normalize_or(c.at[i] - Vec3(0, c.at[i].y, middle.z + 25.0f), Vec3(side, 0, 0));
    const Vec3 ahead = normalize_or(c.at[std::min(i + 1, c.at.size() - 1)] - c.at[i > 0 ? i - 1 : 0], Vec3(side, 0, 0));
    const Vec3 up = normalize_or(glm::cross(ahead, out) * side + 0.25f * out, Vec3(0, 1, 0));
    stations.push_back({c.at[i], 0.5f * c.thick[i], 0.5f * c.tall[i], up.y > 0 ? up : -up});
    groove.push_back({c.at[i] - stations.back().up * (0.46f * c.tall[i]) - out * (0.42f * c.thick[i]), 1.5f, 2.0f,
                      stations.back().up});
  }
  Blend bone(sweep(stations, {2.9f, 2.4f, 5, true}));
  bone.add(ellipsoid(c.at[0], Vec3(5.2f, 5.0f, 5.0f)), 4.0f);
  if (number <= 10) bone.add(ellipsoid(c.at[2] + Vec3(0, -1.5f, -3.0f), Vec3(4.6f, 3.8f, 3.4f)), 4.0f);
  // The angle: an oblique rough line where iliocostalis takes hold.
  const Vec3 behind = normalize_or(c.at[3] - Vec3(0, c.at[3].y, middle.z + 25.0f), Vec3(0, 0, -1));
  bone.add(rounded_cone(c.at[3] + behind * (0.5f * c.thick[3] - 0.9f) + Vec3(side * 2.0f, -0.42f * c.tall[3], 0),
                        c.at[3] + behind * (0.5f * c.thick[3] - 0.7f) + Vec3(-side * 2.5f, 0.40f * c.tall[3], 0), 1.1f,
                        0.8f),
           3.0f);
  if (number <= 11) {
    const std::vector<Station> middle_part(groove.begin() + 2, groove.end() - 2);
    bone.cut(sweep(middle_part, {2.0f, 3.0f, 5, true}), 1.6f);
  }
  for (const std::string& neighbour : {bone_id(level), number > 9 ? bone_id(level - 1) : std::string()})
    if (!neighbour.empty()) bone.cut(grown(b.input(neighbour).volume.field(), 1.0f), 0.6f);
  Piece piece;
  const Field field = roughened(bone.field(), 0.8f * b.figure("bone.noise_height"),
                                1.5f * b.figure("bone.noise_wavelength"), static_cast<uint32_t>(40 + number));
  piece.volume = Volume::of(field, b.figure("bone.voxel")).largest_piece();
  piece.adaptivity = b.figure("bone.adaptivity");
  const std::string end = side > 0.0f ? "_left" : "_right", id = "rib_" + std::to_string(number);
  piece.landmarks[id + "_angle" + end] = c.at[3] + Vec3(0, 0, -0.5f * c.thick[3]);
  if (number >= 11) piece.landmarks[id + "_tip" + end] = c.at.back();
  if (number == 12)
    piece.landmarks["costovertebral_angle" + end] =
        glm::mix(c.at[2], c.at[3], 0.6f) + Vec3(0, -0.5f * c.tall[2], -0.4f * c.thick[2]);
  piece.sites["head"] = c.at[0];
  piece.sites["tip"] = c.at.back();
  piece.lines["rib"] = spline(c.at, 6);
  std::vector<Vec3> lower, upper;
  for (const Station& s : stations)
    lower.push_back(s.at - s.up * s.half_height), upper.push_back(s.at + s.up * s.half_height);
  piece.lines["lower_border"] = spline(lower, 6);
  piece.lines["upper_border"] = spline(upper, 6);
  piece.provenance =
      "A swept bar; length, chord, fall and section from published tables (ribs_points.csv), its course between them a "
      "design estimate.";
  return piece;
}

}  // namespace

void add_ribs(std::vector<Recipe>& list) {
  for (int number = 8; number <= 12; ++number)
    for (const float side : {1.0f, -1.0f}) {
      const int level = std::max(number - 9, 0);
      std::vector<std::string> inputs = {bone_id(level)};
      if (number > 9) inputs.push_back(bone_id(level - 1));
      list.push_back({"rib_" + std::to_string(number) + (side > 0 ? "_left" : "_right"), inputs, "rib,spine",
                      [number, side](const Bench& b) { return build(b, number, side); }});
    }
}

}  // namespace palpate::forge
