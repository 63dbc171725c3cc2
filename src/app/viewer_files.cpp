// What the window writes: pictures, handouts, settings, kept views, the report.

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

#include "app/handout_page.h"
#include "app/viewer.h"
#include "core/error.h"
#include "core/log.h"
#include "io/atomic_file.h"
#include "io/png.h"
#include "session/lesson.h"

namespace palpate::app {

namespace fs = std::filesystem;

fs::path Viewer::dated_name() {
  const std::time_t now = std::time(nullptr);
  return fmt::format("palpate_{:%Y-%m-%d_%H-%M-%S}.png", *std::localtime(&now));
}

void Viewer::save_handout() {
  const fs::path path = fs::absolute(fs::path(dated_name()).replace_extension(".html"));
  try {
    AtomicFile file(path);
    file.write(handout_page(session_.document(), stage_->renderer(), render::Quality::high));
    file.commit();
    session_.tell(fmt::format("Saved {}", path.string()));
  } catch (const Error& error) {
    session_.tell(error.what(), true);
  }
  session_.touch();
}

void Viewer::save_picture() {
  const fs::path path = fs::absolute(*picture_wanted_);
  picture_wanted_.reset();
  if (stage_->has_words()) still_begun_ = false;  // now again with room for what lies on the window's picture
  try {
    PngText text{{"Software", "Palpate " PALPATE_VERSION}, {"Title", session_.document().title}};
    if (const auto& atlas = session_.document().atlas) {
      text["Source"] = atlas->name;
      if (session_.document().lesson)
        text["Comment"] = fmt::format("at {:.2f} s: {}", session_.playback.time_s(), moment_->step_name);
      text["Copyright"] = fmt::format("{} {}", atlas->licence, atlas->attribution);
    }
    write_png(stage_->read_back(), path, text);
    session_.tell(fmt::format("Saved {}", path.string()));
  } catch (const Error& e) {
    session_.tell(e.what(), true);
  }
  settle_frames_ = 3;
}

void Viewer::save_settings() {
  window_->remember_size(session_.settings);
  if (!settings_file_ || session_.settings.revision() == saved_settings_) return;
  try {
    settings_file_->save(session_.settings);
  } catch (const Error& e) {
    log(LogLevel::warning, e.what());
  }
  saved_settings_ = session_.settings.revision();
}

// Kept views are few and dear: they are written at once, not at the end.
void Viewer::save_views() {
  if (!views_file_ || session_.saved_views_revision == written_views_) return;
  written_views_ = session_.saved_views_revision;
  try {
    views_file_->save(session_.saved_views);
  } catch (const Error& e) {
    session_.tell(e.what(), true);
  }
}

void Viewer::report() {
  const std::string& path = session_.settings.text("window.report");
  if (path.empty()) return;
  write_window_report(path, session_, *moment_, ui_, facts_);
}

}  // namespace palpate::app
