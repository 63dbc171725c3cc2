#pragma once
// Draws a FrameInput: pixels out, nothing else changes. One renderer per OpenGL context, used on that context's thread.

#include <filesystem>
#include <memory>

#include "anatomy/atlas.h"
#include "core/image.h"
#include "gl/side_thread.h"
#include "render/frame_input.h"
#include "render/frame_stats.h"
#include "render/target.h"

namespace palpate::render {

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
  /// Moving pictures are drawn with this thread's context too, in less time and with the same pixels; null: without.
  void use(std::unique_ptr<gl::SideThread> beside);

  /// Draws the whole picture into `into`, which takes its size. Leaves depth test, blending, culling and scissor off,
  /// and `into` bound.
  void draw(const FrameInput& input, Target& into);
  /// The same picture in memory. Alpha is 255 unless `input.transparent`.
  Image render(const FrameInput& input);

  /// Pictures of more pixels than this are drawn so that they take less memory and a little more time (4096 x 2048
  /// where never called). The bytes are the same for any number.
  void set_large(size_t pixels);

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
