#include "io/atlas_store.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <utility>

#include "core/error.h"
#include "core/log.h"
#include "core/paths.h"
#include "io/atlas_blob.h"
#include "io/atlas_cache.h"
#include "io/atomic_file.h"
#include "io/bake.h"
#include "io/catalogue_file.h"
#include "io/content_hash.h"
#include "io/import_child.h"
#include "io/mesh_file.h"
#include "io/skin_wrap.h"
#include "io/yaml.h"

namespace palpate {
namespace fs = std::filesystem;
namespace {

using anatomy::Atlas;
using anatomy::Catalogue;

std::vector<std::string>& worker_command() {
  static std::vector<std::string> command;
  return command;
}

// Part of [0, 1] of somebody's progress.
Progress part_of(const Progress& whole, float from, float to) {
  Progress part;
  part.cancel = whole.cancel;
  if (whole.report) {
    part.report = [report = whole.report, from, to](float f, std::string_view doing) {
      report(from + (to - from) * f, doing);
    };
  }
  return part;
}

// Names, layers and facts of the catalogue travel into the baked file: a changed catalogue bakes anew.
std::string versions_of(const Catalogue& catalogue, const fs::path& recipe) {
  size_t facts = 0;
  for (const auto& s : catalogue.structures()) {
    facts = facts * 31 +
            std::hash<std::string>()(s.id + s.name + s.latin + s.note + s.palpation + s.origin + s.insertion +
                                     s.action + s.innervation + s.source + s.confidence) +
            static_cast<size_t>(s.layer) * 7 + static_cast<size_t>(s.tissue);
    for (const std::string& group : s.groups) facts = facts * 31 + std::hash<std::string>()(group);
  }
  return fmt::format("import {} bake {} blob {} recipe {:x} {:x}", importer_version, bake_version, blob_version,
                     content_hash(recipe.empty() ? std::string() : read_text_file(recipe)), facts);
}

// The recipe that is used when none was named; without the program's data (tests) names are guessed without it.
fs::path recipe_or_plain(const fs::path& recipe) {
  if (!recipe.empty()) return recipe;
  std::error_code ignored;
  const fs::path plain = paths::data() / "assets" / "recipes" / "plain.yaml";
  return fs::exists(plain, ignored) ? plain : fs::path();
}

// An atlas ready to be written to a file or into memory.
struct Baked {
  anatomy::RawAtlas facts;
  std::vector<BakedStructure> structures;
  ImportReport report;

