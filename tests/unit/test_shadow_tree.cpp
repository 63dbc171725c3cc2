#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <vector>

#include "anatomy/ray_index.h"
#include "io/shadow_tree.h"

using namespace palpate;

TEST_CASE("rays for soft shadow meet what the exact rays meet, in their layer or deeper") {
  std::mt19937 chance(7);
  const auto within = [&](float reach) { return std::uniform_real_distribution<float>(-reach, reach)(chance); };
  const auto point = [&](float reach) { return Vec3(within(reach), within(reach), within(reach)); };
  constexpr int layers = 3, count = 700;
  std::vector<Vec3> corners;
  std::vector<int> of_triangle;
  for (int i = 0; i < count; ++i) {
    const Vec3 at = point(60.0f);
    for (int k = 0; k < 3; ++k) corners.push_back(at + point(8.0f));
    of_triangle.push_back(i % layers);
  }
  const ShadowTree tree(corners, of_triangle);
  size_t hits = 0, misses = 0, apart = 0;
  for (int layer = 0; layer < layers; ++layer) {
    anatomy::Mesh deeper;
    for (size_t t = 0; t < of_triangle.size(); ++t) {
      if (of_triangle[t] < layer) continue;
      for (size_t k = 0; k < 3; ++k) {
        deeper.triangles.push_back(static_cast<uint32_t>(deeper.positions.size()));
        deeper.positions.push_back(corners[3 * t + k]);
      }
    }
    const anatomy::RayIndex exact(deeper);
    constexpr float far = 60.0f;
    for (int i = 0; i < 3000; ++i) {
      const Vec3 from = point(70.0f);
      Vec3 to = normalize_or(point(1.0f), Vec3(0, 1, 0));
      if (i % 10 == 0) to = Vec3(0, 0, i % 20 == 0 ? 1 : -1);  // along an axis
      const auto hit = exact.first_hit(from, to, 0.0f, far);
      const float way = tree.first_hit(from, to, layer, far);
      hit ? ++hits : ++misses;
      apart += std::abs(way - (hit ? hit->distance : far)) > 0.01f;
    }
  }
  CHECK(hits > 1000);
  CHECK(misses > 1000);
  CHECK(apart <= 2);  // a ray along an edge may be told apart by rounding
  CHECK(ShadowTree({}, {}).first_hit(Vec3(0), Vec3(0, 0, 1), 0, 5.0f) == 5.0f);
}
