#pragma once
// Structures that share a program drawn in one call: their looks lie in a uniform block, each vertex knows its row. On
// software GL a draw call of its own costs a structure more than its light does.

#include <functional>
#include <span>
#include <vector>

#include "gl/shader_library.h"
#include "render/frame_block.h"
#include "render/frame_stats.h"
#include "render/gpu_atlas.h"
#include "render/scene_plan.h"

namespace palpate::render {

/// The looks of all items of a plan, in blocks of `looks_a_block` structures. Mirrors `Looks` in shaders/look.glsl.
class LookBlocks {
 public:
  void write(const ScenePlan& plan);
  /// Binds the block that holds this structure.
  void bind(size_t block) const;
  static size_t block_of(size_t structure) { return structure / looks_a_block; }

 private:
  gl::Buffer buffer_;
  std::vector<Vec4> rows_;
};

/// Tells a program in use where the textures are.
void set_textures(const gl::Program& program);

/// Draws are kept by the driver until something flushes; so many triangles may be.
class FlushLimit {
 public:
  /// Flushes for the first time after that many, once `before_first` has returned, and then each time there are as many
  /// again.
  FlushLimit(size_t triangles, std::function<void()> before_first)
      : limit_(triangles), before_next_(std::move(before_first)) {}
  /// Triangles until the next flush.
  size_t room() const { return limit_ - waiting_; }
  /// That many were handed over; flushes where it is time.
  void drawn(size_t triangles);

 private:
  size_t limit_, waiting_ = 0;
  std::function<void()> before_next_;  ///< empty: nothing is waited for
};

class SceneBatches {
 public:
  explicit SceneBatches(bool keep_order) : keep_order_(keep_order) {}
  bool keeps_order() const { return keep_order_; }
  /// Adds runs of an item's triangles. `clips`: the program writes clip distances.
  void add(const gl::Program& program, size_t structure, bool clips, std::span<const GpuAtlas::Range> runs);
  /// The same, but only those triangles of the runs (of that level) that may face `from`, which draw() finds out.
  void add_facing(const gl::Program& program, size_t structure, bool clips, int level,
                  std::span<const GpuAtlas::Range> runs, const GpuAtlas::View& from);
  /// `looks`, `gpu` and programs may belong to another context that shares its objects with this one. `make_ready` is
  /// called once a program is in use and before anything is drawn with it.
  /// `indices` takes the lists of what faces the eye.
  void draw(const LookBlocks& looks, const GpuAtlas& gpu, const gl::Buffer& indices, FrameStats& stats,
            const std::function<void(const gl::Program&)>& make_ready, FlushLimit* limit = nullptr) const;

 private:
  /// Runs of a structure's level of which what faces the eye is drawn.
  struct Facing {
    size_t structure;
    int level;
    std::vector<GpuAtlas::Range> runs;
    GpuAtlas::View from;
  };
  struct Batch {
    const gl::Program* program;
    size_t block;
    bool clips;
    bool lists;  ///< of what faces the eye; else runs of the atlas's own list
    std::vector<Facing> facing;
    std::vector<GLsizei> counts;
    std::vector<const void*> offsets;
    size_t triangles = 0;
  };
  static void draw_listed(std::span<const uint32_t> listed, const gl::Buffer& indices, FlushLimit* limit);
  Batch& batch(const gl::Program& program, size_t structure, bool clips, bool lists);
  bool keep_order_;  ///< glass: only neighbours share a call
  std::vector<Batch> batches_;
};

}  // namespace palpate::render
