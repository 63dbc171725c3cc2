#pragma once
// What a Renderer is made of: its passes, targets and the still picture under way. Inner header of render.

#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "gl/context.h"
#include "gl/shader_library.h"
#include "render/captions.h"
#include "render/draw_state.h"
#include "render/frame_block.h"
#include "render/moving_chunks.h"
#include "render/overlay.h"
#include "render/prop_pass.h"
#include "render/redraw.h"
#include "render/renderer.h"
#include "render/scene_pass.h"
#include "render/screen_rectangle.h"
#include "render/section_pass.h"
#include "render/side_drawing.h"
#include "render/target.h"
#include "render/text_pass.h"
#include "render/views.h"

namespace palpate::shaders {
std::span<const std::pair<std::string_view, std::string_view>> embedded();
}

namespace palpate::render {

constexpr int k_ground_share = 4;        // of the picture's width and height: the shadow behind the body is soft
constexpr int k_background_strips = 16;  // as in shaders/background.vert
constexpr int k_key_map_size = 1024, k_sky_map_size = 512;  // sixteen of each are averaged

/// Rows of pixels of a picture, from the bottom.
struct Rows {
  int first = 0, count = 0;
};

inline Rectangle whole(const FrameInput& input) {
  return {0, 0, input.width, input.height};
}

struct Renderer::Parts {
  explicit Parts(const std::filesystem::path& folder)
      : shaders(shaders::embedded(), folder),
        frame(0, sizeof(FrameBlock), "frame"),
        contacts(1, sizeof(ContactBlock), "contacts"),
        pose(2, sizeof(PoseUniforms), "pose"),
        scene(shaders, stats),
        section(shaders),
        props(shaders, stats),
        overlay(shaders),
        text(shaders, glyphs) {
    shaders.bind_blocks({"Frame", "Contacts", "Pose", "Looks"});
    shaders.bind_attributes(scene_attributes());
    empty = gl::VertexArray::make();
  }

  gl::ShaderLibrary shaders;
  FrameStats stats;
  std::shared_ptr<const anatomy::Atlas> atlas;
  std::unique_ptr<GpuAtlas> gpu;
  UniformBlock frame, contacts, pose;
  ScenePass scene;
  SectionPass section;
  PropPass props;
  OverlayPass overlay;
  std::unique_ptr<SideDrawing> side;            ///< draws the glass of moving pictures; null: there is none
  const bool reads_depth = gl::draws_on_cpu();  ///< costs next to nothing, there
  MovingChunks chunks;
  DepthSquares drawn;
  GlyphAtlas glyphs;
  TextPass text;
  gl::VertexArray empty;  // for passes that make their own triangle
  Target picture{GL_RGBA8, "picture"}, light{GL_RGBA16F, "sample"}, sum{GL_RGBA32F, "sum"}, output{GL_RGBA8, "output"},
      mask{GL_RGBA8, "outline mask"}, ground{GL_RGBA16F, "shadow on the ground"}, backdrop{GL_RGBA8, "backdrop"};
  std::array<Vec4, 2> backdrop_shown{Vec4(-1.0f), Vec4(-1.0f)};  ///< what `backdrop` holds: its colours
  Target moving{GL_RGBA8, "moving picture"};                     ///< kept from one to the next, with the body alone
  Target body_alone{GL_RGBA8, "moving body"}, resting{GL_RGBA8, "resting body"};
  ShownPicture moving_shows;  ///< what the three hold
  size_t body_triangles = 0;  ///< that the body's pixels in `moving` were drawn from
  ShadowMap key_map{k_key_map_size}, sky_map{k_sky_map_size};
  gl::Texture map_texture;
  std::string map_name;

  size_t large_pixels = 4096u * 2048;  ///< in pictures of more, memory counts before time

  // The still picture under way.
  FrameInput still;
  int samples_done = 0;
  bool on_ground = false;  ///< `ground` holds as many samples as `sum`

