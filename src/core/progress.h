#pragma once
// How long work tells how far it is, and how it is told to stop.

#include <atomic>
#include <functional>
#include <string_view>

#include "core/error.h"

namespace palpate {

/// Passed by reference down into long work. Both parts may be empty.
struct Progress {
  std::function<void(float fraction, std::string_view doing)> report;
  const std::atomic<bool>* cancel = nullptr;

  void at(float fraction, std::string_view doing) const {
    if (report) report(fraction, doing);
  }
  bool cancelled() const { return cancel && cancel->load(std::memory_order_relaxed); }
  /// Throws Error(Exit::cancelled) when the user asked to stop.
  void throw_if_cancelled() const {
    if (cancelled()) throw Error("", "cancelled", "", Exit::cancelled);
  }
};

}  // namespace palpate
