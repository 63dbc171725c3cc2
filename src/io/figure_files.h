#pragma once
// Reads the figures of the bundled atlas. Two shapes of table, told apart by their header:
//   figure,unit,vertebra_l1,vertebra_l2,…,lo,hi,source,confidence     -> "vertebra_l1.<figure>"
//   point,structure,x,y,z[,more…],source,confidence                   -> "<structure>.<point>.x" and so on
// Lines beginning with # are comments; an empty cell leaves that key out.

#include <filesystem>

#include "anatomy/figures.h"

namespace palpate::io {

/// Every *.csv in `folder`. Throws Error with file:line for a bad header, number, range or a duplicate key.
anatomy::Figures read_figures(const std::filesystem::path& folder);

}  // namespace palpate::io
