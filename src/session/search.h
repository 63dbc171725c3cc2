#pragma once
// Finding structures by what people type: English or Latin, in any word order, with typing slips.

#include <string>
#include <string_view>
#include <vector>

namespace palpate::session {

/// How well `query` fits a name: 0 = not at all; 1 = with slips; up to 4 = a word starts with it; 5 = the very name.
/// Every word of the query must fit some word of the name.
int match(std::string_view query, std::string_view name);

/// The best of match() over several names of one thing.
int match_any(std::string_view query, const std::vector<std::string_view>& names);

}  // namespace palpate::session
