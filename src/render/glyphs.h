#pragma once
// Letters from font files into one coverage picture, made when first used; words measured and set in pixels.

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/math.h"

namespace palpate::render {

/// Font files in order of preference: $PALPATE_FONT, Inter, Noto Sans, DejaVu Sans; only those that exist.
std::vector<std::filesystem::path> font_files();

/// One letter's place in the coverage picture and beside the pen, pixels.
struct Glyph {
  Vec2 uv_lo{0.0f}, uv_hi{0.0f};
  Vec2 offset{0.0f}, size{0.0f};  ///< of its box from the pen on the baseline, y down
  float advance = 0.0f;
};

class GlyphAtlas {
 public:
  static constexpr int size = 1024;

  /// Opens the fonts. With none, every measure is 0 and nothing is drawn (said once in the log).
  explicit GlyphAtlas(const std::vector<std::filesystem::path>& fonts = font_files());
  ~GlyphAtlas();

  bool empty() const { return fonts_.empty(); }
  /// The glyph of a code point at a pixel height (of the em), taken from the first font that has it.
  const Glyph& glyph(uint32_t code_point, int pixels);
  float width(std::string_view utf8, int pixels);
  /// Coverage, `size` squared bytes; `changed` counts additions so that a texture knows when to follow.
  const std::vector<uint8_t>& coverage() const { return coverage_; }
  unsigned changed() const { return changed_; }

 private:
  struct Font;
  std::vector<std::unique_ptr<Font>> fonts_;
  std::vector<uint8_t> coverage_;
  std::map<std::pair<uint32_t, int>, Glyph> glyphs_;
  int shelf_x_ = 1, shelf_y_ = 1, shelf_height_ = 0;
  unsigned changed_ = 0;
};

/// The code points of UTF-8; what is not well-formed gives U+FFFD.
std::vector<uint32_t> code_points(std::string_view utf8);

}  // namespace palpate::render
