#pragma once
// What to draw for a FrameInput and in which order: pure arithmetic before any draw call.

#include <optional>
#include <vector>

#include "render/frame_input.h"
#include "render/gpu_atlas.h"
#include "render/screen_rectangle.h"
#include "render/tissue_look.h"
#include "render/touch.h"

namespace palpate::render {

/// Glass thinner than this shows light, but no drawing of its own.
constexpr float clear_glass = 0.35f;

struct DrawItem {
  size_t structure = 0;
  Material material = Material::smooth;
  LookRows rows{};
  bool in_view = true;     ///< meets the view's frustum; casts shadows all the same
  bool dented = false;     ///< a contact reaches its box, and it gives way
  bool window = false;     ///< the focus window opens it
  bool cut = false;        ///< the section plane goes through it
  bool field = false;      ///< the scalar field shows on it
  bool fibres = false;     ///< lines along its fibres
  bool hatched = false;    ///< it would, but there are no values for it
  bool footprint = false;  ///< a contact's footprint is drawn on it
  float heat = 0.0f;       ///< how far the field covers the tissue
  float opacity = 1.0f;
  float distance = 0.0f;
  float bend = 0.0f;     ///< how much a posture curves it, 1/mm
  Box3 bounds;           ///< where it is drawn
  Vec3 offset_mm{0.0f};  ///< moved away from its place
  int layer = 0;
  int level = 0;  ///< of detail

  /// To contacts, by this share (DENT_SHARE in shaders/look.glsl).
  float yields() const { return rows[0].w; }
};

/// A part of the picture that alone is drawn: triangles that cannot show in it are left out.
struct PicturePart {
  Rectangle pixels;
  int width = 0, height = 0;  ///< of the whole picture
  Mat4 view_projection{1.0f};
  bool shows(const Box3& box) const;
};

/// A posture in which the body turns nearly as a whole: which way triangles face is known within limits.
struct NearlyRigid {
  motion::Rigid whole;  ///< what the middle of the body does
  float sine = 0.0f;    ///< of the angle by which any triangle may turn beyond that
};

struct ScenePlan {
  Vec3 eye_mm{0.0f};
  std::vector<GpuAtlas::Turn> turns;  ///< by which contacts may turn triangles that they reach
  std::vector<DrawItem> opaque;       ///< outer layers first, then nearest: hidden tissue is not shaded
  std::vector<DrawItem>
      glass;      ///< in drawing order: far muscles first, then fascia, fat and skin, the shells we know to be nested
  int level = 0;  ///< the coarsest of those in view
  bool clip_by_discard = false;             ///< how `cut` items are cut
  const BodyPosture* posture = nullptr;     ///< of the input, null at rest
  std::optional<NearlyRigid> nearly_rigid;  ///< of the posture; none where it bends far, or at rest
  bool plate = false;                       ///< drawn as a printed plate
  bool exploded = false;                    ///< some structures are moved away from their places
  Box3 bounds;                              ///< of everything drawn
  std::vector<Touch> touches;               ///< one for each contact
  std::vector<Touch> footprints;            ///< one for each contact that shows where it presses
  std::vector<float> contact_layers;        ///< for each contact: the layer that shows its footprint, -1 = none
  std::optional<PicturePart> part;          ///< none: all of it

  bool shows_field() const;
  /// Whether a contact may reach into the box.
  bool touched(const Box3& box) const;
  /// Where what an item has in that box at rest may come to lie.
  Box3 moved(const DrawItem& item, const Box3& box) const {
    return item.dented ? moved_box(touches, box, item.yields()) : box;
  }
};

/// Triangles that one pass may draw (design estimates from measured software rendering). Clean and converged pictures
/// may have more the more pixels there are to see them in.
size_t triangle_budget(const FrameInput& input);
ScenePlan plan_scene(const FrameInput& input, const GpuAtlas& gpu, const Mat4& view_projection);

}  // namespace palpate::render
