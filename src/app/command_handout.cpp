// palpate handout: the page a client takes home.

#include <fmt/format.h>

#include <memory>

#include "app/command_line.h"
#include "core/error.h"
#include "gl/context.h"
#include "io/atomic_file.h"
#include "io/png.h"
#include "render/renderer.h"
#include "session/evaluate.h"
#include "session/frame_builder.h"
#include "session/handout.h"
#include "session/lesson.h"
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
  const technique::Scene& lesson = document->lesson->scene;

  AtomicFile file(out);  // first: a bad place is told before the work is done
  const gl::Context context = gl::Context::headless();
  render::Renderer renderer;
  renderer.set_atlas(document->atlas);
  std::vector<session::HandoutPicture> pictures;
  for (const size_t step : session::handout_steps(lesson)) {
    const double at = lesson.start_s(step) + 0.5 * lesson.steps[step].duration_s.value;
    const session::View view;
    const session::Settings settings;
    session::FrameRequest frame;
    frame.width = 480, frame.height = 360;
    frame.quality = render::Quality::still;
    const auto moment = session::evaluate(*document, view, settings, at);
    render::FrameInput input = session::build_frame(*document, moment, view, settings, frame);
    input.legend = false;
    pictures.push_back({lesson.steps[step].name, encode_png(renderer.render(input))});
  }
  const std::string credit =
      fmt::format("{}, {}. {}", document->atlas->name, document->atlas->licence, document->atlas->attribution);
  file.write(session::handout_html(lesson, *document->library, pictures, credit));
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