  void save(const fs::path& file) const {
    AtomicFile out(file);
    write_blob(facts, structures, report, [&](std::string_view bytes) { out.write(bytes); });
    out.commit();
  }
  std::string in_memory() const {
    std::string all;
    write_blob(facts, structures, report, [&](std::string_view bytes) { all += bytes; });
    return all;
  }
};

Baked import_and_bake(const std::vector<fs::path>& paths, ImportOptions options, const fs::path& recipe_file,
                      const Progress& progress) {
  Baked baked;
  Recipe recipe;
  if (!recipe_file.empty()) recipe = read_recipe(recipe_file), options.recipe = &recipe;
  baked.facts = import_meshes(paths, options, part_of(progress, 0.0f, 0.4f), baked.report);
  const Care care = baked.report.own ? Care::fine : Care::quick;
  baked.structures = bake(baked.facts, part_of(progress, 0.4f, 1.0f), care);
  return baked;
}

std::shared_ptr<const Atlas> open_blob_file(const fs::path& file, ImportReport* report) {
  MappedFile mapped = map_file(file);
  return atlas_from_blob(mapped.bytes, std::move(mapped.storage), file.string(), report);
}

std::shared_ptr<const Atlas> open_blob_memory(std::string bytes, const std::string& name, ImportReport* report) {
  const auto owner = std::make_shared<const std::string>(std::move(bytes));
  return atlas_from_blob({reinterpret_cast<const std::byte*>(owner->data()), owner->size()}, owner, name, report);
}

// A file that is gone when the guard goes (its mapping lives on).
struct Temporary {
  fs::path path;
  explicit Temporary(fs::path p) : path(std::move(p)) {}
  ~Temporary() {
    std::error_code ignored;
    fs::remove(path, ignored);
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
};

// Keeps it in the cache where that can be written.
std::shared_ptr<const Atlas> open_baked(const Baked& baked, AtlasCache& cache, const std::string& name,
                                        ImportReport* report) {
  if (const fs::path place = cache.place(); !place.empty()) {
    try {
      baked.save(place);
      cache.remember();
      return open_blob_file(place, report);
    } catch (const Error& e) {
      log(LogLevel::warning, fmt::format("the cache was not written: {}", e.what()));
    }
  }
  return open_blob_memory(baked.in_memory(), name, report);
}

std::shared_ptr<const Atlas> import_here(AtlasCache& cache, const std::vector<fs::path>& paths,
                                         const Catalogue& catalogue, const fs::path& recipe, const Progress& progress,
                                         ImportReport* report) {
  ImportOptions options;
  options.catalogue = &catalogue;
  return open_baked(import_and_bake(paths, options, recipe, progress), cache, paths[0].string(), report);
}

// Reading large files takes its time without a word from the mesh library: a second more for every 4 MB.
constexpr int silence_s = 10;
constexpr uintmax_t bytes_a_second = 4u << 20;
int patience_s(const std::vector<fs::path>& paths) {
  uintmax_t largest = 0;
  std::error_code ignored;
  for (const fs::path& path : paths) {
    for (const fs::path& file : mesh_files(path)) {
      const uintmax_t size = fs::file_size(file, ignored);
      if (!ignored) largest = std::max(largest, size);
    }
  }
  return silence_s + static_cast<int>(std::min<uintmax_t>(largest / bytes_a_second, 600));
}

// Runs the child; when it crashes or hangs over one of several files, again without that file, which is reported.
void run_worker(const fs::path& out, const std::vector<fs::path>& paths, const fs::path& recipe,
                const Progress& progress) {
  constexpr size_t most_bad_files = 100;
  std::vector<Skipped> without;
  bool one_by_one = false;
  for (;;) {
    std::vector<std::string> words = worker_command();
    words.insert(words.end(), {"--out", out.string(), "--fd", "{fd}"});
    if (!recipe.empty()) words.insert(words.end(), {"--recipe", recipe.string()});
    if (one_by_one) words.emplace_back("--one-by-one");
    for (const Skipped& s : without) words.insert(words.end(), {"--without", s.file, s.reason});
    words.emplace_back("--");
    for (const fs::path& p : paths) words.push_back(p.string());
    try {
      run_import_child(std::move(words), paths[0].string(), progress, patience_s(paths));
      return;
    } catch (const ChildFailure& failure) {
      const std::vector<std::string>& open = failure.open_files();
      const bool several = paths.size() > 1 || fs::is_directory(paths[0]);
      if (!several || open.empty() || without.size() >= most_bad_files) throw;
      if (open.size() == 1)
        without.push_back({open[0], failure.problem() + "; " + failure.cure()});
      else
        one_by_one = true;
    }
  }
}

std::shared_ptr<const Atlas> import_in_child(AtlasCache& cache, const std::vector<fs::path>& paths,
                                             const fs::path& recipe, const Progress& progress, ImportReport* report) {
  const fs::path place = cache.place();
  const fs::path aim = place.empty() ? fs::temp_directory_path() / "palpate.baked" : place;
  const Temporary baked(temporary_beside(aim));
  run_worker(baked.path, paths, recipe, progress);
  auto atlas = open_blob_file(baked.path, report);
  if (!place.empty()) {
    std::error_code error;
    fs::rename(baked.path, place, error);
    if (!error) cache.remember();
  }
  return atlas;
}

std::shared_ptr<const Atlas> open_as_it_is(const std::vector<fs::path>& paths, const Catalogue& catalogue,
                                           const Progress& progress, ImportReport* report, const fs::path& recipe) {
  AtlasCache cache(paths, versions_of(catalogue, recipe));
  if (const fs::path baked = cache.find(); !baked.empty()) {
    try {
      return open_blob_file(baked, report);
    } catch (const Error& e) {
      log(LogLevel::warning, fmt::format("cache dropped: {}", e.what()));
      cache.forget();
    }
  }
  log(LogLevel::info, fmt::format("importing {}", paths[0].string()));
  return worker_command().empty() ? import_here(cache, paths, catalogue, recipe, progress, report)
                                  : import_in_child(cache, paths, recipe, progress, report);
}

// --- the skin that a foreign atlas lacks ----------------------------------------------------------------------------

constexpr int wrap_version = 7;

std::string skin_versions(const std::string& of_atlas) {
  return fmt::format("{} skin {}", of_atlas, wrap_version);
}

std::vector<std::string>& wrap_command() {
  static std::vector<std::string> command;
  return command;
}

// The wrapped skin as an atlas of one structure.
std::shared_ptr<const Atlas> made_skin(const Atlas& body, const std::vector<fs::path>& paths,
                                       const Catalogue& catalogue, const fs::path& recipe, const Progress& progress) {
  AtlasCache cache(paths, skin_versions(versions_of(catalogue, recipe)));
  if (const fs::path baked = cache.find(); !baked.empty()) {
    try {
      return open_blob_file(baked, nullptr);
    } catch (const Error&) {
      cache.forget();
    }
  }
  const SkinWrap wrap = plan_skin_wrap(body);
  const Temporary in(temporary_beside(fs::temp_directory_path() / "palpate.soup")),
      out(temporary_beside(fs::temp_directory_path() / "palpate.skin"));
  write_mesh_file(wrap.soup, in.path);
  std::vector<std::string> words = wrap_command();
  words.insert(words.end(),
               {"--wrap", in.path.string(), "--out", out.path.string(), "--closing", fmt::format("{}", wrap.closing_mm),
                "--cover", fmt::format("{}", wrap.cover_mm), "--fd", "{fd}"});
  run_import_child(std::move(words), "the skin of " + paths[0].string(), progress, 60);
  anatomy::RawAtlas raw;
  raw.name = "skin";
  anatomy::RawStructure skin;
  skin.mesh = read_mesh_file(out.path);
  if (const auto* known = catalogue.find("skin")) skin.info = *known;
  skin.info.id = "skin", skin.info.confidence = "design estimate";
  skin.provenance = wrap.provenance;
  raw.structures.push_back(std::move(skin));
  Baked baked;
  baked.structures = bake(raw, {});
  baked.facts = std::move(raw);
  return open_baked(baked, cache, "skin", nullptr);
}

// A back without a skin gets one, marked as made; without palpate-forge it stays as it is, and that is told.
std::shared_ptr<const Atlas> with_skin(std::shared_ptr<const Atlas> body, const std::vector<fs::path>& paths,
                                       const Catalogue& catalogue, const fs::path& recipe, const Progress& progress,
                                       ImportReport* report) {
  if (wrap_command().empty() || !lacks_skin(*body)) return body;
  std::shared_ptr<const Atlas> skin;
  try {
    skin = made_skin(*body, paths, catalogue, recipe, progress);
  } catch (const Error& e) {
    if (e.status() == Exit::cancelled) throw;
    if (report) report->notes.push_back(fmt::format("no skin was made: {}", e.what()));
    return body;
  }
  auto whole = std::make_shared<Atlas>(*body);
  whole->structures.insert(whole->structures.begin(), skin->structures.front());
  whole->storage = std::make_shared<std::pair<std::shared_ptr<const Atlas>, std::shared_ptr<const Atlas>>>(body, skin);
  if (report) report->mended.push_back("skin: missing in the source, wrapped round the rest (marked as made)");
  return whole;
}

}  // namespace

std::shared_ptr<const Atlas> open_atlas(const std::vector<fs::path>& paths, const Catalogue& catalogue,
                                        const Progress& progress, ImportReport* report, const fs::path& named,
                                        MissingSkin missing) {
  if (paths.empty()) throw Error("", "no mesh file was named");
  const fs::path recipe = recipe_or_plain(named);
  auto body = open_as_it_is(paths, catalogue, progress, report, recipe);
  if (missing == MissingSkin::leave) return body;
  return with_skin(std::move(body), paths, catalogue, recipe, progress, report);
}

std::shared_ptr<const Atlas> open_atlas(const fs::path& file_or_folder, const Catalogue& catalogue,
                                        const Progress& progress) {
  return open_atlas(std::vector<fs::path>{file_or_folder}, catalogue, progress, nullptr);
}

std::shared_ptr<const Atlas> bake_in_memory(const anatomy::RawAtlas& raw, const Progress& progress) {
  Baked baked;
  baked.facts = raw;
  baked.structures = bake(baked.facts, progress);
  return open_blob_memory(baked.in_memory(), raw.name, nullptr);
}

void set_skin_wrapper(std::vector<std::string> command) {
  wrap_command() = std::move(command);
}

void set_import_worker(std::vector<std::string> command) {
  worker_command() = std::move(command);
}

int run_import_worker(const std::vector<std::string>& words) {
  fs::path out, recipe;
  int pipe_fd = -1;
  ImportOptions options;
  size_t i = 0;
  for (; i < words.size() && words[i] != "--"; ++i) {
    const size_t left = words.size() - i - 1;
    if (words[i] == "--out" && left >= 1)
      out = words[++i];
    else if (words[i] == "--fd" && left >= 1)
      pipe_fd = std::atoi(words[++i].c_str());
    else if (words[i] == "--recipe" && left >= 1)
      recipe = words[++i];
    else if (words[i] == "--one-by-one")
      options.one_by_one = true;
    else if (words[i] == "--without" && left >= 2)
      options.without.push_back({words[i + 1], words[i + 2]}), i += 2;
    else
      return static_cast<int>(Exit::wrong_usage);
  }
  const std::vector<fs::path> paths(words.begin() + static_cast<std::ptrdiff_t>(std::min(i + 1, words.size())),
                                    words.end());
  if (out.empty() || pipe_fd < 0 || paths.empty()) return static_cast<int>(Exit::wrong_usage);
  std::mutex mutex;
  const auto say = [&](std::string line) {
    const std::lock_guard lock(mutex);
    std::replace(line.begin(), line.end(), '\n', ' ');
    line += '\n';
    // The parent may have gone: then nobody needs the result.
    if (write(pipe_fd, line.data(), line.size()) < 0) _exit(static_cast<int>(Exit::cancelled));
  };
  const auto fail = [&](Exit status, const std::string& where, const std::string& what, const std::string& cure) {
    say(fmt::format("e {}\t{}\t{}\t{}", static_cast<int>(status), where, what, cure));
    return static_cast<int>(status);
  };
  Progress progress;
  progress.report = [&](float fraction, std::string_view doing) { say(fmt::format("p {:.4f} {}", fraction, doing)); };
  try {
    const Catalogue catalogue = read_catalogue(paths::data() / "assets" / "anatomy");
    options.catalogue = &catalogue;
    options.on_file = [&](const fs::path& file, bool begins) { say((begins ? "b " : "d ") + file.string()); };
    import_and_bake(paths, options, recipe, progress).save(out);
    return 0;
  } catch (const Error& e) {
    return fail(e.status(), e.where(), e.problem(), e.cure());
  } catch (const std::bad_alloc&) {
    return fail(Exit::bad_input, paths.empty() ? "" : paths[0].string(), "needs more memory than there is",
                "use a coarser mesh");
  } catch (const std::exception& e) {
    return fail(Exit::our_fault, "import", e.what(), "");
  }
}

std::vector<fs::path> cached_files(const std::vector<fs::path>& paths, const fs::path& recipe) {
  const std::string versions =
      versions_of(read_catalogue(paths::data() / "assets" / "anatomy"), recipe_or_plain(recipe));
  std::vector<fs::path> files;
  for (const std::string& key : {versions, skin_versions(versions)}) {
    if (fs::path file = AtlasCache(paths, key).find(); !file.empty()) files.push_back(std::move(file));
  }
  return files;
}

double mapped_read_ms(const fs::path& file) {
  const auto start = std::chrono::steady_clock::now();
  const MappedFile mapped = map_file(file);
  size_t sum = 0;
  for (size_t i = 0; i < mapped.bytes.size(); i += 4096) sum += static_cast<size_t>(mapped.bytes[i]);
  volatile size_t keep = sum;  // the reads must happen
  static_cast<void>(keep);
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

uintmax_t clear_cache() {
  const fs::path folder = paths::cache() / "atlases";
  std::error_code error;
  uintmax_t bytes = 0;
  for (auto it = fs::directory_iterator(folder, error); !error && it != fs::directory_iterator(); it.increment(error)) {
    std::error_code ignored;
    const uintmax_t size = it->is_regular_file(ignored) ? it->file_size(ignored) : 0;
    if (fs::remove(it->path(), ignored)) bytes += size;
  }
  return bytes;
}

}  // namespace palpate
