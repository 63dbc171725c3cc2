#pragma once
// The glass of a moving picture made ready on a core of its own while the first draws what is behind it, where a CPU
// draws both (gl/side_thread.h). The pixels are those of one context that draws what is behind and then the glass.

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "gl/side_thread.h"
#include "render/scene_batches.h"
#include "render/screen_rectangle.h"
#include "render/target.h"

namespace palpate::render {

class SideDrawing {
 public:
  explicit SideDrawing(std::unique_ptr<gl::SideThread> thread);
  ~SideDrawing();
  SideDrawing(const SideDrawing&) = delete;
  SideDrawing& operator=(const SideDrawing&) = delete;

  /// What is drawn, and where to. All that it points to must live and stay the same until it is drawn, and lie filled
  /// in buffers that both contexts share.
  struct Glass {
    SceneBatches batches;
    const LookBlocks* looks;
    const GpuAtlas* gpu;
    const Target* into;
    std::optional<Rectangle> only;  ///< this part of `into`
    bool field, posed;              ///< vertices bring values of a field, shares of segments
    std::function<void()> bind;     ///< uniform blocks and textures, for the context it is called in
  };

  /// One picture's glass on its way. Whoever drops it early waits for it; the picture is then of no use.
  class OnItsWay {
   public:
    ~OnItsWay();
    OnItsWay(OnItsWay&& other) noexcept : maker_(std::exchange(other.maker_, nullptr)) {}
    OnItsWay& operator=(OnItsWay&&) = delete;
    /// Draws what the caller's context was told, that is what lies behind the glass, which may follow. What the caller
    /// tells next follows the glass, if it is no more than k_most_waiting triangles before finish().
    void behind_is_told();
    /// Until the glass is drawn; what it cost.
    FrameStats finish();

   private:
    friend class SideDrawing;
    explicit OnItsWay(SideDrawing* maker) : maker_(maker) {}
    SideDrawing* maker_;
  };
  /// Begins to light and to sort.
  OnItsWay begin(Glass glass);

  /// What waits to be drawn lies in the driver's memory; of more than some ten megabytes it would draw a part unasked.
  static constexpr size_t k_most_waiting = 40'000;  // triangles

 private:
  struct Own;
  std::unique_ptr<Own> own_;
  std::unique_ptr<gl::SideThread> thread_;
};

}  // namespace palpate::render
