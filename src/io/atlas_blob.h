#pragma once
// A baked atlas as one run of bytes: what the cache file holds and the program maps. Own layout, this machine's byte
// order.

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "io/bake.h"
#include "io/mesh_import.h"

namespace palpate {

/// Version of the layout; part of the cache key.
inline constexpr uint32_t blob_version = 3;

/// Facts of the atlas from `raw` (its meshes are not looked at), shapes from `baked`. Handed to `sink` piece by piece,
/// in order: a whole body is not copied together first.
using ByteSink = std::function<void(std::string_view bytes)>;
void write_blob(const anatomy::RawAtlas& raw, const std::vector<BakedStructure>& baked, const ImportReport& report,
                const ByteSink& sink);

/// An atlas whose spans point into `bytes`, which `storage` keeps alive. Every offset, count and index is checked:
/// throws Error (where = `name`) on anything that would lead outside. `report`, if given, receives the import's report.
std::shared_ptr<const anatomy::Atlas> atlas_from_blob(std::span<const std::byte> bytes,
                                                      std::shared_ptr<const void> storage, const std::string& name,
                                                      ImportReport* report);

/// Maps a file read-only. Throws Error when it cannot.
struct MappedFile {
  std::span<const std::byte> bytes;
  std::shared_ptr<const void> storage;
};
MappedFile map_file(const std::filesystem::path& file);

}  // namespace palpate
