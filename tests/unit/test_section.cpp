#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "anatomy/section.h"
#include "mesh_samples.h"

using namespace palpate;
using namespace palpate::anatomy;

namespace {

// Vertices as the atlas keeps them, with what they point into.
struct Packed {
  std::vector<PackedVertex> vertices;
  std::vector<uint32_t> indices;
  PackedMesh mesh() const { return {vertices, indices}; }
};

PackedVertex vertex(const Vec3& at) {
  PackedVertex v{};
  v.position = at;
  return v;
}

Packed pack(const Mesh& mesh, bool doubled = false) {
  Packed out;
  if (!doubled) {
    for (const Vec3& p : mesh.positions) out.vertices.push_back(vertex(p));
    out.indices = mesh.triangles;
    return out;
  }
  for (const uint32_t i : mesh.triangles) {  // every triangle its own vertices, as where fascicles meet
    out.indices.push_back(static_cast<uint32_t>(out.vertices.size()));
    out.vertices.push_back(vertex(mesh.positions[i]));
  }
  return out;
}

Mesh box(const Vec3& lo, const Vec3& hi, bool inward = false) {
  Mesh mesh;
  for (int k = 0; k < 8; ++k) mesh.positions.push_back({k & 1 ? hi.x : lo.x, k & 2 ? hi.y : lo.y, k & 4 ? hi.z : lo.z});
  mesh.triangles = {0, 2, 3, 0, 3, 1, 4, 5, 7, 4, 7, 6, 0, 1, 5, 0, 5, 4,
                    2, 6, 7, 2, 7, 3, 0, 4, 6, 0, 6, 2, 1, 3, 7, 1, 7, 5};
  if (inward) {
    for (size_t t = 0; t < mesh.triangles.size(); t += 3) std::swap(mesh.triangles[t + 1], mesh.triangles[t + 2]);
  }
  return mesh;
}

Mesh joined(const Mesh& a, const Mesh& b) {
  Mesh mesh = a;
  const auto offset = static_cast<uint32_t>(a.positions.size());
  mesh.positions.insert(mesh.positions.end(), b.positions.begin(), b.positions.end());
  for (const uint32_t i : b.triangles) mesh.triangles.push_back(i + offset);
  return mesh;
}

size_t closed_lines(const Section& section) {
  size_t count = 0;
  for (const Outline& line : section.outlines) count += line.closed;
  return count;
}

}  // namespace

TEST_CASE("a sphere is cut into one circle of the right area, at every height and slope") {
  const Packed ball = pack(test::sphere(192, 96, 50.0f, {3, -7, 11}));
  const MeshSlicer slicer(ball.mesh());
  for (const Vec3& slope : {Vec3(0, 1, 0), Vec3(1, 0, 0), Vec3(0, 0, -1), Vec3(1, 2, -3)}) {
    for (const float height : {0.0f, 12.5f, -37.0f, 44.0f}) {
      const CutPlane plane{Vec3(3, -7, 11) + glm::normalize(slope) * height, glm::normalize(slope)};
      const Section section = slicer.cut(plane);
      CAPTURE(height);
      REQUIRE(section.outlines.size() == 1);
      CHECK(section.open_ends == 0);
      const double r2 = 2500.0 - static_cast<double>(height * height);
      CHECK(section.area_mm2 == doctest::Approx(std::numbers::pi * r2).epsilon(0.004));
      CHECK(glm::distance(section.centre_mm, plane.point_mm) < 0.05f);
      CHECK(holds(section, plane, plane.point_mm));
      const auto [x, y] = plane_axes(plane);
      CHECK_FALSE(holds(section, plane, plane.point_mm + x * (std::sqrt(static_cast<float>(r2)) + 1.0f)));
    }
  }
  CHECK(slicer.cut({Vec3(0, 60, 0), Vec3(0, 1, 0)}).empty());
}

TEST_CASE("a box is cut exactly, through its corners and faces too; solid tissue lies left of the line") {
  const Packed packed = pack(box({-10, -20, -30}, {10, 20, 30}));
  const MeshSlicer slicer(packed.mesh());
  CHECK(slicer.cut({Vec3(0), Vec3(0, 1, 0)}).area_mm2 == doctest::Approx(20.0 * 60.0));
  CHECK(slicer.cut({Vec3(0), Vec3(0, 0, 1)}).area_mm2 == doctest::Approx(20.0 * 40.0));
  const Vec3 slanted = glm::normalize(Vec3(3, 1, 0));  // through four corners: the diagonal of the narrow side
  CHECK(slicer.cut({Vec3(0), glm::normalize(Vec3(2, 1, 0))}).area_mm2 ==
        doctest::Approx(std::sqrt(20.0 * 20 + 40 * 40) * 60).epsilon(1e-4));
  CHECK(slicer.cut({Vec3(0), slanted}).open_ends == 0);
  const CutPlane plane{Vec3(0), Vec3(0, 1, 0)};
  const Outline line = slicer.cut(plane).outlines.front();
  const Vec3 along = line.points_mm[1] - line.points_mm[0], left = glm::cross(plane.normal, along);
  CHECK(glm::dot(left, -line.points_mm[0]) > 0.0f);
}

