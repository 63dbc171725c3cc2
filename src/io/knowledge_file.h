#pragma once
// The knowledge files: techniques, points, claims, screening, cautions, states, causes, tissue, facts_keys.

#include <filesystem>

#include "knowledge/library.h"

namespace palpate {

/// Reads every file of a folder (assets/knowledge) and checks the whole. With a catalogue, names of structures and
/// landmarks are checked too. Throws Error at file:line:column on unknown or missing keys and wrong values.
knowledge::Library read_knowledge(const std::filesystem::path& assets_knowledge,
                                  const anatomy::Catalogue* catalogue = nullptr);

}  // namespace palpate
