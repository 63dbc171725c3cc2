#include <algorithm>
#include <cmath>
#include <set>

#include "render/captions.h"
#include "render/colour_map.h"
#include "render/sampling.h"
#include "render/views.h"
#include "stage.h"

using namespace palpate;
using namespace palpate::render;

TEST_CASE("every named view shows all of what it frames, in any shape of picture") {
  const Box3 body{{-180, -260, -130}, {180, 340, 140}};
  std::set<std::string> ids;
  for (const View& view : views()) {
    CHECK(ids.insert(view.id).second);
    for (const float aspect : {0.6f, 1.0f, 1.78f}) {
      const auto camera = view_camera(view.id, body, aspect);
      REQUIRE(camera);
      const Mat4 matrix = projection_matrix(*camera, aspect, body) * view_matrix(*camera);
      const Vec4 centre = matrix * Vec4(camera->target_mm, 1.0f);
      CHECK(std::abs(centre.x / centre.w) < 1e-3f);
      CHECK(std::abs(centre.y / centre.w) < 1e-3f);
      if (view.id == "anterior" || view.id == "left" || view.id == "superior" || view.id == "oblique_anterior_left") {
        float widest = 0.0f;
        for (int k = 0; k < 8; ++k) {
          const Vec4 p =
              matrix * Vec4(k & 1 ? 180.0f : -180.0f, k & 2 ? 340.0f : -260.0f, k & 4 ? 140.0f : -130.0f, 1.0f);
          CHECK(p.z / p.w > -1.0f);
          CHECK(p.z / p.w < 1.0f);
          widest = std::max({widest, std::abs(p.x / p.w), std::abs(p.y / p.w)});
        }
        CHECK(widest <= 1.0f);
        CHECK(widest > 0.9f);
      }
    }
  }
  CHECK_FALSE(view_camera("nowhere", body, 1.0f));
}

TEST_CASE("views from behind frame a back and leave the thighs out, but show all of a small foreign mesh") {
  const Camera back = *view_camera("posterior", Box3{{-180, -310, -130}, {180, 330, 190}}, 1.78f);
  CHECK(back.target_mm.y > 30.0f);  // the middle of the body is at 10: the picture sits above it
  const Camera skull = *view_camera("posterior", Box3{{-80, 200, -90}, {80, 420, 100}}, 1.78f);
  CHECK(skull.target_mm.y == doctest::Approx(310.0f));
}

TEST_CASE("from behind, the subject's left is at the left of the picture and the head is up") {
  const Camera camera = *view_camera("posterior", Box3{{-100, -100, -50}, {100, 100, 50}}, 1.0f);
  const Mat4 view = view_matrix(camera);
  CHECK((view * Vec4(80, 0, 0, 1)).x < 0.0f);
  CHECK((view * Vec4(0, 80, 0, 1)).y > 0.0f);
}

TEST_CASE("a ray through a pixel meets what projects onto that pixel") {
  const Camera camera = *view_camera("oblique_posterior_left", Box3{{-100, -100, -50}, {100, 100, 50}}, 1.6f);
  const Vec3 point(31, -22, 14);
  const Vec4 clip =
      projection_matrix(camera, 1.6f, Box3{Vec3(-100), Vec3(100)}) * view_matrix(camera) * Vec4(point, 1.0f);
  const Ray ray =
      pixel_ray(camera, 640, 400, (clip.x / clip.w * 0.5f + 0.5f) * 640, (0.5f - clip.y / clip.w * 0.5f) * 400);
  const Vec3 off = point - ray.origin;
  CHECK(glm::length(off - ray.direction * glm::dot(off, ray.direction)) < 0.03f);
}

