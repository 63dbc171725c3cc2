#include "render/moving_chunks.h"

#include <algorithm>
#include <span>
#include <utility>

#include "core/parallel.h"

namespace palpate::render {

namespace {

constexpr int k_side = 8;            // of a square, pixels
constexpr float k_rounding = 1e-5f;  // of depths 0..1: more than rasterizing errs by

}  // namespace

void DepthSquares::read(const Rectangle& part) {
  part_ = part;
  const auto width = static_cast<size_t>(part.width), height = static_cast<size_t>(part.height);
  pixels_.resize(width * height);
  glPixelStorei(GL_PACK_ALIGNMENT, 4);
  glReadPixels(part.x, part.y, part.width, part.height, GL_DEPTH_STENCIL, GL_UNSIGNED_INT_24_8, pixels_.data());
  columns_ = (part.width + k_side - 1) / k_side;
  const int rows = (part.height + k_side - 1) / k_side;
  furthest_.assign(static_cast<size_t>(columns_) * static_cast<size_t>(rows), 0);
  std::vector<uint32_t> column(static_cast<size_t>(columns_) * k_side, 0);
  for (size_t first = 0; first < height; first += k_side) {
    std::fill(column.begin(), column.end(), 0);
    for (size_t y = first; y < std::min(first + k_side, height); ++y) {
      const uint32_t* row = pixels_.data() + y * width;
      for (size_t x = 0; x < width; ++x) column[x] = std::max(column[x], row[x]);
    }
    uint32_t* out = furthest_.data() + first / k_side * static_cast<size_t>(columns_);
    for (size_t c = 0; c < static_cast<size_t>(columns_); ++c)
      out[c] = *std::max_element(column.begin() + static_cast<std::ptrdiff_t>(c * k_side),
                                 column.begin() + static_cast<std::ptrdiff_t>((c + 1) * k_side));
  }
}

DepthSquares::Sight DepthSquares::look_at(const Box3& box, const Mat4& view_projection, int width, int height) const {
  const Projected at = projected(box, view_projection);
  if (at.round_eye) return Sight::may_show;
  const Rectangle pixels = rectangle_of(at, width, height);
  const int left = std::max(pixels.x - part_.x, 0), right = std::min(pixels.x + pixels.width - part_.x, part_.width);
  const int bottom = std::max(pixels.y - part_.y, 0), top = std::min(pixels.y + pixels.height - part_.y, part_.height);
  if (left >= right || bottom >= top) return Sight::outside;
  const float nearest = at.lo.z * 0.5f + 0.5f - k_rounding;
  if (nearest <= 0.0f) return Sight::may_show;
  const auto depth = static_cast<uint32_t>(std::min(nearest, 1.0f) * 16777215.0f) << 8;
  for (int y = bottom / k_side; y <= (top - 1) / k_side; ++y) {
    const uint32_t* row = furthest_.data() + static_cast<size_t>(y) * static_cast<size_t>(columns_);
    for (int x = left / k_side; x <= (right - 1) / k_side; ++x) {
      if (row[x] >= depth) return Sight::may_show;
    }
  }
  return Sight::hidden;
}

std::vector<MovingChunks::State>& MovingChunks::of(size_t structure, int level, size_t count) {
  std::vector<State>& chunks = known_[{structure, level}];
  chunks.resize(count, shown);
  return chunks;
}

void MovingChunks::let_rest(const ScenePlan& plan, const GpuAtlas& gpu, std::span<const Touch> moving) {
  wake();
  any_rests_ = true;
  for (const DrawItem& item : plan.opaque) {
    if (!item.in_view) continue;
    const auto& chunks = gpu.chunks(item.structure, item.level);
    std::vector<State>& states = of(item.structure, item.level, chunks.size());
    for (size_t i = 0; i < chunks.size(); ++i) {
      if (!item.yields() || !any_reaches(moving, chunks[i].bounds)) states[i] = resting;
    }
  }
}

void MovingChunks::wake() {
  if (!std::exchange(any_rests_, false)) return;
  for (auto& [level, states] : known_) std::replace(states.begin(), states.end(), resting, shown);
}

MovingChunks::Change MovingChunks::look_behind(const DepthSquares& drawn, const ScenePlan& plan, const GpuAtlas& gpu,
                                               const Mat4& view_projection, int width, int height) {
  struct Task {
    const DrawItem* item;
    const std::vector<GpuAtlas::Chunk>* chunks;
    std::vector<State>* states;
    Change change;
  };
  std::vector<Task> tasks;
  const bool at_all = !plan.part || ++looked_ % 4 == 0;
  for (const DrawItem& item : plan.opaque) {
    if (!item.in_view) continue;
    const auto& chunks = gpu.chunks(item.structure, item.level);
    tasks.push_back({&item, &chunks, &of(item.structure, item.level, chunks.size()), {}});
  }
  parallel_for(tasks.size(), 4, [&](size_t begin, size_t end) {
    for (Task& task : std::span(tasks).subspan(begin, end - begin)) {
      for (size_t i = 0; i < task.chunks->size(); ++i) {
        State& state = (*task.states)[i];
        if (state == revealed) state = shown;
        if (state == resting || (state == shown && !at_all)) continue;
        const GpuAtlas::Chunk& chunk = (*task.chunks)[i];
        const DepthSquares::Sight seen =
            drawn.look_at(plan.moved(*task.item, chunk.bounds), view_projection, width, height);
        if (seen == DepthSquares::Sight::outside) continue;
        const bool was_hidden = state == hidden, is_hidden = seen == DepthSquares::Sight::hidden;
        state = is_hidden ? hidden : was_hidden ? revealed : shown;
        if (was_hidden && is_hidden) task.change.left_out += static_cast<size_t>(chunk.range.count) / 3;
        task.change.any_revealed |= was_hidden && !is_hidden;
      }
    }
  });
  Change all;
  revealed_.clear();
  for (const Task& task : tasks) {
    if (task.change.any_revealed) revealed_.insert(task.item->structure);
    all.left_out += task.change.left_out;
    all.any_revealed |= task.change.any_revealed;
  }
  return all;
}

}  // namespace palpate::render
