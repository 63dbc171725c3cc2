#pragma once
// Pictures as PNG files, with words about themselves.

#include <filesystem>
#include <map>
#include <string>

#include "core/image.h"

namespace palpate {

/// Keyword -> text ("Title", "Software", "Copyright", …); written as UTF-8 iTXt chunks in order of the keywords.
using PngText = std::map<std::string, std::string>;

/// Writes 8-bit RGB, or RGBA where a pixel is not opaque. The same image and text give the same bytes. `level`: zlib's
/// effort, 1 fast .. 9 small. Atomic. Throws Error when the file cannot be written.
void write_png(const Image& image, const std::filesystem::path& path, const PngText& text = {}, int level = 4);

/// The bytes of such a file.
std::string encode_png(const Image& image, const PngText& text = {}, int level = 4);

/// Reads any PNG into 8-bit RGBA; `text` receives its words. Throws Error on a missing or damaged file or one above
/// 16384 a side.
Image read_png(const std::filesystem::path& path, PngText* text = nullptr);

}  // namespace palpate
