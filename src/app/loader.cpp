#include "app/loader.h"

#include <utility>

#include "core/log.h"

namespace palpate::app {

Loader::~Loader() {
  cancel_ = true;
  if (thread_.joinable()) thread_.join();
}

void Loader::start(session::OpenRequest request, bool keep_place) {
  cancel_ = true;
  if (thread_.joinable()) thread_.join();
  cancel_ = false;
  busy_ = true;
  {
    const std::lock_guard lock(mutex_);
    result_.reset();
    fraction_ = 0.0f;
    doing_.clear();
  }
  thread_ = std::thread([this, request = std::move(request), keep_place] { run(request, keep_place); });
}

void Loader::read_tables(const Progress& progress) {
  if (tables_) return;
  progress.at(0.0f, "reading what is known");
  auto tables = std::make_shared<session::Document>();
  tables->catalogue = session::load_catalogue();
  tables->library = session::load_library(*tables->catalogue);
  std::vector<Problem> problems;
  std::vector<session::LessonEntry> found = session::list_lessons(*tables->catalogue, *tables->library, problems);
  {
    const std::lock_guard lock(mutex_);
    lessons_ = std::move(found);
  }
  for (const Problem& problem : problems) log(LogLevel::warning, to_string(problem));
  tables_ = std::move(tables);
}

void Loader::run(session::OpenRequest request, bool keep_place) {
  Progress progress;
  progress.cancel = &cancel_;
  progress.report = [this](float fraction, std::string_view doing) {
    {
      const std::lock_guard lock(mutex_);
      fraction_ = fraction;
      doing_ = doing;
    }
    wake_();
  };
  LoadResult result;
  result.keep_place = keep_place;
  try {
    read_tables(progress);
    if (!request.reuse || !request.reuse->catalogue) request.reuse = tables_;
    result.document = session::open_document(request, progress);
  } catch (const session::OpenError& e) {
    result.problems = e.problems();
  } catch (const Error& e) {
    if (e.status() != Exit::cancelled) result.problems = {{e.where(), 0, 0, Severity::error, e.what(), "open"}};
  } catch (const std::exception& e) {
    result.problems = {{"", 0, 0, Severity::error, e.what(), "internal"}};
  }
  {
    const std::lock_guard lock(mutex_);
    result_ = std::move(result);
  }
  busy_ = false;
  wake_();
}

std::pair<float, std::string> Loader::progress() const {
  const std::lock_guard lock(mutex_);
  return {fraction_, doing_};
}

std::vector<session::LessonEntry> Loader::lessons() const {
  const std::lock_guard lock(mutex_);
  return lessons_;
}

std::optional<LoadResult> Loader::take_result() {
  const std::lock_guard lock(mutex_);
  return std::exchange(result_, std::nullopt);
}

}  // namespace palpate::app
