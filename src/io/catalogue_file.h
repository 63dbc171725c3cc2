#pragma once
// The anatomy catalogue as files: layers.yaml, structures.yaml, landmarks.yaml. Each says a thing once; reading expands
// rows to levels and sides.

#include <filesystem>

#include "anatomy/catalogue.h"

namespace palpate {

/// Reads the three files of a folder (assets/anatomy). Throws Error at file:line:column on unknown keys, wrong values,
/// duplicate ids and names that lead nowhere.
anatomy::Catalogue read_catalogue(const std::filesystem::path& assets_anatomy);

}  // namespace palpate
