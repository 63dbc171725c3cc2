#pragma once
// Draws the structures of a plan: opaque, glass, and as casters into shadow maps.

#include <array>
#include <map>
#include <span>

#include "gl/shader_library.h"
#include "render/frame_stats.h"
#include "render/moving_chunks.h"
#include "render/scene_batches.h"
#include "render/scene_plan.h"
#include "render/tissue_texture.h"

namespace palpate::render {

/// How the light is worked out.
enum class Shading { plain, vertex, pixel, pixel_with_shadows };

class ScenePass {
 public:
  ScenePass(gl::ShaderLibrary& shaders, FrameStats& stats) : shaders_(shaders), stats_(stats) {}

  /// Before the passes of a picture: what they all read.
  void make_ready(const ScenePlan& plan) { looks_.write(plan); }
  /// Blocks, textures (0 key map, 1 sky map, 2 colour map) and the atlas are bound by the caller.
  void draw_opaque(const ScenePlan& plan, const GpuAtlas& gpu, Shading shading);
  /// Each shell: depth first, then colour where it is nearest. `view_projection` as in the Frame block.
  void draw_glass(const ScenePlan& plan, const GpuAtlas& gpu, Shading shading, const Mat4& view_projection);
  /// A moving picture's opaque structures, or its glass in drawing order; draw_opaque() and draw_glass() are for the
  /// others.
  SceneBatches moving(const ScenePlan& plan, const GpuAtlas& gpu, bool glass, const ChunkSelection& selection = {});
  void draw(const SceneBatches& moving, const GpuAtlas& gpu);
  const LookBlocks& looks() const { return looks_; }
  /// Depth of everything that casts a shadow in this sample: glass casts in that share of samples which it holds back
  /// of light.
  void draw_casters(const ScenePlan& plan, const GpuAtlas& gpu, const Mat4& light, float sample_share);
  /// Where structures with an outline are, hidden or not: their strength as brightness.
  void draw_mask(const ScenePlan& plan, const GpuAtlas& gpu, const Mat4& view_projection,
                 const std::vector<StructureLook>& looks);

 private:
  const gl::Program& program(const DrawItem& item, Shading shading, bool glass);
  gl::ProgramKey colour_key(const DrawItem& item, Shading shading, bool glass) const;
  const gl::Program& depth_program(const DrawItem& item, const char* fragment);
  void add_few_contacts(const DrawItem& item, gl::ProgramKey& key) const;
  void begin(const ScenePlan& plan);
  void bind_drawing(Material material, const gl::Program& program);
  template <class Use>
  void use_colour(Use& in_use, const DrawItem& item, Shading shading, bool glass);
  /// An item's triangles under a footprint, those that a hand moves, and the others.
  struct Split {
    std::vector<GpuAtlas::Range> marked, near, far;
  };
  /// `in_order`: all of them as one, as the most exacting needs it.
  static Split split(const DrawItem& item, const ScenePlan& plan, const GpuAtlas& gpu, int level,
                     const ChunkSelection& selection, bool in_order);
  template <class ProgramOf>
  void add_to(SceneBatches& batches, const DrawItem& item, const ScenePlan& plan, const GpuAtlas& gpu, int level,
              const ProgramOf& program_of, const ChunkSelection& selection = {});
  void add_depth(SceneBatches& batches, const DrawItem& item, const ScenePlan& plan, const GpuAtlas& gpu, int level);
  void draw_depth(const SceneBatches& batches, const GpuAtlas& gpu, const Mat4& matrix);
  /// One draw of several runs of triangles.
  void emit(const DrawItem& item, const GpuAtlas& gpu, int level, std::span<const GpuAtlas::Range> runs);
  /// How the eye (or light) of this pass sees an item at rest.
  GpuAtlas::View seen_from(const DrawItem& item) const;
  /// `use` makes ready to draw an item or a part of it.
  template <class Use>
  void draw(const DrawItem& item, const ScenePlan& plan, const GpuAtlas& gpu, int level, const Use& use);

  gl::ShaderLibrary& shaders_;
  FrameStats& stats_;
  LookBlocks looks_;
  std::map<unsigned, const gl::Program*> found_;  ///< for the plan being drawn, by what items differ in
  std::vector<uint32_t> listed_;
  Vec3 eye_mm_{0.0f};                        ///< of the pass being drawn
  std::optional<NearlyRigid> nearly_rigid_;  ///< of the plan being drawn
  bool known_facing_ = true;                 ///< of the plan being drawn: lists of what faces the eye can be made
  std::span<const GpuAtlas::Turn> turns_;    ///< of the plan being drawn
  gl::Buffer indices_;                       ///< of what faces the eye in the batch being drawn
  struct Drawing {
    gl::Texture texture;
    Vec2 per_mm{0.0f};
  };
  std::array<Drawing, material_count> drawings_;  ///< made when first asked for
  size_t contacts_ = 0;                           ///< of the plan being drawn
  bool by_discard_ = false;                       ///< of the plan being drawn
  const BodyPosture* posture_ = nullptr;          ///< of the plan being drawn
  bool plate_ = false;                            ///< of the plan being drawn
  bool exploded_ = false;                         ///< of the plan being drawn
};

}  // namespace palpate::render
