// The sacrum: a curved plate (bodies and alae), a second plate behind it (laminae) with the canal between, crests,
// foramina, and the processes that carry L5. The coccyx hangs below.

#include <algorithm>
#include <cmath>

#include "forge/canal.h"
#include "forge/vertebra.h"

namespace palpate::forge {

namespace {

constexpr int segments = 5;
const char* const names[segments] = {"s1", "s2", "s3", "s4", "s5"};

/// Front curve in the midline and what the figures say along it; s runs 0 at the promontory to 1 at the apex.
class Curve {
 public:
  explicit Curve(const Bench& b) : b_(b) {
    const float slope = rad(b.figure("sacrum.slope")), lean = rad(b.figure("sacrum.chord_lean"));
    const float depth = 0.5f * b.figure("sacrum.endplate_depth");
    start_ = Vec3(0, -depth * std::sin(slope), depth * std::cos(slope));
    chord_ = Vec3(0, -std::cos(lean), -std::sin(lean));
    back_ = Vec3(0, std::sin(lean), -std::cos(lean));
    length_ = b.figure("sacrum.chord"), bow_ = b.figure("sacrum.concavity");
    float total = 0.0f, sum = 0.0f;
    for (int i = 0; i < segments; ++i) total += b.figure(key(i, "height"));
    for (int i = 0; i < segments; ++i) {
      const float h = b.figure(key(i, "height"));
      middle_[i] = (sum + 0.5f * h) / total;
      sum += h;
      end_[i] = sum / total;
    }
  }
  float middle(int segment) const { return middle_[segment]; }
  float end(int segment) const { return end_[segment]; }
  Vec3 front(float s) const {
    // Flat in front of S1, deepest at S3, flattening out again towards the apex.
    const float bend = std::sin(3.14159265f * std::pow(glm::clamp(s, 0.0f, 1.0f), 1.3f));
    return start_ + chord_ * (length_ * s) + back_ * (bow_ * bend);
  }
  Vec3 along(float s) const { return glm::normalize(front(s + 0.02f) - front(s - 0.02f)); }
  /// Unit, towards the back, square to the front curve.
  Vec3 behind(float s) const {
    const Vec3 t = along(glm::clamp(s, 0.03f, 0.97f));
    return normalize_or(Vec3(0, -t.z, t.y), back_);
  }
  /// A figure of the segments, smooth along s.
  float value(const char* name, float s) const {
    if (s <= middle_[0]) return lerp_out(name, 0, 1, s);
    for (int i = 0; i + 1 < segments; ++i)
      if (s <= middle_[i + 1]) return lerp_out(name, i, i + 1, s);
    return lerp_out(name, segments - 2, segments - 1, s);
  }
  /// `depth` behind the front, x to the left.
  Vec3 at(float s, float depth, float x) const { return front(s) + behind(s) * depth + Vec3(x, 0, 0); }
  /// Middle of the laminae behind the front.
  float lamina_depth(float s) const { return value("body_depth", s) + value("canal_depth", s) + 2.3f; }
  /// How far the front of the lateral part lies behind the front of the bodies, `w` 0 at the midline to 1 at the side:
  /// the ala is hollow beside the body and comes forward again at its outer edge.
  float recess(float s, float w) const {
    return value("lateral_recess", s) * (smoothstep(0.28f, 0.68f, w) - 0.55f * smoothstep(0.72f, 1.0f, w));
  }
  /// Depth of the hind face at a share `w` of the lateral crest's distance, between laminae and lateral part.
  float hind(float s, float w) const {
    const float outer = value("lateral_recess", s) * 0.8f + value("lateral_thickness", s) - 2.6f;
    return glm::mix(lamina_depth(s), outer, std::pow(std::min(w, 1.0f), 1.5f)) - 5.0f * w * (1.0f - std::min(w, 1.0f));
  }
  float figure(int segment, const char* name) const { return b_.figure(key(segment, name)); }

