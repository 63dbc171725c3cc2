#include "app/terminal_progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <string>

namespace palpate::app {
namespace {

std::atomic<bool> interrupted{false};

void on_interrupt(int) {
  interrupted = true;
  std::signal(SIGINT, SIG_DFL);
}

bool on_terminal() {
  return isatty(STDERR_FILENO) == 1;
}

}  // namespace

TerminalProgress::TerminalProgress() {
  interrupted = false;
  std::signal(SIGINT, on_interrupt);
  progress_.cancel = &interrupted;
  if (!on_terminal()) return;
  progress_.report = [](float fraction, std::string_view doing) {
    fmt::print(stderr, "\r\x1b[K{:3.0f} %  {}", static_cast<double>(fraction) * 100.0, doing.substr(0, 70));
    std::fflush(stderr);
  };
}

TerminalProgress::~TerminalProgress() {
  if (on_terminal()) fmt::print(stderr, "\r\x1b[K");
  std::signal(SIGINT, SIG_DFL);
}

}  // namespace palpate::app
