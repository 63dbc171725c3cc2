#pragma once
// Leaving out what lies hidden behind nearer structures, where a CPU draws: what was hidden in the picture before comes
// last, and only those runs of it that may show past the depth already drawn. Pixels are the same, whatever is left
// out.

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "render/scene_plan.h"

namespace palpate::render {

/// The furthest depth in each small square of a part of a picture.
class DepthSquares {
 public:
  /// Reads the depth of that part of the framebuffer that is bound for reading.
  void read(const Rectangle& part);
  enum class Sight { outside, hidden, may_show };
  /// What the part shows of a box: it lies outside, behind what is drawn wherever it could show, or neither is sure.
  /// `width`, `height`: of the picture.
  Sight look_at(const Box3& box, const Mat4& view_projection, int width, int height) const;

 private:
  Rectangle part_;
  int columns_ = 0;
  std::vector<uint32_t> pixels_, furthest_;  ///< depth in the upper 24 bits
};

/// Which chunks (GpuAtlas::chunks) of which levels are hidden.
class HiddenChunks {
 public:
  enum class Chunk : uint8_t { shown, hidden, revealed };
  void forget() { known_.clear(); }
  /// One entry a chunk, all shown where nothing is known yet.
  std::vector<Chunk>& of(size_t structure, int level, size_t count);
  struct Change {
    bool revealed = false;  ///< some are
    size_t left_out = 0;    ///< triangles of those that are hidden
  };
  /// Looks at every opaque chunk in view: those that were hidden and may show now are `revealed`, those that were so
  /// before are shown.
  Change update(const ScenePlan& plan, const GpuAtlas& gpu, const DepthSquares& drawn, const Mat4& view_projection,
                int width, int height);

 private:
  std::map<std::pair<size_t, int>, std::vector<Chunk>> known_;
};

/// Some chunks of opaque structures: those known as `which`, or all others.
struct ChunkSelection {
  HiddenChunks* known = nullptr;  ///< null: all
  HiddenChunks::Chunk which{};
  bool those = false;
};

}  // namespace palpate::render
