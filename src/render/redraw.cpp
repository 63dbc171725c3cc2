#include "render/redraw.h"

#include <algorithm>
#include <span>

#include "render/prop_glass.h"

namespace palpate::render {

bool within_body(const Prop& prop, const ScenePlan& plan) {
  return !plan.glass.empty() && !is_glass(prop);
}

namespace {

constexpr float k_room_mm = 30.0f;     // a hand glides so far in a few pictures: design estimate
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

double area(const Rectangle& r) {
  return static_cast<double>(r.width) * static_cast<double>(r.height);
}

// Pixels that things in a picture cover.
class Covered {
 public:
  explicit Covered(const MovingPicture& picture) : picture_(picture) {}
  void add(const Rectangle& r) { all_ = joined(all_, r); }
  void add(const Box3& box) { add(rectangle_of(box, picture_.view_projection, picture_.width, picture_.height)); }
  /// Those props that are drawn within the body, or those that are drawn over it.
  void add_props(bool within) {
    for (size_t i = 0; i < picture_.props.size(); ++i) {
      if (within_body(picture_.input.props[i], picture_.plan) == within) add(picture_.props[i]);
    }
  }
  template <class Thing>
  void add_all(const std::vector<Thing>& things) {
    for (const Thing& thing : things) add(box_of(thing));
  }
  const Rectangle& all() const { return all_; }

 private:
  const MovingPicture& picture_;
  Rectangle all_;
};

// What the contacts of a picture change of a body at rest.
Rectangle touched_part(const MovingPicture& picture, const MovableParts& movable) {
  Covered covered(picture);
  covered.add(movable.moved_by(picture.plan.touches));
  for (const Touch& mark : picture.plan.footprints) covered.add(moved_box(picture.plan.touches, mark.box(), 1.0f));
  return covered.all();
}

}  // namespace

bool ShownPicture::Drawn::same_eye(const MovingPicture& now) const {
  return view_projection == now.view_projection && width == now.width && height == now.height;
}

bool ShownPicture::Drawn::seen_as(const MovingPicture& now) const {
  return same_eye(now) && levels == levels_of(now.plan);
}

// Of the body as it is kept what the contacts of now or then change, and where props lie within it.
Rectangle ShownPicture::changed_part(const Body& body, const MovingPicture& now) {
  Covered covered(now);
  covered.add_props(true);
  if (body.contacts != now.input.contacts) covered.add(body.touched), covered.add(touched_part(now, body.movable));
  return covered.all();
}

Redraw ShownPicture::way_to(const MovingPicture& now) const {
  // Chunks of triangles are known where the body rests in one piece.
  if (now.input.posture || now.input.section || now.plan.exploded) return {};
  if (picture_ && picture_->seen_as(now) && picture_->input == without_words(now.input))
    return {Redraw::Kind::none, {}};
  const FrameInput wanted = without_hand(now.input);
  const double worthwhile =
      k_worthwhile * area(rectangle_of(now.plan.bounds, now.view_projection, now.width, now.height));
  if (body_ && body_->from.seen_as(now) && body_->from.input == wanted) {
    if (body_->movable.holds(now.plan.touches) && body_->excess_area < worthwhile) {
      const Rectangle part = changed_part(*body_, now);
      if (area(part) <= worthwhile) return {Redraw::Kind::part, part};
    }
  }
  // Where the eye moves, or tissue fades, the next picture will differ all over; where the field changed it will not.
  if (!picture_ || !picture_->same_eye(now)) return {};
  FrameInput before = without_hand(picture_->input), after = wanted;
  before.field = after.field = nullptr;
  Covered props(now);
  props.add_props(true);
  return {before == after && area(props.all()) <= worthwhile ? Redraw::Kind::body_first : Redraw::Kind::whole, {}};
}

std::vector<Touch> ShownPicture::room_for(std::span<const Touch> touches) {
  std::vector<Touch> room;
  for (const Touch& touch : touches) room.push_back(touch.sized(touch.half_sizes_mm() + k_room_mm));
  return room;
}

void ShownPicture::keep_body(const MovingPicture& now, const GpuAtlas& gpu) {
  MovableParts movable(now.plan, gpu, room_for(now.plan.touches), now.view_projection, now.width, now.height);
  const Rectangle touched = touched_part(now, movable);
  body_ = Body{{without_hand(now.input), levels_of(now.plan), now.view_projection, now.width, now.height},
               now.input.contacts,
               std::move(movable),
               touched};
  over_body_ = {0, 0, now.width, now.height};
}

void ShownPicture::keep(const MovingPicture& now, const Redraw& way) {
  picture_ = Drawn{without_words(now.input), levels_of(now.plan), now.view_projection, now.width, now.height};
  over_body_ = {0, 0, now.width, now.height};
  if (way.kind != Redraw::Kind::part || !body_) return;
  Covered over(now);
  over.add_props(false);
  over.add_all(now.input.ribbons), over.add_all(now.input.markers);
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