TEST_CASE("samples are spread evenly in every prefix") {
  Vec2 mean(0.0f);
  for (int i = 0; i < still_samples; ++i) mean += subpixel(i);
  CHECK(glm::length(mean) / still_samples < 0.06f);
  const std::vector<Vec3> sky = sky_hemisphere();
  for (const int prefix : {4, 8, 16}) {
    Vec3 sum(0.0f);
    for (int i = 0; i < prefix; ++i) sum += sky[static_cast<size_t>(i)];
    sum /= static_cast<float>(prefix);
    CHECK(std::hypot(sum.x, sum.y) < 0.22f);
    CHECK(sum.z == doctest::Approx(2.0 / 3.0).epsilon(0.12));  // mean cosine of a cosine-weighted hemisphere
  }
}

TEST_CASE("colour maps climb in lightness by equal steps") {
  for (const std::string_view name : colour_map_names()) {
    const auto map = colour_map(name);
    const double step = (lightness(map[255]) - lightness(map[0])) / 255.0;
    CHECK(step > 0.25);
    for (size_t i = 16; i < map.size(); i += 16) {
      CHECK(lightness(map[i]) - lightness(map[i - 16]) == doctest::Approx(16 * step).epsilon(0.12));
    }
  }
  CHECK(colour_map("unknown") == colour_map("cividis"));
}

TEST_CASE("ticks stand at round numbers, scale bars at round lengths") {
  CHECK(round_length_mm(73.0f) == doctest::Approx(50.0));
  CHECK(round_length_mm(20.1f) == doctest::Approx(20.0));
  CHECK(round_length_mm(19.9f) == doctest::Approx(10.0));
  const std::vector<float> marks = ticks(0.0f, 100.0f);
  CHECK(marks.front() == 0.0f);
  CHECK(marks.back() == doctest::Approx(100.0));
  CHECK(marks.size() == 6);
  CHECK(ticks(32.0f, 39.0f).size() >= 4);
}

TEST_CASE("labels stand in two columns beside the body: nothing overlaps, no leaders cross, nothing is cut off") {
  FrameInput input;
  input.width = 800, input.height = 600;
  input.camera = *view_camera("posterior", Box3{{-100, -100, -50}, {100, 100, 50}}, 800.0f / 600.0f);
  unsigned seed = 7;
  const auto chance = [&] {
    return static_cast<float>((seed = seed * 1103515245u + 12345u) >> 16 & 0x7FFF) / 32767.0f;
  };
  GlyphAtlas glyphs;
  if (glyphs.empty()) return;
  for (int turn = 0; turn < 40; ++turn) {
    input.labels.clear();
    const int count = 2 + turn % 15;
    const float spread = turn % 3 == 0 ? 0.1f : 1.0f;  // sometimes all in one heap
    for (int i = 0; i < count; ++i) {
      input.labels.push_back({i % 3 == 0 ? "Iliocostalis lumborum, thoracic part, left" : "Psoas major",
                              "12.3 cm²",
                              true,
                              {60.0f * spread * (2 * chance() - 1), 80.0f * spread * (2 * chance() - 1), -50},
                              {}});
    }
    const auto placed = place_labels(input, glyphs);
    REQUIRE(placed.size() == input.labels.size());
    size_t left = 0;
    for (size_t i = 0; i < placed.size(); ++i) {
      const PlacedLabel& a = placed[i];
      left += a.left;
      CHECK(a.lo.x >= 0.0f);
      CHECK(a.hi.x <= 800.0f);
      CHECK(a.lo.y >= 0.0f);
      CHECK(a.hi.y <= 600.0f);
      for (size_t j = 0; j < i; ++j) {
        const PlacedLabel& b = placed[j];
        const bool apart = a.left != b.left || a.lo.y >= b.hi.y || b.lo.y >= a.hi.y;
        CHECK(apart);
        if (a.left != b.left) continue;
        const auto knee = [](const PlacedLabel& p) { return Vec2(p.left ? p.hi.x + 6 : p.lo.x - 6, p.lo.y + 11); };
        const auto side = [](Vec2 p, Vec2 q, Vec2 r) { return (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x); };
        const Vec2 ka = knee(a), kb = knee(b);
        const bool crossed = side(ka, a.anchor, kb) * side(ka, a.anchor, b.anchor) < -1.0f &&
                             side(kb, b.anchor, ka) * side(kb, b.anchor, a.anchor) < -1.0f;
        CHECK_FALSE(crossed);
      }
    }
    if (count >= 6) CHECK((left >= 2 && left + 2 <= placed.size()));  // both columns are used
  }
}

