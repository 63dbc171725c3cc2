#include "render/text_pass.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace palpate::render {

void TextBatch::quad(Vec2 a, Vec2 b, Vec2 c, Vec2 d, Vec2 lo, Vec2 hi, const Vec4& ink) {
  const TextVertex corners[4] = {{a, lo, ink}, {b, {hi.x, lo.y}, ink}, {c, hi, ink}, {d, {lo.x, hi.y}, ink}};
  for (const int k : {0, 1, 2, 0, 2, 3}) vertices_.push_back(corners[k]);
}

float TextBatch::text(Vec2 at, std::string_view utf8, int pixels, const Vec4& ink) {
  float pen = at.x;
  const float baseline = std::round(at.y);
  for (const uint32_t letter : code_points(utf8)) {
    const Glyph& g = glyphs_.glyph(letter, pixels);
    if (g.size.x > 0.0f) {
      const Vec2 lo = Vec2(std::round(pen), baseline) + g.offset, hi = lo + g.size;
      quad(lo, {hi.x, lo.y}, hi, {lo.x, hi.y}, g.uv_lo, g.uv_hi, ink);
    }
    pen += g.advance;
  }
  return pen - at.x;
}

void TextBatch::box(Vec2 lo, Vec2 hi, const Vec4& ink) {
  quad(lo, {hi.x, lo.y}, hi, {lo.x, hi.y}, Vec2(-1.0f), Vec2(-1.0f), ink);
}

void TextBatch::blend(Vec2 a, Vec2 b, Vec2 c, Vec2 d, const Vec4& ink, const Vec4& outer) {
  const TextVertex corners[4] = {
      {a, Vec2(-1.0f), ink}, {b, Vec2(-1.0f), ink}, {c, Vec2(-1.0f), outer}, {d, Vec2(-1.0f), outer}};
  for (const int k : {0, 1, 2, 0, 2, 3}) vertices_.push_back(corners[k]);
}

void TextBatch::line(Vec2 from, Vec2 to, float width, const Vec4& ink) {
  const Vec2 along = to - from;
  const float length = glm::length(along);
  if (length < 1e-3f) return;
  const Vec2 side = Vec2(-along.y, along.x) / length;
  // Straight edges keep their crispness; a slanted line fades over a pixel on both sides instead of making stairs.
  const bool straight = std::abs(along.x) < 1e-3f || std::abs(along.y) < 1e-3f;
  const float core = straight ? 0.5f * width : std::max(0.5f * width - 0.5f, 0.0f);
  const Vec2 in = side * core;
  if (core > 0.0f) quad(from - in, to - in, to + in, from + in, Vec2(-1.0f), Vec2(-1.0f), ink);
  if (straight) return;
  const Vec2 out = side * (core + 1.0f);
  const Vec4 none(Vec3(ink), 0.0f);
  blend(from + in, to + in, to + out, from + out, ink, none);
  blend(from - in, to - in, to - out, from - out, ink, none);
}

void TextBatch::disc(Vec2 centre, float radius, const Vec4& ink) {
  constexpr int corners = 20;
  const auto at = [&](int k, float r) {
    const float a = 6.2831853f * static_cast<float>(k % corners) / corners;
    return centre + Vec2(std::cos(a), std::sin(a)) * r;
  };
  const float core = std::max(radius - 0.5f, 0.0f);
  for (int k = 0; k < corners; ++k) {
    quad(centre, at(k, core), at(k + 1, core), centre, Vec2(-1.0f), Vec2(-1.0f), ink);
    blend(at(k, core), at(k + 1, core), at(k + 1, core + 1.0f), at(k, core + 1.0f), ink, Vec4(Vec3(ink), 0.0f));
  }
}

void TextBatch::ramp(Vec2 lo, Vec2 hi, float low, float high) {
  quad(lo, {hi.x, lo.y}, hi, {lo.x, hi.y}, {2.0f + low, 0.5f}, {2.0f + high, 0.5f}, Vec4(1.0f));
}

void TextPass::draw(const TextBatch& batch, int width, int height) {
  if (batch.vertices().empty()) return;
  if (!array_) {
    array_ = gl::VertexArray::make();
    glBindVertexArray(array_.id());
    array_.label("text");
    vertices_ = gl::Buffer::make();
    glBindBuffer(GL_ARRAY_BUFFER, vertices_.id());
    vertices_.label("text vertices");
    const auto attribute = [](GLuint place, GLint count, size_t offset) {
      glEnableVertexAttribArray(place);
      glVertexAttribPointer(place, count, GL_FLOAT, GL_FALSE, sizeof(TextVertex),
                            reinterpret_cast<const void*>(offset));
    };
    attribute(0, 2, offsetof(TextVertex, position));
    attribute(9, 2, offsetof(TextVertex, glyph));
    attribute(8, 4, offsetof(TextVertex, tint));
    coverage_ = gl::Texture::make();
    glActiveTexture(GL_TEXTURE3);
    glBindTexture(GL_TEXTURE_2D, coverage_.id());
    coverage_.label("glyphs");
    glTexImage2D(GL_TEXTURE_2D, 0, GL_R8, GlyphAtlas::size, GlyphAtlas::size, 0, GL_RED, GL_UNSIGNED_BYTE, nullptr);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    seen_ = glyphs_.changed() + 1;
  }
  glActiveTexture(GL_TEXTURE3);
  glBindTexture(GL_TEXTURE_2D, coverage_.id());
  if (seen_ != glyphs_.changed()) {
    glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
    glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, GlyphAtlas::size, GlyphAtlas::size, GL_RED, GL_UNSIGNED_BYTE,
                    glyphs_.coverage().data());
    seen_ = glyphs_.changed();
  }
  glActiveTexture(GL_TEXTURE0);
  glBindVertexArray(array_.id());
  glBindBuffer(GL_ARRAY_BUFFER, vertices_.id());
  glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(batch.vertices().size() * sizeof(TextVertex)),
               batch.vertices().data(), GL_STREAM_DRAW);
  const gl::Program& program = shaders_.get({"text.vert", "text.frag", {}});
  program.use();
  program.set("glyphs", 3);
  program.set("colour_map", 2);
  program.set("picture", static_cast<float>(width), static_cast<float>(height));
  glEnable(GL_BLEND);
  glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  glDrawArrays(GL_TRIANGLES, 0, static_cast<GLsizei>(batch.vertices().size()));
  glDisable(GL_BLEND);
}

}  // namespace palpate::render
