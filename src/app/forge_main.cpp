// palpate-forge: the bundled atlas from its figures. The only program that links the forge.

#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "core/error.h"
#include "core/paths.h"
#include "forge/hands.h"
#include "forge/skin_wrap.h"
#include "forge/workshop.h"
#include "io/catalogue_file.h"
#include "io/figure_files.h"
#include "io/glb_write.h"
#include "io/hand_file.h"
#include "io/mesh_file.h"

namespace {

using namespace palpate;
namespace fs = std::filesystem;

void write_obj(const fs::path& path, const anatomy::RawAtlas& atlas) {
  std::ofstream out(path);
  size_t base = 1;
  for (const anatomy::RawStructure& s : atlas.structures) {
    out << "o " << s.info.id << "\n";
    for (const Vec3& p : s.mesh.positions) out << fmt::format("v {:.3f} {:.3f} {:.3f}\n", p.x, p.y, p.z);
    for (const Vec3& n : s.mesh.normals) out << fmt::format("vn {:.3f} {:.3f} {:.3f}\n", n.x, n.y, n.z);
    for (size_t i = 0; i + 2 < s.mesh.triangles.size(); i += 3)
      out << fmt::format("f {0}//{0} {1}//{1} {2}//{2}\n", base + s.mesh.triangles[i], base + s.mesh.triangles[i + 1],
                         base + s.mesh.triangles[i + 2]);
    base += s.mesh.positions.size();
  }
}

void set_figures(anatomy::Figures& figures, const std::vector<std::string>& overrides) {
  for (const std::string& word : overrides) {
    const size_t equals = word.find('=');
    char* end = nullptr;
    const float value = equals == std::string::npos ? 0.0f : std::strtof(word.c_str() + equals + 1, &end);
    if (!end || *end != '\0' || end == word.c_str() + equals + 1)
      throw Error("--set " + word, "is not KEY=NUMBER", "for example --set vertebra_l3.spinous_length=60",
                  Exit::wrong_usage);
    figures.set(word.substr(0, equals), value);
  }
}

struct Run {
  forge::Order order;
  fs::path out = "lumbar.glb";
  std::string data;
  std::vector<std::string> overrides;
  bool quiet = false;
};

void tell(const anatomy::RawAtlas& atlas) {
  for (const auto& s : atlas.structures) {
    const Vec3 size = s.mesh.bounds().size();
    fmt::print(stderr, "{:24} {:7} triangles {:8.2f} cm3  {:5.1f} wide {:5.1f} deep {:5.1f} tall mm\n", s.info.id,
               s.mesh.triangle_count(), s.mesh.volume_mm3() / 1000.0, size.x, size.z, size.y);
  }
}

int run(const Run& what) {
  const auto start = std::chrono::steady_clock::now();
  const fs::path data = what.data.empty() ? paths::data() : fs::path(what.data);
  anatomy::Figures figures = io::read_figures(data / "assets/anatomy/figures");
  set_figures(figures, what.overrides);
  Progress progress;
  if (!what.quiet)
    progress.report = [](float fraction, std::string_view doing) {
      fmt::print(stderr, "{:3.0f} % {}\n", 100.0f * fraction, doing);
    };
  const forge::Forged forged = forge::forge(figures, what.order, progress);
  const anatomy::RawAtlas atlas = forge::as_atlas(forged, read_catalogue(data / "assets/anatomy"));
  if (what.out.extension() == ".obj")
    write_obj(what.out, atlas);
  else
    write_glb(atlas, what.out);
  if (what.quiet) return 0;
  tell(atlas);
  size_t triangles = 0;
  for (const auto& s : atlas.structures) triangles += s.mesh.triangle_count();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  fmt::print(stderr, "{} structures, {} triangles, {} made, {} from cache, {:.1f} s\n", atlas.structures.size(),
             triangles, forged.made, forged.from_cache, seconds);
  return 0;
}

int run_hands(const Run& what, const fs::path& out) {
  const auto start = std::chrono::steady_clock::now();
  const auto meshes =
      forge::make_hands(read_hand_poses((what.data.empty() ? paths::data() : fs::path(what.data)) / "assets/hands"));
  write_hands(meshes, out);
  if (what.quiet) return 0;
  for (const auto& mesh : meshes) fmt::print(stderr, "{:8} {:6} triangles\n", mesh.name, mesh.triangle_count());
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  fmt::print(stderr, "{}: {:.1f} s\n", out.string(), seconds);
  return 0;
}

struct Wrap {
  fs::path in;
  forge::WrapFigures figures;
  int pipe_fd = -1;
};

int run_wrap(const Wrap& what, const fs::path& out) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // nobody needs the skin when whoever asked for it is gone
  Progress progress;
  progress.report = [&](float fraction, std::string_view doing) {
    const std::string line = fmt::format("p {:.3f} {}\n", fraction, doing);
    if (what.pipe_fd >= 0 && write(what.pipe_fd, line.data(), line.size()) < 0) std::exit(1);
  };
  write_mesh_file(forge::wrap_skin(read_mesh_file(what.in), what.figures, progress), out);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Makes the bundled atlas from the figures in assets/anatomy/figures.", "palpate-forge"};
  Run what;
  fs::path hands;
  Wrap wrap;
  bool list = false;
  app.add_option("--only", what.order.only, "structure to make (repeatable); what it rests on is made too");
  app.add_option("--set", what.overrides, "change a figure for this run: KEY=VALUE (repeatable)");
  app.add_option("--cache", what.order.cache, "folder that keeps finished structures");
  app.add_option("--out", what.out, "file to write: .glb, or .obj for other tools");
  app.add_option("--data", what.data, "folder holding assets/");
  app.add_flag("--quiet", what.quiet, "say nothing but errors");
  app.add_option("--hands", hands, "make the therapist's hands instead and write them to this file (hands.glb)");
  app.add_option("--wrap", wrap.in, "wrap a skin round the triangles of this mesh file instead");
  app.add_option("--closing", wrap.figures.closing_mm, "with --wrap: gaps up to twice this are bridged, mm");
  app.add_option("--cover", wrap.figures.cover_mm, "with --wrap: soft tissue over the outermost triangles, mm");
  app.add_option("--fd", wrap.pipe_fd, "with --wrap: number of the pipe that takes progress");
  app.add_flag("--list", list, "name what can be made and stop");
  CLI11_PARSE(app, argc, argv);
  try {
    if (list) {
      for (const std::string& id : forge::recipe_ids()) fmt::print("{}\n", id);
      return 0;
    }
    if (!wrap.in.empty()) return run_wrap(wrap, what.out);
    if (!hands.empty()) return run_hands(what, hands);
    return run(what);
  } catch (const Error& error) {
    fmt::print(stderr, "palpate-forge: {}\n", error.what());
    return static_cast<int>(error.status());
  } catch (const std::exception& error) {
    fmt::print(stderr, "palpate-forge: {}\n", error.what());
    return static_cast<int>(Exit::our_fault);
  }
}
