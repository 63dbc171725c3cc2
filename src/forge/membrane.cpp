#include "forge/membrane.h"

#include <algorithm>
#include <cmath>

#include "forge/net_mesh.h"

namespace palpate::forge {

namespace {

Vec3 along(const Membrane& m, size_t i, size_t j) {
  return m.at(std::min(i + 1, m.nu - 1), j).at - m.at(i > 0 ? i - 1 : 0, j).at;
}

}  // namespace

void face(Membrane& m, const Vec3& towards) {
  for (size_t j = 0; j < m.nv; ++j)
    for (size_t i = 0; i < m.nu; ++i) {
      const Vec3 across = m.at(i, std::min(j + 1, m.nv - 1)).at - m.at(i, j > 0 ? j - 1 : 0).at;
      Vec3 out = normalize_or(glm::cross(along(m, i, j), across), towards);
      m.at(i, j).out = glm::dot(out, towards) < 0.0f ? -out : out;
    }
}

void draw(Membrane& m, size_t knot, ptrdiff_t step, size_t count, const Vec3& to, float follows_mm) {
  const Vec3 move = to - m.knots[knot].at;
  float gone = 0.0f;
  Vec3 before = m.knots[knot].at;
  auto k = static_cast<ptrdiff_t>(knot);
  for (size_t i = 0; i < count && gone < follows_mm; ++i, k += step) {
    Vec3& here = m.knots[static_cast<size_t>(k)].at;
    gone += glm::length(here - before), before = here;
    here += move * (1.0f - smoothstep(0.0f, follows_mm, gone));
  }
}

anatomy::Mesh mesh_of(const Membrane& m, int fascicles) {
  anatomy::Mesh mesh;
  const size_t nu = m.nu, nv = m.nv;
  const auto add = [&](size_t i, size_t j, bool outer) {
    const MembraneKnot& k = m.at(i, j);
    const float off = outer ? 0.5f * k.thick - std::min(k.relief, 0.8f * k.thick) : -0.5f * k.thick;
    mesh.positions.push_back(k.at + off * k.out);
    mesh.fibres.push_back(normalize_or(along(m, i, j), Vec3(1, 0, 0)));
    mesh.along.push_back(static_cast<float>(i) / static_cast<float>(nu - 1));
    mesh.tendon.push_back(1.0f);
    const auto fascicle = static_cast<int>(static_cast<size_t>(fascicles) * j / nv);
    mesh.fascicle.push_back(static_cast<float>(std::min(fascicle, fascicles - 1)));
    mesh.depth.push_back(outer ? 0.0f : 1.0f);
  };
  for (size_t j = 0; j < nv; ++j)
    for (size_t i = 0; i < nu; ++i) add(i, j, true);
  for (size_t j = 0; j < nv; j += 2)
    for (size_t i = 0; i < nu; i += 2) add(i, j, false);
  const size_t middle = (nv / 2) * nu + nu / 2;
  const bool turned =
      glm::dot(glm::cross(m.knots[middle + 1].at - m.knots[middle].at, m.knots[middle + nu].at - m.knots[middle].at),
               m.knots[middle].out) < 0.0f;
  cover_net(mesh, nu, nv, turned);
  anatomy::compute_normals(mesh);
  return mesh;
}

}  // namespace palpate::forge
