#include "app/handout_page.h"

#include <fmt/format.h>

#include "core/error.h"
#include "io/png.h"
#include "session/evaluate.h"
#include "session/frame_builder.h"
#include "session/handout.h"
#include "session/lesson.h"

namespace palpate::app {
namespace {

constexpr int kWidth = 600, kHeight = 450;

// Uncut and with the names off: a client wants to see a back.
session::Settings calm_settings() {
  session::Settings settings;
  settings.set_value("section.plane", std::string("none"));
  return settings;
}

}  // namespace

std::string handout_page(const session::Document& document, render::Renderer& renderer, render::Quality quality) {
  if (!document.lesson || !document.atlas)
    throw Error(document.file.string(), "is no lesson", "a handout is made from a scene file (.yaml)");
  const technique::Scene& lesson = document.lesson->scene;
  const session::Settings settings = calm_settings();
  const session::View view;
  std::vector<session::HandoutPicture> pictures;
  for (const size_t step : session::handout_steps(lesson)) {
    const double at =
        static_cast<double>(lesson.start_s(step)) + 0.55 * static_cast<double>(lesson.steps[step].duration_s.value);
    session::FrameRequest frame;
    frame.width = kWidth, frame.height = kHeight;
    frame.quality = quality;
    const auto moment = session::evaluate(document, view, settings, at);
    render::FrameInput input = session::build_frame(document, moment, view, settings, frame);
    input.legend = false;
    pictures.push_back({lesson.steps[step].name, encode_png(renderer.render(input))});
  }
  const std::string credit =
      fmt::format("{}, {}. {}", document.atlas->name, document.atlas->licence, document.atlas->attribution);
  return session::handout_html(lesson, *document.library, pictures, credit);
}

}  // namespace palpate::app
