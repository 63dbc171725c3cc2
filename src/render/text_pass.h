#pragma once
// Words, plates and lines over the finished picture, in pixels from its top left corner.

#include <vector>

#include "gl/shader_library.h"
#include "render/glyphs.h"

namespace palpate::render {

struct TextVertex {
  Vec2 position{0.0f};
  Vec2 glyph{-1.0f};  ///< place in the coverage picture; x = -1: plain ink; x in 2..3: colour map
  Vec4 tint{0.0f};    ///< sRGB and alpha
};

/// Collects what shall be written; drawn in the order of the calls.
class TextBatch {
 public:
  explicit TextBatch(GlyphAtlas& glyphs) : glyphs_(glyphs) {}
  /// `at`: left end of the baseline. Returns the width.
  float text(Vec2 at, std::string_view utf8, int pixels, const Vec4& ink);
  float measure(std::string_view utf8, int pixels) { return glyphs_.width(utf8, pixels); }
  void box(Vec2 lo, Vec2 hi, const Vec4& ink);
  void line(Vec2 from, Vec2 to, float width, const Vec4& ink);
  void disc(Vec2 centre, float radius, const Vec4& ink);
  /// A box filled with the colour map from `low` to `high` (0..1), left to right.
  void ramp(Vec2 lo, Vec2 hi, float low, float high);
  const std::vector<TextVertex>& vertices() const { return vertices_; }

 private:
  void quad(Vec2 a, Vec2 b, Vec2 c, Vec2 d, Vec2 glyph_lo, Vec2 glyph_hi, const Vec4& ink);
  /// Ink from a to b, `outer` from c to d.
  void blend(Vec2 a, Vec2 b, Vec2 c, Vec2 d, const Vec4& ink, const Vec4& outer);
  GlyphAtlas& glyphs_;
  std::vector<TextVertex> vertices_;
};

class TextPass {
 public:
  TextPass(gl::ShaderLibrary& shaders, GlyphAtlas& glyphs) : shaders_(shaders), glyphs_(glyphs) {}
  /// Blends the batch over the bound framebuffer; the colour map's texture is bound to unit 2 by the caller.
  void draw(const TextBatch& batch, int width, int height);

 private:
  gl::ShaderLibrary& shaders_;
  GlyphAtlas& glyphs_;
  gl::VertexArray array_;
  gl::Buffer vertices_;
  gl::Texture coverage_;
  unsigned seen_ = 0;
};

}  // namespace palpate::render
