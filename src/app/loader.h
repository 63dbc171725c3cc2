#pragma once
// Opens documents on a thread of its own, one at a time; a new wish cancels the one before.

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "session/open.h"

namespace palpate::app {

/// How an attempt ended: a document, or the problems that prevented it (empty when it was cancelled).
struct LoadResult {
  std::shared_ptr<const session::Document> document;
  std::vector<Problem> problems;
  bool keep_place = false;
};

class Loader {
 public:
  /// `wake` is called from the thread whenever something is to be seen.
  explicit Loader(std::function<void()> wake) : wake_(std::move(wake)) {}
  ~Loader();
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;

  void start(session::OpenRequest request, bool keep_place);
  void cancel() { cancel_ = true; }
  bool busy() const { return busy_; }
  /// Fraction and what is being done.
  std::pair<float, std::string> progress() const;
  std::optional<LoadResult> take_result();
  /// The shipped lessons; known soon after the first start().
  std::vector<session::LessonEntry> lessons() const;

 private:
  void run(session::OpenRequest request, bool keep_place);
  void read_tables(const Progress& progress);

  std::function<void()> wake_;
  std::thread thread_;
  std::atomic<bool> cancel_{false}, busy_{false};
  mutable std::mutex mutex_;
  float fraction_ = 0.0f;
  std::string doing_;
  std::optional<LoadResult> result_;
  std::shared_ptr<const session::Document> tables_;  ///< catalogue and library, read once; the thread's own
  std::vector<session::LessonEntry> lessons_;
};

}  // namespace palpate::app