TEST_CASE("labels leave the covered foot free, and those of least importance go where there is no room") {
  FrameInput input;
  input.width = 800, input.height = 600;
  input.covered_bottom = 240.0f;
  input.scale_bar = true;
  input.camera = *view_camera("posterior", Box3{{-100, -100, -50}, {100, 100, 50}}, 800.0f / 600.0f);
  GlyphAtlas glyphs;
  if (glyphs.empty()) return;
  for (int i = 0; i < 60; ++i) {
    const float x = static_cast<float>(i % 2 == 0 ? -60 + i : 60 - i), y = static_cast<float>(70 - i);
    input.labels.push_back({"Longissimus thoracis, lumbar part, left", "", true, {x, y, -50}, {}});
  }
  const auto placed = place_labels(input, glyphs);
  CHECK(placed.size() < input.labels.size());
  CHECK(placed.size() >= 8);
  CHECK(placed.front().label == 0);
  for (const PlacedLabel& label : placed) {
    CHECK(label.lo.y >= 0.0f);
    CHECK(label.hi.y <= 360.0f);
  }
  input.covered_top = 150.0f;
  for (const PlacedLabel& label : place_labels(input, glyphs)) CHECK((label.left || label.lo.y >= 150.0f));
}

TEST_CASE("labels go round a place that stays free") {
  FrameInput input;
  input.width = 800, input.height = 600;
  input.camera = *view_camera("posterior", Box3{{-100, -100, -50}, {100, 100, 50}}, 800.0f / 600.0f);
  GlyphAtlas glyphs;
  if (glyphs.empty()) return;
  for (int i = 0; i < 7; ++i) input.labels.push_back({"Psoas major", "", true, {50, 6.0f * i - 20.0f, -50}, {}});
  const auto covered = [&](const Vec2& place) {
    const auto placed = place_labels(input, glyphs);
    return std::count_if(placed.begin(), placed.end(), [&](const PlacedLabel& p) {
      return p.lo.x < place.x && place.x < p.hi.x && p.lo.y - 15.0f < place.y && place.y < p.hi.y + 15.0f;
    });
  };
  const auto before = place_labels(input, glyphs);
  const Vec2 place = 0.5f * (before[3].lo + before[3].hi);
  CHECK(covered(place) >= 1);
  input.free_spot = {place, 16.0f};
  CHECK(covered(place) == 0);
  // Where a split has no room for all of them, the least important go.
  input.covered_bottom = 600.0f - place.y - 60.0f;
  for (int i = 0; i < 30; ++i) input.labels.push_back({"Psoas major", "", true, {50, 40.0f - i, -50}, {}});
  CHECK(place_labels(input, glyphs).size() < input.labels.size());
  CHECK(covered(place) == 0);
  input.free_spot = {{place.x, 8.0f}, 16.0f};  // at the picture's edge
  CHECK(covered({place.x, 8.0f}) == 0);
}

TEST_CASE("letters beyond Latin are understood, digits share one width") {
  CHECK(code_points("aé—Ω").size() == 4);
  CHECK(code_points("\xFF") == std::vector<uint32_t>{0xFFFD});
  GlyphAtlas glyphs;
  if (glyphs.empty()) return;
  CHECK(glyphs.width("1111", 16) == doctest::Approx(glyphs.width("8888", 16)));
  CHECK(glyphs.width("Wide", 30) > glyphs.width("Wide", 15));
  GlyphAtlas none(std::vector<std::filesystem::path>{});
  CHECK(none.empty());
  CHECK(none.width("Wide", 15) == 0.0f);
}