  void use_colour_map(const FrameInput& input);
  FrameBlock set_up(const FrameInput& input, const ScenePlan& plan, int sample);
  void draw(const FrameInput& input, Target& into);
  /// What `only` does not show of the picture is not in view.
  ScenePlan plan(const FrameInput& input, const Rectangle& only);
  ScenePlan plan(const FrameInput& input) { return plan(input, whole(input)); }
  void screen(const gl::ProgramKey& key, const std::function<void(const gl::Program&)>& uniforms);
  /// Afterwards surfaces are drawn; `only`: nowhere else.
  void clear(bool colour, const std::optional<Rectangle>& only);
  void bind_atlas(const FrameInput& input, const ScenePlan& plan);
  /// Begins the glass of a moving picture beside what is drawn next, where that is of use.
  std::optional<SideDrawing::OnItsWay> begin_glass(const FrameInput& input, const ScenePlan& plan, const Target& into);
  void draw_moving_opaque(const FrameInput& input, const ScenePlan& plan, const FrameBlock& block, const Target& into);
  std::optional<SideDrawing::OnItsWay> draw_body(const FrameInput& input, const ScenePlan& plan,
                                                 const FrameBlock& block, const Target& into, bool over_resting,
                                                 bool with_props);
  void draw_resting(const FrameInput& input, const ScenePlan& plan, const FrameBlock& block);
  void draw_body_alone(const FrameInput& input, const ScenePlan& plan, const FrameBlock& block);
  void draw_over(const FrameInput& input, const ScenePlan& plan, const FrameBlock& block);
  void draw_moving(const FrameInput& input, ScenePlan& plan, const FrameBlock& block, const Redraw& way,
                   const Rectangle& stale);
  /// `only`: pixels of `into` that alone are drawn; none: all of them.
  void draw_scene(const FrameInput& input, const ScenePlan& plan, Shading shading, const FrameBlock& block,
                  const Target& into, const std::optional<Rectangle>& only = {});
  void add_ground(const FrameInput& input, const ScenePlan& plan, const FrameBlock& block, bool first);
  void draw_background();
  void lay_backdrop(const FrameBlock& block, const Target& into, const std::optional<Rectangle>& only);
  void copy_pixels(const Target& from, const Target& into, const Rectangle& part, GLbitfield what);
  void draw_plain(const FrameInput& input, Target& into);
  void draw_low(const FrameInput& input, Target& into);
  void copy_to(Target& into, const FrameInput& input, const Target& from);
  void draw_high(const FrameInput& input, Target& into);
  bool is_large(int width, int height) const {
    return static_cast<size_t>(width) * static_cast<size_t>(height) > large_pixels;
  }
  /// Of a large picture from the bottom up, each with `large_pixels` at most; else all of it.
  std::vector<Rows> bands(const FrameInput& input) const;
  /// `band`: what `sum` holds of the picture.
  void add_sample(const FrameInput& input, int sample, bool first, const Rows& band);
  void resolve(const FrameInput& input, int samples, const Rows& band, Target& into);
  void outline(const FrameInput& input, Target& into);
  void write(const FrameInput& input);
};

inline Vec2 near_and_far(const Mat4& p) {
  return {p[3][2] / (p[2][2] - 1.0f), p[3][2] / (p[2][2] + 1.0f)};
}

inline void bind_texture(int unit, GLuint texture) {
  glActiveTexture(GL_TEXTURE0 + static_cast<GLenum>(unit));
  glBindTexture(GL_TEXTURE_2D, texture);
  glActiveTexture(GL_TEXTURE0);
}

/// Throws Error (wrong usage) where a picture would be too small or too large.
inline void check_size(const FrameInput& input) {
  if (input.width < 1 || input.height < 1 || input.width > 16384 || input.height > 16384) {
    throw Error("--size", "pictures are 1 to 16384 pixels wide and high", "", Exit::wrong_usage);
  }
}

}  // namespace palpate::render
