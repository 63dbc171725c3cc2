#pragma once
// What a reader or checker has to say about a file: a list of these goes to `palpate check` and to the problems panel.

#include <string>
#include <vector>

namespace palpate {

enum class Severity { note, warning, error };

/// One finding, at a place in a text file. Lines and columns count from 1; 0 where a thing has no place.
struct Problem {
  std::string file;
  int line = 0;
  int column = 0;
  Severity severity = Severity::error;
  std::string message;  ///< what is wrong and the cure
  std::string code;     ///< stable slug, e.g. "unknown-key"
};

/// "file:line:column: severity: message [code]".
std::string to_string(const Problem& problem);
std::string to_string(Severity severity);

/// True when the list holds an error (warnings do not count).
bool has_error(const std::vector<Problem>& problems);

}  // namespace palpate
