#include "io/name_pattern.h"

#include <algorithm>
#include <cctype>

#include "core/text.h"

namespace palpate {
namespace {

bool equal_letters(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::optional<std::vector<std::string>> match_pattern(std::string_view pattern_text, std::string_view name_text) {
  // Most names fail at the first signs, and most patterns have no star: nothing more is asked of those.
  const size_t fixed = std::min(pattern_text.find_first_of("*?"), pattern_text.size());
  if (name_text.size() < fixed || !equal_letters(pattern_text.substr(0, fixed), name_text.substr(0, fixed)))
    return std::nullopt;
  if (fixed == pattern_text.size()) {
    if (name_text.size() != fixed) return std::nullopt;
    return std::vector<std::string>();
  }
  const std::string pattern = to_lower(pattern_text), name = to_lower(name_text);
  const size_t rows = pattern.size() + 1, columns = name.size() + 1;
  // reach[p][n]: the first p signs of the pattern can stand for the first n of the name.
  std::vector<char> reach(rows * columns, 0);
  reach[0] = 1;
  for (size_t p = 1; p < rows; ++p) {
    const char sign = pattern[p - 1];
    for (size_t n = 0; n < columns; ++n) {
      const bool before = reach[(p - 1) * columns + n] != 0;
      const bool diagonal = n > 0 && reach[(p - 1) * columns + n - 1] != 0;
      const bool longer = n > 0 && reach[p * columns + n - 1] != 0;
      reach[p * columns + n] = sign == '*' ? before || longer : diagonal && (sign == '?' || sign == name[n - 1]);
    }
  }
  if (!reach[rows * columns - 1]) return std::nullopt;
  std::vector<std::string> matched;
  size_t n = name.size();
  for (size_t p = pattern.size(); p > 0; --p) {
    const char sign = pattern[p - 1];
    const size_t end = n;
    if (sign == '*') {
      while (!reach[(p - 1) * columns + n]) --n;  // the shortest run that leaves a match before it
    } else {
      --n;
    }
    if (sign == '*' || sign == '?') matched.push_back(name.substr(n, end - n));
  }
  std::reverse(matched.begin(), matched.end());
  return matched;
}

std::string fill_in(std::string_view text, const std::vector<std::string>& matched) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool number = text[i] == '$' && i + 1 < text.size() && text[i + 1] >= '1' && text[i + 1] <= '9';
    const size_t which = number ? static_cast<size_t>(text[i + 1] - '1') : matched.size();
    if (which < matched.size())
      out += matched[which], ++i;
    else
      out += text[i];
  }
  return out;
}

}  // namespace palpate
