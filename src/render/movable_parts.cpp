#include "render/movable_parts.h"

#include <algorithm>
#include <utility>

namespace palpate::render {

MovableParts::MovableParts(const ScenePlan& plan, const GpuAtlas& gpu, std::vector<Touch> room,
                           const Mat4& view_projection, int width, int height)
    : room_(std::move(room)), view_projection_(view_projection), width_(width), height_(height) {
  for (const auto* items : {&plan.opaque, &plan.glass}) {
    for (const DrawItem& item : *items) {
      if (!item.in_view || item.yields() <= 0.0f) continue;
      if (!any_reaches(room_, gpu.atlas().structures[item.structure].bounds)) continue;
      const auto& vertices = gpu.mesh(item.structure, item.level).vertices;
      for (const GpuAtlas::Chunk& chunk : gpu.chunks(item.structure, item.level)) {
        if (any_reaches(room_, chunk.bounds))
          chunks_.push_back(
              {chunk.bounds, item.yields(), gpu.corners(item.structure, item.level, chunk.range), vertices.data()});
      }
    }
  }
}

bool MovableParts::holds(std::span<const Touch> touches) const {
  return std::all_of(touches.begin(), touches.end(), [&](const Touch& touch) {
    return std::any_of(room_.begin(), room_.end(), [&](const Touch& room) { return room.holds(touch); });
  });
}

Rectangle MovableParts::moved_by(std::span<const Touch> touches) const {
  Rectangle all;
  const auto with = [&](const Box3& box) { return joined(all, rectangle_of(box, view_projection_, width_, height_)); };
  for (const Chunk& chunk : chunks_) {
    if (!any_reaches(touches, chunk.bounds)) continue;
    Box3 farthest = moved_box(touches, chunk.bounds, chunk.share);
    farthest.add(chunk.bounds);
    if (with(farthest) == all) continue;
    for (size_t i = 0; i + 2 < chunk.corners.size(); i += 3) {
      Box3 rest, moved;
      for (const uint32_t corner : chunk.corners.subspan(i, 3)) {
        Box3 point;
        point.add(chunk.vertices[corner].position);
        rest.add(point), moved.add(moved_box(touches, point, chunk.share));
      }
      if (moved == rest) continue;
      moved.add(rest);
      all = with(moved);
    }
  }
  return all;
}

}  // namespace palpate::render
