#pragma once
// What moving pictures need not draw: what lies hidden behind nearer structures, where a CPU draws, and what rests and
// is kept as pixels. What was hidden in the picture before comes last, and only those runs of it that may show past the
// depth already drawn. Pixels are the same, whatever is left out.

#include <cstdint>
#include <map>
#include <set>
#include <span>
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

/// How the chunks (GpuAtlas::chunks) of opaque structures come into moving pictures.
class MovingChunks {
 public:
  enum State : uint8_t {
    shown = 1,
    hidden = 2,    ///< in the picture before
    revealed = 4,  ///< hidden then, and may show now
    resting = 8    ///< in the picture of what no contact moves
  };
  void forget() { known_.clear(), revealed_.clear(), any_rests_ = false; }
  /// One entry a chunk, all shown where nothing is known yet.
  std::vector<State>& of(size_t structure, int level, size_t count);
  /// Every chunk in view that these do not reach rests from now on, and no other.
  void let_rest(const ScenePlan& plan, const GpuAtlas& gpu, std::span<const Touch> moving);
  /// None rests.
  void wake();
  struct Change {
    bool any_revealed = false;
    size_t left_out = 0;  ///< triangles of those that are hidden
  };
  /// Looks at every chunk in view that does not rest: those that were hidden and may show now are `revealed`, those
  /// that were so before are shown. Under a hand most stays as it is: there, whether shown ones have become hidden is
  /// looked up in every fourth picture only.
  Change look_behind(const DepthSquares& drawn, const ScenePlan& plan, const GpuAtlas& gpu, const Mat4& view_projection,
                     int width, int height);
  /// Whether it revealed any chunk of that structure.
  bool any_revealed(size_t structure) const { return revealed_.contains(structure); }

 private:
  std::map<std::pair<size_t, int>, std::vector<State>> known_;
  std::set<size_t> revealed_;
  bool any_rests_ = false;
  unsigned looked_ = 0;
};

/// Some chunks of opaque structures.
struct ChunkSelection {
  MovingChunks* known = nullptr;  ///< null: all
  unsigned states = 0;            ///< those in one of them
};

}  // namespace palpate::render
