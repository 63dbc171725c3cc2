#include "core/paths.h"

#include <cstdlib>

#include "core/error.h"

namespace palpate::paths {
namespace fs = std::filesystem;
namespace {

fs::path from_environment(const char* own, const char* xdg, const char* home_relative) {
  if (const char* value = std::getenv(own); value && *value) return value;
  if (const char* value = std::getenv(xdg); value && *value) return fs::path(value) / "palpate";
  if (const char* value = std::getenv("HOME"); value && *value) return fs::path(value) / home_relative / "palpate";
  return fs::temp_directory_path() / "palpate";
}

}  // namespace

fs::path program() {
  std::error_code ignored;
  const fs::path self = fs::read_symlink("/proc/self/exe", ignored);
  return self.empty() ? fs::path("palpate") : self;
}

fs::path data() {
  if (const char* value = std::getenv("PALPATE_DATA"); value && *value) return value;
  std::error_code ignored;
  for (fs::path at = program().parent_path(); !at.empty(); at = at.parent_path()) {
    if (fs::is_directory(at / "assets" / "anatomy", ignored)) return at;
    if (at == at.root_path()) break;
  }
  const fs::path shared = program().parent_path().parent_path() / "share" / "palpate";
  if (fs::is_directory(shared, ignored)) return shared;
  throw Error(program().string(), "cannot find the program's data (assets/, scenes/)",
              "run it from its build folder, or set PALPATE_DATA to the folder that holds assets/");
}

fs::path cache() { return from_environment("PALPATE_CACHE", "XDG_CACHE_HOME", ".cache"); }
fs::path config() { return from_environment("PALPATE_CONFIG", "XDG_CONFIG_HOME", ".config"); }

namespace {
fs::path beside_or_data(const char* name) {
  const fs::path beside = program().parent_path() / name;
  std::error_code ignored;
  return fs::exists(beside, ignored) ? beside : data() / name;
}
}  // namespace

fs::path bundled_atlas() { return beside_or_data("lumbar.glb"); }
fs::path bundled_hands() { return beside_or_data("hands.glb"); }

}  // namespace palpate::paths
