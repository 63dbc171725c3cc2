// What contacts may do to boxes, against the dent's own formula point by point.

#include <array>
#include <random>

#include "render/frame_block.h"
#include "render/movable_parts.h"
#include "render/touch.h"
#include "stage.h"
#include "tissue/dent.h"

using namespace palpate;
using namespace palpate::test;

namespace {

std::vector<render::ContactPatch> two_contacts() {
  render::ContactPatch a, b;
  a.position_mm = {5, 3, -20}, a.normal = glm::normalize(Vec3(0.2f, 0.1f, -1)), a.direction = {0, 1, 0};
  a.half_length_mm = 30, a.half_width_mm = 18, a.depth_mm = 9, a.reach_mm = 45, a.slide_mm = {2, 4, 0};
  b.position_mm = {-22, -10, -18}, b.direction = {1, 0, 0}, b.half_length_mm = 20, b.half_width_mm = 8;
  b.depth_mm = 3, b.fold_mm = 12;
  return {a, b};
}

std::vector<render::Touch> touches_of(const std::vector<render::ContactPatch>& contacts) {
  std::vector<render::Touch> touches;
  for (const render::ContactPatch& contact : contacts) touches.push_back(render::touch_of(contact));
  return touches;
}

Vec3 dented(const Vec3& p, const std::vector<render::ContactPatch>& contacts, float share) {
  render::FrameInput input;
  input.contacts = contacts;
  const render::ContactBlock block = render::contact_block(input, {});
  std::vector<tissue::Dent> dents;
  for (size_t i = 0; i < contacts.size(); ++i) {
    const render::ContactPatch& c = contacts[i];
    dents.push_back({c.position_mm, Vec3(block.normal[i]), Vec3(block.along[i]), c.half_length_mm, c.half_width_mm,
                     c.depth_mm, c.reach_mm, c.fold_mm, c.slide_mm});
  }
  return tissue::dent(p, dents, share).position_mm;
}

bool holds(const Box3& box, const Vec3& p) {
  return glm::all(glm::lessThanEqual(box.lo, p)) && glm::all(glm::lessThanEqual(p, box.hi));
}

}  // namespace

TEST_CASE("a moved box holds what moves in it, a small one hardly more") {
  const auto contacts = two_contacts();
  const auto touches = touches_of(contacts);
  std::mt19937 random(7);
  std::uniform_real_distribution<float> place(-90.0f, 90.0f), size(0.0f, 1.0f);
  int moved_points = 0, untouched = 0;
  for (int k = 0; k < 4000; ++k) {
    const float share = 0.3f + 0.7f * size(random), side = k % 2 ? 2.0f : 40.0f;
    const Vec3 at(place(random), place(random), 0.7f * place(random));
    const Vec3 half = 0.5f * side * Vec3(size(random), size(random), size(random));
    const Box3 box{at - half, at + half}, moved = render::moved_box(touches, box, share);
    for (int i = 0; i < 12; ++i) {
      const Vec3 p = box.lo + box.size() * Vec3(size(random), size(random), size(random));
      const Vec3 now = dented(p, contacts, share);
      CHECK(holds(moved, now));
      moved_points += now != p;
      // Nothing moves in a box that none of them reaches.
      if (touches[0].reaches(box) || touches[1].reaches(box)) continue;
      CHECK(now == p);
      ++untouched;
    }
    if (side < 3.0f && contacts[1].fold_mm > 0.0f && !touches[1].reaches(box)) {
      const Vec3 middle = dented(at, contacts, share) - at;
      CHECK(glm::length((moved.lo - box.lo) - middle) < 1.5f);
      CHECK(glm::length((moved.hi - box.hi) - middle) < 1.5f);
    }
  }
  CHECK(moved_points > 2000);
  CHECK(untouched > 2000);
}