 private:
  static float rad(float degrees) { return degrees * 0.01745329252f; }
  static std::string key(int segment, const char* name) { return std::string("sacrum_") + names[segment] + "." + name; }
  float lerp_out(const char* name, int i, int j, float s) const {
    return glm::mix(b_.figure(key(i, name)), b_.figure(key(j, name)), (s - middle_[i]) / (middle_[j] - middle_[i]));
  }
  const Bench& b_;
  Vec3 start_, chord_, back_;
  float length_, bow_, middle_[segments], end_[segments];
};

Field front_plate(const Curve& c) {
  std::vector<SheetKnot> knots;
  for (const float row : {0.07f, 0.2f, 0.34f, 0.48f, 0.60f, 0.72f, 0.84f, 0.92f, 0.985f})
    for (const float u : {-1.0f, -0.80f, -0.58f, -0.32f, 0.0f, 0.32f, 0.58f, 0.80f, 1.0f}) {
      const float w = std::abs(u);
      // The top of the ala lies below the end-plate.
      const float s = row + (0.02f + 0.10f * w * w) * std::max(0.0f, 1.0f - row / 0.4f);
      const float lateral = smoothstep(0.3f, 0.95f, w);
      // Below the lower lateral angle the bone narrows at once to the joint with the coccyx.
      const float half = row > 0.95f ? 10.5f
                                     : (row > 0.9f ? 0.78f : 1.0f) * c.value("half_width", s) -
                                           9.0f * (1.0f - smoothstep(0.32f, 0.56f, s));
      const float thick = glm::mix(c.value("body_depth", s), c.value("lateral_thickness", s), lateral) *
                          (row < 0.1f ? 0.8f : 1.0f) * (1.0f - 0.34f * smoothstep(0.66f, 1.0f, w));
      const float recess = c.recess(s, w);
      knots.push_back({c.at(s, recess + 0.5f * thick, u * std::max(half - 0.30f * thick, 6.0f)), thick});
    }
  return sheet(knots, 9, 4);
}

Field back_plate(const Curve& c) {
  std::vector<SheetKnot> knots;
  for (const float row : {0.235f, 0.32f, 0.43f, 0.56f, 0.70f, 0.83f})
    for (const float u : {-1.0f, -0.66f, -0.3f, 0.0f, 0.3f, 0.66f, 1.0f}) {
      const float w = std::abs(u),
                  s = row + (row < 0.25f ? 0.04f * (0.5f - w) : 0.0f) - (row > 0.8f ? 0.09f * (1.0f - w) : 0.0f);
      knots.push_back({c.at(s, c.hind(s, w), u * (c.value("lateral_crest", s) + 2.0f)), 4.8f});
    }
  return sheet(knots, 7, 4);
}

/// The mass that carries the auricular surface: an ear from the ala's tip down to the third segment, standing forward
/// of the plate above and ending in a step below.
Field ear(const Curve& c, float side) {
  struct Row {
    float s, out, depth, wide, deep;
  };
  const float x = c.value("half_width", 0.14f);
  const Row rows[] = {{0.015f, x - 9.5f, 9.0f, 8.0f, 9.5f},
                      {0.12f, x - 8.0f, 12.0f, 7.5f, 12.0f},
                      {0.27f, x - 8.0f, 14.0f, 7.0f, 11.5f},
                      {0.40f, x - 10.5f, 13.5f, 6.5f, 9.0f},
                      {0.475f, x - 14.5f, 12.0f, 5.5f, 6.5f}};
  std::vector<Station> stations;
  for (const Row& r : rows) {
    // It follows the fall of the ala: the tip lies a little behind and below the end-plate.
    // Its outer face looks a little backward.
    const Vec3 deep = glm::normalize(c.behind(glm::clamp(r.s, 0.1f, 0.5f)) - Vec3(side * 0.42f, 0, 0));
    stations.push_back({c.at(r.s, r.depth, side * r.out), r.wide, r.deep, deep});
  }
  return sweep(stations, {2.5f, 6.0f, 5, true});
}

std::vector<Station> canal(const Curve& c) {
  std::vector<Station> stations;
  for (const float s : {-0.12f, 0.05f, 0.2f, 0.4f, 0.6f, 0.78f, 0.9f, 1.0f}) {
    const float in = glm::clamp(s, 0.0f, 1.0f);
    // At the hiatus the roof is gone.
    const float open = smoothstep(0.84f, 0.92f, s), depth = c.value("canal_depth", in) + 7.0f * open;
    stations.push_back(
        {c.at(in, c.value("body_depth", in) + 0.5f * depth, 0) + (s < 0 ? c.along(0.02f) * (112.0f * s) : Vec3(0)),
         c.value("canal_half_width", in) + 1.6f * open, 0.5f * depth, c.behind(in)});
  }
  return stations;
}

Field end_plate(const Bench& b) {
  const Plate plate = upper_plate(b, level_count);
  const Vec3 up = Vec3(plate.frame[1]), forward = Vec3(plate.frame[2]), centre = Vec3(plate.frame[3]);
  const float w = plate.half_width, d = plate.half_depth;
  Blend block(sweep({{centre - up * 18.0f - forward * 5.0f, w - 6.0f, d - 6.0f, forward},
                     {centre - up * 10.0f - forward * 1.6f, w - 2.6f, d - 2.4f, forward},
                     {centre - up * 3.0f, w - 0.3f, d - 0.2f, forward},
                     {centre + up * 3.0f, w + 0.2f, d, forward}},
                    {2.5f, 1.0f, 4, true}));
  block.keep(half_space(centre, up), 2.4f);
  block.cut(ellipsoid(centre + up * 8.0f, Vec3(w * 1.02f, 9.5f, d * 1.02f), Mat3(Vec3(1, 0, 0), up, forward)), 1.0f);
  return block.field();
}

/// Where along the curve the spinous tubercle of a segment stands; the first one is low on its lamina.
float crest_at(const Curve& c, int segment) {
  return c.middle(segment) + (segment == 0 ? 0.11f : 0.0f);
}

void add_crests(Blend& bone, const Curve& c) {
  const Vec3 x(1, 0, 0);
  for (int i = 0; i < 4; ++i) {
    const float s = crest_at(c, i), h = c.figure(i, "crest"), deep = c.lamina_depth(s) + 2.0f;
    const float bend = 1.2f * whim(std::string("median ") + names[i]);
    const Vec3 along = c.along(s), behind = c.behind(s), tip = c.at(s, deep + h - 1.8f, bend);
    const float tall = 0.30f * c.figure(i, "height");
    // A spinous tubercle: a narrow ridge that rises from above and breaks off below, knobbed at its end.
    bone.add(sweep({{c.at(s, deep - 2.0f, bend) - along * (1.25f * tall), 1.6f, 1.6f, behind},
                    {c.at(s, deep + 0.42f * h, bend) - along * (0.5f * tall), 1.9f, 0.40f * h + 1.5f, behind},
                    {tip - behind * (0.35f * h) + along * (0.15f * tall), 2.5f, 0.42f * h + 1.6f, behind},
                    {tip - behind * (0.55f * h) + along * (0.62f * tall), 2.2f, 0.30f * h + 1.2f, behind}},
                   {2.2f, 1.6f, 4, true}),
             3.5f);
    if (i < 3)
      bone.add(rounded_cone(c.at(s, deep - 0.5f, bend),
                            c.at(c.middle(i + 1), c.lamina_depth(c.middle(i + 1)) + 2.4f, 0), 2.6f, 2.4f),
               4.0f);
  }
  for (const float side : {1.0f, -1.0f}) {
    std::vector<Station> outer;
    for (int i = 0; i < 5; ++i) {
      const std::string who = std::string(side > 0 ? "l" : "r") + names[i];
      const float rough = whim(who);
      // Lateral crest: transverse tubercles beside the segments, sunk between them.
      const float sl = c.middle(i) + (i == 0 ? 0.07f : (i == 4 ? -0.03f : 0.03f)),
                  xl = c.figure(i, "lateral_crest") + 0.8f * rough;
      const Vec3 at = c.at(sl, c.hind(sl, 1.0f) + 2.2f, side * xl);
      if (i > 0) {
        const float between = 0.5f * (sl + c.middle(i - 1) + (i == 1 ? 0.07f : 0.03f));
        outer.push_back({c.at(between, c.hind(between, 1.0f) + 0.2f, side * c.value("lateral_crest", between)), 2.4f,
                         1.8f, c.behind(between)});
      }
      outer.push_back({at, 3.0f, (i == 4 ? 2.2f : 3.6f) + 0.5f * rough, c.behind(sl)});
      if (i == 4) continue;
      // Intermediate crest: low fused joint tubercles just inside the foramina.
      const float si = c.end(i) - 0.035f, xi = c.figure(i, "intermediate");
      const float w = xi / (c.value("lateral_crest", si) + 2.0f);
      bone.add(ellipsoid(c.at(si, c.hind(si, w) + 2.2f, side * xi), Vec3(2.2f, 5.6f, 3.0f + 0.4f * whim(who + "i")),
                         Mat3(x, c.along(si), c.behind(si))),
               3.0f);
    }
    bone.add(sweep(outer, {2.2f, 2.0f, 4, true}), 4.0f);
  }
}

/// Where the hind opening of a foramen lies along the curve: the first one below its tall lamina.
float hind_foramen_at(const Curve& c, int segment) {
  return c.end(segment) + (segment == 0 ? 0.04f : 0.0f);
}

void cut_foramina(Blend& bone, const Curve& c) {
  for (const float side : {1.0f, -1.0f})
    for (int i = 0; i < 4; ++i) {
      const float s = c.end(i), front = c.figure(i, "foramen_front"), back = c.figure(i, "foramen_back");
      const float rf = c.figure(i, "foramen_front_radius"), rb = c.figure(i, "foramen_back_radius"),
                  deep = c.lamina_depth(s);
      const Vec3 inside = c.at(s, 0.5f * deep, side * 0.5f * (front + back)), up = c.along(s);
      // A wide mouth that runs out forward and sideways in a groove, and a shorter, narrower one to the back.
      bone.cut(sweep({{c.at(s, -5.0f, side * (front + 4.5f)), rf + 1.8f, rf + 0.6f, up},
                      {c.at(s, 3.0f, side * (front + 1.0f)), rf, rf, up},
                      {inside, 0.85f * rf, 0.85f * rf, up}},
                     {2.0f, 2.0f, 4, true}),
               1.8f);
      bone.cut(rounded_cone(c.at(s, 0.5f, side * (front + 3.0f)), c.at(s + 0.02f, -1.0f, side * (front + 16.0f)),
                            0.55f * rf, 0.45f * rf),
               5.0f);
      const float e = hind_foramen_at(c, i);
      bone.cut(sweep({{inside, rb + 0.2f, rb + 0.6f, up},
                      {c.at(e, deep, side * back), 0.92f * rb, 1.12f * rb, up},
                      {c.at(e, deep + 8.0f, side * (back + 2.0f)), 1.3f * rb, 1.5f * rb, up}},
                     {2.0f, 2.0f, 4, true}),
               1.2f);
      // Its rim falls off outwards and down, so that no collar stands up.
      bone.cut(ellipsoid(c.at(e + 0.01f, deep + 5.5f, side * (back + 1.5f)), Vec3(2.0f * rb, 1.9f * rb, 4.6f),
                         Mat3(Vec3(1, 0, 0), c.along(e), c.behind(e))),
               3.5f);
    }
}

Field sacrum_field(const Bench& b) {
  const Curve c(b);
  Blend bone(front_plate(c));
  bone.add(end_plate(b), 6.0f).add(back_plate(c), 5.0f);
  for (const float side : {1.0f, -1.0f}) bone.add(ear(c, side), 7.0f);
  for (const float side : {1.0f, -1.0f}) {
    // Cornua beside the hiatus.
    bone.add(rounded_cone(c.at(0.82f, c.lamina_depth(0.82f) - 0.5f, side * 8.5f),
                          c.at(0.92f, c.value("body_depth", 0.92f) + 3.0f, side * 8.4f), 3.2f, 2.0f),
             4.0f);
    for (int i = 0; i < 4; ++i) {
      const float s = c.end(i);
      bone.add(rounded_cone(c.at(s, 1.0f, 0), c.at(s, 1.6f, side * 0.75f * c.figure(i, "foramen_front")), 2.0f, 1.4f),
               3.5f);
    }
  }
  add_crests(bone, c);
  bone.cut(sweep(canal(c), {2.2f, 1.0f, 4, true}), 1.5f);
  const Mat4 frame = vertebra_frame(b, level_count);
  const Joint joint = upper_joint(b, level_count);
  for (const float side : {1.0f, -1.0f}) {
    const Vec3 base(side * (joint.centre.x + 5.0f), joint.centre.y - 19.0f, joint.centre.z + 4.0f);
    bone.add(moved(superior_cup(joint, base, side), frame), 6.0f);
    bone.add(rounded_cone(placed(frame, base + Vec3(0, -1.0f, -4.0f)), c.at(0.26f, c.lamina_depth(0.26f), side * 13.0f),
                          6.0f, 4.0f),
             6.0f);
  }
  cut_foramina(bone, c);
  // Nothing but the processes stands above the end-plate.
  const Vec3 up = Vec3(frame[1]), forward = Vec3(frame[2]);
  const Mat3 axes(Vec3(1, 0, 0), up, forward);
  bone.cut(rounded_box(up * 12.6f + forward * 6.0f, Vec3(25.0f, 12.0f, 26.0f), 2.0f, axes), 1.5f);
  const Plate plate = upper_plate(b, level_count);
  const Field column = sweep({{up * -40.0f, plate.half_width - 0.5f, plate.half_depth + 1.0f, forward},
                              {up * -9.0f, plate.half_width - 1.5f, plate.half_depth + 1.0f, forward},
                              {up * 20.0f, plate.half_width + 0.6f, plate.half_depth + 1.0f, forward}},
                             {2.5f, 2.0f, 4, true});
  for (const float side : {1.0f, -1.0f}) {
    // The ala falls away from the end-plate, to the side and in front of the processes; the body stands out of it.
    const Vec3 edge = Vec3(side * 24.5f, 0, 0) - up * 4.0f, fall = glm::normalize(up + Vec3(side * 0.20f, 0, 0));
    const Field block =
        rounded_box(Vec3(side * 41.0f, 0, 0) + up * 10.0f + forward * 9.0f, Vec3(31.0f, 34.0f, 25.0f), 2.0f, axes);
    bone.cut(cut(intersect(block, half_space(edge, -fall), 1.0f), column, 3.0f), 3.5f);
  }
  bone.cut(grown(b.input("vertebra_l5").volume.field(), b.figure("bone.joint_space")), 1.6f);
  return roughened(bone.field(), 1.3f * b.figure("bone.noise_height"), b.figure("bone.noise_wavelength"), 31u);
}

Piece build_sacrum(const Bench& b) {
  const Curve c(b);
  Piece piece;
  piece.volume = Volume::of(sacrum_field(b), b.figure("bone.fine_voxel")).largest_piece();
  piece.adaptivity = b.figure("bone.adaptivity");
  piece.landmarks["sacral_base"] = Vec3(0.0f);
  piece.landmarks["sacral_promontory"] = c.front(0.0f);
  piece.landmarks["sacral_apex"] = c.at(1.0f, 4.5f, 0);
  piece.landmarks["sacral_hiatus"] = c.at(0.85f, c.lamina_depth(0.85f), 0);
  for (int i = 0; i < 4; ++i) {
    const float s = c.middle(i);
    if (i < 3)
      piece.landmarks[std::string("median_sacral_crest_") + names[i]] =
          c.at(crest_at(c, i), c.lamina_depth(crest_at(c, i)) + c.figure(i, "crest"), 0);
    for (const float side : {1.0f, -1.0f}) {
      const std::string end = side > 0 ? "_left" : "_right";
      const float e = hind_foramen_at(c, i);
      piece.landmarks[std::string("posterior_sacral_foramen_") + names[i] + end] =
          c.at(e, c.lamina_depth(e) + 1.5f, side * c.figure(i, "foramen_back"));
      piece.sites[std::string("lateral_crest_") + names[i] + end] =
          c.at(s, c.value("lateral_recess", s) + c.value("lateral_thickness", s) + 2.0f,
               side * c.figure(i, "lateral_crest"));
      piece.sites[std::string("intermediate_crest_") + names[i] + end] =
          c.at(s, c.lamina_depth(s) + 3.0f, side * c.figure(i, "intermediate"));
      piece.sites[std::string("lateral_border_") + names[i] + end] = c.at(
          s, c.value("lateral_recess", s) + 0.5f * c.value("lateral_thickness", s), side * c.figure(i, "half_width"));
      piece.sites[std::string("front_") + names[i] + end] =
          c.at(s, c.value("lateral_recess", s) * 0.3f, side * (c.figure(i, "foramen_front") + 6.0f));
    }
  }
  for (const float side : {1.0f, -1.0f})
    piece.sites[std::string("lateral_border_s5") + (side > 0 ? "_left" : "_right")] =
        c.at(0.86f, 0.5f * c.value("lateral_thickness", 0.86f), side * (c.value("half_width", 0.86f) - 2.0f));
  piece.sites["spinous_root_upper"] = c.at(0.21f, c.lamina_depth(0.21f) + 2.0f, 0);
  piece.sites["lamina_upper_edge"] = c.at(0.23f, c.lamina_depth(0.23f) - 1.0f, 0);
  std::vector<Vec3> crest, front;
  for (int i = 0; i < 4; ++i)
    crest.push_back(c.at(crest_at(c, i), c.lamina_depth(crest_at(c, i)) + c.figure(i, "crest"), 0));
  for (const float s : {0.0f, 0.25f, 0.5f, 0.75f, 1.0f}) front.push_back(c.front(s));
  piece.lines["median_crest"] = spline(crest, 6);
  piece.lines["front"] = spline(front, 6);
  piece.provenance =
      "Length, breadth, curve, foramina and end-plate from published series (sacrum.csv, sacrum_segments.csv); crests, "
      "laminae and thicknesses are design estimates.";
  return piece;
}

Piece build_coccyx(const Bench& b) {
  const Curve c(b);
  const Vec3 t = c.along(0.97f), n = c.behind(0.97f);
  // Four pieces, each bent further forward than the one above.
  const float lengths[] = {12.0f, 9.5f, 8.0f, 7.0f}, widths[] = {10.5f, 8.0f, 6.2f, 4.6f},
              depths[] = {5.2f, 4.4f, 3.8f, 3.2f};
  Vec3 at = c.at(1.0f, 4.5f, 0) + t * 3.6f, tip = at, first = at;
  Blend bone;
  float bend = -0.02f;
  for (int i = 0; i < 4; ++i) {
    const Vec3 along = glm::normalize(t * std::cos(bend) - n * std::sin(bend));
    const Vec3 back = glm::normalize(n * std::cos(bend) + t * std::sin(bend));
    tip = at + along * lengths[i];
    if (i == 0) first = 0.5f * (at + tip);
    bone.add(
        ellipsoid(0.5f * (at + tip), Vec3(widths[i], 0.56f * lengths[i], depths[i]), Mat3(Vec3(1, 0, 0), -along, back)),
        i == 0 ? 0.0f : 4.5f);
    if (i == 0)
      for (const float side : {1.0f, -1.0f}) {
        // A blunt transverse process that slopes down, and a cornu: a short knob leaning towards that of the sacrum.
        bone.add(rounded_cone(at + along * 4.0f + Vec3(side * 6.5f, 0, 0), at + along * 4.6f + Vec3(side * 12.6f, 0, 0),
                              3.9f, 2.5f),
                 4.0f);
        bone.add(rounded_cone(at + along * 4.5f + back * 2.0f + Vec3(side * 5.4f, 0, 0),
                              at - along * 0.8f + back * 3.6f + Vec3(side * 6.3f, 0, 0), 3.0f, 1.7f),
                 3.5f);
      }
    at = tip;
    bend += 0.22f;
  }
  bone.cut(grown(b.input("sacrum").volume.field(), 0.6f), 0.5f);
  Piece piece;
  piece.volume =
      Volume::of(roughened(bone.field(), b.figure("bone.noise_height"), b.figure("bone.noise_wavelength"), 33u),
                 0.7f * b.figure("bone.voxel"))
          .largest_piece();
  piece.adaptivity = b.figure("bone.adaptivity");
  piece.landmarks["coccyx_tip"] = tip;
  for (const float side : {1.0f, -1.0f})
    piece.sites[side > 0 ? "side_left" : "side_right"] = first + Vec3(side * 8.5f, 0, 0);
  piece.provenance =
      "Four segments, curved length 44 mm (Woon 2013), first one 28 mm wide; shapes are design estimates.";
  return piece;
}

}  // namespace

std::vector<Station> sacral_canal(const Bench& b) {
  return canal(Curve(b));
}

void add_sacrum(std::vector<Recipe>& list) {
  list.push_back({"sacrum", {"vertebra_l5"}, "sacrum,spine,vertebra", build_sacrum});
  list.push_back({"coccyx", {"sacrum"}, "sacrum,spine", build_coccyx});
}

}  // namespace palpate::forge
