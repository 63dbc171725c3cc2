#pragma once
// Which baked file belongs to which mesh files. Baked files are named by the content of their sources, so that a
// touched, copied or moved file is found again; a small key file per path saves hashing the content as long as size and
// time are the same.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace palpate {

class AtlasCache {
 public:
  /// `paths`: what the user named. `versions`: everything else that the result depends on.
  AtlasCache(const std::vector<std::filesystem::path>& paths, std::string versions);

  /// The baked file for these sources, if the cache has it (it may be damaged: the reader checks).
  std::filesystem::path find();
  /// Where the baked file belongs; its folder is made. Empty when the cache cannot be written.
  std::filesystem::path place();
  /// After a baked file was put in its place: writes the key, deletes the oldest files above the size cap. Never
  /// throws.
  void remember() noexcept;
  /// Drops a damaged baked file.
  void forget() noexcept;

 private:
  struct Source {
    std::filesystem::path path;
    uintmax_t size = 0;
    int64_t time = 0;
  };
  std::string stamp() const;  ///< sizes and times of the sources
  const std::string& content();
  std::filesystem::path key_file() const;
  std::filesystem::path baked_file(const std::string& content) const;

  std::filesystem::path folder_;
  std::string versions_, name_, content_;
  std::vector<Source> sources_;
};

/// Bytes of baked files that the cache keeps at most.
inline constexpr uintmax_t cache_cap_bytes = uintmax_t{2} << 30;

}  // namespace palpate
