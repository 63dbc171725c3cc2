#include "io/atlas_cache.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "core/error.h"
#include "core/paths.h"
#include "io/atlas_blob.h"
#include "io/atomic_file.h"
#include "io/content_hash.h"
#include "io/mesh_import.h"
#include "io/yaml.h"

namespace palpate {
namespace fs = std::filesystem;
namespace {

constexpr const char* baked_ending = ".baked";

int64_t time_of(const fs::path& file) {
  std::error_code ignored;
  return fs::last_write_time(file, ignored).time_since_epoch().count();
}

uint64_t hash_of_file(const fs::path& file, uint64_t seed) {
  std::error_code ignored;
  if (fs::file_size(file, ignored) == 0) return content_hash("", seed);
  const MappedFile mapped = map_file(file);
  return content_hash({reinterpret_cast<const char*>(mapped.bytes.data()), mapped.bytes.size()}, seed);
}

// A .gltf keeps its numbers in .bin files beside it: they count as sources.
void add_buffers(std::vector<fs::path>& files) {
  std::set<fs::path> buffers;
  for (const fs::path& file : files) {
    if (file.extension() != ".gltf") continue;
    std::error_code ignored;
    for (const fs::directory_entry& e : fs::directory_iterator(file.parent_path(), ignored)) {
      if (e.path().extension() == ".bin") buffers.insert(e.path());
    }
  }
  files.insert(files.end(), buffers.begin(), buffers.end());
}

void keep_below_cap(const fs::path& folder, const fs::path& keep) {
  struct Old {
    fs::path path;
    fs::file_time_type used;
    uintmax_t size;
  };
  std::vector<Old> files;
  uintmax_t total = 0;
  for (const fs::directory_entry& e : fs::directory_iterator(folder)) {
    if (e.path().extension() != baked_ending) continue;
    files.push_back({e.path(), e.last_write_time(), e.file_size()});
    total += files.back().size;
  }
  std::sort(files.begin(), files.end(), [](const Old& a, const Old& b) { return a.used < b.used; });
  for (const Old& f : files) {
    if (total <= cache_cap_bytes) break;
    if (f.path == keep) continue;
    fs::remove(f.path);
    total -= f.size;
  }
}

}  // namespace

AtlasCache::AtlasCache(const std::vector<fs::path>& paths, std::string versions)
    : folder_(paths::cache() / "atlases"), versions_(std::move(versions)) {
  uint64_t h = content_hash(versions_);
  for (const fs::path& path : paths) {
    std::error_code ignored;
    const fs::path whole = fs::weakly_canonical(fs::absolute(path), ignored);
    h = content_hash(whole.string(), h);
    const bool folder = fs::is_directory(whole, ignored);
    std::vector<fs::path> files = mesh_files(whole);
    if (folder && fs::exists(whole / "atlas.yaml", ignored)) files.push_back(whole / "atlas.yaml");
    add_buffers(files);
    for (const fs::path& file : files) {
      std::error_code error;
      const uintmax_t size = fs::file_size(file, error);
      if (error)
        throw Error(file.string(), "cannot be read: " + error.message(),
                    "was it removed meanwhile? Check its permissions");
      sources_.push_back({file, size, time_of(file)});
    }
  }
  name_ = fmt::format("{:016x}", h);
}

std::string AtlasCache::stamp() const {
  uint64_t h = content_hash(versions_);
  for (const Source& s : sources_) h = content_hash(fmt::format("{} {} {}", s.path.string(), s.size, s.time), h);
  return fmt::format("{:016x}", h);
}

const std::string& AtlasCache::content() {
  if (content_.empty()) {
    uint64_t h = content_hash(versions_);
    // Names belong to the content: structures are named by their files.
    for (const Source& s : sources_) h = hash_of_file(s.path, content_hash(s.path.filename().string(), h));
    content_ = fmt::format("{:016x}", h);
  }
  return content_;
}

fs::path AtlasCache::key_file() const {
  return folder_ / (name_ + ".key");
}
fs::path AtlasCache::baked_file(const std::string& content) const {
  return folder_ / (content + baked_ending);
}

fs::path AtlasCache::find() {
  std::error_code ignored;
  if (!fs::is_directory(folder_, ignored)) return {};
  if (fs::exists(key_file(), ignored)) {
    try {
      const std::string key = read_text_file(key_file(), 256);  // "stamp content"
      if (key.size() == 33 && key.substr(0, 16) == stamp()) content_ = key.substr(17);
    } catch (const Error&) {
    }
  }
  const bool by_stamp = !content_.empty();
  const fs::path baked = baked_file(content());
  if (!fs::exists(baked, ignored)) return {};
  fs::last_write_time(baked, fs::file_time_type::clock::now(), ignored);  // used now: the oldest go first
  if (!by_stamp) remember();
  return baked;
}

fs::path AtlasCache::place() {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) return {};
  try {
    AtomicFile probe(folder_ / "probe");
  } catch (const Error&) {
    return {};
  }
  return baked_file(content());
}

void AtlasCache::remember() noexcept {
  try {
    AtomicFile key(key_file());
    key.write(stamp() + " " + content());
    key.commit();
    keep_below_cap(folder_, baked_file(content()));
  } catch (...) {  // a cache that cannot be written only costs time
  }
}

void AtlasCache::forget() noexcept {
  std::error_code ignored;
  fs::remove(baked_file(content_), ignored);
}

}  // namespace palpate
