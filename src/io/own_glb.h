#pragma once
// What write_glb put on nodes, read back.

#include <map>
#include <string>

#include "anatomy/atlas.h"
#include "io/assimp_read.h"

namespace palpate {

/// The facts of one structure from its node.
anatomy::StructureInfo own_structure(const FoundMesh& found);
/// The fascicles on its node, in their order.
std::vector<anatomy::Fascicle> own_fascicles(const Extras& extras);
/// Name, licence, landmarks and the rest from the root node into `atlas`.
void take_own_facts(const Extras& extras, anatomy::RawAtlas& atlas);
/// The text under a key, or "".
std::string text_of(const Extras& extras, const std::string& key);

}  // namespace palpate
