#pragma once
// An atlas as a folder that every modelling program reads.

#include <filesystem>
#include <vector>

#include "anatomy/atlas.h"
#include "core/progress.h"

namespace palpate {

/// Writes <id>.obj (millimetres, body frame, rest pose, finest level, with normals) for every structure, and
/// atlas.yaml. Makes the folder; throws Error when it exists and is not empty, or cannot be written. Returns the files.
std::vector<std::filesystem::path> export_atlas(const anatomy::Atlas& atlas, const std::filesystem::path& folder,
                                                const Progress& progress = {});

/// Throws Error when the folder exists and holds something, or is a file: asked before long work starts.
void require_new_folder(const std::filesystem::path& folder);

}  // namespace palpate
