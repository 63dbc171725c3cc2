#pragma once
// Names with stars: how recipes say which files and nodes they mean.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace palpate {

/// Matches without regard to upper and lower case. `*` stands for any run of characters, `?` for one; everything else
/// for itself. Returns what the stars and question marks stood for, in order (lower case), or nullopt. Takes time
/// proportional to the product of the lengths, whatever the pattern.
std::optional<std::vector<std::string>> match_pattern(std::string_view pattern, std::string_view name);

/// `text` with $1, $2 … replaced by what was matched; a number beyond the matches stays as it is.
std::string fill_in(std::string_view text, const std::vector<std::string>& matched);

}  // namespace palpate
