#pragma once
// Room for the ends of fascicles where many of them hold on to one process.

#include <map>
#include <string>
#include <vector>

#include "forge/strand.h"
#include "forge/volume.h"

namespace palpate::forge {

/// Moves strands of different muscles apart near their ends on bone, so that the tip of each has a place of its own;
/// ends stay on the surface of their bone and within 4.5 mm of where they were (design estimate: the published sites
/// are areas of that size). `bones`: by id, those that ends lie on and those that paths keep out of.
void part_crowded_ends(std::vector<Strand>& strands, const std::map<std::string, const Volume*>& bones);

}  // namespace palpate::forge
