#include "app/program_data.h"

#include <fmt/format.h>
#include <unistd.h>

#include "core/paths.h"
#include "io/atlas_store.h"
#include "io/catalogue_file.h"
#include "io/knowledge_file.h"

namespace palpate::app {
namespace fs = std::filesystem;

const ProgramData& program_data() {
  static const ProgramData data = [] {
    ProgramData d;
    d.catalogue = read_catalogue(paths::data() / "assets" / "anatomy");
    d.library = read_knowledge(paths::data() / "assets" / "knowledge", &d.catalogue);
    return d;
  }();
  return data;
}

std::shared_ptr<const anatomy::Atlas> open_named_atlas(const fs::path& named) {
  const bool terminal = isatty(STDERR_FILENO) != 0;
  Progress progress;
  if (terminal) {
    progress.report = [](float fraction, std::string_view doing) {
      fmt::print(stderr, "\r\033[K{:3.0f} % {}", static_cast<double>(100.0f * fraction), doing);
    };
  }
  auto atlas = open_atlas(named.empty() ? paths::bundled_atlas() : named, program_data().catalogue, progress);
  if (terminal) fmt::print(stderr, "\r\033[K");
  return atlas;
}

std::shared_ptr<const anatomy::Atlas> open_atlas_if_any(const fs::path& named) {
  std::error_code ignored;
  if (named.empty() && !fs::exists(paths::bundled_atlas(), ignored)) return nullptr;
  return open_named_atlas(named);
}

std::string shown_path(const fs::path& file) {
  std::error_code ignored;
  const fs::path whole = fs::weakly_canonical(file, ignored), root = fs::weakly_canonical(paths::data(), ignored);
  const fs::path inside = whole.lexically_relative(root);
  return inside.empty() || *inside.begin() == ".." ? whole.string() : inside.string();
}

}  // namespace palpate::app
