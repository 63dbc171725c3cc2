#pragma once
// Diagnostics for --verbose. Below src/app nothing prints: a room says it here, and app decides where it goes.

#include <functional>
#include <string_view>

namespace palpate {

enum class LogLevel { detail, info, warning };

/// Installs the receiver (app does, once, before other threads start); without one, messages are dropped.
void set_log_sink(std::function<void(LogLevel, std::string_view)> sink);
void log(LogLevel level, std::string_view message);

}  // namespace palpate
