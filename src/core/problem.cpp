#include "core/problem.h"

#include <fmt/format.h>

#include <algorithm>

namespace palpate {

std::string to_string(Severity severity) {
  switch (severity) {
    case Severity::note: return "note";
    case Severity::warning: return "warning";
    case Severity::error: break;
  }
  return "error";
}

std::string to_string(const Problem& p) {
  std::string where = p.file;
  if (p.line > 0) where += fmt::format(":{}:{}", p.line, p.column);
  return fmt::format("{}: {}: {} [{}]", where, to_string(p.severity), p.message, p.code);
}

bool has_error(const std::vector<Problem>& problems) {
  return std::any_of(problems.begin(), problems.end(), [](const Problem& p) { return p.severity == Severity::error; });
}

}  // namespace palpate
