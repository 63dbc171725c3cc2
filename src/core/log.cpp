#include "core/log.h"

#include <mutex>
#include <utility>

namespace palpate {
namespace {

struct Sink {
  std::mutex mutex;
  std::function<void(LogLevel, std::string_view)> receive;
};

Sink& the_sink() {
  static Sink sink;
  return sink;
}

}  // namespace

void set_log_sink(std::function<void(LogLevel, std::string_view)> sink) {
  const std::lock_guard lock(the_sink().mutex);
  the_sink().receive = std::move(sink);
}

void log(LogLevel level, std::string_view message) {
  const std::lock_guard lock(the_sink().mutex);
  if (the_sink().receive) the_sink().receive(level, message);
}

}  // namespace palpate
