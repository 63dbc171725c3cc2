// palpate import: mesh folders or files become an atlas folder, with a report.

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "app/command_line.h"
#include "app/terminal_progress.h"
#include "core/error.h"
#include "core/paths.h"
#include "io/atlas_store.h"
#include "io/catalogue_file.h"
#include "io/import_recipe.h"
#include "io/obj_export.h"

namespace palpate::app {
namespace {

struct Words {
  std::vector<std::filesystem::path> paths;
  std::string recipe = "plain";
  std::filesystem::path out;
  bool json = false;
};

void print_json(const ImportReport& report, size_t structures) {
  nlohmann::json skipped = nlohmann::json::array();
  for (const auto& s : report.skipped) skipped.push_back({{"file", s.file}, {"reason", s.reason}});
  const nlohmann::json all = {{"format", 1},        {"structures", structures},      {"mended", report.mended},
                              {"skipped", skipped}, {"unmatched", report.unmatched}, {"notes", report.notes}};
  fmt::print("{}\n", all.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

// Whole lists are in the JSON; a line on a terminal ends somewhere.
std::string shortened(const std::string& text) {
  constexpr size_t longest = 240;
  return text.size() <= longest ? text : text.substr(0, longest) + "…";
}

void print_words(const ImportReport& report, size_t structures, const std::filesystem::path& out) {
  fmt::print("{} structures written to {}\n", structures, out.string());
  for (const std::string& note : report.notes) fmt::print("note: {}\n", note);
  for (const std::string& what : report.mended) fmt::print("mended: {}\n", what);
  for (const auto& s : report.skipped) fmt::print("skipped: {}: {}\n", s.file, shortened(s.reason));
  for (const std::string& id : report.unmatched)
    fmt::print("unmatched: {} (neither in the catalogue nor in the recipe; shown under this name)\n", id);
}

int import(const Words& words) {
  const std::filesystem::path recipe = find_recipe(words.recipe, paths::data() / "assets" / "recipes");
  read_recipe(recipe);  // a mistake in it is told before anything is read
  const anatomy::Catalogue catalogue = read_catalogue(paths::data() / "assets" / "anatomy");
  ImportReport report;
  size_t structures = 0;
  {
    const TerminalProgress terminal;
    const auto atlas = open_atlas(words.paths, catalogue, terminal.progress(), &report, recipe);
    structures = atlas->structures.size();
    export_atlas(*atlas, words.out, terminal.progress());
  }
  words.json ? print_json(report, structures) : print_words(report, structures, words.out);
  return 0;
}

}  // namespace

void add_import(CLI::App& app, const Globals&, Action& action) {
  auto words = std::make_shared<Words>();
  CLI::App* sub =
      app.add_subcommand("import", "Mesh files or folders, in any format that Assimp reads, into an atlas folder");
  sub->add_option("paths", words->paths, "Mesh files or folders")->required();
  sub->add_option(
         "--recipe", words->recipe,
         "How the source names, scales and turns its meshes: bodyparts3d, zanatomy, anatomytool, plain, or a file "
         "(docs/import.md)")
      ->capture_default_str();
  sub->add_option("--out", words->out, "Folder to make")->required();
  sub->add_flag("--json", words->json, "The report as JSON");
  sub->callback([words, &action] { action = [words] { return import(*words); }; });
}

}  // namespace palpate::app
