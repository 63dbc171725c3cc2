// palpate atlas info, palpate atlas export: what an atlas holds, and its meshes as OBJ files.

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/command_line.h"
#include "app/terminal_progress.h"
#include "core/error.h"
#include "core/paths.h"
#include "io/atlas_store.h"
#include "io/catalogue_file.h"
#include "io/obj_export.h"

namespace palpate::app {
namespace {

using nlohmann::json;

struct Words {
  std::filesystem::path atlas, out;
  bool json = false;
};

std::shared_ptr<const anatomy::Atlas> open(const std::filesystem::path& named) {
  const TerminalProgress terminal;
  return open_atlas(named.empty() ? paths::bundled_atlas() : named,
                    read_catalogue(paths::data() / "assets" / "anatomy"), terminal.progress());
}

json point(const Vec3& p) {
  return json::array({p.x, p.y, p.z});
}

json describe(const anatomy::Structure& s) {
  json triangles = json::array();
  for (const anatomy::PackedMesh& level : s.levels) triangles.push_back(level.triangle_count());
  return {{"id", s.info.id},
          {"name", s.info.name},
          {"latin", s.info.latin},
          {"layer", s.info.layer},
          {"side", to_string(s.info.side)},
          {"tissue", to_string(s.info.tissue)},
          {"triangles", triangles},
          {"closed", s.closed},
          {"volume_mm3", s.closed ? json(s.volume_mm3) : json()},
          {"bounds_mm", json::array({point(s.bounds.lo), point(s.bounds.hi)})},
          {"provenance", s.provenance}};
}

void print_json(const anatomy::Atlas& atlas) {
  json structures = json::array(), landmarks = json::array(), triangles = json::array();
  for (const anatomy::Structure& s : atlas.structures) structures.push_back(describe(s));
  for (const auto& [id, p] : atlas.landmarks) landmarks.push_back({{"id", id}, {"position_mm", point(p)}});
  for (size_t k = 0; k < 4; ++k) triangles.push_back(atlas.triangle_count(k));
  const json all = {{"format", 1},
                    {"name", atlas.name},
                    {"licence", atlas.licence},
                    {"attribution", atlas.attribution},
                    {"source", atlas.source},
                    {"rest_pose", atlas.rest_pose},
                    {"triangles", triangles},
                    {"structures", structures},
                    {"landmarks", landmarks}};
  fmt::print("{}\n", all.dump(2, ' ', false, json::error_handler_t::replace));
}

void print_words(const anatomy::Atlas& atlas) {
  const auto line = [](const char* what, const std::string& said) {
    fmt::print("{:<12} {}\n", what, said.empty() ? "not stated" : said);
  };
  line("name", atlas.name), line("licence", atlas.licence), line("attribution", atlas.attribution);
  line("source", atlas.source), line("rest pose", atlas.rest_pose);
  std::string levels;
  size_t count = 1;
  for (const anatomy::Structure& s : atlas.structures) count = std::max(count, s.levels.size());
  for (size_t k = 0; k < count; ++k) levels += fmt::format("{}{}", k ? ", " : "", atlas.triangle_count(k));
  line("triangles", levels + " (levels of detail)");
  fmt::print("{:<12} {}\n\n", "landmarks", atlas.landmarks.size());
  for (const anatomy::Structure& s : atlas.structures) {
    fmt::print("{:>2}  {:<50} {:>8} triangles  {:<9} {}\n", s.info.layer, s.info.id, s.levels[0].triangle_count(),
               to_string(s.info.tissue), s.closed ? fmt::format("{:.1f} cm³", s.volume_mm3 / 1000.0) : "open");
  }
}

void add_info(CLI::App& group, Action& action) {
  auto words = std::make_shared<Words>();
  CLI::App* sub = group.add_subcommand("info", "What an atlas holds: names, licence, structures, landmarks");
  sub->add_option("atlas", words->atlas, "Atlas folder or mesh file; the bundled atlas if left out");
  sub->add_flag("--json", words->json, "As JSON");
  sub->callback([words, &action] {
    action = [words] {
      const auto atlas = open(words->atlas);
      words->json ? print_json(*atlas) : print_words(*atlas);
      return 0;
    };
  });
}

void add_export(CLI::App& group, Action& action) {
  auto words = std::make_shared<Words>();
  CLI::App* sub = group.add_subcommand(
      "export", "Every structure as <id>.obj (millimetres, body frame, rest pose), and atlas.yaml");
  sub->add_option("--atlas", words->atlas, "Atlas folder or mesh file; the bundled atlas if left out");
  sub->add_option("--out", words->out, "Folder to make")->required();
  sub->callback([words, &action] {
    action = [words] {
      const auto atlas = open(words->atlas);
      const TerminalProgress terminal;
      const auto files = export_atlas(*atlas, words->out, terminal.progress());
      fmt::print(stderr, "{} files written to {}\n", files.size(), words->out.string());
      return 0;
    };
  });
}

}  // namespace

void add_atlas(CLI::App& app, const Globals&, Action& action) {
  CLI::App* group = app.add_subcommand("atlas", "Look into an atlas, or take its meshes out");
  group->require_subcommand(1);
  add_info(*group, action);
  add_export(*group, action);
}

}  // namespace palpate::app
