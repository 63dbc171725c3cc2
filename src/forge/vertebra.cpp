// A vertebra is about twenty parts in its own frame (origin in the middle of the body, x left, y up, z forward), joined
// with a blend radius that belongs to each junction, then placed on the column.

#include <algorithm>
#include <cmath>

#include "forge/vertebra.h"

namespace palpate::forge {

namespace {

/// What the builder reads, once, so that fields hold numbers and not look-ups.
struct Measures {
  std::string id;
  float upper_width, upper_depth, lower_width, lower_depth;  // halves
  float front, back, waist, dish;
  float pedicle_width, pedicle_height, pedicle_level;
  float canal_width, canal_depth;
  float lamina_top, lamina_bottom, lamina_thickness, isthmus;
  float spinous_length, spinous_height, spinous_thickness, spinous_drop;
  float transverse_span, transverse_level, transverse_rise, transverse_back, transverse_height, transverse_thickness;
  float mamillary, accessory;
  float wall() const { return -0.5f * (upper_depth + lower_depth); }  ///< z of the back of the body
  float half_height() const { return 0.25f * (front + back); }
  float arch() const { return wall() - canal_depth; }  ///< z of the back of the canal at the midline
};

Measures measures(const Bench& b, int level) {
  const std::string id = bone_id(level);
  const auto f = [&](const char* name) { return b.figure(id + "." + name); };
  Measures m;
  m.id = id;
  m.upper_width = 0.5f * f("endplate_upper_width"), m.upper_depth = 0.5f * f("endplate_upper_depth");
  m.lower_width = 0.5f * f("endplate_lower_width"), m.lower_depth = 0.5f * f("endplate_lower_depth");
  m.front = f("height_front"), m.back = f("height_back"), m.waist = f("waist"), m.dish = f("endplate_dish");
  m.pedicle_width = f("pedicle_width"), m.pedicle_height = f("pedicle_height"), m.pedicle_level = f("pedicle_level");
  m.canal_width = f("canal_width"), m.canal_depth = f("canal_depth");
  m.lamina_top = f("lamina_top"), m.lamina_bottom = f("lamina_bottom"), m.lamina_thickness = f("lamina_thickness");
  m.isthmus = f("isthmus_half_width");
  m.spinous_length = f("spinous_length"), m.spinous_height = f("spinous_height");
  m.spinous_thickness = f("spinous_thickness"), m.spinous_drop = f("spinous_drop");
  m.transverse_span = f("transverse_span"), m.transverse_level = f("transverse_level"),
  m.transverse_rise = f("transverse_rise");
  m.transverse_back = f("transverse_back"), m.transverse_height = f("transverse_height");
  m.transverse_thickness = f("transverse_thickness");
  m.mamillary = f("mamillary_radius"), m.accessory = f("accessory_length");
  return m;
}

constexpr int first_lumbar = 4;

Vec3 sided(float side, float x, float y, float z) {
  return {side * x, y, z};
}

Field body(const Measures& m) {
  constexpr float exponent = 2.5f, rim = 1.5f;
  const float dish = m.dish;
  const float half = m.half_height();
  const float tilt = std::atan2(m.front - m.back, m.upper_depth + m.lower_depth) * 0.5f;
  const Vec3 up(0.0f, std::cos(tilt), -std::sin(tilt)), down(0.0f, -std::cos(tilt), -std::sin(tilt));
  const float wide = std::max(m.upper_width, m.lower_width), deep = std::max(m.upper_depth, m.lower_depth);
  const Box3 box{Vec3(-wide, -half - 3.0f, -deep), Vec3(wide, half + 3.0f, deep)};
  const Field block{
      [=](const Vec3& p) {
        const float t = glm::clamp(p.y / half, -1.2f, 1.2f), mix = 0.5f * (t + 1.0f);
        // Drawn in between two lips: most of the narrowing lies near the end-plates.
        const float narrow = m.waist * std::max(0.0f, 1.0f - std::pow(std::abs(t), 3.0f));
        const float a = glm::mix(m.lower_width, m.upper_width, mix) + 0.3f - narrow;
        const float b = glm::mix(m.lower_depth, m.upper_depth, mix) + 0.9f - narrow * (p.z > 0.0f ? 0.85f : 0.45f);
        const float x = std::abs(p.x) / a, z = std::abs(p.z) / b;
        const float xe = std::pow(x, exponent - 1.0f), ze = std::pow(z, exponent - 1.0f), sum = x * xe + z * ze;
        const float k = std::pow(std::max(sum, 1e-6f), 1.0f / exponent);
        const float slope = std::pow(k, 1.0f - exponent) * std::sqrt(xe * xe / (a * a) + ze * ze / (b * b));
        const float side = k < 0.2f ? -0.7f * std::min(a, b) : (k - 1.0f) / std::max(slope, 1e-6f);
        // The ring on which the disc's outer fibres sit is level; inside it the plate is dished.
        const float hollow = dish * (1.0f - smoothstep(0.35f, 0.84f, k));
        const float top = glm::dot(p, up) - half * std::cos(tilt) + hollow;
        const float base = glm::dot(p, down) - half * std::cos(tilt) + hollow;
        return 0.93f * smooth_max(smooth_max(side, top, rim), base, rim);
      },
      box};
  // The back of the body is hollowed towards the canal.
  const float radius = 26.0f, z = m.wall() - radius + 0.6f;
  return cut(block, rounded_cone(Vec3(0, -60, z), Vec3(0, 60, z), radius, radius), 4.0f);
}

/// The joint with the bone below, carried into this bone's frame.
struct Placed {
  Vec3 centre, normal, across, down;
  float width, height;
};
Placed lower_joint(const Bench& b, int level) {
  const Joint j = upper_joint(b, level + 1);
  const Mat4 to_here = glm::inverse(vertebra_frame(b, level)) * vertebra_frame(b, level + 1);
  const Mat3 turn(to_here);
  return {placed(to_here, j.centre), turn * j.normal, turn * j.across, turn * Vec3(0, -1, 0), j.width, j.height};
}

Vec3 flip(const Vec3& v, float side) {
  return {side * v.x, v.y, v.z};
}

/// The waist of the arch between upper and lower joint.
Vec3 pars(const Measures& m, float side) {
  return sided(side, m.isthmus - 0.55f * m.lamina_thickness, 0.5f * (m.lamina_top + m.lamina_bottom) + 4.5f,
               m.wall() - 0.62f * m.canal_depth);
}

/// The lower process hangs from the lamina and flares outward to its joint.
struct Inferior {
  Vec3 top, centre, tip, across;
  float thick;
};
Inferior inferior(const Bench& b, int level, float side, float space) {
  const Placed j = lower_joint(b, level);
  const Vec3 n = flip(j.normal, side);
  Inferior out;
  out.across = flip(j.across, side);
  out.thick = 0.21f * j.width + 0.6f;
  out.centre = flip(j.centre, side) + n * (out.thick + 0.5f * space);
  const float half = 0.5f * j.height;
  out.top = out.centre - j.down * (half + 1.5f) + n * 0.6f;
  out.tip = out.centre + j.down * (half - 2.6f) + n * 0.3f;
  return out;
}

Field inferior_process(const Bench& b, const Measures& m, int level, float side, float space) {
  const Inferior f = inferior(b, level, side, space);
  const float wide = lower_joint(b, level).width;
  const Vec3 waist = pars(m, side);
  return sweep({{waist, 0.5f * m.lamina_thickness, 4.2f, f.across},
                {glm::mix(waist, f.top, 0.55f), 0.5f * m.lamina_thickness, 0.33f * wide + 0.6f, f.across},
                {f.top, f.thick, 0.42f * wide, f.across},
                {f.centre, f.thick, 0.5f * wide, f.across},
                {f.tip, 0.8f * f.thick, 0.36f * wide, f.across}},
               {2.5f, 2.6f, 5, true});
}

/// One plate from process to process: its side columns run down the pillars, so that lamina and lower process are one
/// surface behind; its lower border is an arch on each side of the spinous process: the roof of the interlaminar
/// window.
Field lamina(const Bench& b, const Measures& m, int level, float space) {
  const float half = 0.5f * m.lamina_thickness, height = m.lamina_top - m.lamina_bottom;
  const float mid_z = m.arch() - half;
  const Inferior f = inferior(b, level, 1.0f, space);
  const Vec3 waist = pars(m, 1.0f);
  struct Row {
    float mid, back;  // midline height, and how far behind the canal
    Vec3 side;
    float lift, thick;  // of the columns between, above the straight line
  };
  const Row rows[] = {{m.lamina_top - 0.8f, 1.6f, waist + Vec3(-1.0f, 5.0f, 1.8f), -1.4f, 0.62f},
                      {m.lamina_top - 0.34f * height, 0.2f, waist, -0.4f, 1.0f},
                      {m.lamina_top - 0.66f * height, -1.8f, glm::mix(waist, f.top, 0.62f), 0.4f, 1.0f},
                      {m.lamina_bottom + 1.0f, -3.6f, f.top + Vec3(-1.2f, -2.0f, 0.0f), 0.4f, 0.72f}};
  std::vector<SheetKnot> knots;
  for (const Row& row : rows)
    for (const float u : {-1.0f, -0.55f, 0.0f, 0.55f, 1.0f}) {
      const float w = std::abs(u), between = w * (1.0f - w) * 4.0f;
      const Vec3 middle(0.0f, row.mid, mid_z + row.back),
          side(u < 0 ? -row.side.x : row.side.x, row.side.y, row.side.z);
      Vec3 at = glm::mix(middle, side, std::pow(w, 1.1f));
      at.x = u * std::abs(row.side.x);
      at += between * Vec3(0.0f, row.lift, -0.8f);
      knots.push_back({at, row.thick * m.lamina_thickness});
    }
  return sheet(knots, 5, 5);
}

Field spinous(const Measures& m) {
  const float root = m.arch() - 0.8f * m.lamina_thickness,
              tip = m.wall() - m.spinous_length + 0.5f * m.spinous_thickness;
  const float t = m.spinous_thickness, h = m.spinous_height - t * 0.6f, drop = m.spinous_drop;
  const float root_top = m.lamina_top - 3.0f, root_low = m.lamina_bottom + 2.5f;
  const float lean = 1.2f * whim(m.id + " spinous lean"), twist = 1.0f * whim(m.id + " spinous twist");
  // Columns from the upper to the lower border; rows from the root to the hatchet's edge.
  struct Row {
    float z, top, low, upper_thick, mid_thick, low_thick;
  };
  const float length = tip - root;
  const Row rows[] = {{root + 3.0f, root_top, root_low, 0.8f * t, 1.1f * t, 1.0f * t},
                      {root + 0.30f * length, glm::mix(root_top, drop + 0.5f * h, 0.50f),
                       glm::mix(root_low, drop - 0.44f * h, 0.30f), 0.46f * t, 0.62f * t, 0.66f * t},
                      {root + 0.66f * length, glm::mix(root_top, drop + 0.5f * h, 0.88f), drop - 0.40f * h, 0.40f * t,
                       0.48f * t, 0.80f * t},
                      {tip + 0.4f, drop + 0.50f * h, drop - 0.5f * h, 0.66f * t, 0.86f * t, 1.10f * t}};
  std::vector<SheetKnot> knots;
  for (const Row& row : rows)
    for (const float u : {0.0f, 0.33f, 0.7f, 1.0f}) {
      const float along = (root - row.z) / -length;
      const float thick = u < 0.1f ? row.upper_thick : (u < 0.9f ? row.mid_thick : row.low_thick);
      // The hind edge is rounded: its corners lie a little forward of its middle.
      const float corner = row.z == rows[3].z ? (u < 0.1f ? 3.2f : (u > 0.9f ? 0.9f : 0.0f)) : 0.0f;
      knots.push_back(
          {Vec3(along * along * (lean + twist * (u - 0.5f)), glm::mix(row.top, row.low, u), row.z + corner), thick});
    }
  const Field blade = sheet(knots, 4, 5);
  // The hind edge is rough and a little uneven, where ligaments and tendons hold on.
  const float seed = 9.0f * whim(m.id + " spinous edge"), edge = tip + 5.5f;
  return {[=](const Vec3& p) {
            const float d = blade(p);
            if (p.z > edge || std::abs(d) > 4.0f) return d;
            const float rough =
                0.55f * noise(p / 3.6f + Vec3(seed), 21u) + 0.45f * noise(Vec3(p.y / 6.5f, seed, 0), 22u);
            return d - rough * smoothstep(edge, tip + 1.0f, p.z);
          },
          blade.box()};
}

Field transverse(const Measures& m, float side) {
  const std::string who = m.id + (side > 0.0f ? " left" : " right");
  const float root_x = 0.5f * m.canal_width + 0.75f * m.pedicle_width, tip_x = 0.5f * m.transverse_span;
  const float root_z = m.wall() - 8.5f, tip_z = m.wall() - m.transverse_back + 0.8f * whim(who + " transverse back");
  const float rise = m.transverse_rise + 1.2f * whim(who + " transverse rise"), y = m.transverse_level;
  const float t = 0.5f * m.transverse_thickness, h = 0.5f * m.transverse_height;
  const float x_end = tip_x - 1.6f;
  const auto at = [&](float u, float lift) {
    return sided(side, glm::mix(root_x, x_end, u), y + rise * u * u + lift,
                 glm::mix(root_z, tip_z, u * (1.35f - 0.35f * u)));
  };
  const Vec3 up(0.0f, 1.0f, 0.22f);
  const float end = 0.8f * whim(who + " transverse end");
  // A blade: stout root, a waist, a broad flat end cut off square.
  return sweep({{at(-0.18f, -0.4f), 1.3f * t, 1.0f * h, up},
                {at(0.12f, 0.2f), 1.08f * t, 0.80f * h, up},
                {at(0.40f, 0.5f), 0.92f * t, 0.66f * h, up},
                {at(0.72f, 0.1f), 0.84f * t, 0.86f * h, up},
                {at(0.93f, -0.5f + end), 0.76f * t, 1.0f * h, up},
                {at(1.0f, -0.5f + end), 0.66f * t, 0.88f * h, up}},
               {m.transverse_thickness > 8.0f ? 2.3f : 3.0f, 1.2f, 5, true});
}

struct Superior {
  Field process, mamillary;
  Vec3 mamillary_at;
};
Mat3 joint_axes(const Vec3& n) {
  return {n, Vec3(0, 1, 0), glm::cross(n, Vec3(0, 1, 0))};
}

Superior superior_process(const Bench& b, const Measures& m, int level, float side) {
  const Joint j = upper_joint(b, level);
  const Vec3 n = flip(j.normal, side), across = flip(j.across, side), centre = flip(j.centre, side);
  const Vec3 base =
      sided(side, 0.5f * m.canal_width + 0.62f * m.pedicle_width, m.pedicle_level - 1.0f, m.wall() - 8.0f);
  Superior out;
  out.process = superior_cup(j, base, side);
  out.mamillary_at = centre - n * 4.4f + across * (0.5f * j.width + 1.0f) - Vec3(0, 0.10f * j.height, 0);
  if (m.mamillary > 0.5f)
    out.mamillary =
        ellipsoid(out.mamillary_at, Vec3(m.mamillary * 0.85f, m.mamillary * 1.35f, m.mamillary), joint_axes(n));
  return out;
}

struct Accessory {
  Field process;
  Vec3 at;
};
Accessory accessory(const Measures& m, float side, const Vec3& mamillary_at) {
  const Vec3 root =
      sided(side, 0.5f * m.canal_width + 1.05f * m.pedicle_width, m.transverse_level - 1.0f, m.wall() - 11.5f);
  const Vec3 tip = root + sided(side, 0.8f, -0.6f * m.accessory, -0.75f * m.accessory);
  Blend blend(rounded_cone(root, tip, 2.6f, 1.2f));
  if (m.mamillary > 0.5f) blend.add(rounded_cone(mamillary_at, root, 2.2f, 1.5f), 3.0f);
  return {blend.field(), tip};
}

Field canal(const Measures& m) {
  const float z = m.wall() - 0.5f * m.canal_depth + 0.4f, h = 0.5f * m.canal_depth + 0.4f, w = 0.5f * m.canal_width;
  const Vec3 back(0, 0, -1);
  return sweep({{Vec3(0, 45, z - 1.0f), w + 0.8f, h, back},
                {Vec3(0, m.pedicle_level, z), w, h, back},
                {Vec3(0, -45, z - 3.0f), w + 0.8f, h, back}},
               {2.25f, 1.0f, 2, true});
}

/// Lamina, inferior processes and what else may touch the level below; `space` as in inferior_process.
Field hind_arch(const Bench& b, int level, float space) {
  const Measures m = measures(b, level);
  Blend blend(lamina(b, m, level, space));
  for (const float side : {1.0f, -1.0f}) blend.add(inferior_process(b, m, level, side, space), 5.0f);
  return blend.field();
}

Field costal_facet(const Measures& m, float side) {
  return sphere(sided(side, 0.5f * m.canal_width + m.pedicle_width + 6.0f, m.pedicle_level + 1.0f, m.wall() - 2.5f),
                6.4f);
}

Field bone_field(const Bench& b, int level, std::map<std::string, Vec3>& sites) {
  const Measures m = measures(b, level);
  const float space = b.figure("bone.joint_space");
  Blend bone(body(m));
  for (const float side : {1.0f, -1.0f}) {
    const float x = 0.5f * (m.canal_width + m.pedicle_width);
    bone.add(sweep({{sided(side, x - 4.0f, m.pedicle_level, m.wall() + 8.0f), 0.42f * m.pedicle_width,
                     0.46f * m.pedicle_height, Vec3(0, 1, 0)},
                    {sided(side, x, m.pedicle_level, m.wall() - 3.0f), 0.46f * m.pedicle_width,
                     0.46f * m.pedicle_height, Vec3(0, 1, 0)},
                    {sided(side, x + 0.4f, m.pedicle_level - 0.5f, m.wall() - 9.0f), 0.5f * m.pedicle_width,
                     0.5f * m.pedicle_height, Vec3(0, 1, 0)}},
                   {2.3f, 3.0f, 4, true}),
             4.0f);
  }
  bone.add(hind_arch(b, level, space), 5.0f);
  for (const float side : {1.0f, -1.0f}) {
    const char* name = side > 0.0f ? "_left" : "_right";
    const Superior superior = superior_process(b, m, level, side);
    bone.add(superior.process, 4.5f).add(transverse(m, side), 6.0f);
    if (!superior.mamillary.empty()) bone.add(superior.mamillary, 2.0f);
    if (m.accessory > 0.5f) {
      const Accessory process = accessory(m, side, superior.mamillary_at);
      bone.add(process.process, 2.6f);
      sites[std::string("accessory") + name] = process.at;
    }
    sites[std::string("mamillary") + name] = superior.mamillary_at;
    if (level <= 3) bone.cut(costal_facet(m, side), 1.0f);
  }
  bone.add(spinous(m), 7.0f);
  bone.cut(canal(m), 1.5f);
  if (level > 0) {
    const Mat4 to_here = glm::inverse(vertebra_frame(b, level)) * vertebra_frame(b, level - 1);
    bone.cut(grown(moved(hind_arch(b, level - 1, space), to_here), space), 1.6f);
  }
  return roughened(bone.field(), b.figure("bone.noise_height"), b.figure("bone.noise_wavelength"),
                   17u + static_cast<uint32_t>(level));
}

Piece build(const Bench& b, int level) {
  const Measures m = measures(b, level);
  const Mat4 frame = vertebra_frame(b, level);
  Piece piece;
  std::map<std::string, Vec3> sites;
  piece.volume = Volume::of(moved(bone_field(b, level, sites), frame), b.figure("bone.fine_voxel")).largest_piece();
  piece.adaptivity = b.figure("bone.adaptivity");
  const std::string name = levels[static_cast<size_t>(level)];
  const float tip_z = m.wall() - m.spinous_length;
  sites["body"] = Vec3(0.0f);
  sites["spinous_upper"] = Vec3(0, m.spinous_drop + 0.4f * m.spinous_height, tip_z + 3.0f);
  sites["spinous_lower"] = Vec3(0, m.spinous_drop - 0.45f * m.spinous_height, tip_z + 3.0f);
  const float root_z = m.arch() - m.lamina_thickness;
  sites["spinous_root_upper"] = Vec3(0, m.lamina_top - 3.0f, root_z - 3.0f);
  sites["spinous_root_lower"] = Vec3(0, m.lamina_bottom + 2.0f, root_z - 5.0f);
  sites["lamina_inner_low"] = Vec3(0, m.lamina_bottom + 4.0f, m.arch() - 2.0f);
  sites["lamina_upper_edge"] = Vec3(0, m.lamina_top - 0.5f, m.arch() - 0.4f * m.lamina_thickness);
  for (const float side : {1.0f, -1.0f}) {
    const std::string end = side > 0.0f ? "_left" : "_right";
    const Placed j = lower_joint(b, level);
    sites["inferior_process" + end] = flip(j.centre + j.down * (0.5f * j.height), side);
    sites["lamina" + end] =
        sided(side, 0.5f * m.isthmus, 0.5f * (m.lamina_top + m.lamina_bottom), m.arch() - m.lamina_thickness);
    sites["pedicle" + end] = sided(side, 0.5f * (m.canal_width + m.pedicle_width), m.pedicle_level, m.wall() - 3.0f);
    const Vec3 transverse_tip =
        sided(side, 0.5f * m.transverse_span, m.transverse_level + m.transverse_rise, m.wall() - m.transverse_back);
    sites["transverse" + end] = transverse_tip;
    if (level >= first_lumbar) {
      piece.landmarks["transverse_process_" + name + end] = placed(frame, transverse_tip);
      piece.landmarks["lamina_" + name + end] = placed(frame, sites["lamina" + end]);
      piece.landmarks["mamillary_process_" + name + end] = placed(frame, sites["mamillary" + end]);
      piece.landmarks["accessory_process_" + name + end] = placed(frame, sites["accessory" + end]);
    }
  }
  for (const auto& [site, at] : sites) piece.sites[site] = placed(frame, at);
  if (level >= 2) piece.landmarks["vertebral_body_" + name] = placed(frame, Vec3(0.0f));
  piece.landmarks["spinous_process_" + name] = placed(frame, Vec3(0, m.spinous_drop, tip_z));
  piece.provenance =
      "Built from published dimensions (end-plates, body heights, canal, pedicles, facets, process lengths; "
      "assets/anatomy/figures/vertebrae.csv names each source); "
      "outlines of the processes are design estimates.";
  return piece;
}

}  // namespace

Field superior_cup(const Joint& j, const Vec3& base, float side) {
  const Vec3 n = flip(j.normal, side), across = flip(j.across, side), centre = flip(j.centre, side) - n * 2.3f;
  // A plate behind the joint's plane, broad at its foot and narrowing to a blunt point; what faces the joint is cut by
  // the neighbour afterwards.
  const Vec3 up(0, 1, 0), foot = centre - up * (0.5f * j.height + 0.5f), top = centre + up * (0.5f * j.height - 1.6f);
  const Field plate = sweep({{foot - n * 0.6f, 4.6f, 0.50f * j.width, across},
                             {centre - n * 0.5f + across * 0.6f, 4.5f, 0.5f * j.width + 1.4f, across},
                             {glm::mix(centre, top, 0.6f), 4.0f, 0.44f * j.width + 0.6f, across},
                             {top + n * 0.4f, 2.8f, 0.28f * j.width, across}},
                            {2.5f, 2.0f, 5, true});
  const Field stem = rounded_cone(base, foot - n * 1.0f, 5.6f, 4.8f);
  return join(stem, plate, 4.0f);
}

void add_vertebrae(std::vector<Recipe>& list) {
  for (int level = 0; level < level_count; ++level)
    list.push_back({bone_id(level), {}, "vertebra,spine", [level](const Bench& b) { return build(b, level); }});
}

}  // namespace palpate::forge
