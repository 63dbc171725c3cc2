#include "forge/tube.h"

#include <algorithm>
#include <cmath>

namespace palpate::forge {

namespace {

template <class T>
T cubic(const T& a, const T& b, const T& c, const T& d, float t) {
  return 0.5f * (2.0f * b + t * (c - a + t * (2.0f * a - 5.0f * b + 4.0f * c - d + t * (3.0f * (b - c) + d - a))));
}

TubeKnot between(const std::vector<TubeKnot>& k, size_t i, float t) {
  const TubeKnot &b = k[i], &c = k[i + 1], &a = k[i > 0 ? i - 1 : 0], &d = k[std::min(i + 2, k.size() - 1)];
  return {cubic(a.at, b.at, c.at, d.at, t), glm::mix(b.half_width, c.half_width, t),
          glm::mix(b.half_height, c.half_height, t), glm::mix(b.up, c.up, t)};
}

}  // namespace

void add_tube(anatomy::Mesh& mesh, const std::vector<TubeKnot>& knots, int sides, float step) {
  std::vector<TubeKnot> rings;
  for (size_t i = 0; i + 1 < knots.size(); ++i) {
    const int pieces = std::max(1, static_cast<int>(glm::length(knots[i + 1].at - knots[i].at) / step));
    for (int k = 0; k < pieces; ++k)
      rings.push_back(between(knots, i, static_cast<float>(k) / static_cast<float>(pieces)));
  }
  rings.push_back(knots.back());
  // Round ends: the last ring drawn in, a point beyond it.
  const size_t n = rings.size();
  const auto base = static_cast<uint32_t>(mesh.positions.size());
  const auto put = [&](const Vec3& p, const Vec3& along, size_t ring) {
    mesh.positions.push_back(p);
    mesh.fibres.push_back(along);
    mesh.along.push_back(static_cast<float>(ring) / static_cast<float>(n - 1));
    mesh.tendon.push_back(0.0f), mesh.fascicle.push_back(0.0f), mesh.depth.push_back(0.0f);
  };
  for (size_t i = 0; i < n; ++i) {
    const Vec3 along = normalize_or(rings[std::min(i + 1, n - 1)].at - rings[i > 0 ? i - 1 : 0].at, Vec3(0, 1, 0));
    const Vec3 across = normalize_or(glm::cross(along, rings[i].up), Vec3(1, 0, 0)), up = glm::cross(across, along);
    const float draw = i == 0 || i + 1 == n ? 0.7f : 1.0f;
    for (int s = 0; s < sides; ++s) {
      const float a = 6.2831853f * static_cast<float>(s) / static_cast<float>(sides);
      put(rings[i].at + draw * (std::cos(a) * rings[i].half_width * across + std::sin(a) * rings[i].half_height * up),
          along, i);
    }
  }
  const Vec3 first = normalize_or(rings[0].at - rings[1].at, Vec3(0, 1, 0)),
             last = normalize_or(rings[n - 1].at - rings[n - 2].at, Vec3(0, 1, 0));
  put(rings[0].at + 0.5f * rings[0].half_height * first, -first, 0);
  put(rings[n - 1].at + 0.5f * rings[n - 1].half_height * last, last, n - 1);
  const auto at = [&](size_t ring, int s) {
    return base + static_cast<uint32_t>(ring) * static_cast<uint32_t>(sides) + static_cast<uint32_t>(s % sides);
  };
  const auto top = base + static_cast<uint32_t>(n) * static_cast<uint32_t>(sides), bottom = top + 1;
  for (int s = 0; s < sides; ++s) {
    for (size_t i = 0; i + 1 < n; ++i) {
      const uint32_t a = at(i, s), b = at(i, s + 1), c = at(i + 1, s + 1), d = at(i + 1, s);
      mesh.triangles.insert(mesh.triangles.end(), {a, c, b, a, d, c});
    }
    mesh.triangles.insert(mesh.triangles.end(), {top, at(0, s), at(0, s + 1)});
    mesh.triangles.insert(mesh.triangles.end(), {bottom, at(n - 1, s + 1), at(n - 1, s)});
  }
}

}  // namespace palpate::forge
