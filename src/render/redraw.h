#pragma once
// What of a moving picture stays from one to the next. While the eye rests, two pictures are kept beside it: of what no
// contact moves or will soon move, and of the body as a whole. Only where a hand presses is the body drawn anew, over
// what rests; hands, paths and marks are drawn over it each time.

#include <optional>
#include <span>
#include <vector>

#include "render/movable_parts.h"
#include "render/screen_rectangle.h"

namespace palpate::render {

/// A moving picture that is to be drawn.
struct MovingPicture {
  const FrameInput& input;
  const ScenePlan& plan;
  const std::vector<Box3>& props;  ///< bounds of input.props, one for each
  Mat4 view_projection{1.0f};
  int width = 0, height = 0;  ///< of its pixels, before they are enlarged
};

/// How a moving picture comes about.
struct Redraw {
  enum class Kind {
    none,        ///< its pixels are there
    part,        ///< from the body that is kept: `anew` is drawn, then what lies over the body
    body_first,  ///< what rests and the body are drawn alone to be kept, then as `part`
    whole        ///< all at once: the next one will differ all over
  };
  Kind kind = Kind::whole;
  Rectangle anew;
};

/// True for props that are drawn with the body and not over it: glass of the body may lie before them.
bool within_body(const Prop& prop, const ScenePlan& plan);

/// What the pixels of the moving picture and those of the body alone were drawn from.
class ShownPicture {
 public:
  Redraw way_to(const MovingPicture& now) const;
  /// Where contacts may move things before what rests is drawn again.
  static std::vector<Touch> room_for(std::span<const Touch> touches);
  /// The body alone, and what rests of it (all that room_for() leaves), are drawn as in `now`.
  void keep_body(const MovingPicture& now, const GpuAtlas& gpu);
  /// Pixels of the moving picture that may differ from those of the body alone.
  const Rectangle& over_body() const { return over_body_; }
  /// The moving picture is drawn as `now`, in this way.
  void keep(const MovingPicture& now, const Redraw& way);
  /// Nothing is known of the moving picture; the body alone is still there.
  void forget_picture();
  void forget() { forget_picture(), body_.reset(); }

 private:
  struct Drawn {
    FrameInput input;         ///< less what is written over it; of the body: less all that moves with the hand
    std::vector<int> levels;  ///< of the plan's items, opaque then glass
    Mat4 view_projection{1.0f};
    int width = 0, height = 0;
    bool same_eye(const MovingPicture& now) const;
    /// With the same triangles too.
    bool seen_as(const MovingPicture& now) const;
  };
  struct Body {
    Drawn from;
    std::vector<ContactPatch> contacts;
    MovableParts movable;
    Rectangle touched;  ///< what the contacts changed of it
    /// What was drawn since beyond the least part, summed: hands move away from where they pressed then.
    double least_area = 0.0, excess_area = 0.0;
  };
  static Rectangle changed_part(const Body& body, const MovingPicture& now);

  std::optional<Drawn> picture_;
  std::optional<Body> body_;
  Rectangle over_body_;
};

}  // namespace palpate::render