TEST_CASE("the part that contacts change holds every triangle they move, where it was and where it is") {
  context();
  const auto atlas = small_body();
  const render::GpuAtlas gpu(atlas);
  render::FrameInput input;
  render::ContactPatch drag;
  drag.half_length_mm = 6, drag.half_width_mm = 6, drag.reach_mm = 30;
  for (const Vec3 slide : {Vec3(40, 0, 0), Vec3(-40, 0, 0), Vec3(0, 35, 0), Vec3(0)}) {
    // From the side what is pressed in lies lower than the outline it had.
    input = input_of(atlas, 400, 300, render::Quality::low, slide == Vec3(0) ? "left" : "posterior");
    drag.slide_mm = slide, drag.depth_mm = slide == Vec3(0) ? 12.0f : 0.0f;
    drag.position_mm = slide == Vec3(0) ? Vec3(0, 10, -62) : Vec3(25, 10, -59);
    input.contacts = {drag};
    const Mat4 matrix = render::projection_matrix(input.camera, 4.0f / 3.0f, atlas->bounds().grown(20.0f)) *
                        render::view_matrix(input.camera);
    const render::ScenePlan plan = render::plan_scene(input, gpu, matrix);
    const render::MovableParts movable(plan, gpu, plan.touches, matrix, 400, 300);
    const render::Rectangle part = movable.moved_by(plan.touches);
    CHECK(part.width < 200);
    const auto within = [&](const Vec3& p) {
      const Vec4 at = matrix * Vec4(p, 1.0f);
      const Vec2 pixel = (Vec2(at) / at.w * 0.5f + 0.5f) * Vec2(400, 300);
      return pixel.x >= static_cast<float>(part.x) && pixel.x <= static_cast<float>(part.x + part.width) &&
             pixel.y >= static_cast<float>(part.y) && pixel.y <= static_cast<float>(part.y + part.height);
    };
    size_t moved_triangles = 0, outside = 0;
    for (const auto* items : {&plan.opaque, &plan.glass}) {
      for (const render::DrawItem& item : *items) {
        const auto& mesh = gpu.mesh(item.structure, item.level);
        for (size_t i = 0; i + 2 < mesh.indices.size(); i += 3) {
          std::array<Vec3, 3> rest, now;
          for (size_t k = 0; k < 3; ++k) {
            rest[k] = mesh.vertices[mesh.indices[i + k]].position;
            now[k] = dented(rest[k], input.contacts, item.yields());
          }
          if (rest == now) continue;
          ++moved_triangles;
          for (size_t k = 0; k < 3; ++k) outside += !within(rest[k]) + !within(now[k]);
        }
      }
    }
    CHECK(moved_triangles > 20);
    CHECK(outside == 0);
  }
  expect_no_errors();
}

TEST_CASE("a touch holds another one only where no corner of it looks out") {
  render::ContactPatch contact;
  contact.half_length_mm = 20, contact.half_width_mm = 10;
  const render::Touch touch = render::touch_of(contact);
  const render::Touch room = touch.sized(touch.half_sizes_mm() + 5.0f);
  contact.position_mm = {4, 0, 0};
  CHECK(room.holds(touch));
  CHECK(room.holds(render::touch_of(contact)));
  CHECK_FALSE(touch.holds(room));
  contact.position_mm = {0, 6, 0};
  CHECK_FALSE(room.holds(render::touch_of(contact)));
  contact.position_mm = {0, 0, 0}, contact.direction = glm::normalize(Vec3(1, 1, 0));
  CHECK_FALSE(room.holds(render::touch_of(contact)));
}

TEST_CASE("what is outside of a rectangle is covered once, and nothing else") {
  const render::Rectangle whole{2, 3, 20, 10};
  for (const render::Rectangle& hole :
       {render::Rectangle{5, 5, 4, 3}, {0, 0, 8, 8}, {-5, 4, 60, 2}, {2, 3, 20, 10}, {40, 40, 3, 3}, {10, 0, 2, 90}}) {
    std::vector<int> covered(32 * 32, 0);
    for (const render::Rectangle& part : render::outside(whole, hole)) {
      for (int y = part.y; y < part.y + part.height; ++y) {
        for (int x = part.x; x < part.x + part.width; ++x) ++covered[static_cast<size_t>(32 * y + x)];
      }
    }
    const auto within = [](const render::Rectangle& r, int x, int y) {
      return x >= r.x && y >= r.y && x < r.x + r.width && y < r.y + r.height;
    };
    for (int y = 0; y < 32; ++y) {
      for (int x = 0; x < 32; ++x)
        CHECK(covered[static_cast<size_t>(32 * y + x)] == (within(whole, x, y) && !within(hole, x, y)));
    }
  }
}
