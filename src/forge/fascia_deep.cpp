// Middle and anterior layers of the thoracolumbar fascia: thin sheets behind and before quadratus lumborum, hung up
// between the transverse processes, rib 12, the iliac crest and the lateral raphe; and the raphe itself.

#include <algorithm>
#include <array>
#include <cmath>

#include "anatomy/ray_index.h"
#include "forge/membrane.h"
#include "forge/profile.h"
#include "forge/sheet_relief.h"
#include "forge/spine.h"

namespace palpate::forge {

namespace {

constexpr const char* code = "fascia_deep,membrane,net_mesh,sheet_relief,profile,spine";
constexpr int first_level = 4, tips = 5;  ///< L1 to L5
constexpr float pi = 3.14159265f;

/// Height of a line over a distance off the midline.
Profile height_of(const std::vector<Vec3>& line, float side, float from, float to) {
  std::vector<std::pair<float, float>> knots;
  for (const Vec3& p : line)
    if (const float x = side * p.x; x > from && x < to && (knots.empty() || std::abs(x - knots.back().first) > 0.5f))
      knots.emplace_back(x, p.y);
  return Profile(knots);
}

/// The four borders of a layer as seen from behind: x off the midline, y up; inner and outer from the crest upward, low
/// and high outward.
class Outline {
 public:
  Outline(const Bench& b, bool left, bool front) {
    const std::string end = left ? "_left" : "_right";
    const float side = left ? 1.0f : -1.0f;
    const auto f = [&](const char* name) { return b.figure(std::string("fascia_plane.") + name); };
    for (int k = 0; k < tips; ++k) {
      const Vec3 tip = b.site(bone_id(first_level + tips - 1 - k), "transverse" + end);
      tip_[k] = Vec3(side * tip.x - (front ? 3.0f : 0.5f), tip.y, tip.z);
    }
    const Profile crest = height_of(b.input("hip_bone" + end).lines.at("iliac_crest"), side, 50.0f, 112.0f);
    const Profile rib = height_of(b.input("rib_12" + end).lines.at("rib"), side, 25.0f, 200.0f);
    scallop_ = f("scallop");
    outer_[0] = Vec2(f("raphe_below"), crest(f("raphe_below")) - 1.0f);
    outer_[1] = Vec2(f("raphe_above"), rib(f("raphe_above")) - 4.0f);
    waist_ = f("waist");
    // Along the upper border of the iliolumbar ligament to the crest; over the lumbocostal ligament to the rib.
    const Vec2 low(tip_[0]), high(tip_[tips - 1]);
    low_ = {low, glm::mix(low, outer_[0], 0.45f) + Vec2(0, -3.0f), Vec2(76.0f, crest(76.0f)), outer_[0]};
    const float on_rib = high.x + 17.0f;
    high_ = {high, Vec2(on_rib, rib(on_rib) - 6.0f), Vec2(0.5f * (on_rib + outer_[1].x), 0), outer_[1]};
    high_[2].y = rib(high_[2].x) - 5.0f;
  }
  /// 1 at a transverse process, 0 half-way between two.
  static float at_tip(float v) { return std::pow(std::cos(pi * static_cast<float>(tips - 1) * v), 2.0f); }
  Vec3 tip(int k) const { return tip_[k]; }
  Vec2 at(float u, float v) const {
    // Fibres spread fanwise from each process: rows are gathered there.
    const float n = 2.0f * pi * static_cast<float>(tips - 1);
    const float gathered = v - 0.72f * (1.0f - smoothstep(0.0f, 0.62f, u)) * std::sin(n * v) / n;
    const Vec2 a = inner(gathered), c = outer(v), low = along(low_, u), high = along(high_, u);
    const Vec2 corners = glm::mix(glm::mix(low_.front(), low_.back(), u), glm::mix(high_.front(), high_.back(), u), v);
    return glm::mix(a, c, u) + glm::mix(low, high, v) - corners;
  }

