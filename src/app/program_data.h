#pragma once
// What sub-commands share: the catalogue and the knowledge that come with the program, and the atlas named on the
// command line.

#include <filesystem>
#include <memory>
#include <string>

#include "anatomy/atlas.h"
#include "anatomy/catalogue.h"
#include "knowledge/library.h"

namespace palpate::app {

struct ProgramData {
  anatomy::Catalogue catalogue;
  knowledge::Library library;
};

/// Read once, when first asked for. Throws Error.
const ProgramData& program_data();

/// The atlas at `named`, or the bundled one where `named` is empty. Shows progress on a terminal. Throws Error.
std::shared_ptr<const anatomy::Atlas> open_named_atlas(const std::filesystem::path& named);
/// The same, but null where nothing was named and the bundled atlas is not there.
std::shared_ptr<const anatomy::Atlas> open_atlas_if_any(const std::filesystem::path& named);

/// `file` as lists and reports write it: relative to the project's data where it lies inside, else absolute.
std::string shown_path(const std::filesystem::path& file);

}  // namespace palpate::app
