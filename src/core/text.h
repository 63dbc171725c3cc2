#pragma once
// Small string helpers: suggestions for mistyped names, splitting, ids.

#include <string>
#include <string_view>
#include <vector>

namespace palpate {

/// The candidate nearest to `word` (edit distance with transpositions, at most about a third of its length), or "".
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

/// " (did you mean 'x'?)" or "", for the end of a message.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

std::vector<std::string> split(std::string_view text, char separator);
std::string_view trim(std::string_view text);
std::string to_lower(std::string_view text);

/// "Vertebra L3 (left)" -> "vertebra_l3_left": lower snake case, ASCII letters and digits only.
std::string to_id(std::string_view name);

/// True for well-formed UTF-8 without NUL.
bool is_utf8(std::string_view bytes);

}  // namespace palpate
