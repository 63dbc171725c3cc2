#pragma once
// How the list of structures is grouped besides layers: by region of the body, by system.

#include <string_view>

#include "anatomy/atlas.h"

namespace palpate::session {

/// Number of the branch that holds a structure; `by`: "layer", "region" or "system". Branches are shown in this order.
int branch_of(const anatomy::Atlas& atlas, const anatomy::Structure& structure, std::string_view by);
/// "Lumbar", "Muscles": for regions and systems.
std::string_view branch_name(std::string_view by, int branch);

}  // namespace palpate::session
