#pragma once
// The Frame and Contacts uniform blocks (shaders/frame.glsl, shaders/dent.glsl), filled from a FrameInput.

#include <array>

#include "gl/handle.h"
#include "render/frame_input.h"
#include "render/sampling.h"

namespace palpate::render {

/// Mirrors `Frame` in shaders/frame.glsl, std140.
struct FrameBlock {
  Mat4 view_projection{1.0f}, key_shadow{1.0f}, sky_shadow{1.0f};
  Vec4 eye{0.0f}, view_back{0.0f}, key_direction{0.0f}, fill_direction{0.0f}, rim_direction{0.0f}, sky_axis{0.0f};
  std::array<Vec4, still_samples> sky_directions{};
  Vec4 sample_info{0.0f}, focus{0.0f}, style{0.0f}, background_top{0.0f}, background_bottom{0.0f}, section{0.0f};
};

constexpr size_t max_contacts = 16;
/// Mirrors `Contacts` in shaders/dent.glsl, std140.
struct ContactBlock {
  std::array<Vec4, max_contacts> place{}, normal{}, along{}, slide{}, look{};
  int count = 0;
  int padding[3] = {0, 0, 0};
};

/// Mirrors `Pose` in shaders/pose.glsl, std140.
struct PoseUniforms {
  std::array<Vec4, motion::segment_count> real{}, dual{};
  Vec4 breath{0.0f};  ///< x: how far the ribs are lifted, 0..1
};
PoseUniforms pose_uniforms(const motion::PoseBlock& pose);

/// What the depth range must hold: everything drawn, and for a converged picture (`sample` >= 0) the sheet that takes
/// its shadow.
Box3 depth_bounds(const Box3& scene, int sample);
/// Radius of the shadow on that sheet, mm: beyond it the shadow has faded out.
float sheet_radius_mm(const Box3& scene);

/// Light follows the camera: the key comes from the picture's upper left whatever the view. `sample` < 0: the middle of
/// the pixel and of the light. `scene`: bounds of everything drawn.
FrameBlock frame_block(const FrameInput& input, const Box3& scene, int sample);
/// `layers`: for each contact, the layer whose surface shows its footprint.
ContactBlock contact_block(const FrameInput& input, const std::vector<float>& layers);

/// Two directions square to `z` (unit length) and to each other, and `z`.
Mat3 frame_about(const Vec3& z);
/// Maps the body frame to clip space of a shadow map that looks from `direction` onto `casters`.
Mat4 shadow_matrix(const Vec3& direction, const Box3& casters);

/// A uniform buffer bound to one binding point.
class UniformBlock {
 public:
  UniformBlock(unsigned binding, size_t size, const char* label);
  void write(const void* data, size_t size);
  void bind() const;

 private:
  gl::Buffer buffer_;
  unsigned binding_;
};

}  // namespace palpate::render
