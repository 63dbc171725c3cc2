#include "render/redraw.h"

#include <algorithm>

namespace palpate::render {

namespace {

constexpr float k_worthwhile = 0.85f;  // of the body's rectangle: a larger part costs as much as the whole

// All of an input but what moves with the hand; the rest must be the same for pixels to stay.
FrameInput without_hand(FrameInput input) {
  input.contacts.clear(), input.props.clear(), input.ribbons.clear(), input.markers.clear();
  // Written over the enlarged picture each time, not kept.
  input.labels.clear(), input.legend = input.scale_bar = input.orientation = false, input.ui_scale = 1.0f;
  input.free_spot = {}, input.covered_bottom = input.covered_top = 0.0f;
  for (StructureLook& look : input.looks) look.outline = 0.0f;
  return input;
}

std::vector<int> levels_of(const ScenePlan& plan) {
  std::vector<int> levels;
  for (const auto* items : {&plan.opaque, &plan.glass}) {
    for (const DrawItem& item : *items) levels.push_back(item.level);
  }
  return levels;
}

// Collects boxes as the rectangle that holds what they cover.
class Covered {
 public:
  Covered(const Mat4& matrix, int width, int height) : matrix_(matrix), width_(width), height_(height) {}
  void add(const Box3& box) {
    const Rectangle r = rectangle_of(box, matrix_, width_, height_);
    if (r.width > 0 && r.height > 0) all_ = all_.width > 0 ? joined(all_, r) : r;
  }
  const Rectangle& all() const { return all_; }

 private:
  static Rectangle joined(const Rectangle& a, const Rectangle& b) {
    const int x = std::min(a.x, b.x), y = std::min(a.y, b.y);
    return {x, y, std::max(a.x + a.width, b.x + b.width) - x, std::max(a.y + a.height, b.y + b.height) - y};
  }
  Mat4 matrix_;
  int width_, height_;
  Rectangle all_;
};

Box3 box_of(const Ribbon& ribbon) {
  Box3 box;
  for (const Vec3& p : ribbon.points_mm) box.add(p);
  return box.empty() ? box : box.grown(2.5f * ribbon.half_width_mm + 2.0f);
}

Box3 box_of(const Marker& marker) {
  Box3 box;
  box.add(marker.position_mm);
  return box.grown(1.5f * marker.radius_mm + 2.0f);
}

// Of two equal paths the part between what was done then and what is done now.
Box3 newly_done(const Ribbon& before, const Ribbon& now) {
  Ribbon same = before;
  same.done = now.done;
  constexpr float head_counts_as_done = 0.98f;  // as in overlay.cpp
  if (same != now || (before.done > head_counts_as_done) != (now.done > head_counts_as_done)) return {};
  const auto& points = now.points_mm;
  float length = 0.0f;
  for (size_t i = 1; i < points.size(); ++i) length += glm::distance(points[i], points[i - 1]);
  const float from = std::min(before.done, now.done) * length, to = std::max(before.done, now.done) * length;
  Ribbon part = now;
  part.points_mm.clear();
  float at = 0.0f;
  for (size_t i = 1; i < points.size(); ++i) {
    const float next = at + glm::distance(points[i], points[i - 1]);
    if (next >= from - 3.0f && at <= to + 3.0f) part.points_mm.insert(part.points_mm.end(), {points[i - 1], points[i]});
    at = next;
  }
  return box_of(part);
}

template <class T>
void add_all(Covered& covered, const std::vector<T>& things) {
  for (const T& thing : things) covered.add(box_of(thing));
}

void add_ribbons(Covered& covered, const std::vector<Ribbon>& before, const std::vector<Ribbon>& now) {
  if (before == now) return;
  const bool alike = before.size() == now.size();
  for (size_t i = 0; i < now.size() && alike; ++i) {
    if (before[i] == now[i]) continue;
    const Box3 part = newly_done(before[i], now[i]);
    covered.add(part.empty() ? box_of(before[i]) : part);
    covered.add(part.empty() ? box_of(now[i]) : part);
  }
  if (!alike) add_all(covered, before), add_all(covered, now);
}

// Every chunk that the contacts moved then, or move now.
void add_moved(Covered& covered, const std::vector<Touch>& touches, float movement_mm, const ScenePlan& plan,
               const GpuAtlas& gpu) {
  const auto any = [&](const auto& meets) { return std::any_of(touches.begin(), touches.end(), meets); };
  for (const auto* items : {&plan.opaque, &plan.glass}) {
    for (const DrawItem& item : *items) {
      const bool yields = item.rows[0].w > 0.0f;  // DENT_SHARE in shaders/look.glsl
      if (!item.in_view || !yields) continue;
      const auto reached = [&](const Box3& box) { return any([&](const Touch& touch) { return touch.reaches(box); }); };
      if (!reached(gpu.atlas().structures[item.structure].bounds)) continue;
      for (const GpuAtlas::Chunk& chunk : gpu.chunks(item.structure, item.level)) {
        if (reached(chunk.bounds)) covered.add(chunk.bounds.grown(movement_mm + 1.0f));
      }
    }
  }
}

Box3 box_of(const Touch& touch) {
  Box3 box;
  for (int k = 0; k < 8; ++k) {
    const Vec3 sign(k & 1 ? 1.0f : -1.0f, k & 2 ? 1.0f : -1.0f, k & 4 ? 1.0f : -1.0f);
    box.add(touch.centre_mm + touch.axes * (sign * touch.half_sizes_mm));
  }
  return box;
}

}  // namespace

std::optional<Rectangle> ShownPicture::changed_part(const FrameInput& now, const ScenePlan& plan,
                                                    const std::vector<Box3>& props, const Mat4& view_projection,
                                                    const GpuAtlas& gpu, int width, int height) const {
  if (!shown_ || shown_->view_projection != view_projection || shown_->props.size() != props.size()) return {};
  // Chunks of triangles are known where the body rests in one piece.
  if (now.posture || now.section || plan.exploded) return {};
  if (shown_->levels != levels_of(plan) || without_hand(shown_->input) != without_hand(now)) return {};
  const FrameInput& before = shown_->input;
  Covered covered(view_projection, width, height);
  for (size_t i = 0; i < props.size(); ++i) {
    if (before.props[i] == now.props[i]) continue;
    covered.add(shown_->props[i]), covered.add(props[i]);
  }
  if (before.contacts != now.contacts) {
    std::vector<Touch> touches = shown_->touches;
    touches.insert(touches.end(), plan.touches.begin(), plan.touches.end());
    const float movement_mm = std::max(shown_->most_movement_mm, plan.most_movement_mm);
    add_moved(covered, touches, movement_mm, plan, gpu);
    for (const auto* marked : {&shown_->footprints, &plan.footprints}) {
      for (const Touch& touch : *marked) covered.add(box_of(touch).grown(movement_mm));
    }
  }
  add_ribbons(covered, before.ribbons, now.ribbons);
  if (before.markers != now.markers) add_all(covered, before.markers), add_all(covered, now.markers);
  const Rectangle part = covered.all(), body = rectangle_of(plan.bounds, view_projection, width, height);
  const auto area = [](const Rectangle& r) { return static_cast<float>(r.width) * static_cast<float>(r.height); };
  if (area(part) > k_worthwhile * area(body)) return {};
  return part;
}

void ShownPicture::keep(const FrameInput& input, const ScenePlan& plan, const std::vector<Box3>& props,
                        const Mat4& view_projection) {
  shown_ = Shown{input, levels_of(plan), plan.touches, plan.footprints, plan.most_movement_mm, props, view_projection};
}

}  // namespace palpate::render
