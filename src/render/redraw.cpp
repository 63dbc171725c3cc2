#include "render/redraw.h"

#include <algorithm>
#include <span>

#include "render/prop_glass.h"

namespace palpate::render {

namespace {

constexpr float k_room_mm = 20.0f;     // a hand glides so far in a few pictures: design estimate
constexpr float k_worthwhile = 0.85f;  // of the body's rectangle: a larger part costs as much as the whole

// What words, marks and outlines over the enlarged picture come from: those are written each time, not kept.
FrameInput without_words(FrameInput input) {
  input.labels.clear(), input.legend = input.scale_bar = input.orientation = false, input.ui_scale = 1.0f;
  input.free_spot = {}, input.covered_bottom = input.covered_top = 0.0f;
  for (StructureLook& look : input.looks) look.outline = 0.0f;
  return input;
}

// All of an input but what moves with the hand.
FrameInput without_hand(FrameInput input) {
  input.contacts.clear(), input.props.clear(), input.ribbons.clear(), input.markers.clear();
  return without_words(std::move(input));
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
  void add(const Box3& box) { add(rectangle_of(box, matrix_, width_, height_)); }
  void add(const Rectangle& r) {
    if (r.width > 0 && r.height > 0) all_ = all_.width > 0 ? joined(all_, r) : r;
  }
  bool holds(const Box3& box) const {
    const Rectangle r = rectangle_of(box, matrix_, width_, height_), both = joined(all_, r);
    return both.x == all_.x && both.y == all_.y && both.width == all_.width && both.height == all_.height;
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

template <class T>
void add_all(Covered& covered, const std::vector<T>& things) {
  for (const T& thing : things) covered.add(box_of(thing));
}

using Touches = std::span<const Touch>;

// Every triangle that the contacts moved then, or move now, where it was and where it is.
void add_moved(Covered& covered, Touches then, const ScenePlan& plan, const GpuAtlas& gpu) {
  const Touches now = plan.touches;
  const auto reached = [&](const Box3& box) {
    const auto reaches = [&](const Touch& touch) { return touch.reaches(box); };
    return std::any_of(then.begin(), then.end(), reaches) || std::any_of(now.begin(), now.end(), reaches);
  };
  const auto both = [&](const Box3& box, float share) {
    Box3 all = moved_box(then, box, share);
    all.add(moved_box(now, box, share));
    return all;
  };
  for (const auto* items : {&plan.opaque, &plan.glass}) {
    for (const DrawItem& item : *items) {
      const float share = item.yields();
      if (!item.in_view || share <= 0.0f || !reached(gpu.atlas().structures[item.structure].bounds)) continue;
      const auto& vertices = gpu.mesh(item.structure, item.level).vertices;
      for (const GpuAtlas::Chunk& chunk : gpu.chunks(item.structure, item.level)) {
        if (!reached(chunk.bounds) || covered.holds(both(chunk.bounds, share))) continue;
        const std::span<const uint32_t> corners = gpu.corners(item.structure, item.level, chunk.range);
        for (size_t i = 0; i + 2 < corners.size(); i += 3) {
          Box3 rest, moved;
          for (const uint32_t corner : corners.subspan(i, 3)) {
            Box3 point;
            point.add(vertices[corner].position);
            rest.add(point), moved.add(both(point, share));
          }
          if (moved != rest) covered.add(moved);
        }
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

double area(const Rectangle& r) {
  return static_cast<double>(r.width) * static_cast<double>(r.height);
}

}  // namespace

bool within_body(const Prop& prop, const ScenePlan& plan) {
  return !plan.glass.empty() && !is_glass(prop);
}

bool ShownPicture::Drawn::seen_as(const MovingPicture& now) const {
  return view_projection == now.view_projection && width == now.width && height == now.height &&
         levels == levels_of(now.plan);
}

// Of the body as it is kept what the contacts of now or then change, and where props lie within it.
Rectangle ShownPicture::changed_part(const Body& body, const MovingPicture& now, const GpuAtlas& gpu) const {
  Covered covered(now.view_projection, now.width, now.height);
  for (size_t i = 0; i < now.props.size(); ++i) {
    if (within_body(now.input.props[i], now.plan)) covered.add(now.props[i]);
  }
  if (body.contacts != now.input.contacts) {
    add_moved(covered, body.touches, now.plan, gpu);
    for (const Touch& mark : body.footprints) covered.add(moved_box(body.touches, box_of(mark), 1.0f));
    for (const Touch& mark : now.plan.footprints) covered.add(moved_box(now.plan.touches, box_of(mark), 1.0f));
  }
  return covered.all();
}

Redraw ShownPicture::way_to(const MovingPicture& now, const GpuAtlas& gpu) const {
  // Chunks of triangles are known where the body rests in one piece.
  if (now.input.posture || now.input.section || now.plan.exploded) return {};
  if (picture_ && picture_->seen_as(now) && picture_->input == without_words(now.input))
    return {Redraw::Kind::none, {}};
  const FrameInput wanted = without_hand(now.input);
  const double worthwhile =
      k_worthwhile * area(rectangle_of(now.plan.bounds, now.view_projection, now.width, now.height));
  if (body_ && body_->from.seen_as(now) && body_->from.input == wanted) {
    const Rectangle part = changed_part(*body_, now, gpu);
    const bool room = std::all_of(now.plan.touches.begin(), now.plan.touches.end(), [&](const Touch& touch) {
      return std::any_of(body_->room.begin(), body_->room.end(), [&](const Touch& r) { return r.holds(touch); });
    });
    if (room && area(part) <= worthwhile && body_->excess_area < worthwhile) return {Redraw::Kind::part, part};
  }
  // Where the eye moves, or tissue fades, the next picture will differ all over; where the field changed it will not.
  if (!picture_ || !picture_->seen_as(now)) return {};
  FrameInput before = without_hand(picture_->input), after = wanted;
  before.field = after.field = nullptr;
  Covered props(now.view_projection, now.width, now.height);
  for (size_t i = 0; i < now.props.size(); ++i) {
    if (within_body(now.input.props[i], now.plan)) props.add(now.props[i]);
  }
  return {before == after && area(props.all()) <= worthwhile ? Redraw::Kind::body_first : Redraw::Kind::whole, {}};
}

std::vector<Touch> ShownPicture::room_for(std::span<const Touch> touches) {
  std::vector<Touch> room(touches.begin(), touches.end());
  for (Touch& touch : room) touch.half_sizes_mm += k_room_mm;
  return room;
}

void ShownPicture::keep_body(const MovingPicture& now) {
  body_ = Body{{without_hand(now.input), levels_of(now.plan), now.view_projection, now.width, now.height},
               now.input.contacts,
               now.plan.touches,
               now.plan.footprints,
               room_for(now.plan.touches)};
  over_body_ = {0, 0, now.width, now.height};
}

void ShownPicture::keep(const MovingPicture& now, const Redraw& way) {
  picture_ = Drawn{without_words(now.input), levels_of(now.plan), now.view_projection, now.width, now.height};
  over_body_ = {0, 0, now.width, now.height};
  if (way.kind != Redraw::Kind::part || !body_) return;
  Covered over(now.view_projection, now.width, now.height);
  for (size_t i = 0; i < now.props.size(); ++i) {
    if (!within_body(now.input.props[i], now.plan)) over.add(now.props[i]);
  }
  add_all(over, now.input.ribbons), add_all(over, now.input.markers);
  over.add(way.anew);
  over_body_ = over.all();
  const double drawn = area(way.anew);
  if (drawn > 0.0) body_->least_area = body_->least_area > 0.0 ? std::min(body_->least_area, drawn) : drawn;
  body_->excess_area += std::max(0.0, drawn - body_->least_area);
}

void ShownPicture::forget_picture() {
  picture_.reset();
  if (body_) over_body_ = {0, 0, body_->from.width, body_->from.height};
}

}  // namespace palpate::render
