#include "app/bench_tools.h"

#include <fcntl.h>
#include <malloc.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "core/error.h"
#include "core/paths.h"
#include "gl/context.h"
#include "io/atlas_store.h"

extern char** environ;

namespace palpate::app {
namespace fs = std::filesystem;

ScratchFolder::ScratchFolder() {
  std::string name = (fs::temp_directory_path() / "palpate_bench_XXXXXX").string();
  if (!mkdtemp(name.data())) throw Error(name, "cannot make a folder for the measurements", "is the disk full?");
  path_ = name;
}
ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

OwnCache::OwnCache() {
  if (const char* before = std::getenv("PALPATE_CACHE")) before_ = before, was_set_ = true;
  setenv("PALPATE_CACHE", folder_.path().c_str(), 1);
}
OwnCache::~OwnCache() {
  was_set_ ? setenv("PALPATE_CACHE", before_.c_str(), 1) : unsetenv("PALPATE_CACHE");
}

ChildCost run_self(const std::vector<std::string>& words, bool quiet) {
  std::vector<std::string> storage{paths::program().string()};
  storage.insert(storage.end(), words.begin(), words.end());
  std::vector<char*> argv;
  for (std::string& word : storage) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (quiet) posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  int failed = 0, status = 0;
  rusage usage{};
  const double wall_ms = time_ms([&] {
    failed = posix_spawn(&child, argv[0], &actions, nullptr, argv.data(), environ);
    if (failed == 0) wait4(child, &status, 0, &usage);
  });
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw Error(storage[0], "cannot be started");
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) throw Error(storage[0], "failed while being measured");
  return {wall_ms, static_cast<double>(usage.ru_maxrss) / 1024.0};
}

Opening measure_warm(render::Renderer& renderer, const std::vector<fs::path>& cached,
                     const std::function<std::shared_ptr<const anatomy::Atlas>()>& open) {
  std::shared_ptr<const anatomy::Atlas> atlas = open();
  const auto upload = [&] {
    renderer.set_atlas(nullptr);
    renderer.set_atlas(atlas);
    gl::finish();
  };
  upload();
  // Both start from the same memory: what the last turn freed goes back to the system, or one of the two would be lent
  // warm pages by the other. In turns, so that a busy neighbour slows both.
  const auto from_nothing = [&](auto&& work) {
    renderer.set_atlas(nullptr);
    malloc_trim(0);
    return time_ms(work);
  };
  Opening best{1e9, 1e9};
  for (int turn = 0; turn < 9; ++turn) {
    best.floor_ms = std::min(best.floor_ms, from_nothing([&] {
                               for (const fs::path& file : cached) mapped_read_ms(file);
                               upload();
                             }));
    best.warm_ms = std::min(best.warm_ms, from_nothing([&] { atlas = open(), upload(); }));
  }
  return best;
}

}  // namespace palpate::app