TEST_CASE("a hollow takes its area off, and doubled vertices do not tear the line") {
  const Packed packed = pack(joined(box({-10, -10, -10}, {10, 10, 10}), box({-4, -4, -4}, {4, 4, 4}, true)), true);
  const CutPlane plane{Vec3(0.0f, 0.3f, 0.0f), Vec3(0, 1, 0)};
  const Section section = MeshSlicer(packed.mesh()).cut(plane);
  CHECK(closed_lines(section) == 2);
  CHECK(section.open_ends == 0);
  CHECK(section.area_mm2 == doctest::Approx(400.0 - 64.0));
  CHECK_FALSE(holds(section, plane, plane.point_mm));
  CHECK(holds(section, plane, plane.point_mm + Vec3(7, 0, 0)));
}

TEST_CASE("two bodies that touch along an edge stay two outlines") {
  const Packed packed = pack(joined(box({-10, -10, -10}, {0, 10, 0}), box({0, -10, 0}, {10, 10, 10})), true);
  const Section section = MeshSlicer(packed.mesh()).cut({Vec3(0.0f, 0.5f, 0.0f), Vec3(0, 1, 0)});
  CHECK(section.open_ends == 0);
  CHECK(section.area_mm2 == doctest::Approx(200.0));
}

TEST_CASE("an open mesh is told, its line kept, its area not invented") {
  Mesh open = box({-10, -20, -30}, {10, 20, 30});
  open.triangles.resize(open.triangles.size() - 6);  // one side gone
  const Packed packed = pack(open);
  const Section section = MeshSlicer(packed.mesh()).cut({Vec3(0), Vec3(0, 1, 0)});
  REQUIRE(section.outlines.size() == 1);
  CHECK(section.open_ends == 1);
  CHECK_FALSE(section.outlines.front().closed);
  CHECK(section.area_mm2 == 0.0);
  float length = 0.0f;  // the whole rest is one line: a long side and two short ones
  const auto& points = section.outlines.front().points_mm;
  for (size_t i = 0; i + 1 < points.size(); ++i) length += glm::distance(points[i], points[i + 1]);
  CHECK(length == doctest::Approx(100.0f));
}

TEST_CASE("displaced tissue is cut where it went, and stays closed at the border of the displacement") {
  const Packed ball = pack(test::sphere(96, 48, 50.0f, Vec3(0)));
  const MeshSlicer slicer(ball.mesh());
  Displacement push;
  push.where = Box3{{-30, -30, -60}, {30, 30, 0}};
  push.most_mm = 10.0f;
  push.move = [](const Vec3& p) {
    const float r = glm::length(Vec2(p));
    return p + Vec3(0, 0, p.z < 0.0f ? 10.0f * (1.0f - smoothstep(10.0f, 30.0f, r)) : 0.0f);
  };
  const CutPlane plane{Vec3(0.0f, 0.1f, 0.0f), Vec3(0, 1, 0)};
  const Section rest = slicer.cut(plane), pressed = slicer.cut(plane, &push);
  CHECK(pressed.open_ends == 0);
  float deepest = 0.0f;
  for (const Vec3& p : pressed.outlines.front().points_mm) {
    if (std::abs(p.x) < 3.0f) deepest = std::min(deepest, p.z);
  }
  CHECK(deepest == doctest::Approx(-40.0f).epsilon(0.01));
  // The hollow's own area: 10 mm over the flat middle, the smooth shoulder half of that on both sides.
  CHECK(rest.area_mm2 - pressed.area_mm2 == doctest::Approx(10.0 * (20.0 + 20.0)).epsilon(0.03));
  // A plane that the body only reaches where it is pushed to.
  push.move = [](const Vec3& p) { return p - Vec3(0, 0, p.z < -49.0f ? 10.0f : 0.0f); };
  CHECK_FALSE(slicer.cut({Vec3(0, 0, -55), Vec3(0, 0, 1)}, &push).empty());
}
