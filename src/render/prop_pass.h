#pragma once
// Hands and tools: posed by somebody else, drawn with the body's light.

#include <vector>

#include "gl/shader_library.h"
#include "render/scene_pass.h"

namespace palpate::render {

class PropPass {
 public:
  PropPass(gl::ShaderLibrary& shaders, FrameStats& stats) : shaders_(shaders), stats_(stats) {}

  /// Uploads what changed since the last frame. Call once a frame before the others.
  void update(const std::vector<Prop>& props, Style drawn, const Vec3& eye_mm);
  /// Solid parts, with the scene's depth.
  void draw_solid(const std::vector<Prop>& props, Shading shading);
  /// Triangles of those that draw_glass() draws.
  static size_t glass_triangles(const std::vector<Prop>& props);
  /// Ghosts and faded props: first surface only, over everything. Two passes, depth and then colour; of moving pictures
  /// one where that is enough (drawn_at_once()).
  void draw_glass(const std::vector<Prop>& props, Shading shading, const Mat4& view_projection);
  /// Depth of the parts that cast a shadow.
  void draw_casters(const std::vector<Prop>& props, const Mat4& light, float sample_share);
  /// Bounds of all props drawn.
  Box3 bounds() const { return bounds_; }
  /// Bounds of each of the first `count` props.
  std::vector<Box3> boxes(size_t count) const;

 private:
  /// Parts of a prop that follow each other in one material.
  struct Run {
    PropStyle style{};
    uint32_t first = 0, count = 0;  ///< in `facing`
    size_t triangles = 0;           ///< with those that face away
  };
  struct Slot {
    gl::VertexArray array;
    gl::Buffer vertices, indices;
    const void* shown_vertices = nullptr;
    const void* shown_indices = nullptr;
    uint64_t revision = 0;
    Box3 bounds;
    // What of it faces the eye, nearest first: a list of its own, and where each run of one material lies in it.
    gl::Buffer facing_buffer;
    std::vector<uint32_t> facing;
    std::vector<Run> runs;
    const void* listed_for = nullptr;
    const void* listed_indices = nullptr;
    uint64_t listed_revision = 0;
    Vec3 listed_eye{0.0f};
  };
  static void list_facing(const Prop& prop, Slot& slot, const Vec3& eye);
  void draw(const Slot& slot, const PropPart& part);
  void draw_facing(const Slot& slot, const Run& run);
  void draw_colour(const Prop& prop, const Slot& slot, const Run& run, Shading shading, bool glass);
  void draw_depth(const Prop& prop, const Slot& slot, const Mat4& view_projection);

  gl::ShaderLibrary& shaders_;
  FrameStats& stats_;
  std::vector<Slot> slots_;
  Box3 bounds_;
  Style drawn_ = Style::realistic;
};

}  // namespace palpate::render
