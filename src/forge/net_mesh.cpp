#include "forge/net_mesh.h"

#include <algorithm>
#include <cstdint>

namespace palpate::forge {

void cover_net(anatomy::Mesh& mesh, size_t nu, size_t nv, bool turned) {
  const size_t mu = (nu + 1) / 2;
  const auto top = [&](size_t i, size_t j) { return static_cast<uint32_t>(j * nu + i); };
  const auto low = [&](size_t i, size_t j) { return static_cast<uint32_t>(nu * nv + (j / 2) * mu + i / 2); };
  const auto triangle = [&](uint32_t a, uint32_t b, uint32_t c) {
    mesh.triangles.insert(mesh.triangles.end(), {a, turned ? c : b, turned ? b : c});
  };
  const auto quad = [&](uint32_t a, uint32_t b, uint32_t c, uint32_t d) { triangle(a, b, c), triangle(a, c, d); };
  for (size_t j = 0; j + 1 < nv; ++j)
    for (size_t i = 0; i + 1 < nu; ++i) quad(top(i, j), top(i + 1, j), top(i + 1, j + 1), top(i, j + 1));
  for (size_t j = 0; j + 2 < nv; j += 2)
    for (size_t i = 0; i + 2 < nu; i += 2) quad(low(i, j), low(i, j + 2), low(i + 2, j + 2), low(i + 2, j));
  // Walls: two upper edges over one lower.
  const auto wall = [&](uint32_t a0, uint32_t a1, uint32_t a2, uint32_t b0, uint32_t b2) {
    triangle(a0, b0, a1), triangle(a1, b0, b2), triangle(a1, b2, a2);
  };
  for (size_t i = 0; i + 2 < nu; i += 2) {
    wall(top(i, 0), top(i + 1, 0), top(i + 2, 0), low(i, 0), low(i + 2, 0));
    wall(top(i + 2, nv - 1), top(i + 1, nv - 1), top(i, nv - 1), low(i + 2, nv - 1), low(i, nv - 1));
  }
  for (size_t j = 0; j + 2 < nv; j += 2) {
    wall(top(0, j + 2), top(0, j + 1), top(0, j), low(0, j + 2), low(0, j));
    wall(top(nu - 1, j), top(nu - 1, j + 1), top(nu - 1, j + 2), low(nu - 1, j), low(nu - 1, j + 2));
  }
}

void add_mesh(anatomy::Mesh& mesh, const anatomy::Mesh& more, float fascicles_before) {
  const auto base = static_cast<uint32_t>(mesh.positions.size());
  const auto add = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
  add(mesh.positions, more.positions), add(mesh.normals, more.normals), add(mesh.fibres, more.fibres);
  add(mesh.along, more.along), add(mesh.tendon, more.tendon), add(mesh.depth, more.depth);
  for (const float f : more.fascicle) mesh.fascicle.push_back(f + fascicles_before);
  for (const uint32_t v : more.triangles) mesh.triangles.push_back(v + base);
}

void add_mesh(anatomy::Mesh& mesh, const anatomy::Mesh& more) {
  add_mesh(mesh, more,
           mesh.fascicle.empty() ? 0.0f : 1.0f + *std::max_element(mesh.fascicle.begin(), mesh.fascicle.end()));
}

}  // namespace palpate::forge
