#include "forge/ligament_shape.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "anatomy/ray_index.h"
#include "forge/membrane.h"
#include "forge/net_mesh.h"
#include "forge/sheet_relief.h"
#include "forge/spine.h"

namespace palpate::forge {

Piece finished_ligament(const Bench& b, Blend shape, const std::vector<std::string>& bones,
                        const std::vector<FibrePath>& fibres, float voxel, const std::string& provenance) {
  for (const std::string& id : bones) shape.cut(grown(b.input(id).volume.field(), 0.1f));
  Piece piece;
  piece.volume = Volume::of(shape.field(), voxel);
  piece.mesh = piece.volume.mesh(b.figure("bone.ligament_adaptivity"));
  if (!anatomy::find_defects(piece.mesh).sound()) piece.mesh = piece.volume.redistanced().blurred().mesh();
  lay_fibres(piece.mesh, fibres);
  std::fill(piece.mesh.tendon.begin(), piece.mesh.tendon.end(), 1.0f);
  piece.provenance = provenance;
  return piece;
}

namespace {

/// Rows made finer both ways: `nu` places along, `nv` across.
Membrane net_of(const LigamentRows& rows, size_t nu, size_t nv) {
  const auto place = [](const std::vector<Vec3>& line, float share) {
    const float x = share * static_cast<float>(line.size() - 1);
    const size_t at = std::min(static_cast<size_t>(x), line.size() - 2);
    return glm::mix(line[at], line[at + 1], x - static_cast<float>(at));
  };
  std::vector<std::vector<Vec3>> smooth;
  for (const auto& row : rows) smooth.push_back(spline(row, 12));
  Membrane m;
  m.nu = nu, m.nv = nv;
  m.knots.resize(nu * nv);
  for (size_t i = 0; i < nu; ++i) {
    std::vector<Vec3> column;
    for (const auto& row : smooth) column.push_back(place(row, static_cast<float>(i) / static_cast<float>(nu - 1)));
    column = spline(column, 12);
    for (size_t j = 0; j < nv; ++j) m.at(i, j).at = place(column, static_cast<float>(j) / static_cast<float>(nv - 1));
  }
  return m;
}

/// Ends that lie in the air come down on the nearest bone; those sunk into one stay.
void land(Membrane& m, const std::vector<const Volume*>& solid, const std::vector<anatomy::RayIndex>& surfaces) {
  for (size_t j = 0; j < m.nv; ++j)
    for (const bool first : {true, false}) {
      const size_t knot = j * m.nu + (first ? 0 : m.nu - 1);
      const Vec3 at = m.knots[knot].at;
      const auto holds = [&](const Volume* v) { return v->sample(at) < 0.0f; };
      if (std::any_of(solid.begin(), solid.end(), holds)) continue;
      std::optional<anatomy::NearestPoint> best;
      for (const auto& surface : surfaces)
        if (const auto near = surface.nearest(at, best ? best->distance : 14.0f)) best = near;
      if (best) draw(m, knot, first ? 1 : -1, m.nu, beyond(at, best->point, 0.6f), 16.0f);
    }
}

void give_thickness(Membrane& m, const FlatLigament& flat, float length, float breadth) {
  const uint32_t seed = 7u + static_cast<uint32_t>(40.0f * (1.0f + whim(flat.name)));
  for (size_t j = 0; j < m.nv; ++j)
    for (size_t i = 0; i < m.nu; ++i) {
      const float u = static_cast<float>(i) / static_cast<float>(m.nu - 1);
      const float v = static_cast<float>(j) / static_cast<float>(m.nv - 1);
      const float border = 1.0f - std::pow(std::abs(2.0f * v - 1.0f), 4.0f);
      const float ends = 0.12f + 0.88f * smoothstep(0.0f, 0.2f, std::min(u, 1.0f - u));
      MembraneKnot& knot = m.at(i, j);
      knot.thick = 0.2f + (flat.thick - 0.2f) * border * ends;
      const float wide = glm::length(m.at(i, m.nv - 1).at - m.at(i, 0).at);
      // Bundles keep their number where the ligament narrows.
      knot.relief = flat.relief * furrow(v * 0.5f * (breadth + wide), u * length, flat.bundle, seed) *
                    std::min(1.0f, 2.0f * border);
    }
}

}  // namespace

Piece flat_ligament(const Bench& b, const std::vector<FlatLigament>& parts, const std::vector<std::string>& bones,
                    const std::string& provenance) {
  std::vector<const Volume*> solid;
  std::vector<anatomy::RayIndex> surfaces;
  for (const std::string& id : bones) solid.push_back(&b.input(id).volume), surfaces.emplace_back(b.input(id).mesh);
  const auto odd = [](float mm, float step) { return 2 * static_cast<size_t>(std::max(3.0f, 0.5f * mm / step)) + 1; };
  Piece piece;
  for (const FlatLigament& flat : parts) {
    const auto& rows = flat.rows;
    const float length = glm::length(rows.front().back() - rows.front().front());
    const float breadth = glm::length(rows.back()[1] - rows.front()[1]);
    Membrane m = net_of(rows, odd(length, 2.2f), odd(breadth, 0.42f * flat.bundle));
    land(m, solid, surfaces);
    face(m, flat.towards);
    give_thickness(m, flat, length, breadth);
    add_mesh(piece.mesh, mesh_of(m, 1));
  }
  piece.provenance = provenance;
  return piece;
}

Field cord(const Vec3& from, const Vec3& to, float broad, float thick, const Vec3& up, const Vec3& sag) {
  return sweep({{from, 0.62f * broad, 0.55f * thick, up},
                {glm::mix(from, to, 0.3f) + 0.84f * sag, 0.5f * broad, 0.5f * thick, up},
                {glm::mix(from, to, 0.7f) + 0.84f * sag, 0.5f * broad, 0.5f * thick, up},
                {to, 0.62f * broad, 0.55f * thick, up}},
               {2.1f, 1.0f, 4, true});
}

Vec3 beyond(const Vec3& from, const Vec3& to, float mm) {
  return to + mm * normalize_or(to - from, Vec3(0, 1, 0));
}

std::vector<std::string> spine_bones(int first, int last) {
  std::vector<std::string> ids;
  for (int level = first; level <= last; ++level) ids.push_back(bone_id(level));
  return ids;
}

std::string side_name(float side) {
  return side > 0.0f ? "_left" : "_right";
}

}  // namespace palpate::forge
