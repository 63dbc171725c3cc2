#pragma once
// A file that appears whole or not at all: written under a temporary name beside its place, then renamed.

#include <cstdio>
#include <filesystem>
#include <string_view>

namespace palpate {

class AtomicFile {
 public:
  /// Opens the temporary. Throws Error when the folder is missing or cannot be written.
  explicit AtomicFile(std::filesystem::path path);
  ~AtomicFile();  ///< without commit() nothing is left behind
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(const void* data, size_t bytes);
  void write(std::string_view text) { write(text.data(), text.size()); }
  /// Renames into place. Throws Error when the disk is full or the place cannot be written.
  void commit();

 private:
  [[noreturn]] void fail(const char* doing) const;
  std::filesystem::path path_, temporary_;
  std::FILE* file_ = nullptr;
};

/// A name beside `path`, unique to this process, with the same extension (tools choose formats by it).
std::filesystem::path temporary_beside(const std::filesystem::path& path);

}  // namespace palpate
