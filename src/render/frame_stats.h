#pragma once
// What a picture cost in work.

#include <cstddef>

namespace palpate::render {

/// What the last frame cost in work (times are the caller's to measure).
struct FrameStats {
  /// Of the levels of structures and of props, all passes of one sample, also those that face away from the eye or lie
  /// hidden, which are left out before the driver would drop them.
  size_t triangles_drawn = 0;
  size_t triangles_handed = 0;    ///< to the driver
  size_t triangles_shown = 0;     ///< of moving pictures: those whose pixels were kept count too
  size_t draw_calls = 0;          ///< of structures, all passes of one sample
  size_t programs_compiled = 0;   ///< since the renderer was made
  int level = 0;                  ///< level of detail that was used
  float resolution_scale = 1.0f;  ///< of the last frame

  void add(const FrameStats& other) {
    triangles_drawn += other.triangles_drawn, triangles_handed += other.triangles_handed;
    draw_calls += other.draw_calls;
  }
};

}  // namespace palpate::render
