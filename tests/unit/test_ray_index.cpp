#include <doctest/doctest.h>

#include <cmath>

#include "anatomy/ray_index.h"

using namespace palpate;
using namespace palpate::anatomy;

namespace {

// A closed sphere of latitude and longitude, outward winding.
Mesh sphere(float radius, int rings, int sectors) {
  Mesh mesh;
  mesh.positions.push_back({0, radius, 0});
  for (int i = 1; i < rings; ++i) {
    for (int j = 0; j < sectors; ++j) {
      const double a = M_PI * i / rings, b = 2 * M_PI * j / sectors;
      mesh.positions.push_back(Vec3(std::sin(a) * std::cos(b), std::cos(a), std::sin(a) * std::sin(b)) * radius);
    }
  }
  mesh.positions.push_back({0, -radius, 0});
  const auto at = [&](int i, int j) { return static_cast<uint32_t>(1 + (i - 1) * sectors + j % sectors); };
  const auto last = static_cast<uint32_t>(mesh.positions.size() - 1);
  const auto add = [&](uint32_t a, uint32_t b, uint32_t c) { mesh.triangles.insert(mesh.triangles.end(), {a, b, c}); };
  for (int j = 0; j < sectors; ++j) {
    add(0, at(1, j + 1), at(1, j));
    for (int i = 1; i + 1 < rings; ++i) add(at(i, j), at(i, j + 1), at(i + 1, j)), add(at(i, j + 1), at(i + 1, j + 1), at(i + 1, j));
    add(last, at(rings - 1, j), at(rings - 1, j + 1));
  }
  return mesh;
}

}  // namespace

TEST_CASE("a sphere is sound, outward and has the volume of a sphere") {
  const Mesh mesh = sphere(50.0f, 96, 192);
  const MeshDefects defects = find_defects(mesh);
  CHECK(defects.sound());
  CHECK(mesh.volume_mm3() == doctest::Approx(4.0 / 3.0 * M_PI * 125000.0).epsilon(2e-3));
  Mesh flipped = mesh;
  for (size_t i = 0; i < flipped.triangles.size(); i += 3) std::swap(flipped.triangles[i], flipped.triangles[i + 1]);
  CHECK(find_defects(flipped).inside_out);
  Mesh holed = mesh;
  holed.triangles.resize(holed.triangles.size() - 3);
  CHECK(find_defects(holed).open_edges == 3);
}

TEST_CASE("rays meet a sphere where geometry says, twice on the way through") {
  const RayIndex index(sphere(50.0f, 96, 192));
  const auto first = index.first_hit({3, 4, -200}, {0, 0, 1}, 0.0f, 1000.0f);
  REQUIRE(first);
  CHECK(first->distance == doctest::Approx(200.0 - std::sqrt(2500.0 - 25.0)).epsilon(1e-3));
  CHECK(first->front);
  const auto all = index.all_hits({0, 0, -200}, {0, 0, 1}, 0.0f, 1000.0f);
  REQUIRE(all.size() == 2);
  CHECK_FALSE(all[1].front);
  CHECK_FALSE(index.any_hit({60, 0, -200}, {0, 0, 1}, 0.0f, 1000.0f));
  CHECK_FALSE(index.first_hit({0, 0, -200}, {0, 0, 1}, 0.0f, 100.0f));
}

TEST_CASE("the nearest point lies on the sphere, towards the query") {
  const RayIndex index(sphere(50.0f, 96, 192));
  const Vec3 from(30, -20, 70);
  const auto near = index.nearest(from, 100.0f);
  REQUIRE(near);
  CHECK(near->distance == doctest::Approx(glm::length(from) - 50.0f).epsilon(0.01));
  CHECK(glm::length(near->point - glm::normalize(from) * 50.0f) < 1.0f);
  CHECK_FALSE(index.nearest(from, 5.0f));
}

TEST_CASE("packed normals and fibres come back within a fraction of a degree") {
  for (int i = 0; i < 500; ++i) {
    const float y = 1.0f - 2.0f * (static_cast<float>(i) + 0.5f) / 500.0f, a = 2.399963f * static_cast<float>(i);
    const Vec3 n = Vec3(std::sqrt(1 - y * y) * std::cos(a), y, std::sqrt(1 - y * y) * std::sin(a));
    int16_t packed[2];
    pack_normal(n, packed);
    CHECK(glm::dot(unpack_normal(packed), n) > 0.99999f);
    CHECK(glm::dot(unpack_fibre(pack_fibre(n)), n) > 0.9999f);
  }
  CHECK(unpack_fibre(pack_fibre(Vec3(0))) == Vec3(0));
}
