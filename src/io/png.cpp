#include "io/png.h"

#include <fmt/format.h>
#include <png.h>

#include <cerrno>
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

#include "core/error.h"
#include "io/atomic_file.h"

namespace palpate {
namespace {

constexpr uint32_t largest_side = 16384;

// libpng reports through longjmp: the functions that call it hold no C++ objects of their own between setjmp and the
// end.
struct Fault {
  char message[160] = "";
};

void on_error(png_structp png, png_const_charp message) {
  auto* fault = static_cast<Fault*>(png_get_error_ptr(png));
  std::snprintf(fault->message, sizeof fault->message, "%s", message);
  png_longjmp(png, 1);
}
void on_warning(png_structp, png_const_charp) {}

bool opaque(const Image& image) {
  for (size_t i = 3; i < image.rgba.size(); i += 4) {
    if (image.rgba[i] != 255) return false;
  }
  return true;
}

struct WriteJob {
  const Image* image;
  std::string* out;
  std::vector<png_text>* words;
  std::vector<const uint8_t*>* rows;
  bool with_alpha;
  int level;
};

void append(png_structp png, png_bytep data, size_t size) {
  static_cast<WriteJob*>(png_get_io_ptr(png))->out->append(reinterpret_cast<const char*>(data), size);
}

bool encode(WriteJob& job, Fault& fault) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &fault, on_error, on_warning);
  png_infop info = png ? png_create_info_struct(png) : nullptr;
  if (!info) return false;
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, &info);
    return false;
  }
  png_set_write_fn(png, &job, append, nullptr);
  png_set_compression_level(png, job.level);
  // Rendered pictures are smooth: one filter that costs little and packs well beats trying all five.
  png_set_filter(png, PNG_FILTER_TYPE_BASE,
                 job.level <= 2 ? PNG_FILTER_SUB : PNG_FILTER_UP | PNG_FILTER_SUB | PNG_FILTER_PAETH);
  png_set_IHDR(png, info, static_cast<uint32_t>(job.image->width), static_cast<uint32_t>(job.image->height), 8,
               job.with_alpha ? PNG_COLOR_TYPE_RGBA : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_sRGB(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
  if (!job.words->empty()) png_set_text(png, info, job.words->data(), static_cast<int>(job.words->size()));
  png_write_info(png, info);
  if (!job.with_alpha) png_set_filler(png, 0, PNG_FILLER_AFTER);
  png_write_image(png, const_cast<png_bytepp>(reinterpret_cast<const png_byte**>(job.rows->data())));
  png_write_end(png, nullptr);
  png_destroy_write_struct(&png, &info);
  return true;
}

struct ReadJob {
  std::FILE* file;
  Image* image;
  std::vector<uint8_t*>* rows;
  PngText* text;
};

void take_words(png_structp png, png_infop info, PngText* text) {
  png_textp words = nullptr;
  int count = 0;
  png_get_text(png, info, &words, &count);
  for (int i = 0; text && i < count; ++i) {
    if (words[i].key && words[i].text) (*text)[words[i].key] = words[i].text;
  }
}

bool decode(ReadJob& job, Fault& fault) {
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &fault, on_error, on_warning);
  png_infop info = png ? png_create_info_struct(png) : nullptr;
  if (!info) return false;
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, nullptr);
    return false;
  }
  png_init_io(png, job.file);
  png_set_user_limits(png, largest_side, largest_side);
  png_read_info(png, info);
  png_set_expand(png), png_set_strip_16(png), png_set_gray_to_rgb(png), png_set_add_alpha(png, 255, PNG_FILLER_AFTER);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  *job.image =
      Image(static_cast<int>(png_get_image_width(png, info)), static_cast<int>(png_get_image_height(png, info)));
  for (int y = 0; y < job.image->height; ++y) job.rows->push_back(job.image->pixel(0, y));
  png_read_image(png, job.rows->data());
  png_read_end(png, info);
  take_words(png, info, job.text);
  png_destroy_read_struct(&png, &info, nullptr);
  return true;
}

}  // namespace

std::string encode_png(const Image& image, const PngText& text, int level) {
  if (image.width <= 0 || image.height <= 0) throw Error("", "the picture is empty", "", Exit::our_fault);
  std::string bytes;
  std::vector<png_text> words;
  for (const auto& [key, value] : text) {
    png_text word{};
    word.compression = PNG_ITXT_COMPRESSION_NONE;
    word.key = const_cast<char*>(key.c_str()), word.text = const_cast<char*>(value.c_str());
    word.lang = word.lang_key = nullptr;
    words.push_back(word);
  }
  std::vector<const uint8_t*> rows;
  for (int y = 0; y < image.height; ++y) rows.push_back(image.pixel(0, y));
  WriteJob job{&image, &bytes, &words, &rows, !opaque(image), level};
  Fault fault;
  if (!encode(job, fault)) throw Error("", fmt::format("no PNG can be made: {}", fault.message), "", Exit::our_fault);
  return bytes;
}

void write_png(const Image& image, const std::filesystem::path& path, const PngText& text, int level) {
  AtomicFile file(path);  // first: a bad place is told before the work is done
  file.write(encode_png(image, text, level));
  file.commit();
}

Image read_png(const std::filesystem::path& path, PngText* text) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) throw Error(path.string(), fmt::format("cannot be read: {}", std::strerror(errno)), "check the path");
  Image image;
  std::vector<uint8_t*> rows;
  ReadJob job{file.get(), &image, &rows, text};
  Fault fault;
  if (!decode(job, fault))
    throw Error(path.string(), fmt::format("is not a whole PNG file: {}", fault.message), "make it again");
  return image;
}

}  // namespace palpate