 private:
  Vec2 inner(float v) const {
    const float x = glm::clamp(v, 0.0f, 1.0f) * static_cast<float>(tips - 1);
    const int k = std::min(static_cast<int>(x), tips - 2);
    const Vec2 p = glm::mix(Vec2(tip_[k]), Vec2(tip_[k + 1]), x - static_cast<float>(k));
    return p + Vec2(scallop_ * (1.0f - at_tip(v)), 0.0f);
  }
  Vec2 outer(float v) const { return glm::mix(outer_[0], outer_[1], v) - Vec2(4.0f * waist_ * v * (1.0f - v), 0.0f); }
  static Vec2 along(const std::array<Vec2, 4>& p, float u) {
    const float x = glm::clamp(u, 0.0f, 1.0f) * 3.0f;
    const size_t i = std::min(static_cast<size_t>(x), size_t{2});
    const float t = x - static_cast<float>(i);
    const Vec2 a = i > 0 ? p[i - 1] : 2.0f * p[0] - p[1], d = i < 2 ? p[i + 2] : 2.0f * p[3] - p[2];
    return 0.5f * (2.0f * p[i] +
                   t * (p[i + 1] - a +
                        t * (2.0f * a - 5.0f * p[i] + 4.0f * p[i + 1] - d + t * (3.0f * (p[i] - p[i + 1]) + d - a))));
  }
  std::array<Vec3, tips> tip_;
  std::array<Vec2, 2> outer_;
  std::array<Vec2, 4> low_, high_;
  float scallop_ = 0.0f, waist_ = 0.0f;
};

/// Its borders are drawn to the bones that they hold to.
void draw_to_bones(Membrane& m, const Bench& b, const std::string& end, float reach_mm) {
  const auto nu = static_cast<ptrdiff_t>(m.nu);
  const auto to = [&](const anatomy::RayIndex& bone, size_t knot, ptrdiff_t step, size_t count, float reach,
                      float share) {
    const Vec3 at = m.knots[knot].at;
    const auto near = bone.nearest(at, reach);
    if (near && near->distance > 0.3f)
      draw(m, knot, step, count, at + (near->point - at) * (share * (1.0f - 0.3f / near->distance)), 22.0f);
  };
  const anatomy::RayIndex hip(b.input("hip_bone" + end).mesh), rib(b.input("rib_12" + end).mesh);
  for (size_t i = 0; i < m.nu; ++i) {
    // Near the spine it ends on ligaments, not on the crest and the rib.
    const float on_bone = smoothstep(0.3f, 0.7f, static_cast<float>(i) / static_cast<float>(m.nu - 1));
    to(hip, i, nu, m.nv, reach_mm, on_bone);
    to(rib, (m.nv - 1) * m.nu + i, -nu, m.nv, reach_mm, on_bone);
  }
  for (int k = 0; k < tips; ++k) {
    const anatomy::RayIndex bone(b.input(bone_id(first_level + tips - 1 - k)).mesh);
    for (size_t j = 0; j < m.nv; ++j) {
      const float v = static_cast<float>(j) / static_cast<float>(m.nv - 1) * static_cast<float>(tips - 1);
      if (std::abs(v - static_cast<float>(k)) < 0.3f) to(bone, j * m.nu, 1, m.nu, 6.0f, 1.0f);
    }
  }
}

Piece layer(const Bench& b, bool left, bool front) {
  const std::string end = left ? "_left" : "_right";
  const float side = left ? 1.0f : -1.0f, belly = b.figure(front ? "fascia_plane.anterior" : "fascia_plane.middle");
  const Outline outline(b, left, front);
  std::vector<std::pair<float, float>> z;
  for (int k = 0; k < tips; ++k) z.emplace_back(outline.tip(k).y, outline.tip(k).z + (front ? 5.0f : 0.0f));
  const Profile tip_z(z);
  const float raphe_z = b.figure("fascia_plane.raphe_z"), clear = front ? 0.9f : -0.9f;
  const anatomy::RayIndex quadratus(b.input("quadratus_lumborum" + end).mesh);
  Membrane m;
  m.nu = 25, m.nv = 65;
  for (size_t j = 0; j < m.nv; ++j)
    for (size_t i = 0; i < m.nu; ++i) {
      const float u = static_cast<float>(i) / static_cast<float>(m.nu - 1);
      const float v = static_cast<float>(j) / static_cast<float>(m.nv - 1);
      const Vec2 p = outline.at(u, v);
      const Vec3 from(side * p.x, p.y, front ? 90.0f : -120.0f);
      const auto hit = quadratus.first_hit(from, Vec3(0, 0, front ? -1.0f : 1.0f), 0.0f, 220.0f);
      const float rest = glm::mix(tip_z(p.y), raphe_z, u);
      const float wall = hit ? from.z + (front ? -1.0f : 1.0f) * hit->distance + clear : rest;
      MembraneKnot knot;
      knot.at = Vec3(from.x, p.y, front ? std::max(wall, rest) : std::min(wall, rest));
      // Strong bundles from the processes, thin between them and at the free border there.
      const float bundle = glm::mix(Outline::at_tip(v), 1.0f, smoothstep(0.0f, 0.6f, u));
      const float free = smoothstep(0.0f, 0.14f, u + 0.14f * Outline::at_tip(v));
      knot.thick = glm::mix(0.14f, belly * (0.55f + 0.45f * bundle), free);
      knot.relief = (front ? 0.14f : 0.3f) * furrow(v * 118.0f, u * 46.0f, 3.4f, left ? 41u : 47u) * free;
      m.knots.push_back(knot);
    }
  // Faired, but never into the muscle.
  for (int round = 0; round < 24; ++round) {
    const std::vector<MembraneKnot> old = m.knots;
    for (size_t j = 1; j + 1 < m.nv; ++j)
      for (size_t i = 1; i + 1 < m.nu; ++i) {
        const size_t k = j * m.nu + i;
        const float mean = 0.25f * (old[k - 1].at.z + old[k + 1].at.z + old[k - m.nu].at.z + old[k + m.nu].at.z);
        m.knots[k].at.z = front ? std::max(old[k].at.z, mean) : std::min(old[k].at.z, mean);
      }
  }
  // The front one would have to cross the muscle to reach the rib.
  draw_to_bones(m, b, end, front ? 4.0f : 13.0f);
  face(m, Vec3(0, 0, front ? 1 : -1));
  Piece piece;
  piece.mesh = mesh_of(m, 8);
  piece.provenance =
      front ? "Thin sheet before quadratus lumborum, from the front of the lumbar transverse processes to the lateral "
              "raphe; 0.1 mm in the body, shown thicker (Willard 2012, as remembered); outline by design estimate."
            : "Sheet behind quadratus lumborum, from the tips of the lumbar transverse processes, where its fibres are "
              "gathered, outward to the lateral raphe, up to rib 12 and down to the crest; 0.6 mm (Willard 2012, as "
              "remembered); outline and relief by design estimate.";
  return piece;
}

/// The outermost vertex of a mesh near a height.
Vec3 outermost(const anatomy::Mesh& mesh, float side, float y) {
  Vec3 best(0.0f);
  float least = 1e6f;
  for (const Vec3& p : mesh.positions)
    if (const float off = std::abs(p.y - y) * 4.0f - side * p.x; off < least) least = off, best = p;
  return best;
}

/// The seam where the layers meet: lens-shaped in section, from the border of the middle layer to that of the posterior
/// one, its fibres along it; both ends go over into bone.
Piece raphe(const Bench& b, bool left) {
  const std::string end = left ? "_left" : "_right";
  const float side = left ? 1.0f : -1.0f, broad = b.figure("fascia_plane.raphe_width");
  const anatomy::Mesh& behind = b.input("thoracolumbar_fascia_posterior_deep" + end).mesh;
  const anatomy::Mesh& before = b.input("thoracolumbar_fascia_middle" + end).mesh;
  float low = 1e6f, high = -1e6f;
  for (size_t i = 0; i < before.positions.size(); ++i)
    if (before.along[i] > 0.99f)
      low = std::min(low, before.positions[i].y), high = std::max(high, before.positions[i].y);
  Membrane m;
  m.nu = 61, m.nv = 11;
  std::vector<Vec3> front, back;
  for (size_t i = 0; i < m.nu; ++i) {
    const float y = glm::mix(low, high, static_cast<float>(i) / static_cast<float>(m.nu - 1));
    front.push_back(outermost(before, side, y)), back.push_back(outermost(behind, side, y));
  }
  for (auto* line : {&front, &back})
    for (int round = 0; round < 12; ++round) {
      const std::vector<Vec3> old = *line;
      for (size_t i = 1; i + 1 < m.nu; ++i) (*line)[i] = 0.5f * old[i] + 0.25f * (old[i - 1] + old[i + 1]);
    }
  for (size_t j = 0; j < m.nv; ++j)
    for (size_t i = 0; i < m.nu; ++i) {
      const float u = static_cast<float>(i) / static_cast<float>(m.nu - 1);
      const float v = static_cast<float>(j) / static_cast<float>(m.nv - 1), bulge = 4.0f * v * (1.0f - v);
      const Vec3 reach = back[i] - front[i];
      // It spreads on the bones; where the borders are far apart it stays a seam on that of the middle layer.
      const float ends = smoothstep(0.0f, 0.12f, u) * smoothstep(1.0f, 0.88f, u);
      const float wide = broad * (0.55f + 0.65f * ends);
      const Vec3 across = reach * (wide / std::max(glm::length(reach), 0.1f));
      MembraneKnot knot;
      knot.at = front[i] + (v - 0.45f) * across + Vec3(side * (0.2f + 0.3f * bulge), 0, 0);
      knot.thick = 0.14f + 0.5f * broad * std::pow(bulge, 1.3f) * (0.25f + 0.75f * ends);
      knot.relief = 0.25f * furrow(v * 9.0f, u * 110.0f, 1.7f, left ? 53u : 59u) * bulge;
      m.knots.push_back(knot);
    }
  const anatomy::RayIndex hip(b.input("hip_bone" + end).mesh), rib(b.input("rib_12" + end).mesh);
  // Both ends, whole as they are, go over onto their bones.
  for (const bool at_hip : {true, false}) {
    const size_t end_knot = at_hip ? 0 : m.nu - 1;
    const Vec3 middle = m.at(end_knot, m.nv / 2).at;
    const auto near = (at_hip ? hip : rib).nearest(middle, 24.0f);
    for (size_t j = 0; near && j < m.nv; ++j) {
      const size_t knot = j * m.nu + end_knot;
      draw(m, knot, at_hip ? 1 : -1, m.nu, m.knots[knot].at + near->point - middle, 34.0f);
    }
  }
  face(m, Vec3(side, 0, -0.4f));
  Piece piece;
  piece.mesh = mesh_of(m, 1);
  piece.provenance =
      "Seam from the iliac crest to rib 12 where the deep lamina of the posterior layer meets the middle layer "
      "(Schuenke 2012, Willard 2012, as remembered); laid between the outer borders of both, breadth by design "
      "estimate.";
  return piece;
}

}  // namespace

void add_deep_fasciae(std::vector<Recipe>& list) {
  for (const bool left : {true, false}) {
    const std::string end = left ? "_left" : "_right";
    list.push_back({"lateral_raphe" + end,
                    {"thoracolumbar_fascia_posterior_deep" + end, "thoracolumbar_fascia_middle" + end, "hip_bone" + end,
                     "rib_12" + end},
                    code,
                    [left](const Bench& b) { return raphe(b, left); }});
    std::vector<std::string> inputs = {"quadratus_lumborum" + end, "hip_bone" + end, "rib_12" + end};
    for (int k = 0; k < tips; ++k) inputs.push_back(bone_id(first_level + k));
    for (const bool front : {false, true})
      list.push_back({std::string("thoracolumbar_fascia_") + (front ? "anterior" : "middle") + end, inputs, code,
                      [left, front](const Bench& b) { return layer(b, left, front); }});
  }
}

}  // namespace palpate::forge
