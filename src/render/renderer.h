#pragma once
// Draws a FrameInput: pixels out, nothing else changes. One renderer per OpenGL context, used on that context's thread.

#include <filesystem>
#include <memory>

#include "anatomy/atlas.h"
#include "core/image.h"
#include "render/frame_input.h"
#include "render/target.h"

namespace palpate::render {

/// What the last frame cost in work (times are the caller's to measure).
struct FrameStats {
  /// Of the levels of structures and of props, all passes of one sample; moving pictures leave out those that face
  /// away from the eye before the driver would.
  size_t triangles_drawn = 0;
  size_t triangles_shown = 0;     ///< of moving pictures: those whose pixels were kept count too
  size_t draw_calls = 0;          ///< of structures, all passes of one sample
  size_t programs_compiled = 0;   ///< since the renderer was made
  int level = 0;                  ///< level of detail that was used
  float resolution_scale = 1.0f;  ///< of the last frame
};

class Renderer {
 public:
  /// Needs a current context (gl/context.h). `shader_folder`: read and watched instead of the embedded shaders when not
  /// empty.
  explicit Renderer(std::filesystem::path shader_folder = {});
  ~Renderer();
  Renderer(Renderer&&) noexcept;
  Renderer& operator=(Renderer&&) noexcept;

  /// Uploads the atlas; null shows an empty stage.
  void set_atlas(std::shared_ptr<const anatomy::Atlas> atlas);
  const std::shared_ptr<const anatomy::Atlas>& atlas() const;

  /// Draws the whole picture into `into`, which takes its size. Leaves depth test, blending, culling and scissor off,
  /// and `into` bound.
  void draw(const FrameInput& input, Target& into);
  /// The same picture in memory. Alpha is 255 unless `input.transparent`. Pictures of more than two tiles a side are
  /// drawn tile by tile.
  Image render(const FrameInput& input);

  /// Side of a tile in pixels, rounded down to a multiple of 64 (2048 where never called).
  void set_tile_size(int pixels);

  /// Still pictures one sample at a time, for a window that must stay responsive. After still_sample_count() steps the
  /// picture shown is byte-equal to render() of the same input.
  void still_restart(const FrameInput& input);
  /// Adds the next sample; false (and no work) when all are in.
  bool still_step();
  int still_samples_done() const;
  /// Shows the mean of the samples taken so far, with labels and legend.
  void still_show(Target& into);
  static int still_sample_count();

  /// True when shaders of a watched folder changed: another draw() compiles them.
  bool poll_shaders();
  /// Why the last good programs are in use instead of what the folder holds, or "" (gl/shader_library.h).
  const std::string& shader_error() const;
  const FrameStats& stats() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace palpate::render
