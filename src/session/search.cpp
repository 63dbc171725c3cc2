#include "session/search.h"

#include <algorithm>

#include "core/text.h"

namespace palpate::session {
namespace {

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (std::string& word : split(to_id(text), '_')) {
    if (!word.empty()) words.push_back(std::move(word));
  }
  return words;
}

/// One slip (a letter wrong, missing, doubled or swapped) for four letters and more, two for eight and more, compared
/// with the beginning of the word, so that a half-typed name is forgiven too.
bool with_slips(const std::string& typed, const std::string& word) {
  const size_t allowed = typed.size() >= 8 ? 2 : typed.size() >= 4 ? 1 : 0;
  if (allowed == 0) return false;
  std::vector<size_t> before(word.size() + 1), now(word.size() + 1), before_that;
  for (size_t j = 0; j <= word.size(); ++j) before[j] = j;
  for (size_t i = 1; i <= typed.size(); ++i) {
    now[0] = i;
    for (size_t j = 1; j <= word.size(); ++j) {
      const size_t change = before[j - 1] + (typed[i - 1] == word[j - 1] ? 0 : 1);
      now[j] = std::min({change, before[j] + 1, now[j - 1] + 1});
      if (i > 1 && j > 1 && typed[i - 1] == word[j - 2] && typed[i - 2] == word[j - 1]) {
        now[j] = std::min(now[j], before_that[j - 2] + 1);
      }
    }
    before_that = before;
    before = now;
  }
  return *std::min_element(before.begin(), before.end()) <= allowed;
}

int match_word(const std::string& typed, const std::vector<std::string>& words) {
  int best = 0;
  for (const std::string& word : words) {
    if (word == typed) return 5;
    if (word.starts_with(typed)) best = std::max(best, 4);
    if (typed.size() >= 3 && word.find(typed) != std::string::npos) best = std::max(best, 3);
    if (best == 0 && with_slips(typed, word)) best = 1;
  }
  return best;
}

}  // namespace

int match(std::string_view query, std::string_view name) {
  const std::vector<std::string> typed = words_of(query), words = words_of(name);
  if (typed.empty()) return 0;
  int worst = 5;
  for (const std::string& word : typed) worst = std::min(worst, match_word(word, words));
  return worst;
}

int match_any(std::string_view query, const std::vector<std::string_view>& names) {
  int best = 0;
  for (const std::string_view name : names) best = std::max(best, match(query, name));
  return best;
}

namespace {

/// A group counts from a whole word on: many share its first letters.
const std::string* group_of(std::string_view query, const anatomy::StructureInfo& info) {
  for (const std::string& group : info.groups) {
    const int how = match(query, group);
    if (how == 5 || how == 1) return &group;
  }
  return nullptr;
}

}  // namespace

int match_structure(std::string_view query, const anatomy::StructureInfo& info) {
  const int names = match_any(query, {info.name, info.latin, info.id, info.ta98});
  return 2 * names + (names == 0 && group_of(query, info) ? 1 : 0);
}

std::string reason_of_match(std::string_view query, const anatomy::StructureInfo& info) {
  const int name = match(query, info.name);
  if (match(query, info.latin) > name) return info.latin;
  const std::string* group = name == 0 ? group_of(query, info) : nullptr;
  if (!group) return {};
  std::string words = "part of ";
  for (const char letter : *group) words += letter == '_' ? ' ' : letter;
  return words;
}

}  // namespace palpate::session
