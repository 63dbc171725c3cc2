#include "render/glyphs.h"

#include <stb_truetype.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "core/log.h"

namespace palpate::render {

std::vector<std::filesystem::path> font_files() {
  std::vector<std::filesystem::path> wanted;
  if (const char* own = std::getenv("PALPATE_FONT")) wanted.emplace_back(own);
  for (const char* path :
       {"/usr/share/fonts/opentype/inter/Inter-Medium.otf", "/usr/share/fonts/opentype/inter/Inter-Regular.otf",
        "/usr/share/fonts/truetype/inter/Inter-Medium.ttf", "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
        "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"}) {
    wanted.emplace_back(path);
  }
  std::erase_if(wanted, [](const std::filesystem::path& path) {
    std::error_code ignored;
    return !std::filesystem::is_regular_file(path, ignored);
  });
  return wanted;
}

struct GlyphAtlas::Font {
  std::vector<unsigned char> bytes;
  stbtt_fontinfo info{};
  float digit_advance = 0.0f;  // font units: digits are set on one width, so that numbers do not dance
};

GlyphAtlas::GlyphAtlas(const std::vector<std::filesystem::path>& files) : coverage_(static_cast<size_t>(size) * size) {
  for (const auto& file : files) {
    auto font = std::make_unique<Font>();
    std::ifstream in(file, std::ios::binary);
    font->bytes.assign(std::istreambuf_iterator<char>(in), {});
    if (font->bytes.size() < 1024) continue;
    const int offset = stbtt_GetFontOffsetForIndex(font->bytes.data(), 0);
    if (offset < 0 || !stbtt_InitFont(&font->info, font->bytes.data(), offset)) {
      log(LogLevel::warning, file.string() + ": not a font that can be read; the next one is used");
      continue;
    }
    for (int digit = '0'; digit <= '9'; ++digit) {
      int advance = 0, bearing = 0;
      stbtt_GetCodepointHMetrics(&font->info, digit, &advance, &bearing);
      font->digit_advance = std::max(font->digit_advance, static_cast<float>(advance));
    }
    fonts_.push_back(std::move(font));
  }
  if (fonts_.empty()) log(LogLevel::warning, "no font found: pictures have no words (apt-get install fonts-inter)");
}

GlyphAtlas::~GlyphAtlas() = default;

const Glyph& GlyphAtlas::glyph(uint32_t code_point, int pixels) {
  const auto [place, fresh] = glyphs_.try_emplace({code_point, pixels});
  Glyph& glyph = place->second;
  if (!fresh || fonts_.empty()) return glyph;
  const auto letter = static_cast<int>(code_point);
  const auto has = std::find_if(fonts_.begin(), fonts_.end(),
                                [&](const auto& f) { return stbtt_FindGlyphIndex(&f->info, letter) != 0; });
  Font& font = has == fonts_.end() ? *fonts_.front() : **has;
  const float scale = stbtt_ScaleForMappingEmToPixels(&font.info, static_cast<float>(pixels));
  int advance = 0, bearing = 0, x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  stbtt_GetCodepointHMetrics(&font.info, letter, &advance, &bearing);
  const bool digit = code_point >= '0' && code_point <= '9';
  glyph.advance = scale * (digit ? font.digit_advance : static_cast<float>(advance));
  stbtt_GetCodepointBitmapBox(&font.info, letter, scale, scale, &x0, &y0, &x1, &y1);
  const int width = x1 - x0, height = y1 - y0;
  if (width <= 0 || height <= 0) return glyph;
  if (shelf_x_ + width + 1 >= size) shelf_x_ = 1, shelf_y_ += shelf_height_ + 1, shelf_height_ = 0;
  if (shelf_y_ + height + 1 >= size) return glyph;  // full: further letters are blank
  unsigned char* corner = coverage_.data() + static_cast<size_t>(shelf_y_) * size + static_cast<size_t>(shelf_x_);
  stbtt_MakeCodepointBitmap(&font.info, corner, width, height, size, scale, scale, letter);
  const float inverse = 1.0f / size;
  glyph.uv_lo = Vec2(shelf_x_, shelf_y_) * inverse, glyph.uv_hi = Vec2(shelf_x_ + width, shelf_y_ + height) * inverse;
  glyph.size = Vec2(width, height);
  glyph.offset = Vec2(x0, y0);
  if (digit) glyph.offset.x += std::round(0.5f * scale * (font.digit_advance - static_cast<float>(advance)));
  shelf_x_ += width + 1, shelf_height_ = std::max(shelf_height_, height);
  ++changed_;
  return glyph;
}

float GlyphAtlas::width(std::string_view utf8, int pixels) {
  float sum = 0.0f;
  for (const uint32_t letter : code_points(utf8)) sum += glyph(letter, pixels).advance;
  return sum;
}

std::vector<uint32_t> code_points(std::string_view utf8) {
  std::vector<uint32_t> out;
  for (size_t i = 0; i < utf8.size();) {
    const auto byte = [&](size_t k) { return i + k < utf8.size() ? static_cast<uint8_t>(utf8[i + k]) : uint8_t{0}; };
    const uint8_t lead = byte(0);
    const size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
    uint32_t code = length == 1 ? lead : length == 2 ? lead & 0x1Fu : length == 3 ? lead & 0x0Fu : lead & 0x07u;
    bool good = length > 0;
    for (size_t k = 1; k < length; ++k) good &= (byte(k) & 0xC0) == 0x80, code = code << 6 | (byte(k) & 0x3Fu);
    out.push_back(good ? code : 0xFFFDu);
    i += good ? length : 1;
  }
  return out;
}

}  // namespace palpate::render
