#pragma once
// What every part of `palpate bench` measures with.

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "anatomy/atlas.h"
#include "anatomy/catalogue.h"
#include "render/renderer.h"

namespace palpate::app {

using Json = nlohmann::ordered_json;

/// Milliseconds that `work` takes.
template <class Work>
double time_ms(Work&& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

/// The least of several tries: the machine's neighbours only ever add.
template <class Work>
double best_ms(int tries, Work&& work) {
  double best = time_ms(work);
  for (int i = 1; i < tries; ++i) best = std::min(best, time_ms(work));
  return best;
}

/// A folder that goes away with the object.
class ScratchFolder {
 public:
  /// Throws Error when none can be made.
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// While it lives, atlases are cached in a folder of its own and nowhere else.
class OwnCache {
 public:
  OwnCache();
  ~OwnCache();
  OwnCache(const OwnCache&) = delete;
  OwnCache& operator=(const OwnCache&) = delete;

 private:
  ScratchFolder folder_;
  std::string before_;
  bool was_set_ = false;
};

struct ChildCost {
  double wall_ms = 0.0;
  double peak_rss_mib = 0.0;  ///< of the child and its children, the largest one
};
/// Runs this program with `words`, its output left aside where `quiet`, and waits. Throws Error when it fails.
ChildCost run_self(const std::vector<std::string>& words, bool quiet = false);

/// The opening of an atlas that was opened before, and its floor: the same files mapped and touched, then uploaded.
struct Opening {
  double warm_ms = 0.0, floor_ms = 0.0;
};
/// `open` gives the atlas (cached by then); `cached` are the files that it comes from.
Opening measure_warm(render::Renderer& renderer, const std::vector<std::filesystem::path>& cached,
                     const std::function<std::shared_ptr<const anatomy::Atlas>()>& open);

/// A collection to measure with, named on the command line.
struct ForeignAtlas {
  std::vector<std::filesystem::path> paths;
  std::string recipe = "plain";
};
/// Importing: the collections of `named` (empty: those beside the project that there are) against the mesh library
/// alone, their skins, their warm opening. Adds its keys to `out`.
void measure_import(Json& out, render::Renderer& renderer, const anatomy::Catalogue& catalogue,
                    const ForeignAtlas& named);
/// The synthetic body alone, in child processes; before anything large is in memory, since a child's peak memory counts
/// from that of the process that started it.
void measure_body(Json& out);

}  // namespace palpate::app
