// palpate handout: the page a client takes home.

#include <fmt/format.h>

#include <memory>

#include "app/command_line.h"
#include "app/handout_page.h"
#include "core/error.h"
#include "gl/context.h"
#include "io/atomic_file.h"
#include "render/renderer.h"
#include "session/open.h"

namespace palpate::app {
namespace {

namespace fs = std::filesystem;

int run(const fs::path& scene, const fs::path& atlas, const fs::path& out) {
  session::OpenRequest request;
  request.inputs = {scene};
  request.atlas = atlas;
  const auto document = session::open_document(request);
  if (!document->lesson) throw Error(scene.string(), "is no lesson", "a handout is made from a scene file (.yaml)");

  AtomicFile file(out);  // first: a bad place is told before the work is done
  const gl::Context context = gl::Context::headless();
  render::Renderer renderer;
  renderer.set_atlas(document->atlas);
  file.write(handout_page(*document, renderer, render::Quality::still));
  file.commit();
  return 0;
}

}  // namespace

void add_handout(CLI::App& app, const Globals&, Action& action) {
  struct Words {
    fs::path scene, atlas, out;
  };
  CLI::App* command = app.add_subcommand("handout", "A self-contained, printable page for the client");
  const auto words = std::make_shared<Words>();
  command->add_option("scene", words->scene, "The lesson (.yaml)")->required();
  command->add_option("--out", words->out, "The page to write (.html)")->required();
  command->add_option("--atlas", words->atlas, "Atlas folder or GLB instead of the bundled one");
  command->callback([&action, words] { action = [words] { return run(words->scene, words->atlas, words->out); }; });
}

}  // namespace palpate::app
