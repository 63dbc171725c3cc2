// palpate import: mesh folders or files become an atlas folder, with a report.

#include <fmt/format.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <regex>
#include <string>
#include <utility>
#include <vector>

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
  constexpr size_t longest = 160;
  return text.size() <= longest ? text : text.substr(0, longest) + "…";
}

// Lines that say the same of many, in the order in which each was first said.
class Gathered {
 public:
  void add(const std::string& what, const std::string& of) {
    const auto [found, first] = place_.emplace(what, lines_.size());
    if (first) lines_.push_back({what, {}});
    lines_[found->second].second.push_back(of);
  }
  /// "mended: closed pieces were inside out: turned (24 structures: femur_left, …)"
  void print(const char* kind, const char* things) const {
    for (const auto& [what, names] : lines_) {
      const std::string who = shortened(fmt::format("{}", fmt::join(names, ", ")));
      if (names.size() == 1)
        fmt::print("{}: {}: {}\n", kind, who, what);
      else
        fmt::print("{}: {} ({} {}: {})\n", kind, what, names.size(), things, who);
    }
  }

 private:
  std::map<std::string, size_t> place_;
  std::vector<std::pair<std::string, std::vector<std::string>>> lines_;
};

// "12 of 13 closed pieces were inside out" and "1 closed piece was inside out" are one thing.
std::string without_counts(const std::string& text) {
  static const std::regex counts("^[0-9]+ (of [0-9]+ )?"), made_of("the mirror image of .*"), called("^called '[^']*'");
  std::string plain = std::regex_replace(std::regex_replace(text, counts, ""), made_of, "a mirror image");
  plain = std::regex_replace(plain, called, "called otherwise");
  if (plain == "open shell was inside out: turned") plain = "open shells were inside out: turned";
  if (plain == "was inside out: turned") plain = "closed pieces were inside out: turned";
  return plain;
}

void print_words(const ImportReport& report, size_t structures, const std::filesystem::path& out) {
  fmt::print("{} structures written to {}\n", structures, out.string());
  for (const std::string& note : report.notes) fmt::print("note: {}\n", note);
  Gathered mended, skipped;
  for (const std::string& line : report.mended) {
    const size_t colon = line.find(": ");
    const bool named = colon != std::string::npos;
    mended.add(without_counts(named ? line.substr(colon + 2) : line), named ? line.substr(0, colon) : "");
  }
  for (const auto& s : report.skipped) {
    // "rib_1: the recipe does not list it" in file after file.
    const size_t colon = s.reason.find(": ");
    const bool about_a_mesh = colon != std::string::npos && !s.reason.starts_with("cannot be read");
    skipped.add(about_a_mesh ? s.reason.substr(colon + 2) : s.reason,
                about_a_mesh ? fmt::format("{} in {}", shortened(s.reason.substr(0, colon)), s.file) : s.file);
  }
  mended.print("mended", "structures"), skipped.print("skipped", "meshes");
  Gathered unmatched;
  for (const std::string& id : report.unmatched)
    unmatched.add("in neither the catalogue nor the recipe, shown under its own name", id);
  unmatched.print("unmatched", "structures");
}

int import(const Words& words) {
  const std::filesystem::path recipe = find_recipe(words.recipe, paths::data() / "assets" / "recipes");
  read_recipe(recipe);  // a mistake in it is told before anything is read
  require_new_folder(words.out);
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
