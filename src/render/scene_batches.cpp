#include "render/scene_batches.h"

#include <algorithm>
#include <utility>

namespace palpate::render {

namespace {

constexpr size_t k_rows = std::tuple_size_v<LookRows>;  // of a structure
constexpr size_t k_block_bytes = looks_a_block * k_rows * sizeof(Vec4);
static_assert(k_block_bytes <= 16384);    // what every driver grants
static_assert(k_block_bytes % 256 == 0);  // where blocks may begin
constexpr unsigned k_binding = 3;
}  // namespace

void set_textures(const gl::Program& program) {
  program.set("key_map", 0);
  program.set("sky_map", 1);
  program.set("colour_map", 2);
  program.set("contour_count", 10.0f);
}

void LookBlocks::write(const ScenePlan& plan) {
  size_t last = 0;
  for (const auto* items : {&plan.opaque, &plan.glass}) {
    for (const DrawItem& item : *items) last = std::max(last, item.structure);
  }
  rows_.assign((block_of(last) + 1) * looks_a_block * k_rows, Vec4(0.0f));
  for (const auto* items : {&plan.opaque, &plan.glass}) {
    for (const DrawItem& item : *items) {
      Vec4* row = rows_.data() + item.structure * k_rows;
      std::copy(item.rows.begin(), item.rows.end(), row);
      if (plan.posture) row[k_rows - 1].x = plan.posture->bulges->of(item.structure);
    }
  }
  if (!buffer_) buffer_ = gl::Buffer::make();
  glBindBuffer(GL_UNIFORM_BUFFER, buffer_.id());
  buffer_.label("looks");
  // A fresh store: the one before may still be read by what was drawn with it.
  glBufferData(GL_UNIFORM_BUFFER, static_cast<GLsizeiptr>(rows_.size() * sizeof(Vec4)), rows_.data(), GL_STREAM_DRAW);
}

void LookBlocks::bind(size_t block) const {
  glBindBufferRange(GL_UNIFORM_BUFFER, k_binding, buffer_.id(), static_cast<GLintptr>(block * k_block_bytes),
                    static_cast<GLsizeiptr>(k_block_bytes));
}

SceneBatches::Batch& SceneBatches::batch(const gl::Program& program, size_t structure, bool clips, bool lists) {
  const size_t block = LookBlocks::block_of(structure);
  const auto fits = [&](const Batch& b) {
    return b.program == &program && b.block == block && b.clips == clips && b.lists == lists;
  };
  auto found = batches_.end();
  if (keep_order_) {
    if (!batches_.empty() && fits(batches_.back())) found = std::prev(batches_.end());
  } else {
    found = std::find_if(batches_.begin(), batches_.end(), fits);
  }
  if (found == batches_.end()) found = batches_.insert(batches_.end(), {&program, block, clips, lists, {}, {}, {}});
  return *found;
}

void SceneBatches::add(const gl::Program& program, size_t structure, bool clips,
                       std::span<const GpuAtlas::Range> runs) {
  Batch& to = batch(program, structure, clips, false);
  for (const GpuAtlas::Range& run : runs) {
    to.counts.push_back(run.count);
    to.offsets.push_back(reinterpret_cast<const void*>(run.offset_bytes));
  }
  to.triangles += GpuAtlas::triangles_of(runs);
}

void SceneBatches::add_facing(const gl::Program& program, size_t structure, bool clips, int level,
                              std::span<const GpuAtlas::Range> runs, const GpuAtlas::View& from) {
  Batch& to = batch(program, structure, clips, true);
  to.facing.push_back({structure, level, {runs.begin(), runs.end()}, from});
  to.triangles += GpuAtlas::triangles_of(runs);
}

void FlushLimit::drawn(size_t triangles) {
  waiting_ += triangles;
  if (waiting_ < limit_) return;
  if (before_next_) std::exchange(before_next_, {})();
  glFlush();
  waiting_ = 0;
}

void SceneBatches::draw_listed(std::span<const uint32_t> listed, const gl::Buffer& indices, FlushLimit* limit) {
  glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, indices.id());
  glBufferData(GL_ELEMENT_ARRAY_BUFFER, static_cast<GLsizeiptr>(listed.size_bytes()), listed.data(), GL_STREAM_DRAW);
  const size_t triangles = listed.size() / 3;
  for (size_t from = 0; from < triangles;) {
    const size_t count = limit ? std::min(triangles - from, limit->room()) : triangles;
    glDrawElements(GL_TRIANGLES, static_cast<GLsizei>(3 * count), GL_UNSIGNED_INT,
                   reinterpret_cast<const void*>(3 * from * sizeof(uint32_t)));
    if (limit) limit->drawn(count);
    from += count;
  }
}

void SceneBatches::draw(const LookBlocks& looks, const GpuAtlas& gpu, const gl::Buffer& indices, FrameStats& stats,
                        const std::function<void(const gl::Program&)>& make_ready, FlushLimit* limit) const {
  const gl::Program* current = nullptr;
  std::vector<uint32_t> listed;
  for (const Batch& batch : batches_) {
    if (batch.program != current) {
      current = batch.program;
      current->use();
      make_ready(*current);
    }
    looks.bind(batch.block);
    // Off where a program does not write the distance: what it then holds is undefined.
    if (batch.clips) glEnable(GL_CLIP_DISTANCE0);
    if (batch.lists) {
      listed.clear();
      for (const Facing& part : batch.facing)
        gpu.append_facing(part.structure, part.level, part.runs, part.from, listed);
      stats.triangles_handed += listed.size() / 3;
      draw_listed(listed, indices, limit);
      gpu.bind_indices();
    } else {
      glMultiDrawElements(GL_TRIANGLES, batch.counts.data(), GL_UNSIGNED_INT, batch.offsets.data(),
                          static_cast<GLsizei>(batch.counts.size()));
      stats.triangles_handed += batch.triangles;
      if (limit) limit->drawn(batch.triangles);
    }
    if (batch.clips) glDisable(GL_CLIP_DISTANCE0);
    stats.triangles_drawn += batch.triangles;
    ++stats.draw_calls;
  }
}

}  // namespace palpate::render
