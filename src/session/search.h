#pragma once
// Finding structures by what people type: English or Latin, in any word order, with typing slips.

#include <string>
#include <string_view>
#include <vector>

#include "anatomy/catalogue.h"

namespace palpate::session {

/// How well `query` fits a name: 0 = not at all; 1 = with slips; up to 4 = a word starts with it; 5 = the very name.
/// Every word of the query must fit some word of the name.
int match(std::string_view query, std::string_view name);

/// The best of match() over several names of one thing.
int match_any(std::string_view query, const std::vector<std::string_view>& names);

/// The best fit of a structure: its names, and after those that fit as well the groups that it is a part of.
int match_structure(std::string_view query, const anatomy::StructureInfo& info);
/// Why it fits, where its English name does not tell: its Latin name, "part of erector spinae", or "".
std::string reason_of_match(std::string_view query, const anatomy::StructureInfo& info);

}  // namespace palpate::session
