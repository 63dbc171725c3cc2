#pragma once
// Progress of long work as one line on stderr, only where stderr is a terminal; Ctrl-C becomes a cancel.

#include "core/progress.h"

namespace palpate::app {

/// While one of these lives, progress() draws a line and Ctrl-C asks the work to stop (a second one ends the program).
class TerminalProgress {
 public:
  TerminalProgress();
  ~TerminalProgress();
  TerminalProgress(const TerminalProgress&) = delete;
  TerminalProgress& operator=(const TerminalProgress&) = delete;
  const Progress& progress() const { return progress_; }

 private:
  Progress progress_;
};

}  // namespace palpate::app
