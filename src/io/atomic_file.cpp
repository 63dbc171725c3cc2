#include "io/atomic_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/error.h"

namespace palpate {
namespace fs = std::filesystem;

fs::path temporary_beside(const fs::path& path) {
  static std::atomic<unsigned> counter{0};
  const std::string name =
      fmt::format(".{}.{}-{}{}", path.stem().string(), getpid(), counter++, path.extension().string());
  return path.parent_path() / name;
}

AtomicFile::AtomicFile(fs::path path) : path_(std::move(path)), temporary_(temporary_beside(path_)) {
  std::error_code ignored;
  if (fs::is_directory(path_, ignored)) throw Error(path_.string(), "is a folder", "name a file");
  const fs::path folder = path_.has_parent_path() ? path_.parent_path() : fs::path(".");
  if (!fs::is_directory(folder, ignored)) {
    throw Error(path_.string(), fmt::format("the folder {} does not exist", folder.string()), "make it first");
  }
  file_ = std::fopen(temporary_.c_str(), "wb");
  if (!file_) fail("cannot be written");
}

AtomicFile::~AtomicFile() {
  if (!file_) return;
  std::fclose(file_);
  std::remove(temporary_.c_str());
}

void AtomicFile::fail(const char* doing) const {
  throw Error(path_.string(), fmt::format("{}: {}", doing, std::strerror(errno)), "check permissions and free space");
}

void AtomicFile::write(const void* data, size_t bytes) {
  if (bytes > 0 && std::fwrite(data, 1, bytes, file_) != bytes) fail("cannot be written");
}

void AtomicFile::commit() {
  std::FILE* file = std::exchange(file_, nullptr);
  const bool closed = std::fclose(file) == 0;
  if (closed && std::rename(temporary_.c_str(), path_.c_str()) == 0) return;
  const int reason = errno;
  std::remove(temporary_.c_str());
  errno = reason;
  fail("cannot be written");
}

}  // namespace palpate
