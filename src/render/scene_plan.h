#pragma once
// What to draw for a FrameInput and in which order: pure arithmetic before any draw call.

#include <vector>

#include "render/frame_input.h"
#include "render/gpu_atlas.h"
#include "render/tissue_look.h"

namespace palpate::render {

struct DrawItem {
  size_t structure = 0;
  Material material = Material::smooth;
  LookRows rows{};
  bool in_view = true;   ///< meets the view's frustum; casts shadows all the same
  bool dented = false;   ///< a contact reaches it
  bool cut = false;      ///< the section plane goes through it
  bool painted = false;  ///< highlight, heat or greying shows
  bool field = false;    ///< the scalar field shows on it
  float opacity = 1.0f;
  float distance = 0.0f;
  int layer = 0;
};

struct ScenePlan {
  std::vector<DrawItem> opaque;  ///< outer layers first, then nearest: hidden tissue is not shaded
  std::vector<DrawItem>
      glass;  ///< in drawing order: far muscles first, then fascia, fat and skin, the shells we know to be nested
  int level = 0;
  bool clip_by_discard = false;  ///< how `cut` items are cut
  Box3 bounds;                        ///< of everything drawn
  std::vector<float> contact_layers;  ///< for each contact: the layer that shows its footprint, -1 = none
};

/// Triangles that one pass may draw (design estimates from measured software rendering). Clean and converged pictures
/// may have more the more pixels there are to see them in.
size_t triangle_budget(Quality quality, int width, int height);
ScenePlan plan_scene(const FrameInput& input, const GpuAtlas& gpu, const Mat4& view_projection);

}  // namespace palpate::render
