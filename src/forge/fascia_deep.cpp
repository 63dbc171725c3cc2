// Middle and anterior layers of the thoracolumbar fascia: thin plates behind and before quadratus lumborum, from the
// transverse processes to the lateral raphe, and the raphe itself.

#include <algorithm>

#include "anatomy/ray_index.h"
#include "forge/profile.h"
#include "forge/spine.h"
#include "forge/tube.h"

namespace palpate::forge {

namespace {

struct Plate {
  size_t nu = 0, nv = 0;
  std::vector<Vec3> at;  ///< row after row upward, each from the transverse process outward
};

/// A closed plate `thick` mm thick that bulges to the side `towards` (+1 forward, -1 back).
anatomy::Mesh mesh_of(const Plate& plate, float thick, bool left) {
  anatomy::Mesh mesh;
  const size_t nu = plate.nu, nv = plate.nv;
  for (const float side : {-0.5f, 0.5f})
    for (size_t j = 0; j < nv; ++j)
      for (size_t i = 0; i < nu; ++i) {
        const auto p = [&](size_t a, size_t b) { return plate.at[b * nu + a]; };
        const Vec3 along = p(std::min(i + 1, nu - 1), j) - p(i > 0 ? i - 1 : 0, j);
        const Vec3 rise = p(i, std::min(j + 1, nv - 1)) - p(i, j > 0 ? j - 1 : 0);
        Vec3 normal = normalize_or(glm::cross(along, rise), Vec3(0, 0, 1));
        if (normal.z < 0.0f) normal = -normal;
        mesh.positions.push_back(p(i, j) + side * thick * normal);
        mesh.fibres.push_back(normalize_or(along, Vec3(1, 0, 0)));
        mesh.along.push_back(static_cast<float>(i) / static_cast<float>(nu - 1));
        mesh.tendon.push_back(1.0f);
        mesh.fascicle.push_back(static_cast<float>(std::min<size_t>(7, 8 * j / nv)));
        mesh.depth.push_back(side > 0.0f ? 1.0f : 0.0f);
      }
  const auto id = [&](bool front, size_t i, size_t j) {
    return static_cast<uint32_t>((front ? nu * nv : 0) + j * nu + i);
  };
  const auto face = [&](uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
    if (left)
      mesh.triangles.insert(mesh.triangles.end(), {a, b, c, a, c, d});
    else
      mesh.triangles.insert(mesh.triangles.end(), {a, c, b, a, d, c});
  };
  for (size_t j = 0; j + 1 < nv; ++j)
    for (size_t i = 0; i + 1 < nu; ++i) {
      face(id(true, i, j), id(true, i + 1, j), id(true, i + 1, j + 1), id(true, i, j + 1));
      face(id(false, i, j), id(false, i, j + 1), id(false, i + 1, j + 1), id(false, i + 1, j));
    }
  for (size_t i = 0; i + 1 < nu; ++i) {
    face(id(false, i, 0), id(false, i + 1, 0), id(true, i + 1, 0), id(true, i, 0));
    face(id(true, i, nv - 1), id(true, i + 1, nv - 1), id(false, i + 1, nv - 1), id(false, i, nv - 1));
  }
  for (size_t j = 0; j + 1 < nv; ++j) {
    face(id(true, 0, j), id(true, 0, j + 1), id(false, 0, j + 1), id(false, 0, j));
    face(id(false, nu - 1, j), id(false, nu - 1, j + 1), id(true, nu - 1, j + 1), id(true, nu - 1, j));
  }
  anatomy::compute_normals(mesh);
  return mesh;
}

Piece layer(const Bench& b, bool left, bool front) {
  const std::string end = left ? "_left" : "_right";
  const float side = left ? 1.0f : -1.0f;
  const auto f = [&](const char* name) { return b.figure(std::string("fascia_plane.") + name); };
  std::vector<std::pair<float, float>> x, z;
  for (int level = 4; level <= 7; ++level) {
    const Vec3 tip = b.site(bone_id(level), "transverse" + end);
    x.emplace_back(tip.y, side * tip.x), z.emplace_back(tip.y, tip.z);
  }
  const Profile tip_x(x), tip_z(z);
  const float low = f("bottom"), high = f("top");
  const anatomy::RayIndex quadratus(b.input("quadratus_lumborum" + end).mesh);
  Plate plate;
  plate.nu = 15, plate.nv = 31;
  const float clear = front ? 0.9f : -0.9f;
  for (size_t j = 0; j < plate.nv; ++j) {
    const float v = static_cast<float>(j) / static_cast<float>(plate.nv - 1), y = glm::mix(low, high, v);
    for (size_t i = 0; i < plate.nu; ++i) {
      const float u = static_cast<float>(i) / static_cast<float>(plate.nu - 1);
      const float inner = tip_x(y) + (front ? -3.0f : 0.5f), outer = glm::mix(f("raphe_below"), f("raphe_above"), v);
      const float rest = glm::mix(tip_z(y) + (front ? 5.0f : 0.0f), f("raphe_z"), u);
      const Vec3 p(side * glm::mix(inner, outer, u), y - f("fall") * u * (1.0f - v), 0.0f);
      const Vec3 from(p.x, p.y, front ? 90.0f : -120.0f);
      const auto hit = quadratus.first_hit(from, Vec3(0, 0, front ? -1.0f : 1.0f), 0.0f, 220.0f);
      const float wall = hit ? from.z + (front ? -1.0f : 1.0f) * hit->distance + clear : rest;
      plate.at.emplace_back(p.x, p.y, front ? std::max(wall, rest) : std::min(wall, rest));
    }
  }
  // Faired, but never into the muscle.
  for (int round = 0; round < 12; ++round) {
    const std::vector<Vec3> old = plate.at;
    for (size_t j = 1; j + 1 < plate.nv; ++j)
      for (size_t i = 1; i + 1 < plate.nu; ++i) {
        const size_t k = j * plate.nu + i;
        const float mean = 0.25f * (old[k - 1].z + old[k + 1].z + old[k - plate.nu].z + old[k + plate.nu].z);
        plate.at[k].z = front ? std::max(old[k].z, mean) : std::min(old[k].z, mean);
      }
  }
  Piece piece;
  piece.mesh = mesh_of(plate, f(front ? "anterior" : "middle"), left);
  piece.provenance =
      front ? "Thin sheet before quadratus lumborum, from the front of the lumbar transverse processes to the lateral "
              "raphe; "
              "0.1 mm in the body, shown thicker (Willard 2012, as remembered); outline by design estimate."
            : "Sheet behind quadratus lumborum, from the tips of the lumbar transverse processes to the lateral raphe; "
              "fibres "
              "run outward and a little down; 0.6 mm (Willard 2012, as remembered); outline by design estimate.";
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

/// The ridge where the layers meet: its section is a flat oval that reaches from one to the other.
Piece raphe(const Bench& b, bool left) {
  const std::string end = left ? "_left" : "_right";
  const float side = left ? 1.0f : -1.0f;
  const auto f = [&](const char* name) { return b.figure(std::string("fascia_plane.") + name); };
  const anatomy::Mesh& behind = b.input("thoracolumbar_fascia_posterior_deep" + end).mesh;
  const anatomy::Mesh& before = b.input("thoracolumbar_fascia_middle" + end).mesh;
  std::vector<TubeKnot> knots;
  constexpr int count = 9;
  for (int k = 0; k < count; ++k) {
    const float y = glm::mix(f("bottom"), f("top"), static_cast<float>(k) / static_cast<float>(count - 1));
    const Vec3 a = outermost(before, side, y), c = outermost(behind, side, y);
    const float high = glm::clamp(0.5f * glm::length(c - a) + 0.8f, 1.5f, 7.0f);
    knots.push_back({0.5f * (a + c), 0.5f * f("raphe_width"), high, normalize_or(c - a, Vec3(0, 0, -1))});
  }
  const auto to_bone = [&](const char* bone, TubeKnot knot) {
    knot.at = anatomy::RayIndex(b.input(bone + end).mesh).nearest(knot.at, 60.0f).value().point;
    knot.half_height = 1.5f;
    return knot;
  };
  knots.insert(knots.begin(), to_bone("hip_bone", knots.front()));
  knots.push_back(to_bone("rib_12", knots.back()));
  Piece piece;
  add_tube(piece.mesh, knots, 10, 4.0f);
  piece.mesh.tendon.assign(piece.mesh.positions.size(), 1.0f);
  anatomy::compute_normals(piece.mesh);
  piece.provenance =
      "Ridge from the iliac crest to rib 12 where the deep lamina of the posterior layer meets the middle layer "
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
                    "fascia_deep,tube,spine",
                    [left](const Bench& b) { return raphe(b, left); }});
    std::vector<std::string> inputs = {std::string("quadratus_lumborum") + (left ? "_left" : "_right")};
    for (int level = 4; level <= 7; ++level) inputs.push_back(bone_id(level));
    for (const bool front : {false, true})
      list.push_back(
          {std::string("thoracolumbar_fascia_") + (front ? "anterior" : "middle") + (left ? "_left" : "_right"), inputs,
           "fascia_deep,profile,spine", [left, front](const Bench& b) { return layer(b, left, front); }});
  }
}

}  // namespace palpate::forge
