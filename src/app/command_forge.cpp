// palpate forge: starts palpate-forge beside the program, then, with --sheet, pictures of every structure from six
// sides.

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>

#include "anatomy/catalogue.h"
#include "app/command_line.h"
#include "core/error.h"
#include "core/paths.h"
#include "gl/context.h"
#include "io/atlas_store.h"
#include "io/catalogue_file.h"
#include "io/png.h"
#include "render/renderer.h"
#include "render/views.h"

extern char** environ;

namespace palpate::app {

namespace fs = std::filesystem;

namespace {

struct Words {
  std::vector<std::string> only, figures;
  fs::path sheet, beside, out, cache;
};

int run_program(const fs::path& program, std::vector<std::string> words) {
  std::vector<char*> argv;
  words.insert(words.begin(), program.string());
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_t child = 0;
  if (posix_spawn(&child, program.c_str(), nullptr, nullptr, argv.data(), environ) != 0)
    throw Error(program.string(), "cannot be started", "build it with PALPATE_FORGE on", Exit::missing_program);
  int status = 0;
  if (waitpid(child, &status, 0) < 0) return static_cast<int>(Exit::our_fault);
  return WIFEXITED(status) ? WEXITSTATUS(status) : static_cast<int>(Exit::our_fault);
}

void paste(Image& onto, const Image& from, int left, int top) {
  for (int y = 0; y < from.height && top + y < onto.height; ++y)
    std::copy_n(from.pixel(0, y), 4 * static_cast<size_t>(std::min(from.width, onto.width - left)),
                onto.pixel(left, top + y));
}

constexpr int tile = 480;

struct Look {
  Vec3 towards, up;
};
// From behind, from the left, from the front, from above, from behind and above, from below and in front.
const Look looks[] = {{{0, 0, 1}, {0, 1, 0}},
                      {{-1, 0, 0}, {0, 1, 0}},
                      {{0, 0, -1}, {0, 1, 0}},
                      {{0, -1, -0.01f}, {0, 0, 1}},
                      {{0.6f, -0.35f, 0.72f}, {0, 1, 0}},
                      {{-0.68f, 0.3f, -0.66f}, {0, 1, 0}}};

/// Three by two pictures of what is shown of the renderer's atlas.
Image six_sides(render::Renderer& renderer, const Box3& bounds, const std::vector<render::StructureLook>& shown) {
  Image page(3 * tile, 2 * tile);
  for (int i = 0; i < 6; ++i) {
    render::FrameInput input;
    input.width = input.height = tile;
    input.looks = shown;
    input.quality = render::Quality::high;
    input.camera = render::frame_bounds(bounds, glm::normalize(looks[i].towards), looks[i].up, 1.0f);
    paste(page, renderer.render(input), (i % 3) * tile, (i / 3) * tile);
  }
  return page;
}

Image picture_beside(render::Renderer& renderer, const fs::path& file, const anatomy::Catalogue& catalogue) {
  if (file.extension() == ".png") return read_png(file);
  const auto atlas = open_atlas(file, catalogue);
  renderer.set_atlas(atlas);
  return six_sides(renderer, atlas->bounds(), std::vector<render::StructureLook>(atlas->structures.size()));
}

/// Everything together: from behind, close, oblique, from the side.
Image overview(render::Renderer& renderer, const anatomy::Atlas& atlas) {
  constexpr int wide = 900, tall = 800;
  Image page(2 * wide, 2 * tall);
  int i = 0;
  Box3 spine;
  for (const anatomy::Structure& s : atlas.structures)
    if (s.info.id == "vertebra_l1" || s.info.id == "sacrum") spine.add(s.bounds);
  const Box3 close = spine.empty() ? atlas.bounds() : spine;
  for (const auto& [towards, bounds] :
       {std::pair(Vec3(0, 0, 1), atlas.bounds()), std::pair(Vec3(0.08f, -0.1f, 1), close),
        std::pair(Vec3(0.62f, -0.2f, 0.75f), atlas.bounds()), std::pair(Vec3(-0.9f, 0, 0.43f), close)}) {
    render::FrameInput input;
    input.width = wide, input.height = tall;
    input.looks.resize(atlas.structures.size());
    input.quality = render::Quality::high;
    input.camera =
        render::frame_bounds(bounds, glm::normalize(towards), Vec3(0, 1, 0), static_cast<float>(wide) / tall);
    paste(page, renderer.render(input), (i % 2) * wide, (i / 2) * tall);
    ++i;
  }
  return page;
}

void write_sheets(const fs::path& glb, const Words& words) {
  const anatomy::Catalogue catalogue = read_catalogue(paths::data() / "assets/anatomy");
  const auto atlas = open_atlas(glb, catalogue);
  std::error_code error;
  fs::create_directories(words.sheet, error);
  if (error)
    throw Error(words.sheet.string(), "cannot be made: " + error.message(), "name a folder that can be written");
  const gl::Context context = gl::Context::headless();
  render::Renderer renderer;
  Image beside;
  if (!words.beside.empty()) beside = picture_beside(renderer, words.beside, catalogue);
  renderer.set_atlas(atlas);
  if (atlas->structures.size() > 1) {
    const fs::path file = words.sheet / "overview.png";
    write_png(overview(renderer, *atlas), file, {{"Title", atlas->name}});
    fmt::print("{}\n", file.string());
  }
  for (size_t i = 0; i < atlas->structures.size(); ++i) {
    std::vector<render::StructureLook> shown(atlas->structures.size());
    for (auto& look : shown) look.opacity = 0.0f;
    shown[i].opacity = 1.0f;
    const Image ours = six_sides(renderer, atlas->structures[i].bounds, shown);
    Image page(std::max(ours.width, beside.width), ours.height + beside.height);
    paste(page, ours, 0, 0);
    if (beside.width > 0) paste(page, beside, 0, ours.height);
    const fs::path file = words.sheet / (atlas->structures[i].info.id + ".png");
    write_png(page, file, {{"Title", atlas->structures[i].info.name}});
    fmt::print("{}\n", file.string());
  }
}

int run(const Globals& globals, Words words) {
  words.figures.insert(words.figures.end(), globals.overrides.begin(), globals.overrides.end());
  const fs::path program = paths::program().parent_path() / "palpate-forge";
  if (!fs::exists(program))
    throw Error(program.string(), "is not there", "build it with PALPATE_FORGE on", Exit::missing_program);
  const fs::path out = !words.out.empty()    ? words.out
                       : words.sheet.empty() ? fs::path("lumbar.glb")
                                             : words.sheet / "forged.glb";
  if (!words.sheet.empty()) {
    std::error_code error;
    fs::create_directories(words.sheet, error);
  }
  const fs::path cache = words.cache.empty() ? paths::cache() / "forge" : words.cache;
  std::vector<std::string> line = {"--out", out.string(), "--cache", cache.string(), "--data", paths::data().string()};
  for (const std::string& id : words.only) line.insert(line.end(), {"--only", id});
  for (const std::string& figure : words.figures) line.insert(line.end(), {"--set", figure});
  if (const int status = run_program(program, line); status != 0) return status;
  if (!words.sheet.empty()) write_sheets(out, words);
  return 0;
}

}  // namespace

void add_forge(CLI::App& app, const Globals& globals, Action& action) {
  auto words = std::make_shared<Words>();
  CLI::App* command = app.add_subcommand("forge", "Make the bundled atlas from its figures");
  command
      ->add_option("--only", words->only, "Structure to make (repeatable): vertebra_l3, rib_12, gluteus_maximus_left")
      ->allow_extra_args(false);
  command->add_option("--sheet", words->sheet, "Folder for a picture of each structure from six sides");
  command->add_option("--beside", words->beside, "Mesh or PNG to show below each sheet");
  command->add_option("--set", words->figures, "KEY=VALUE: a figure for this run, e.g. vertebra_l3.spinous_length=60")
      ->allow_extra_args(false);
  command->add_option("--out", words->out, "File to write (lumbar.glb)");
  command->add_option("--cache", words->cache, "Folder that keeps finished structures");
  command->callback([&globals, &action, words] { action = [&globals, words] { return run(globals, *words); }; });
}

}  // namespace palpate::app
